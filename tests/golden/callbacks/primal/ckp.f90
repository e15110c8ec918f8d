! Calls that are not checkpointed beside others that are, and a fragment of several statements.
subroutine top(x, y)
  implicit none
  integer, parameter :: n = 6
  real*8, intent(inout) :: x(n)
  real*8, intent(out) :: y
  real*8 :: z(n)
  integer :: k

  z = x
  call first(n, z)
  !$AD NOCHECKPOINT
  call other(n, z)
  do k = 1, 3
    !$AD NOCHECKPOINT
    call first(n, z)
    call other(n, z)
  end do
  !$AD CHECKPOINT-START
  call first(n, z)
  call third(n, z)
  z(1) = z(1)*z(2)
  call other(n, z)
  !$AD CHECKPOINT-END
  z(2) = z(2)*z(1)
  call third(n, z)
  y = sum(z*z)
end subroutine top

subroutine first(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  call third(n, z)
  z = z*cos(z)
  call third(n, z)
end subroutine first

subroutine other(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  integer :: i
  do i = 2, n
    z(i) = z(i) + 0.2d0*z(i - 1)**2
  end do
  call third(n, z)
end subroutine other

subroutine third(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  z = z + 0.1d0*z*sin(z)
end subroutine third
