! Every push is of ten numbers, 80 bytes: see test_split_code.py.
subroutine top(x, y)
  implicit none
  real*8, intent(inout) :: x(10)
  real*8, intent(out) :: y
  real*8 :: w(30)
  integer :: i
  do i = 1, 4
    w(1:10) = x
    w(11:20) = x
    w(21:30) = x
    call step(x)
    x = x*w(11:20)
  end do
  y = sum(x*x)
end subroutine top

subroutine step(x)
  implicit none
  real*8, intent(inout) :: x(10)
  x = x*x
  call flux(x)
  x = x*x*x
  call drag(x)
  x = sin(x)
end subroutine step

subroutine flux(x)
  implicit none
  real*8, intent(inout) :: x(10)
  x = x*x
  x = x*x*x
  x = x + x*x
end subroutine flux

subroutine drag(x)
  implicit none
  real*8, intent(inout) :: x(10)
  x = x - 0.1d0*x*x
end subroutine drag
