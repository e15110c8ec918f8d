C     Calls that read alike, of which the adjoint has not all.
      subroutine top(x, y)
      real*8 x(6), y, w(6) ! the state
      w = x
C     its result is overwritten: it is gone from both sweeps
C@CKP 1
      call square(w)
      w = 2.d0*x ! what counts
C@CKP 2
      call square(w)
      y = sum(w)
      w = y*x
C@CKP 3
      call square(w)
      w = y
C@CKP 4
      if (y .gt. 0.d0) call halve(w)
      y = y*sum(w*w)
      end

      subroutine square(w)
      real*8 w(6)
      w = w*w*1.1d0
      end

      subroutine halve(w)
      real*8 w(6)
      w = w*w*0.5d0
      end
