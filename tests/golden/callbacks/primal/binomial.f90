! A loop under binomial checkpointing, with calls before and behind it.
subroutine top(x, y)
  implicit none
  integer, parameter :: n = 6
  real*8, intent(inout) :: x(n)
  real*8, intent(out) :: y
  real*8 :: z(n)
  integer :: k

  z = x
  call third(n, z)
  !$AD BINOMIAL-CKP 13 3 1
  do k = 1, 12
    call step(n, k, z)
    call third(n, z)
  end do
  call third(n, z)
  y = sum(z*z)
end subroutine top

subroutine step(n, k, z)
  implicit none
  integer, intent(in) :: n, k
  real*8, intent(inout) :: z(n)
  call third(n, z)
  z = z*cos(0.1d0*z*k)
end subroutine step

subroutine third(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  z = z + 0.01d0*z*sin(z)
end subroutine third
