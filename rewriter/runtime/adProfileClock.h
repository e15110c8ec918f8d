/* Part of rewriter. */
/* Nanoseconds between callbacks, given to the site and phase that ran meanwhile, without what the callbacks took.
 *
 * Each callback reads the clock once, when it begins. The time to the next one's reading is the program's own plus
 * the rest of this callback and the beginning of the next; that much is known by kind of callback from a calibration
 * and is taken off. */
#ifndef ADPROFILE_CLOCK_H
#define ADPROFILE_CLOCK_H

#include "adProfileSystem.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "adProfileSites.h"

enum {
    SNP_WRITE, BEGIN_ADVANCE, END_ADVANCE, SNP_READ, BEGIN_REVERSE, END_REVERSE,
    BEGIN_FORWARD, END_FORWARD, BEGIN_BACKWARD, END_BACKWARD, TURN, CALLBACKS
};

static uint64_t callbacks[CALLBACKS]; /* how many of each */
static int64_t costs[CALLBACKS];      /* nanoseconds of one of each */
static int64_t clock_latest;
static int64_t clock_aside;           /* nanoseconds of calibration and reports */
static int clock_callback; /* the callback that the latest reading was made in */
static uint32_t clock_site;
static int clock_phase;

static int64_t clock_of(clockid_t id) {
    struct timespec time;
    clock_gettime(id, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t clock_now(void) { return clock_of(CLOCK_MONOTONIC); }

static void clock_tick(int callback) {
    int64_t now = clock_now();
    sites[clock_site].spent[clock_phase] += now - clock_latest - costs[clock_callback];
    clock_latest = now;
    clock_callback = callback;
    callbacks[callback]++;
}

/* A callback that changes nobody's phase needs no reading: its whole cost is taken off what is running. */
static void clock_skip(int callback) {
    clock_latest += costs[callback];
    callbacks[callback]++;
}

static void clock_give(uint32_t site, int phase) {
    clock_site = site;
    clock_phase = phase;
}

/* What ran until now is counted; what comes before the clock goes on is not the program's. */
static void clock_stop(void) {
    clock_tick(TURN);
    callbacks[TURN]--;
}

static void clock_go_on(void) {
    int64_t now = clock_now();
    clock_aside += now - clock_latest;
    clock_latest = now;
}

static void clock_begin(void) {
    memset(callbacks, 0, sizeof callbacks);
    clock_give(OUTSIDE, REVERSE);
    clock_callback = TURN; /* whichever: what is before the first callback counts for no site */
    clock_latest = clock_now();
}

static int64_t clock_overhead(void) {
    int64_t overhead = clock_aside;
    int callback;
    for (callback = 0; callback < CALLBACKS; callback++) overhead += (int64_t)callbacks[callback] * costs[callback];
    return overhead;
}

#endif
