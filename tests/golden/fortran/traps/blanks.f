      SUBROUTINE BLANKS(X, N)
      INTEGER N
      REAL X(N)
      C A L L SPACED(X)
      CALL TWO WORDS(X)
      WRITE(*,20) 12HCALL HOLLER(
   20 FORMAT(13HCALL HOLLER(', 1X, I3)
      WRITE(*,20) 5HIT'S ; CALL SEMI(X)
      CALL LONGLN(X)                                                    CALL NOBODY(X)
	CALL TABBED(X)
	IF (N .GT. 1) CALL TABIF(X,
	1  N)
      END
