/* Calls the callbacks as adjoint code does: ROUNDS times, SITES checkpointed calls one after the other, then back.
 * Prints the nanoseconds that all of it took, and the largest resident memory in kilobytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "adProfile.h"

void pushReal8(double value);
void popReal8(double *value);

static int64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

int main(int count, char **words) {
    int sites = count > 1 ? atoi(words[1]) : 10, rounds = count > 2 ? atoi(words[2]) : 1000, uneven = count > 3;
    char(*names)[16] = malloc((size_t)sites * sizeof *names);
    char *file = "model.f90";
    double value = 0;
    int64_t began;
    struct rusage used;
    int round, site, extra;
    for (site = 0; site < sites; site++) sprintf(names[site], "call%d", site);
    began = now();
    for (round = 0; round < rounds; round++) {
        for (site = 0; site < sites; site++) {
            adProfileAdj_SNPWrite(names[site], file, (unsigned)site);
            pushReal8(value);
            adProfileAdj_beginAdvance(names[site], file, (unsigned)site);
            adProfileAdj_endAdvance(names[site], file, (unsigned)site);
            for (extra = uneven ? (round * 7919 + site) % 61 : 0; extra; extra--) pushReal8(value);
        }
        adProfileAdj_turn("head", file);
        for (site = sites - 1; site >= 0; site--) {
            for (extra = uneven ? (round * 7919 + site) % 61 : 0; extra; extra--) popReal8(&value);
            adProfileAdj_SNPRead(names[site], file, (unsigned)site);
            popReal8(&value);
            adProfileAdj_beginReverse(names[site], file, (unsigned)site);
            adProfileAdj_turn(names[site], file);
            adProfileAdj_endReverse(names[site], file, (unsigned)site);
        }
    }
    began = now() - began;
    getrusage(RUSAGE_SELF, &used);
    printf("%lld %ld\n", (long long)began, used.ru_maxrss);
    free(names);
    return 0;
}
