/* Part of rewriter. */
/* What went wrong while recording: counted by kind, told in the profile. Nothing of it ends the program. */
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
    "callbacks that did not fit those before them, left out of the call tree",
    "reversals of which no forward visit was seen, recorded with an empty snapshot",
    "forward visits whose reversal was never seen, recorded as leaving nothing",
    "call sites still open when the profile was written, closed as they stood",
    "callbacks without the name of a callee",
    "callbacks without the name of a file",
    "callbacks on other threads than the first, ignored",
    "visits or recordings taken for others of their site as memory ran short: sizes are approximate, times are not",
    "visits left out of the call tree for want of memory",
    "repeats of the tape that did not fit those before them, ignored",
};

static uint64_t notes[NOTES];

static void note(int kind) { notes[kind]++; }

#endif
