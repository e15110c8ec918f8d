/* Callbacks that do nothing: what the loop around them takes. */
#include "adProfile.h"
#define NOTHING(name) \
    void adProfileAdj_##name(char *callee, char *file, unsigned int line) { (void)callee, (void)file, (void)line; }
NOTHING(SNPWrite)
NOTHING(beginAdvance)
NOTHING(endAdvance)
NOTHING(SNPRead)
NOTHING(beginReverse)
NOTHING(endReverse)
void adProfileAdj_turn(char *callee, char *file) { (void)callee, (void)file; }
