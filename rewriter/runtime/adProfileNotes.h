/* Part of rewriter. */
/* What went wrong while recording: counted by kind, reported in the profile. None of it ends the program. */
#ifndef ADPROFILE_NOTES_H
#define ADPROFILE_NOTES_H

#include <stdint.h>

enum {
    NOTE_UNBALANCED,
    NOTE_NO_TWIN,
    NOTE_NOT_REVERSED,
    NOTE_STILL_OPEN,
    NOTE_NO_CALLEE,
    NOTE_NO_FILE,
    NOTE_THREADS,
    NOTE_ALIKE,
    NOTE_LOST,
    NOTE_REPEATS,
    NOTES
};

static const char *const note_texts[NOTES] = {
    "callbacks that did not match the ones before them, left out of the call tree",
    "reversals without a recorded forward visit, recorded with an empty snapshot",
    "forward visits without a recorded reversal, counted as leaving nothing",
    "call sites still open when the profile was written, closed at that point",
    "callbacks without the name of a callee",
    "callbacks without the name of a file",
    "callbacks on threads other than the first, ignored",
    "visits or recordings merged with others of their site as memory was short: sizes are approximate, times exact",
    "visits left out of the call tree because memory was short",
    "repeats of the tape that did not match the ones before them, ignored",
};

static uint64_t notes[NOTES];

static void note(int kind) { notes[kind]++; }

#endif
