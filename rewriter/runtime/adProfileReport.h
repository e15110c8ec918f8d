/* Part of rewriter. */
/* Tapenade's report, from the folded call tree: what would change if one site alone were not checkpointed.
 *
 * Of each sequence two figures are enough, whatever is below it: how many bytes it leaves, and how high above its
 * begin the stack gets while it is recorded and reversed. A block repeated n times grows by what one copy leaves. */
#ifndef ADPROFILE_REPORT_H
#define ADPROFILE_REPORT_H

#include "adProfileFold.h"
#include "adProfileMemory.h"
#include "adProfileSites.h"
#include "adProfileTree.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t left, peak;
} Size;

typedef struct {
    uint32_t site;
    int64_t time, peak;
} Gain;

static Area report_sizes, report_gains;

/* What stays and how high it gets, with one site (or none: OUTSIDE) not checkpointed. */
static void report_measure(uint32_t without) {
    Size *sizes = report_sizes.at;
    uint32_t number;
    for (number = 0; number < sequence_count; number++) {
        const Item *first = all_items + sequences[number].first, *item = first + sequences[number].length;
        Size size = {0, 0};
        while (item-- > first) {
            int64_t grows, high, times = (int64_t)item->times;
            if (item->id & BLOCK) {
                grows = sizes[item->id & NUMBER].left;
                high = sizes[item->id & NUMBER].peak;
            } else if (item->id & EPISODE) {
                grows = 0;
                high = sizes[item->id & NUMBER].peak;
            } else {
                const Visit *visit = &all_visits[item->id];
                const Size *below;
                if (visit->recording == NONE || visit->recording >= number) continue; /* pending: it is in no run */
                below = &sizes[visit->recording];
                grows = visit->gap + (visit->split || visit->site == without ? below->left : visit->left);
                high = visit->gap + below->peak;
            }
            if (grows > 0) high += (times - 1) * grows;
            if (size.left + high > size.peak) size.peak = size.left + high;
            size.left += times * grows;
        }
        size.left += sequences[number].tail;
        if (size.left > size.peak) size.peak = size.left;
        sizes[number] = size;
    }
}

static int64_t report_peak(uint32_t without) {
    int64_t peak = 0;
    uint64_t run;
    report_measure(without);
    for (run = 0; run < run_count; run++) {
        const Size *size = (Size *)report_sizes.at + runs[run].recording;
        if (size->peak > peak) peak = size->peak;
    }
    return peak;
}

static int64_t report_time(const Site *site) {
    return site_time(site, WRITE) + site_time(site, ADVANCE) + site_time(site, READ);
}

static int report_group(const Gain *gain) { return gain->peak < 0 ? 0 : gain->peak == 0 ? 1 : 2; }

/* Gains and neutral ones by name, file and line, costs by the time that a byte buys. */
static int report_order(const void *one, const void *other) {
    const Gain *a = one, *b = other;
    int order = report_group(a) - report_group(b);
    if (!order && report_group(a) == 2) {
        double first = (double)a->time / (double)a->peak, second = (double)b->time / (double)b->peak;
        order = first > second ? -1 : first < second;
    }
    if (!order) order = strcmp(sites[a->site].callee, sites[b->site].callee);
    if (!order) order = strcmp(sites[a->site].file, sites[b->site].file);
    if (!order) order = (sites[a->site].line > sites[b->site].line) - (sites[a->site].line < sites[b->site].line);
    return order ? order : (a->site > b->site) - (a->site < b->site);
}

static void report_row(FILE *file, const Gain *gain) {
    const Site *site = &sites[gain->site];
    long long milliseconds = (gain->time + 500000) / 1000000, peak = gain->peak;
    fprintf(file, "  - Time gain -%2lld.%03lld s.", milliseconds / 1000, milliseconds % 1000);
    if (peak < 0) fprintf(file, " and peak memory gain %lldb", peak);
    else if (peak == 0) fprintf(file, " at peak memory cost zero");
    else fprintf(file, " at peak memory cost %4lld.%06lld Mb", peak / 1000000, peak % 1000000);
    if (*site->callee) fprintf(file, " for call %s (%llu times), at", site->callee, (unsigned long long)site->joint);
    else fprintf(file, " for checkpoint (%llu times) starting at", (unsigned long long)site->joint);
    fprintf(file, " location#%lu: line %lu of file %s\n", (unsigned long)gain->site, (unsigned long)site->line,
            site->file);
}

static void report_write(FILE *file) {
    static const char *const titles[] = {"gain", "neutral", "cost"};
    int64_t peak;
    uint32_t site, count = 0, row = 0;
    Gain *gains;
    int group;
    if (!area_holds(&report_sizes, sequence_count * sizeof(Size))
        || !area_holds(&report_gains, site_count * sizeof(Gain))) {
        fprintf(file, "no report: out of memory\n");
        return;
    }
    gains = report_gains.at;
    peak = report_peak(OUTSIDE);
    for (site = 1; site < site_count; site++)
        if (sites[site].joint) {
            gains[count].site = site;
            gains[count].time = report_time(&sites[site]);
            gains[count++].peak = report_peak(site) - peak;
        }
    qsort(gains, count, sizeof *gains, report_order);
    fprintf(file, "PEAK STACK:%lld bytes\nSUGGESTED NOCHECKPOINTs:\n", (long long)(tree_base + peak));
    for (group = 0; group < 3; group++) {
        fprintf(file, " * Peak memory %s:\n", titles[group]);
        while (row < count && report_group(&gains[row]) == group) report_row(file, &gains[row++]);
    }
    area_clear(&report_sizes);
    area_clear(&report_gains);
}

#endif
