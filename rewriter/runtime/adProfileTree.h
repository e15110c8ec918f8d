/* Part of rewriter. */
/* The call tree, recorded while the adjoint runs: frames of running procedures, their visits going out and back.
 *
 * A frame is a procedure whose sweeps are under way. Each visit of its forward sweep is put on a chain of pending
 * visits; when the visit is reversed it is taken off, its callee's recording is known by then, and it goes to the
 * output, which so holds a frame's visits from the last to the first. A forward sweep that begins amid a backward one
 * (a step of a binomial loop, an iteration of an II-LOOP, an adjoint called without callbacks) opens a segment: what
 * it records is reversed again before the backward sweep goes on, so that it becomes an episode in its place. */
#ifndef ADPROFILE_TREE_H
#define ADPROFILE_TREE_H

#include "adProfileFold.h"
#include "adProfileMemory.h"
#include "adProfileNotes.h"
#include "adProfileSites.h"

#include <stddef.h>
#include <stdint.h>

enum { ROOT_FRAME, REVERSE_FRAME, FORWARD_FRAME, BACKWARD_FRAME };

typedef struct {
    Chain output;
    uint64_t floor; /* pending visits below, which belong to the segment that encloses this one */
    int64_t tail;
    int turned, backward;
} Segment;

typedef struct {
    Chain pending;
    uint64_t waiting; /* pending visits, unrolled */
    int64_t base;     /* stack size when the frame began */
    int64_t end;      /* and after the last pending visit */
    int64_t gap;      /* of a forward sweep: bytes between the caller's visit before and its begin */
    int kind;
    uint32_t site;
    uint32_t visit;       /* that this frame reverses, in the frame below */
    uint32_t segment;     /* its outermost one */
    uint32_t writing;     /* site whose snapshot is being written */
    int64_t written_from; /* stack size before */
    uint32_t reading;     /* site whose snapshot is being read */
    uint32_t read;        /* its pending visit, taken off */
} Frame;

typedef struct {
    Chain pending, output;
    uint64_t waiting;
    int64_t end;
    uint32_t frame, segment;
} Repeat;

typedef struct {
    uint32_t recording;
    uint64_t times;
} Run;

static Area frame_area, segment_area, repeat_area, run_area;
static uint32_t frame_count, segment_count, frames_made, segments_made, repeat_count, repeats_made;
static uint64_t run_count;
static uint32_t nothing; /* the recording of what left nothing */
static int64_t tree_base;

#define frames ((Frame *)frame_area.at)
#define segments ((Segment *)segment_area.at)
#define runs ((Run *)run_area.at)
#define repeats ((Repeat *)repeat_area.at)
#define TOP (&frames[frame_count - 1])
#define SEGMENT (&segments[segment_count - 1])

/* Grow an array of structures that own areas: new ones are zero, old ones keep theirs. */
static int made(Area *area, uint32_t wanted, uint32_t *count, size_t each) {
    if (wanted <= *count) return 1;
    if (!area_holds(area, wanted * each)) return 0;
    *count = wanted;
    return 1;
}

static int segment_open(uint64_t floor) {
    if (!made(&segment_area, segment_count + 1, &segments_made, sizeof(Segment))) return 0;
    segment_count++;
    SEGMENT->output.length = 0;
    SEGMENT->output.latest.times = 0;
    SEGMENT->floor = floor;
    SEGMENT->tail = 0;
    SEGMENT->turned = SEGMENT->backward = 0;
    return 1;
}

static int frame_open(int kind, uint32_t site, uint32_t visit, int64_t base) {
    if (!made(&frame_area, frame_count + 1, &frames_made, sizeof(Frame)) || !segment_open(0)) {
        note(NOTE_LOST);
        return 0;
    }
    frame_count++;
    TOP->pending.length = 0;
    TOP->pending.latest.times = 0;
    TOP->waiting = 0;
    TOP->base = TOP->end = base;
    TOP->kind = kind;
    TOP->site = site;
    TOP->visit = visit;
    TOP->segment = segment_count - 1;
    TOP->writing = TOP->reading = NO_SITE;
    TOP->read = NONE;
    return 1;
}

/* A recording of the top segment; without memory another one of the site, or nothing. */
static uint32_t segment_seal(uint32_t site) {
    uint32_t recording = chain_seal(&SEGMENT->output, SEGMENT->tail, 1);
    if (recording == NONE) {
        note(NOTE_ALIKE);
        recording = sites[site].recording == NONE ? nothing : sites[site].recording;
    } else {
        sites[site].recording = recording;
    }
    return recording;
}

static int segment_is_inner(void) { return segment_count - 1 > TOP->segment; }

/* The innermost segment of the top frame has been reversed: it becomes an episode. */
static void segment_close(void) {
    uint32_t recording = segment_seal(TOP->site);
    segment_count--;
    chain_push(&SEGMENT->output, recording | EPISODE, 1);
}

/* Whether nothing is under way: all that was recorded has been reversed. */
static int tree_is_idle(void) {
    return frame_count == 1 && !TOP->waiting && !segment_is_inner() && TOP->writing == NO_SITE && TOP->read == NONE;
}

static void run_close(void) {
    uint32_t recording;
    if (!SEGMENT->backward && !SEGMENT->turned) return;
    recording = segment_seal(OUTSIDE);
    SEGMENT->turned = SEGMENT->backward = 0;
    SEGMENT->tail = 0;
    if (run_count && runs[run_count - 1].recording == recording) {
        runs[run_count - 1].times++;
    } else if (area_holds(&run_area, (run_count + 1) * sizeof(Run))) {
        runs[run_count].recording = recording;
        runs[run_count++].times = 1;
    } else {
        note(NOTE_LOST);
    }
}

/* Something of a forward sweep comes; so if the backward sweep was under way, another forward sweep begins. */
static void sweep_forward(void) {
    if (SEGMENT->backward) {
        if (segment_is_inner() && TOP->waiting == SEGMENT->floor) segment_close();
        if (TOP->kind == ROOT_FRAME && !TOP->waiting && !segment_is_inner()) {
            run_close();
            return;
        }
        if (!segment_open(TOP->waiting)) note(NOTE_LOST);
    } else {
        SEGMENT->turned = 0; /* the turn came too early: it comes again, or is seen at the first reversal */
    }
}

static void sweep_turn(int64_t size) {
    if (TOP->kind == FORWARD_FRAME) return;
    if (TOP->kind == ROOT_FRAME && SEGMENT->turned && !SEGMENT->backward && !TOP->waiting && !segment_is_inner())
        run_close(); /* an adjoint without sites, called again */
    else
        sweep_forward();
    SEGMENT->turned = 1;
    SEGMENT->tail = size - TOP->end;
}

static void sweep_backward(int64_t size) {
    while (segment_is_inner() && SEGMENT->backward && TOP->waiting == SEGMENT->floor) segment_close();
    if (!SEGMENT->turned) {
        SEGMENT->turned = 1;
        SEGMENT->tail = size - TOP->end;
    }
    SEGMENT->backward = 1;
}

/* Interned, or without memory the latest of its site. */
static uint32_t visit_pending(uint32_t site, int64_t gap, int64_t left, uint32_t split, uint32_t recording) {
    uint32_t number = sites[site].pending;
    if (number != NONE) {
        const Visit *latest = &all_visits[number];
        if (latest->gap == gap && latest->left == left && latest->recording == recording && latest->split == split)
            return number;
    }
    number = visit_number(gap, left, site, split, recording, 1);
    if (number == NONE) {
        note(NOTE_ALIKE);
        number = sites[site].pending;
        if (number != NONE && all_visits[number].split != split) number = NONE;
        if (number == NONE) number = visit_number(gap, left, site, split, recording, 0);
    }
    if (number != NONE) sites[site].pending = number;
    return number;
}

static uint32_t visit_reversed(uint32_t pending, uint32_t recording) {
    const Visit *visit = &all_visits[pending];
    uint32_t number, site = visit->site;
    if (visit->next_recording == recording && visit->next != NONE) return visit->next;
    number = visit_number(visit->gap, visit->split ? -1 : visit->left, site, visit->split, recording, 1);
    if (number == NONE) {
        note(NOTE_ALIKE);
        number = sites[site].reversed;
        if (number == NONE)
            number = visit_number(all_visits[pending].gap, all_visits[pending].left, site, all_visits[pending].split, recording, 0);
    }
    if (number != NONE) {
        sites[site].reversed = number;
        all_visits[pending].next_recording = recording;
        all_visits[pending].next = number;
    }
    return number;
}

static void pending_push(uint32_t number) {
    const Visit *visit = &all_visits[number];
    chain_push(&TOP->pending, number, 1);
    TOP->waiting++;
    TOP->end += visit->gap + visit->left;
    sites[visit->site].waiting++;
}

static uint32_t pending_pop(void) {
    uint32_t number = TOP->waiting ? chain_pop(&TOP->pending) : NONE;
    if (number == NONE) {
        TOP->waiting = 0;
    } else {
        const Visit *visit = &all_visits[number];
        TOP->waiting--;
        TOP->end -= visit->gap + visit->left;
        if (sites[visit->site].waiting) sites[visit->site].waiting--;
    }
    return number;
}

static void output_push(uint32_t pending, uint32_t recording) {
    uint32_t number = visit_reversed(pending, recording);
    while (segment_is_inner() && SEGMENT->backward && TOP->waiting < SEGMENT->floor) segment_close();
    if (number == NONE) note(NOTE_LOST);
    else chain_push(&SEGMENT->output, number, 1);
}

/* Of the outermost pending visits the nearest one of a site; those above it were not reversed. */
static uint32_t pending_take(uint32_t site, uint32_t split) {
    enum { FARTHEST_TWIN = 64 };
    uint32_t passed[FARTHEST_TWIN], count = 0, number, i;
    if (sites[site].waiting)
        while (count < FARTHEST_TWIN && (number = pending_pop()) != NONE) {
            if (all_visits[number].site == site && all_visits[number].split == split) {
                for (i = 0; i < count; i++) {
                    note(NOTE_NOT_REVERSED);
                    output_push(passed[i], nothing);
                }
                return number;
            }
            passed[count++] = number;
        }
    while (count) pending_push(passed[--count]);
    note(NOTE_NO_TWIN);
    return visit_number(0, 0, site, split, NONE, 0);
}

/* What one sweep left pending when its frame ended. */
static void pending_give_up(int kind) {
    uint32_t number;
    while ((number = pending_pop()) != NONE) {
        note(kind);
        output_push(number, nothing);
    }
}

static void frame_close(int64_t size, int kind) {
    uint32_t recording, visit, site = TOP->site;
    while (repeat_count && repeats[repeat_count - 1].frame >= frame_count) repeat_count--;
    if (TOP->kind == FORWARD_FRAME) {
        int64_t gap = TOP->gap, left = size - TOP->base, tail = size - TOP->end;
        recording = chain_seal(&TOP->pending, tail, 1);
        if (recording == NONE) {
            note(NOTE_ALIKE);
            recording = nothing;
        }
        segment_count = TOP->segment;
        frame_count--;
        visit = visit_pending(site, gap, left, 1, recording);
        if (visit == NONE) note(NOTE_LOST);
        else pending_push(visit);
        return;
    }
    if (TOP->read != NONE) {
        note(NOTE_UNBALANCED);
        output_push(TOP->read, nothing);
    }
    pending_give_up(kind);
    while (segment_is_inner()) segment_close();
    if (TOP->kind == ROOT_FRAME) {
        if (SEGMENT->output.length || SEGMENT->output.latest.times) SEGMENT->backward = 1;
        run_close();
        return;
    }
    recording = segment_seal(site);
    visit = TOP->visit;
    segment_count = TOP->segment;
    frame_count--;
    if (visit != NONE) output_push(visit, recording);
}

/* Close the frames above the innermost one of this kind and site, and that one; 0 if there is none. */
static int frame_end(int kind, uint32_t site, int64_t size) {
    uint32_t at = frame_count;
    while (at-- > 1)
        if (frames[at].kind == kind && frames[at].site == site) {
            while (frame_count - 1 > at) {
                note(NOTE_UNBALANCED);
                frame_close(size, NOTE_NOT_REVERSED);
            }
            frame_close(size, NOTE_NOT_REVERSED);
            return 1;
        }
    note(NOTE_UNBALANCED);
    return 0;
}

/* The events. */

static void tree_write(uint32_t site, int64_t size) {
    sweep_forward();
    if (TOP->writing != NO_SITE) note(NOTE_UNBALANCED);
    TOP->writing = site;
    TOP->written_from = size;
}

static void tree_advance(uint32_t site, int64_t size) {
    uint32_t visit;
    if (TOP->writing != site) {
        note(NOTE_UNBALANCED);
        sweep_forward();
        TOP->written_from = size;
    }
    TOP->writing = NO_SITE;
    visit = visit_pending(site, TOP->written_from - TOP->end, size - TOP->written_from, 0, NONE);
    if (visit == NONE) note(NOTE_LOST);
    else pending_push(visit);
}

static void tree_read(uint32_t site, int64_t size) {
    if (TOP->read != NONE) {
        note(NOTE_UNBALANCED);
        output_push(TOP->read, nothing);
    }
    sweep_backward(size);
    TOP->reading = site;
    TOP->read = pending_take(site, 0);
}

static void tree_reverse(uint32_t site, int64_t size) {
    uint32_t visit;
    if (TOP->read == NONE || TOP->reading != site) {
        note(NOTE_UNBALANCED);
        tree_read(site, size);
    }
    visit = TOP->read;
    TOP->read = NONE;
    TOP->reading = NO_SITE;
    frame_open(REVERSE_FRAME, site, visit, size);
}

static void tree_forward(uint32_t site, int64_t size) {
    int64_t gap;
    sweep_forward();
    gap = size - TOP->end;
    if (frame_open(FORWARD_FRAME, site, NONE, size)) TOP->gap = gap;
}

static void tree_backward(uint32_t site, int64_t size) {
    uint32_t visit, recording;
    sweep_backward(size);
    visit = pending_take(site, 1);
    if (!frame_open(BACKWARD_FRAME, site, visit, size)) return;
    recording = visit == NONE ? NONE : all_visits[visit].recording;
    if (recording != NONE) {
        chain_load(&TOP->pending, recording);
        TOP->waiting = sequences[recording].visits;
        TOP->base -= all_visits[visit].left;
        TOP->end = size - sequences[recording].tail;
        SEGMENT->turned = 1;
        SEGMENT->tail = sequences[recording].tail;
    }
}

/* A fixed point adjoint reads the same stretch of the tape several times: the call tree holds it once. */

static void tree_start_repeat(void) {
    Repeat *repeat;
    if (!made(&repeat_area, repeat_count + 1, &repeats_made, sizeof(Repeat))) {
        note(NOTE_LOST);
        return;
    }
    repeat = &repeats[repeat_count];
    if (!chain_copy(&repeat->pending, &TOP->pending) || !chain_copy(&repeat->output, &SEGMENT->output)) {
        note(NOTE_LOST);
        return;
    }
    repeat_count++;
    repeat->waiting = TOP->waiting;
    repeat->end = TOP->end;
    repeat->frame = frame_count;
    repeat->segment = segment_count;
}

static Repeat *tree_repeat(void) {
    Repeat *repeat = repeat_count ? &repeats[repeat_count - 1] : NULL;
    if (repeat && repeat->frame == frame_count && repeat->segment == segment_count) return repeat;
    note(NOTE_REPEATS);
    return NULL;
}

static void tree_reset_repeat(void) {
    Repeat *repeat = tree_repeat();
    if (!repeat) return;
    if (!chain_copy(&TOP->pending, &repeat->pending) || !chain_copy(&SEGMENT->output, &repeat->output)) {
        note(NOTE_LOST);
        return;
    }
    TOP->waiting = repeat->waiting;
    TOP->end = repeat->end;
}

static void tree_end_repeat(void) {
    if (repeat_count) repeat_count--;
    else note(NOTE_REPEATS);
}

static int tree_begin(int64_t size) {
    frame_count = segment_count = repeat_count = 0;
    run_count = 0;
    tree_base = size;
    fold_begin();
    nothing = sequence_number(NULL, 0, 0, 0);
    return nothing != NONE && frame_open(ROOT_FRAME, OUTSIDE, NONE, size);
}

/* The last run is over where it stands. */
static void tree_end(int64_t size) {
    while (frame_count > 1) {
        note(NOTE_STILL_OPEN);
        frame_close(size, NOTE_STILL_OPEN);
    }
    frame_close(size, NOTE_NOT_REVERSED);
}

#endif
