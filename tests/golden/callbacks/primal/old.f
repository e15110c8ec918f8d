C     Fixed form: labels, jumps, names and lines as long as they get.
      SUBROUTINE TOP(x, y)
      IMPLICIT NONE
      INTEGER n, i, k
      PARAMETER (n = 6)
      REAL*8 x(n), y, z(n), FOLD
C
      DO 10 i = 1, n
   10   z(i) = x(i)
      DO 30 k = 1, 3
        IF (k .EQ. 2) GOTO 20
        CALL A_NAME_OF_THIRTY_ONE_CHARACTERS(n, z)
   20   CALL OTHER(n, z)
   30 CONTINUE
      IF (z(1) .GT. 0.D0) CALL A_NAME_OF_THIRTY_ONE_CHARACTERS(n,
     +                                                         z)
      k = 0
   40 CONTINUE
      k = k + 1
      CALL OTHER(n, z)
      z(1) = z(1)*FOLD(z(2)) + FOLD(z(1))
      IF (k .LT. 4) GOTO 40
      IF (k .GT. 2) THEN
        CALL OTHER(n, z)
      ENDIF
      y = 0.D0
      DO i = 1, n
        y = y + z(i)*z(i)
      END DO
      END

      SUBROUTINE A_NAME_OF_THIRTY_ONE_CHARACTERS(n, z)
      IMPLICIT NONE
      INTEGER n, i
      REAL*8 z(n)
      DO i = 2, n
        z(i) = z(i) + 0.1D0*z(i-1)*z(i)
      END DO
      CALL OTHER(n, z)
      END

      SUBROUTINE OTHER(n, z)
      IMPLICIT NONE
      INTEGER n, i
      REAL*8 z(n)
      DO i = 1, n
        z(i) = z(i) + 0.01D0*SIN(z(i))*z(i)
      END DO
      END

      REAL*8 FUNCTION FOLD(a)
      IMPLICIT NONE
      REAL*8 a, b
      b = a*a
      FOLD = COS(b)*b + a
      END
