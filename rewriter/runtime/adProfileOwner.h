/* Part of rewriter. */
/* Whose recording it is: that of the first thread to make a callback, in this process.
 *
 * Whether a thread has made one stands in a page that the system clears in a forked child (Linux), so that the child
 * is seen to be another process without asking for its number at each callback. Elsewhere a child records nothing. */
#ifndef ADPROFILE_OWNER_H
#define ADPROFILE_OWNER_H

#include "adProfileSystem.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int owner_fallback;
static int *owner_taken = &owner_fallback;
static __thread int owner_own; /* this thread has made the first callback */

static void owner_begin(void) {
#ifdef MADV_WIPEONFORK
    size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return;
    if (madvise(page, bytes, MADV_WIPEONFORK)) munmap(page, bytes);
    else owner_taken = page;
#endif
}

static int owner_is_me(void) { return owner_own && *owner_taken; }

static int owner_claim(void) { return owner_own = __sync_bool_compare_and_swap(owner_taken, 0, 1); }

#endif
