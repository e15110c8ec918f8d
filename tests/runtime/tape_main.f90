! Runs the adjoint of tape.f90 once.
program main
  implicit none
  real*8 :: x(10), xb(10), y, yb
  x = 0.5d0
  xb = 0.d0
  yb = 1.d0
  call top_b(x, xb, y, yb)
end program main
