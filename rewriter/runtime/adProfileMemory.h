/* Part of rewriter. */
/* Memory of the recorder: pages straight from the system, never the program's heap, and not without limit.
 *
 * So a profiled program's own allocations stay what they are, and the profile can be finished in a signal handler. */
#ifndef ADPROFILE_MEMORY_H
#define ADPROFILE_MEMORY_H

#include "adProfileSystem.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#ifndef ADPROFILE_MEMORY
#define ADPROFILE_MEMORY ((size_t)180 << 20) /* bytes that are never exceeded */
#endif
#define MEMORY_TO_SPARE (ADPROFILE_MEMORY / 2) /* beyond, similar things are merged */

#define NONE 0xffffffffu /* no number of anything */

static size_t memory_held;

/* An array that grows; its elements move then. */
typedef struct {
    void *at;
    size_t bytes;
} Area;

static void *memory_pages(size_t bytes) {
    void *at;
    if (bytes > ADPROFILE_MEMORY || memory_held > ADPROFILE_MEMORY - bytes) return NULL;
    at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) return NULL;
    memory_held += bytes;
    return at;
}

static void memory_return(void *at, size_t bytes) {
    if (bytes) {
        munmap(at, bytes);
        memory_held -= bytes;
    }
}

/* Room for so many bytes, zero where new; 0 if there is none, and nothing has changed. */
static int area_holds(Area *area, size_t wanted) {
    size_t bytes = area->bytes ? area->bytes : 16384;
    void *at;
    if (wanted <= area->bytes) return 1;
    while (bytes < wanted) bytes *= 2;
    at = memory_pages(bytes);
    if (!at) return 0;
    if (area->bytes) memcpy(at, area->at, area->bytes);
    memory_return(area->at, area->bytes);
    area->at = at;
    area->bytes = bytes;
    return 1;
}

static void area_clear(Area *area) {
    memory_return(area->at, area->bytes);
    area->at = NULL;
    area->bytes = 0;
}

static int memory_is_short(void) { return memory_held > MEMORY_TO_SPARE; }

/* Well spread bits of a key that is built up part by part. */
static uint64_t mixed(uint64_t key, uint64_t part) {
    key = (key ^ part) * 0x9E3779B97F4A7C15u;
    return key ^ (key >> 29);
}

#endif
