/* Plays a list of events from standard input, one a line: a letter, then numbers. Pushes and pops are real.
 *
 *   + n, - n          n bytes onto the stack, and off
 *   W A E s           SNPWrite, beginAdvance, endAdvance at site s
 *   R B X s           SNPRead, beginReverse, endReverse
 *   f g b c s         beginForward, endForward, beginBackward, endBackward
 *   T                 turn
 *   1 2 3             startRepeat, resetRepeat, endRepeat
 *   S                 showProfiles
 *   r n               showProfilesFile: ../report, in a folder that is missing, on a full disk
 *   s n               spin for n microseconds
 *   z, j n            the clock stands still; n milliseconds pass
 *   n, o              SNPWrite without callee, and without callee or file
 *   t n               n callbacks on another thread
 *   F                 fork a child that ends at once
 *   G                 fork a child that plays the rest, then play it too
 *   C                 a new working directory, /
 *   K n               raise signal n
 *   H                 handle SIGTERM: print "handled", exit(7)
 *   h                 handle SIGTERM: print "noted", go on
 *   I                 ignore SIGTERM
 *   Q n, U n          exit(n), _exit(n)
 *   M n               from the n-th piece of memory on there is none
 *   L n               play the next line n times
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "adProfile.h"

void pushCharacterArray(char *x, int n);
void popCharacterArray(char *x, int n);

static char bytes[1 << 20];

typedef void (*Callback)(char *, char *, unsigned int);
static const char letters[] = "WAERBXfgbc";
static const Callback callbacks[] = {
    adProfileAdj_SNPWrite,     adProfileAdj_beginAdvance, adProfileAdj_endAdvance,    adProfileAdj_SNPRead,
    adProfileAdj_beginReverse, adProfileAdj_endReverse,   adProfileAdj_beginForward,  adProfileAdj_endForward,
    adProfileAdj_beginBackward, adProfileAdj_endBackward,
};

void *__real_mmap(void *at, size_t length, int access, int flags, int file, off_t from);
static long pieces = -1; /* of memory that are left; -1 for any number */

void *__wrap_mmap(void *at, size_t length, int access, int flags, int file, off_t from) {
    if (pieces > 0) pieces--;
    return pieces ? __real_mmap(at, length, access, flags, file, from) : MAP_FAILED;
}

int __real_clock_gettime(clockid_t id, struct timespec *time);
static long leapt; /* milliseconds that the clock was put forward */
static int still;

int __wrap_clock_gettime(clockid_t id, struct timespec *time) {
    int status = __real_clock_gettime(id, time);
    long nanoseconds = (still ? 0 : time->tv_nsec) + leapt % 1000 * 1000000;
    time->tv_sec = (still ? 0 : time->tv_sec) + leapt / 1000 + nanoseconds / 1000000000;
    time->tv_nsec = nanoseconds % 1000000000;
    return status;
}

static void noted(int number) {
    (void)number;
    puts("noted");
}

static void handled(int number) {
    (void)number;
    puts("handled");
    exit(7);
}

static void *elsewhere(void *count) {
    int i;
    for (i = 0; i < *(int *)count; i++) adProfileAdj_SNPWrite("elsewhere", "thread.c", 1);
    return NULL;
}

static void spin(long microseconds) {
    struct timespec now, until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += microseconds % 1000000 * 1000;
    until.tv_sec += microseconds / 1000000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    do clock_gettime(CLOCK_MONOTONIC, &now);
    while (now.tv_sec < until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec < until.tv_nsec));
}

static void callback(Callback call, long site) {
    /* names come from ever other addresses, as Fortran temporaries do */
    static char places[7][2][64];
    static unsigned int turn;
    char *callee = places[turn % 7][0], *file = places[turn % 7][1];
    turn++;
    sprintf(callee, "callee%ld", site);
    sprintf(file, "part %ld.f90", site % 2);
    call(callee, file, 100 + (unsigned int)site);
}

static char *const reports[] = {"../report", "../missing/report", "/dev/full"};

static void play(char event, long number) {
    const char *letter = strchr(letters, event);
    pthread_t thread;
    int count = (int)number;
    if (letter) {
        callback(callbacks[letter - letters], number);
        return;
    }
    switch (event) {
    case '+':
    case '-':
        for (; number; number -= count) {
            count = number < (long)sizeof bytes ? (int)number : (int)sizeof bytes;
            if (event == '+') pushCharacterArray(bytes, count);
            else popCharacterArray(bytes, count);
        }
        break;
    case 'T': adProfileAdj_turn("caller", "part.f90"); break;
    case '1': adProfileAdj_startRepeat(); break;
    case '2': adProfileAdj_resetRepeat(); break;
    case '3': adProfileAdj_endRepeat(); break;
    case 'S': adProfileAdj_showProfiles(); break;
    case 'r': adProfileAdj_showProfilesFile(reports[number]); break;
    case 's': spin(number); break;
    case 'z': still = 1; break;
    case 'j': leapt += number; break;
    case 'n': adProfileAdj_SNPWrite(NULL, "part.f90", 7); break;
    case 'o': adProfileAdj_SNPWrite(NULL, NULL, 7); break;
    case 't':
        if (pthread_create(&thread, NULL, elsewhere, &count) || pthread_join(thread, NULL)) abort();
        break;
    case 'F':
        if (!fork()) exit(0);
        wait(NULL);
        break;
    case 'G':
        if (fork()) wait(NULL);
        break;
    case 'C':
        if (chdir("/")) abort();
        break;
    case 'K': raise(count); break;
    case 'H': signal(SIGTERM, handled); break;
    case 'h': signal(SIGTERM, noted); break;
    case 'I': signal(SIGTERM, SIG_IGN); break;
    case 'M': pieces = number - 1; break;
    case 'U': _exit(count);
    case 'Q': exit(count);
    default: fprintf(stderr, "unknown event %c\n", event); abort();
    }
}

int main(void) {
    char event;
    long number, times = 1;
    char line[80];
    while (fgets(line, sizeof line, stdin)) {
        number = 0;
        sscanf(line, " %c %ld", &event, &number);
        if (event == 'L') {
            times = number;
            continue;
        }
        while (times-- > 0) play(event, number);
        times = 1;
    }
    return 3;
}
