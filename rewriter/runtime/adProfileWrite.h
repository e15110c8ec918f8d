/* Part of rewriter. */
/* The profile file: lines of words, see docs/profile-format.md. Written with plain system calls, so that a signal
 * handler may do it, under another name first, so that a file of the name is always whole. What is there and is no
 * file (a device, a pipe, a link) is written to as it is. */
#ifndef ADPROFILE_WRITE_H
#define ADPROFILE_WRITE_H

#include "adProfileSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "adProfileClock.h"
#include "adProfileFold.h"
#include "adProfileMemory.h"
#include "adProfileNotes.h"
#include "adProfileSites.h"
#include "adProfileStack.h"
#include "adProfileTree.h"

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

static char profile_folder[PATH_MAX - 24]; /* that the program began in */
static char profile_path[PATH_MAX], profile_part[PATH_MAX];
static char profile_rank[32];
static pid_t profile_process;
static int profile_forked; /* by a process that has begun: another name is needed */
static int64_t start_wall, start_cpu;
static long start_switches;

static char out_buffer[65536];
static size_t out_used;
static int out_file, out_failed;

static void out_flush(void) {
    size_t done = 0;
    while (done < out_used && !out_failed) {
        ssize_t wrote = write(out_file, out_buffer + done, out_used - done);
        if (wrote > 0) done += (size_t)wrote;
        else if (wrote == 0 || errno != EINTR) out_failed = wrote < 0 ? errno : EIO;
    }
    out_used = 0;
}

static void out_char(char c) {
    if (out_used == sizeof out_buffer) out_flush();
    out_buffer[out_used++] = c;
}

static void out_text(const char *text) {
    while (*text) out_char(*text++);
}

static void out_number(int64_t number) {
    char digits[24];
    int count = 0;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    if (number < 0) out_char('-');
    do digits[count++] = (char)('0' + rest % 10);
    while (rest /= 10);
    while (count) out_char(digits[--count]);
}

static void out_word(const char *before, int64_t number) {
    out_text(before);
    out_number(number);
}

/* A name without blanks: bytes that are no visible ASCII as %XX, an empty name as a lone %. */
static void out_name(const char *name) {
    static const char hex[] = "0123456789ABCDEF";
    out_char(' ');
    if (!*name) out_char('%');
    for (; *name; name++) {
        unsigned char c = (unsigned char)*name;
        if (c > 32 && c < 127 && c != '%') {
            out_char((char)c);
        } else {
            out_char('%');
            out_char(hex[c >> 4]);
            out_char(hex[c & 15]);
        }
    }
}

static void out_sites(void) {
    uint32_t number;
    int phase;
    for (number = 1; number < site_count; number++) {
        const Site *site = &sites[number];
        out_word("site ", site->line);
        out_word(" ", (int64_t)site->joint);
        for (phase = 0; phase < PHASES; phase++) {
            if (phase == FORWARD) out_word(" ", (int64_t)site->split);
            out_word(" ", site_time(site, phase));
        }
        out_name(site->callee);
        out_name(site->file);
        out_char('\n');
    }
}

/* Numbers of visits, blocks and recordings in the file, by their numbers here; 0 for none, 1 for one that is needed. */
typedef struct {
    Area visits, blocks, recordings;
} Numbering;

static uint32_t *numbering_of(Numbering *numbering, uint32_t id) {
    if (id & BLOCK) return (uint32_t *)numbering->blocks.at + (id & NUMBER);
    if (id & EPISODE) return (uint32_t *)numbering->recordings.at + (id & NUMBER);
    return (uint32_t *)numbering->visits.at + id;
}

/* Mark what the runs need; as parts have lower numbers than the whole, one pass from above is enough. */
static void out_mark(Numbering *numbering) {
    uint32_t sequence = sequence_count;
    uint64_t run;
    for (run = 0; run < run_count; run++) *numbering_of(numbering, runs[run].recording | EPISODE) = 1;
    while (sequence--) {
        const Item *item = all_items + sequences[sequence].first, *last = item + sequences[sequence].length;
        if (!*numbering_of(numbering, sequence | EPISODE) && !*numbering_of(numbering, sequence | BLOCK)) continue;
        for (; item < last; item++) {
            *numbering_of(numbering, item->id) = 1;
            if (!(item->id & (BLOCK | EPISODE)))
                *numbering_of(numbering, all_visits[item->id].recording | EPISODE) = 1;
        }
    }
}

/* A sequence from its end, as the output of a frame runs backwards. */
static void out_items(Numbering *numbering, const Sequence *sequence) {
    const Item *first = all_items + sequence->first, *item = first + sequence->length;
    while (item-- > first) {
        out_text(item->id & BLOCK ? " b" : item->id & EPISODE ? " e" : " v");
        out_number((int64_t)*numbering_of(numbering, item->id) - 2);
        if (item->times > 1) out_word("*", (int64_t)item->times);
    }
    out_char('\n');
}

static void out_tree(Numbering *numbering) {
    uint32_t sequence, number[3] = {2, 2, 2};
    uint64_t run;
    out_mark(numbering);
    for (sequence = 0; sequence < sequence_count; sequence++) {
        const Sequence *of = &sequences[sequence];
        uint32_t *block = numbering_of(numbering, sequence | BLOCK);
        uint32_t *recording = numbering_of(numbering, sequence | EPISODE);
        const Item *item = all_items + of->first, *last = item + of->length;
        if (!*block && !*recording) continue;
        for (; item < last; item++) {
            uint32_t *visit = numbering_of(numbering, item->id);
            const Visit *what = &all_visits[item->id & NUMBER];
            if (item->id & (BLOCK | EPISODE) || *visit != 1) continue;
            *visit = number[0]++;
            out_word("visit ", what->gap);
            out_word(" ", (int64_t)what->site - 1);
            out_word(" ", what->split ? -1 : what->left);
            out_word(" ", (int64_t)*numbering_of(numbering, what->recording | EPISODE) - 2);
            out_char('\n');
        }
        if (*block) {
            *block = number[1]++;
            out_text("block");
            out_items(numbering, of);
        }
        if (*recording) {
            *recording = number[2]++;
            out_word("recording ", of->tail);
            out_items(numbering, of);
        }
    }
    for (run = 0; run < run_count; run++) {
        out_word("run ", (int64_t)runs[run].times);
        out_word(" ", (int64_t)*numbering_of(numbering, runs[run].recording | EPISODE) - 2);
        out_char('\n');
    }
}

static void out_profile(Numbering *numbering, int with_tree) {
    static const char *const sizes[] = {"none", "exact", "exact", "exact", "coarse"};
    struct rusage usage;
    int kind;
    getrusage(RUSAGE_SELF, &usage);
    out_text("rewriter-profile 1\n");
    out_word("process ", (int64_t)profile_process);
    if (*profile_rank) {
        out_text("\nrank ");
        out_text(profile_rank);
    }
    out_word("\nwall ", clock_now() - start_wall);
    out_word("\ncpu ", clock_of(CLOCK_PROCESS_CPUTIME_ID) - start_cpu);
    out_word("\noverhead ", clock_overhead());
    out_word("\nswitches ", usage.ru_nivcsw - start_switches);
    out_text("\nsizes ");
    out_text(sizes[stack_kind]);
    out_word("\nbase ", tree_base);
    out_word("\npeak ", stack_peak);
    out_char('\n');
    out_sites();
    if (with_tree) out_tree(numbering);
    else out_text("note 1 the call tree was left out because memory was short\n");
    for (kind = 0; kind < NOTES; kind++)
        if (notes[kind]) {
            out_word("note ", (int64_t)notes[kind]);
            out_char(' ');
            out_text(note_texts[kind]);
            out_char('\n');
        }
    out_text("end\n");
}

static void profile_complain(int reason) {
    const char *parts[5];
    int part;
    parts[0] = "rewriter: the profile cannot be written to ";
    parts[1] = profile_path;
    parts[2] = ": ";
    parts[3] = strerror(reason);
    parts[4] = "\n";
    out_used = 0;
    out_failed = 0;
    out_file = STDERR_FILENO;
    for (part = 0; part < 5; part++) out_text(parts[part]);
    out_flush();
}

/* The file to write to, at once or in the part that is renamed; -1 with errno if there is none. */
static int profile_open(int in_part) {
    int file;
    if (in_part) return open(profile_part, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    file = open(profile_path, O_WRONLY | O_TRUNC | O_NONBLOCK); /* a pipe that nobody reads fails, not waits */
    if (file >= 0) fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK);
    return file;
}

static void profile_try(Numbering *numbering, int with_tree) {
    struct stat there;
    int in_part = lstat(profile_path, &there) || S_ISREG(there.st_mode);
    out_used = 0;
    out_failed = 0;
    out_file = -1;
    errno = ENAMETOOLONG;
    if (strlen(profile_path) < PATH_MAX - 24) out_file = profile_open(in_part);
    if (out_file < 0) {
        out_failed = errno;
    } else {
        out_profile(numbering, with_tree);
        out_flush();
        if (close(out_file) && !out_failed) out_failed = errno;
        if (in_part && !out_failed && rename(profile_part, profile_path)) out_failed = errno;
        if (in_part && out_failed) unlink(profile_part);
    }
    if (out_failed) profile_complain(out_failed);
}

/* A file that may not grow, or a reader that went away, is an error of the writing and does not end the program. */
static void profile_write(void) {
    static const int deadly[] = {SIGXFSZ, SIGPIPE};
    struct sigaction ignore, were[2];
    Numbering numbering = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    int i, with_tree = area_holds(&numbering.visits, (visit_count + (size_t)1) * sizeof(uint32_t))
                       && area_holds(&numbering.blocks, (sequence_count + (size_t)1) * sizeof(uint32_t))
                       && area_holds(&numbering.recordings, (sequence_count + (size_t)1) * sizeof(uint32_t));
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    for (i = 0; i < 2; i++) sigaction(deadly[i], &ignore, &were[i]);
    profile_try(&numbering, with_tree);
    for (i = 0; i < 2; i++) sigaction(deadly[i], &were[i], NULL);
    area_clear(&numbering.visits);
    area_clear(&numbering.blocks);
    area_clear(&numbering.recordings);
}

/* Where the profile goes: the pattern in REWRITER_PROFILE, from the folder that the program began in. */

/* A process begins; in a forked child that is when it makes its first callback. */
static void profile_start(void) {
    struct rusage usage;
    if (profile_process == getpid()) return;
    if (!profile_process && !getcwd(profile_folder, sizeof profile_folder)) *profile_folder = 0;
    profile_forked = profile_process != 0;
    profile_process = getpid();
    getrusage(RUSAGE_SELF, &usage);
    start_switches = usage.ru_nivcsw;
    start_wall = clock_now();
    start_cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

static size_t path_add(char *path, size_t used, const char *text) {
    while (*text && used < PATH_MAX - 24) path[used++] = *text++;
    path[used] = 0;
    return used;
}

static void profile_name(void) {
    static const char *const ranks[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK",
                                        "MPI_RANKID", "PALS_RANKID", "ALPS_APP_PE", "SLURM_PROCID"};
    const char *pattern = getenv("REWRITER_PROFILE"), *rank = NULL;
    char process[24];
    int named = 0;
    size_t used = 0, i;
    sprintf(process, "%ld", (long)profile_process);
    for (i = 0; i < sizeof ranks / sizeof *ranks && !rank; i++) {
        const char *given = getenv(ranks[i]);
        if (given && *given && strlen(given) < sizeof profile_rank && strspn(given, "0123456789") == strlen(given))
            rank = given;
    }
    strcpy(profile_rank, rank ? rank : "");
    if (!pattern || !*pattern) pattern = "rewriter-profile.%p";
    if (*pattern != '/' && *profile_folder) {
        used = path_add(profile_path, used, profile_folder);
        used = path_add(profile_path, used, "/");
    }
    for (; *pattern; pattern++) {
        char one[2] = {*pattern, 0};
        const char *text = one;
        if (*pattern == '%' && pattern[1]) {
            switch (*++pattern) {
            case 'p':
                text = process;
                named = 1;
                break;
            case 'r': text = rank ? rank : "0"; break;
            case '%': break;
            default: pattern--;
            }
        }
        used = path_add(profile_path, used, text);
    }
    if (profile_forked && !named) {
        used = path_add(profile_path, used, ".");
        used = path_add(profile_path, used, process);
    }
    strcpy(profile_part, profile_path);
    used = path_add(profile_part, used, ".");
    strcpy(profile_part + used, process);
}

#endif
