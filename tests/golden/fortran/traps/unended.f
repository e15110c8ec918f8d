      REAL X
      X = 1.
      CALL BEFORE(X)
      IF (X .GT. 0.) CALL LAST(X)
      END
      SUBROUTINE TAIL(X)
      ENTRY MIDDLE(X)
      CALL UNENDED(X)
      END