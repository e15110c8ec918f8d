/* Part of rewriter. */
/* What the runtime asks of the system's headers: every header of ours that needs it includes this one first. */
#ifndef ADPROFILE_SYSTEM_H
#define ADPROFILE_SYSTEM_H

#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#endif
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE
#endif
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <stdint.h>

#endif
