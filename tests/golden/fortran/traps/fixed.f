C     A comment with CALL NOBODY(X), then call nobody
      SUBROUTINE TRAPS(X, CALL, N)
      IMPLICIT NONE
      INTEGER N, I
      REAL X(N), CALL(10)
      CHARACTER*40 TEXT
      REAL CALLED, F, TABLE(4)
      EXTERNAL F
      CALL ONE(X)
      CALLGLUED(X)
   10 CALL LABEL(X)
      CALL = X
      CALL(3) = X(1)
      CALLED = 1.0
      TEXT = 'CALL QUOTED(X)'
      TEXT = 'IT''S CALL QUOTED(X); CALL QUOTED(X)'
      IF (X(1) .GT. 0.) CALL INLINE(X)
      IF (X(1) .GT. 0.
     &    .AND. X(2) .LT. (1.))
     &   CALL NEXTLN(X)
      IF (X(1) .GT. 0.) CALL
     I   LATER(X)
      IF (X(1) .GT. 0.) CALL SPL
     OIT(X)
      CALL BROKEN(X,
     , N,
C     CALL NOBODY(X)

     . I)
      CALL EXTRA(X); CALL AGAIN(X); RETURN
      CALL NOARGS
      CALL BLANKS   (X)
      CALL ARGS(F(X(1)), TABLE(2), ')', "(")
      X(1) = F(X(1)) + TABLE(3)
      DO 30 I = 1, N
   30 IF (X(I) .GT. 0.) CALL ENDING(X(I))
!$    CALL OMPONLY(X)
C$OMP PARALLEL
      IF (N .GT. 1) THEN
         CALL INTHEN(X)
      ELSE IF (N .LT. 0) THEN
         CALL INELSE(X)
      ENDIF ! CALL NOBODY(X)
      CALL TRAILS(X) ! CALL NOBODY(X)
      END
