! Calls that read alike, of which the adjoint has not all.
subroutine top(x, y)
  implicit none
  real*8, intent(inout) :: x(6) ! the state
  real*8 :: y, w(6)
  w = x
  ! its result is overwritten: it is gone from both sweeps
  !@CKP 1
  call square(w)
  w = 2.d0*x ! what counts
  !@CKP 2
  call square(w); x(1) = 3.d0
  y = sum(w)
  w = y*x
!@CKP 3
  call square(w)
  w = y
  !@CKP 4
  if (y > 0.d0) call halve(w)
  y = y*sum(w*w)
end subroutine top

subroutine square(w)
  real*8, intent(inout) :: w(6)
  w = w*w*1.1d0
end subroutine square

subroutine halve(w)
  real*8, intent(inout) :: w(6)
  w = w*w*0.5d0
end subroutine halve
