      SUBROUTINE OPENED(A, B)
      INTEGER A, B, SIX
C one-line IFs: plain, with a label, over a continuation, with text that reaches column 72
      IF (A.EQ.1) THEN
C$AD NOCHECKPOINT rewriter if .
                  CALL ONE(A)
      END IF
  10  IF (A.EQ.2) THEN
C$AD NOCHECKPOINT rewriter if ...
                    CALL TWO(A, B) ! a remark
      END IF
      if (b.gt.3)
     &then
C$AD NOCHECKPOINT rewriter if+ .....&...
         call three(a,
C a comment inside
     &              b)
      end if
      IF (A.EQ.4) THEN
C$AD NOCHECKPOINT rewriter if .
                  CALL FOUR('a text that goes on to the next line an
     &d keeps its column', B)
      END IF
      IF (B.EQ.5) THEN
C$AD NOCHECKPOINT rewriter if;18 .
                  CALL FIVE(A)
      END IF                  ; B = 2
      IF (A.EQ.6) THEN
C$AD NOCHECKPOINT rewriter if .
                  B = SIX(A)
      END IF
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
