      SUBROUTINE SPREAD(X, N)
      INTEGER N
      REAL X(N)
      IF (N .GT. 3) C
     &ALL BEHIND(X, N)
      C
     &ALL ALONE(X, N)
      N = 1; CA
     &  LL SEMI(X, N)
   10 IF (N .GT. 4) CAL
     &L LABELD(X, N)
      CALL SPL
     &IT(X, N)
      END
