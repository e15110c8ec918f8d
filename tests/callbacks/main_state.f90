! As main.f90, for state.f90: the derivative of its array must be there.
program main
  use state_diff, only: field, fieldb
  implicit none
  integer, parameter :: n = 6, long = selected_int_kind(18)
  real*8 :: x(n), xb(n), y, yb
  integer :: i

  x = [(0.3d0 + 0.2d0*i, i = 1, n)]
  xb = 0.0d0
  y = 0.0d0
  yb = 1.0d0
  allocate(field(n), fieldb(n))
  fieldb = 0.0d0
  call top_b(x, xb, y, yb)
  print '(z16.16)', (transfer(xb(i), 1_long), i = 1, n)
end program main
