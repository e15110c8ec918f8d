/* Part of rewriter. */
/* The call sites, found by callee, file and line in constant time.
 *
 * Names arrive as addresses. The same name may come from several addresses (one per object file) and several names
 * from one (a Fortran temporary), so an address is but a hint where to look: contents are compared. Only in the
 * middle and at the end of a visit, where its own site is expected, the addresses of its beginning are enough. */
#ifndef ADPROFILE_SITES_H
#define ADPROFILE_SITES_H

#include "adProfileMemory.h"
#include "adProfileNotes.h"

#include <stdint.h>
#include <string.h>

enum { WRITE, ADVANCE, READ, REVERSE, FORWARD, BACKWARD, PHASES };

typedef struct {
    const char *callee, *file;
    const char *from_callee, *from_file; /* where its names were when they were compared last */
    uint32_t line;
    uint32_t hash;
    int64_t spent[PHASES]; /* nanoseconds */
    uint64_t joint, split; /* visits */
    uint64_t waiting;      /* forward visits not yet reversed */
    uint32_t pending;      /* its latest forward visit, and */
    uint32_t reversed;     /* its latest reversed one, where it was interned; */
    uint32_t recording;    /* what the callee left then */
} Site;

typedef struct {
    const char *callee, *file;
    uint32_t line;
    uint32_t site;
} Hint;

#define NO_SITE NONE
enum { HINTS = 8192, OUTSIDE = 0 };

static Area site_area, site_slots, site_texts;
static size_t site_text_left;
static uint32_t site_count, site_slot_count;
static Hint site_hints[HINTS];

#define sites ((Site *)site_area.at)

/* Nanoseconds of a phase. What is next to nothing may seem less after the callbacks' part is taken off. */
static int64_t site_time(const Site *site, int phase) { return site->spent[phase] > 0 ? site->spent[phase] : 0; }

/* A copy that stays where it is. */
static const char *site_text(const char *text) {
    size_t length = strlen(text) + 1;
    char *at;
    if (site_text_left < length) {
        size_t bytes = length > 65536 ? length : 65536;
        void *pages = memory_pages(bytes);
        if (!pages) return NULL;
        site_texts.at = pages;
        site_texts.bytes = bytes;
        site_text_left = bytes;
    }
    at = (char *)site_texts.at + (site_texts.bytes - site_text_left);
    site_text_left -= length;
    return memcpy(at, text, length);
}

static uint32_t site_hash(const char *callee, const char *file, uint32_t line) {
    uint64_t key = line;
    while (*callee) key = mixed(key, (unsigned char)*callee++);
    key = mixed(key, 256);
    while (*file) key = mixed(key, (unsigned char)*file++);
    return (uint32_t)(key >> 16);
}

static int site_is(const Site *site, const char *callee, const char *file, uint32_t line) {
    return site->line == line && !strcmp(site->callee, callee) && !strcmp(site->file, file);
}

static void site_place(uint32_t number) {
    uint32_t mask = site_slot_count - 1, at = sites[number].hash & mask;
    while (((uint32_t *)site_slots.at)[at]) at = (at + 1) & mask;
    ((uint32_t *)site_slots.at)[at] = number;
}

static int site_add(const char *callee, const char *file, uint32_t line, uint32_t hash) {
    Site *site;
    if (!area_holds(&site_area, (site_count + 1) * sizeof(Site))) return 0;
    if (2 * (site_count + 1) > site_slot_count) {
        Area wider = {NULL, 0};
        uint32_t count = site_slot_count ? 2 * site_slot_count : 4096, other;
        if (!area_holds(&wider, count * sizeof(uint32_t))) return 0;
        area_clear(&site_slots);
        site_slots = wider;
        site_slot_count = count;
        for (other = 1; other < site_count; other++) site_place(other);
    }
    callee = site_text(callee);
    file = site_text(file);
    if (!callee || !file) return 0;
    site = &sites[site_count];
    memset(site, 0, sizeof *site);
    site->callee = callee;
    site->file = file;
    site->line = line;
    site->hash = hash;
    site->pending = site->reversed = site->recording = NONE;
    if (site_count) site_place(site_count); /* the first stands for all that is outside any site */
    site_count++;
    return 1;
}

static uint32_t site_by_contents(const char *callee, const char *file, uint32_t line) {
    uint32_t hash = site_hash(callee, file, line), mask = site_slot_count - 1, at, number;
    for (at = hash & mask; (number = ((uint32_t *)site_slots.at)[at]) != 0; at = (at + 1) & mask)
        if (sites[number].hash == hash && site_is(&sites[number], callee, file, line)) return number;
    return site_add(callee, file, line, hash) ? site_count - 1 : NO_SITE;
}

static int hint_is(const Hint *hint, const char *callee, const char *file, uint32_t line) {
    return hint->callee == callee && hint->file == file && hint->line == line && hint->site;
}

static uint32_t site_by_address(const char *callee, const char *file, uint32_t line) {
    uint64_t place = mixed(mixed((uintptr_t)callee, (uintptr_t)file), line) >> 20;
    Hint *hint = &site_hints[place % HINTS], *other = &site_hints[(place ^ 1) % HINTS];
    uint32_t site;
    if (!hint_is(hint, callee, file, line) && (hint_is(other, callee, file, line) || (hint->site && !other->site)))
        hint = other;
    if (hint_is(hint, callee, file, line) && site_is(&sites[hint->site], callee, file, line)) return hint->site;
    site = site_by_contents(callee, file, line);
    if (site != NO_SITE) {
        hint->callee = callee;
        hint->file = file;
        hint->line = line;
        hint->site = site;
    }
    return site;
}

/* The site where a visit begins or comes back; NO_SITE without memory. */
static uint32_t site_find(const char *callee, const char *file, uint32_t line) {
    uint32_t site;
    if (!callee) {
        note(NOTE_NO_CALLEE);
        callee = "";
    }
    if (!file) {
        note(NOTE_NO_FILE);
        file = "";
    }
    site = site_by_address(callee, file, line);
    if (site != NO_SITE) {
        sites[site].from_callee = callee;
        sites[site].from_file = file;
    }
    return site;
}

/* The site where a visit of the expected one goes on. */
static uint32_t site_again(uint32_t expected, const char *callee, const char *file, uint32_t line) {
    const Site *site = &sites[expected];
    if (site->from_callee == callee && site->from_file == file && site->line == line && callee && file) return expected;
    return site_find(callee, file, line);
}

/* Ready for a run: nothing known but what is outside any site. */
static int site_begin(void) {
    site_count = 0;
    memset(site_hints, 0, sizeof site_hints);
    if (site_slots.bytes) memset(site_slots.at, 0, site_slots.bytes);
    return site_add("", "", 0, 0);
}

#endif
