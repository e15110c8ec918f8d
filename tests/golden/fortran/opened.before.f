      SUBROUTINE OPENED(A, B)
      INTEGER A, B, SIX
C one-line IFs: plain, with a label, over a continuation, with text that reaches column 72
      IF (A.EQ.1) CALL ONE(A)
  10  IF (A.EQ.2)   CALL TWO(A, B) ! a remark
      if (b.gt.3)
     &   call three(a,
C a comment inside
     &              b)
      IF (A.EQ.4) CALL FOUR('a text that goes on to the next line an
     &d keeps its column', B)
      IF (B.EQ.5) CALL FIVE(A); B = 2
      IF (A.EQ.6) B = SIX(A)
      GOTO 10
      END
      SUBROUTINE ONE(A)
      END
      SUBROUTINE TWO(A, B)
      END
      SUBROUTINE THREE(A, B)
      END
      SUBROUTINE FOUR(T, B)
      END
      SUBROUTINE FIVE(A)
      END
      INTEGER FUNCTION SIX(A)
      SIX = A
      END
