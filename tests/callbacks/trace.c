/* Stands in for a profiling runtime. Checks that checkpoints are last in, first out, and ends the program with status 9
   where they are not; writes each event, with its arguments, to the file that TRACE names, if it names one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { char callee[64], file[64]; unsigned int line; const char *last; } Level;
typedef struct { Level *levels; int depth, room; } Stack;

static Stack joint;  /* from SNPWrite to endReverse */
static Stack split;  /* from beginForward to endForward, and from beginBackward to endBackward */
static int started = 0;
static FILE *out = NULL;

static void wrong(const char *kind, const char *callee, unsigned int line, const char *what) {
  fprintf(stderr, "unbalanced: %s %s %u: %s\n", kind, callee, line, what);
  _Exit(9);
}

static void at_end(void) {
  if (joint.depth) wrong("end", joint.levels[joint.depth - 1].callee, joint.levels[joint.depth - 1].line, "not ended");
  if (split.depth) wrong("end", split.levels[split.depth - 1].callee, split.levels[split.depth - 1].line, "not ended");
}

static void start(void) {
  started = 1;
  if (getenv("TRACE") && (out = fopen(getenv("TRACE"), "w")) == NULL) abort();
  atexit(at_end);
}

static const char *expected(const char *kind) {
  static const char *order[] = {"SNPWrite", "beginAdvance", "endAdvance", "SNPRead", "beginReverse", "endReverse",
                                "beginForward", "endForward", "beginBackward", "endBackward"};
  int i;
  for (i = 0; i < 10; i++)
    if (strcmp(order[i], kind) == 0) return i ? order[i - 1] : "";
  return "";
}

static void event(const char *kind, const char *callee, const char *file, unsigned int line) {
  if (!started) start();
  if (out) fprintf(out, "%s %s %s %u\n", kind, callee, file, line);
  if (strcmp(kind, "turn") == 0) return;
  int is_split = strstr(kind, "Forward") || strstr(kind, "Backward");
  Stack *stack = is_split ? &split : &joint;
  if (strcmp(kind, "SNPWrite") == 0 || (is_split && kind[0] == 'b')) {
    if (stack->depth == stack->room) {
      stack->room = 2 * stack->room + 1000;
      stack->levels = realloc(stack->levels, stack->room * sizeof(Level));
      if (stack->levels == NULL) abort();
    }
    Level *new = &stack->levels[stack->depth++];
    snprintf(new->callee, 64, "%s", callee);
    snprintf(new->file, 64, "%s", file);
    new->line = line;
    new->last = kind;
    return;
  }
  if (!stack->depth) wrong(kind, callee, line, "nothing was begun");
  Level *top = &stack->levels[stack->depth - 1];
  if (strcmp(top->callee, callee) || strcmp(top->file, file) || top->line != line)
    wrong(kind, callee, line, top->callee);
  if (strcmp(top->last, expected(kind))) wrong(kind, callee, line, top->last);
  top->last = kind;
  if (strcmp(kind, "endReverse") == 0 || is_split) stack->depth--;
}

#define CALLBACK(name, fortran)                                                                   \
  void adProfileAdj_##name(char *callee, char *file, unsigned int line) {                         \
    event(#name, callee, file, line);                                                             \
  }                                                                                               \
  void adprofileadj_##fortran##_(char *callee, char *file, int *line, size_t first, size_t second) { \
    event(#name, callee, file, (unsigned int)*line);                                              \
  }

CALLBACK(SNPWrite, snpwrite)
CALLBACK(beginAdvance, beginadvance)
CALLBACK(endAdvance, endadvance)
CALLBACK(SNPRead, snpread)
CALLBACK(beginReverse, beginreverse)
CALLBACK(endReverse, endreverse)
CALLBACK(beginForward, beginforward)
CALLBACK(endForward, endforward)
CALLBACK(beginBackward, beginbackward)
CALLBACK(endBackward, endbackward)

void adProfileAdj_turn(char *callee, char *file) { event("turn", callee, file, 0); }
void adprofileadj_turn_(char *callee, char *file, size_t first, size_t second) { event("turn", callee, file, 0); }
