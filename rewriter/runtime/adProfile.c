/* Part of rewriter. */
/* The runtime of profiled adjoint code: it takes the place of Tapenade's adProfile.c and links with the kits of all
 * releases. At the end of the program the profile is written to where REWRITER_PROFILE says. */

#include "adProfileSystem.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "adProfile.h"
#include "adProfileMemory.h"
#include "adProfileOwner.h"
#include "adProfileStack.h"
#include "adProfileNotes.h"
#include "adProfileSites.h"
#include "adProfileFold.h"
#include "adProfileTree.h"
#include "adProfileClock.h"
#include "adProfileReport.h"
#include "adProfileWrite.h"

/* Whether there is a recording, and who may go on with it. */

static int begun;        /* 1 recording, -1 no memory even to begin, or done */
static uint64_t foreign; /* callbacks of other threads than the first */
static volatile sig_atomic_t busy, terminating;
static int calibrating;
static struct sigaction previous;

static void begin(void);
static void terminate(int number);

static int enter(void) {
    if (!owner_is_me()) {
        if (!owner_claim()) {
            __sync_fetch_and_add(&foreign, 1);
            return 0;
        }
        begun = 0; /* also in a forked child, which begins anew */
    }
    busy = 1;
    if (begun != 1) {
        if (!begun) begin();
        if (begun < 0) {
            busy = 0;
            return 0;
        }
    }
    return 1;
}

static void leave(void) {
    if (calibrating) return;
    busy = 0;
    if (terminating) terminate(SIGTERM);
}

/* After an event the time belongs to what the top frame runs. */
static void clock_follow(void) {
    static const int phases[] = {REVERSE, REVERSE, FORWARD, BACKWARD};
    clock_give(TOP->site, phases[TOP->kind]);
}

void adProfileAdj_SNPWrite(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(SNP_WRITE);
    if ((site = site_find(callname, filename, lineno)) != NO_SITE) {
        tree_write(site, stack_size());
        clock_give(site, WRITE);
    }
    leave();
}

void adProfileAdj_beginAdvance(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(BEGIN_ADVANCE);
    if ((site = site_again(clock_site, callname, filename, lineno)) != NO_SITE) {
        tree_advance(site, stack_size());
        clock_give(site, ADVANCE);
    }
    leave();
}

void adProfileAdj_endAdvance(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(END_ADVANCE);
    site = site_again(clock_site, callname, filename, lineno);
    if (site != clock_site || clock_phase != ADVANCE) note(NOTE_UNBALANCED);
    clock_follow();
    leave();
}

void adProfileAdj_SNPRead(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(SNP_READ);
    if ((site = site_find(callname, filename, lineno)) != NO_SITE) {
        tree_read(site, stack_size());
        clock_give(site, READ);
    }
    leave();
}

void adProfileAdj_beginReverse(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(BEGIN_REVERSE);
    if ((site = site_again(clock_site, callname, filename, lineno)) != NO_SITE) {
        tree_reverse(site, stack_size());
        sites[site].joint++;
        clock_follow();
    }
    leave();
}

void adProfileAdj_endReverse(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(END_REVERSE);
    if ((site = site_again(TOP->site, callname, filename, lineno)) != NO_SITE) {
        frame_end(REVERSE_FRAME, site, stack_seen);
        clock_follow();
    }
    leave();
}

void adProfileAdj_beginForward(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(BEGIN_FORWARD);
    if ((site = site_find(callname, filename, lineno)) != NO_SITE) {
        tree_forward(site, stack_size());
        clock_follow();
    }
    leave();
}

void adProfileAdj_endForward(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(END_FORWARD);
    if ((site = site_again(TOP->site, callname, filename, lineno)) != NO_SITE) {
        frame_end(FORWARD_FRAME, site, stack_size());
        clock_follow();
    }
    leave();
}

void adProfileAdj_beginBackward(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(BEGIN_BACKWARD);
    if ((site = site_find(callname, filename, lineno)) != NO_SITE) {
        tree_backward(site, stack_size());
        sites[site].split++;
        clock_follow();
    }
    leave();
}

void adProfileAdj_endBackward(char *callname, char *filename, unsigned int lineno) {
    uint32_t site;
    if (!enter()) return;
    clock_tick(END_BACKWARD);
    if ((site = site_again(TOP->site, callname, filename, lineno)) != NO_SITE) {
        frame_end(BACKWARD_FRAME, site, stack_seen);
        clock_follow();
    }
    leave();
}

void adProfileAdj_turn(char *callname, char *filename) {
    (void)callname;
    (void)filename;
    if (!enter()) return;
    clock_skip(TURN);
    sweep_turn(stack_size());
    leave();
}

void adProfileAdj_startRepeat(void) {
    if (!enter()) return;
    tree_start_repeat();
    leave();
}

void adProfileAdj_resetRepeat(void) {
    if (!enter()) return;
    tree_reset_repeat();
    leave();
}

void adProfileAdj_endRepeat(void) {
    if (!enter()) return;
    tree_end_repeat();
    leave();
}

/* What the callbacks themselves cost, before the first of them does its work. */

static void calibrate_joint(void) {
    static char callee[] = "calibrated", file[] = "adProfile.c";
    adProfileAdj_SNPWrite(callee, file, 1);
    adProfileAdj_beginAdvance(callee, file, 1);
    adProfileAdj_endAdvance(callee, file, 1);
    adProfileAdj_SNPRead(callee, file, 1);
    adProfileAdj_beginReverse(callee, file, 1);
    adProfileAdj_endReverse(callee, file, 1);
}

static void calibrate_split(void) {
    static char callee[] = "calibrated", file[] = "adProfile.c";
    adProfileAdj_beginForward(callee, file, 1);
    adProfileAdj_endForward(callee, file, 1);
    adProfileAdj_beginBackward(callee, file, 1);
    adProfileAdj_endBackward(callee, file, 1);
}

static int by_size(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

static int recording_begin(void) { return site_begin() && tree_begin(stack_size()); }

static void calibrate(void) {
    enum { BATCHES = 15, CYCLES = 40 };
    /* the callbacks of a kind are followed by this phase of the calibrated site, or of what is outside (-1) */
    static const int phase_after[] = {WRITE, ADVANCE, -1, READ, REVERSE, -1, FORWARD, -1, BACKWARD, -1};
    int64_t measured[CALLBACKS][BATCHES];
    int batch, cycle, callback;
    calibrating = 1;
    memset(costs, 0, sizeof costs);
    for (batch = 0; batch < BATCHES; batch++) {
        int split;
        for (split = 0; split < 2; split++) {
            int first = split ? BEGIN_FORWARD : SNP_WRITE, last = split ? END_BACKWARD : END_REVERSE;
            uint32_t site;
            if (!recording_begin()) return;
            for (cycle = 0; cycle <= CYCLES; cycle++) {
                if (cycle == 1) { /* the first one only warms up */
                    memset(sites[OUTSIDE].spent, 0, sizeof sites[OUTSIDE].spent);
                    memset(sites[1].spent, 0, sizeof sites[1].spent);
                }
                if (split) calibrate_split();
                else calibrate_joint();
            }
            for (callback = first; callback <= last; callback++) {
                site = phase_after[callback] < 0 ? OUTSIDE : 1;
                measured[callback][batch] = site == OUTSIDE ? sites[OUTSIDE].spent[REVERSE] / (2 * CYCLES)
                                                            : sites[1].spent[phase_after[callback]] / CYCLES;
            }
        }
        if (!recording_begin()) return;
        {
            static char callee[] = "calibrated", file[] = "adProfile.c";
            int64_t from = clock_now();
            for (cycle = 0; cycle < CYCLES; cycle++) adProfileAdj_turn(callee, file);
            measured[TURN][batch] = (clock_now() - from) / CYCLES;
        }
    }
    for (callback = 0; callback < CALLBACKS; callback++) {
        qsort(measured[callback], BATCHES, sizeof measured[callback][0], by_size);
        costs[callback] = measured[callback][BATCHES / 2];
    }
    calibrating = 0;
}

/* The beginning and the end. */

#if defined(__GNUC__)
__attribute__((constructor)) static void at_start(void) {
    owner_begin();
    profile_start();
}
#endif

/* The tree is closed for good: what comes later is no longer recorded. */
static void finish(void) {
    if (begun != 1) return;
    begun = -1;
    busy = 1;
    clock_stop();
    tree_end(stack_size());
    notes[NOTE_THREADS] = foreign;
    profile_write();
    busy = 0;
}

static int is_ours(const struct sigaction *action) {
    return !(action->sa_flags & SA_SIGINFO) && action->sa_handler == terminate;
}

static void signals_take(void) {
    struct sigaction action;
    if (sigaction(SIGTERM, NULL, &action) || is_ours(&action)) return;
    previous = action;
    if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_SIGINFO)) return;
    action.sa_handler = terminate;
    sigaction(SIGTERM, &action, NULL);
}

static void signals_give_back(void) {
    struct sigaction action;
    if (!sigaction(SIGTERM, NULL, &action) && is_ours(&action)) sigaction(SIGTERM, &previous, NULL);
}

/* Also where the runtime is part of a library that is unloaded. */
static void at_end(void) {
    if (getpid() == profile_process) finish(); /* not in a forked child that has made no callback */
    signals_give_back();
    if (terminating) raise(SIGTERM); /* it came while the profile was written */
}

/* A batch system ends the program: write the profile, then let happen what would have happened. */
static void terminate(int number) {
    if (busy && getpid() == profile_process) {
        terminating = 1; /* amid a callback: when it is done */
        return;
    }
    terminating = 0;
    if (previous.sa_handler == SIG_DFL) {
        sigset_t set;
        if (getpid() == profile_process) finish();
        sigaction(number, &previous, NULL);
        sigemptyset(&set);
        sigaddset(&set, number);
        raise(number);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
    } else {
        previous.sa_handler(number); /* the program's own: it ends by exit(), or goes on */
    }
}

static void begin(void) {
    static int registered;
    int64_t from;
    profile_start();
    from = clock_now();
    stack_look();
    profile_name();
    begun = 1;
    foreign = 0;
    calibrating = 1;
    if (recording_begin()) calibrate();
    calibrating = 0;
    memset(notes, 0, sizeof notes);
    stack_seen = stack_peak = 0;
    if (!recording_begin()) {
        begun = -1;
        fputs("rewriter: not enough memory to record a profile\n", stderr);
        return;
    }
    clock_begin();
    clock_aside = clock_latest - from;
    if (!registered) atexit(at_end);
    registered = 1;
    signals_take();
}

void adProfileAdj_showProfilesFile(char *filename) {
    int to_file = filename && *filename, failed = 0;
    FILE *file;
    if (!enter()) return;
    clock_stop();
    if (tree_is_idle()) run_close();
    else fputs("rewriter: an adjoint is running: the report has the sizes of ended adjoints only\n", stderr);
    if (!to_file) {
        report_write(stdout);
        fflush(stdout); /* before the Fortran library writes there */
    } else if (!(file = fopen(filename, "w"))) {
        failed = errno;
    } else {
        report_write(file);
        if (fclose(file)) failed = errno;
    }
    if (failed) fprintf(stderr, "rewriter: the report cannot be written to %s: %s\n", filename, strerror(failed));
    clock_go_on();
    leave();
}

void adProfileAdj_showProfiles(void) { adProfileAdj_showProfilesFile(NULL); }

/* The same for Fortran. */

#define FORTRAN(name, lower)                                                        \
    void lower(char *callname, char *filename, const unsigned int *lineno);        \
    void lower(char *callname, char *filename, const unsigned int *lineno) {       \
        name(callname, filename, *lineno);                                          \
    }

FORTRAN(adProfileAdj_SNPWrite, adprofileadj_snpwrite_)
FORTRAN(adProfileAdj_beginAdvance, adprofileadj_beginadvance_)
FORTRAN(adProfileAdj_endAdvance, adprofileadj_endadvance_)
FORTRAN(adProfileAdj_SNPRead, adprofileadj_snpread_)
FORTRAN(adProfileAdj_beginReverse, adprofileadj_beginreverse_)
FORTRAN(adProfileAdj_endReverse, adprofileadj_endreverse_)
FORTRAN(adProfileAdj_beginForward, adprofileadj_beginforward_)
FORTRAN(adProfileAdj_endForward, adprofileadj_endforward_)
FORTRAN(adProfileAdj_beginBackward, adprofileadj_beginbackward_)
FORTRAN(adProfileAdj_endBackward, adprofileadj_endbackward_)

#define FORTRAN_PLAIN(name, lower) \
    void lower(void);              \
    void lower(void) { name(); }

FORTRAN_PLAIN(adProfileAdj_startRepeat, adprofileadj_startrepeat_)
FORTRAN_PLAIN(adProfileAdj_resetRepeat, adprofileadj_resetrepeat_)
FORTRAN_PLAIN(adProfileAdj_endRepeat, adprofileadj_endrepeat_)
FORTRAN_PLAIN(adProfileAdj_showProfiles, adprofileadj_showprofiles_)

void adprofileadj_turn_(char *callname, char *filename);
void adprofileadj_turn_(char *callname, char *filename) { adProfileAdj_turn(callname, filename); }

void adprofileadj_showprofilesfile_(char *filename);
void adprofileadj_showprofilesfile_(char *filename) { adProfileAdj_showProfilesFile(filename); }
