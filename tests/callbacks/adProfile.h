/* The callbacks that instrumented C code calls. */
#ifndef ADPROFILE_H
#define ADPROFILE_H

void adProfileAdj_SNPWrite(char *callee, char *file, unsigned int line);
void adProfileAdj_beginAdvance(char *callee, char *file, unsigned int line);
void adProfileAdj_endAdvance(char *callee, char *file, unsigned int line);
void adProfileAdj_SNPRead(char *callee, char *file, unsigned int line);
void adProfileAdj_beginReverse(char *callee, char *file, unsigned int line);
void adProfileAdj_endReverse(char *callee, char *file, unsigned int line);
void adProfileAdj_beginForward(char *callee, char *file, unsigned int line);
void adProfileAdj_endForward(char *callee, char *file, unsigned int line);
void adProfileAdj_beginBackward(char *callee, char *file, unsigned int line);
void adProfileAdj_endBackward(char *callee, char *file, unsigned int line);
void adProfileAdj_turn(char *callee, char *file);

#endif
