/* Part of rewriter. */
/* Profiling callbacks of adjoint code made by Tapenade.
 *
 * The first ten and the two reports have the names and arguments of Tapenade's own runtime, so that either runtime
 * links with either code. callname is the callee of the call site, filename and lineno say where the call stands in
 * the primal code. Fortran code calls the same names in lower case, with lineno by reference. */
#ifndef ADPROFILE_LOADED
#define ADPROFILE_LOADED

#ifdef __cplusplus
extern "C" {
#endif

/* A checkpointed call, forward: before its snapshot is written, around the duplicated primal call. */
void adProfileAdj_SNPWrite(char *callname, char *filename, unsigned int lineno);
void adProfileAdj_beginAdvance(char *callname, char *filename, unsigned int lineno);
void adProfileAdj_endAdvance(char *callname, char *filename, unsigned int lineno);

/* A checkpointed call, backward: before its snapshot is read, around the call of its adjoint. */
void adProfileAdj_SNPRead(char *callname, char *filename, unsigned int lineno);
void adProfileAdj_beginReverse(char *callname, char *filename, unsigned int lineno);
void adProfileAdj_endReverse(char *callname, char *filename, unsigned int lineno);

/* A call that is not checkpointed: around the calls of its forward and of its backward sweep.
 * Tapenade's runtime does not have these. */
void adProfileAdj_beginForward(char *callname, char *filename, unsigned int lineno);
void adProfileAdj_endForward(char *callname, char *filename, unsigned int lineno);
void adProfileAdj_beginBackward(char *callname, char *filename, unsigned int lineno);
void adProfileAdj_endBackward(char *callname, char *filename, unsigned int lineno);

/* Between the sweeps of the adjoint of callname. */
void adProfileAdj_turn(char *callname, char *filename);

/* Beside adStack_startRepeat(), adStack_resetRepeat() and adStack_endRepeat() in fixed point adjoints. */
void adProfileAdj_startRepeat(void);
void adProfileAdj_resetRepeat(void);
void adProfileAdj_endRepeat(void);

/* Tapenade's report on standard output, or into a file. The profile itself is written without being asked. */
void adProfileAdj_showProfiles(void);
void adProfileAdj_showProfilesFile(char *filename);

#ifdef __cplusplus
}
#endif

#endif
