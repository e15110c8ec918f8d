      REAL X
      X = 1.
      CALL BEFORE(X)
      IF (X .GT. 0.) CALL LAST(X)
      END