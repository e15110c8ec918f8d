! A loop of independent iterations, each reversed before the next one runs.
subroutine top(x, y)
  implicit none
  integer, parameter :: n = 6
  real*8, intent(inout) :: x(n)
  real*8, intent(out) :: y
  real*8 :: z(n), part
  integer :: k

  z = x
  call third(n, z)
  y = 0.0d0
  !$AD II-LOOP
  do k = 1, n
    call piece(z(k), part)
    part = part*part
    call bent(part)
    y = y + part*part
  end do
end subroutine top

subroutine piece(a, part)
  implicit none
  real*8, intent(in) :: a
  real*8, intent(out) :: part
  part = a*sin(a)
end subroutine piece

subroutine bent(part)
  implicit none
  real*8, intent(inout) :: part
  part = part + part*cos(part)
end subroutine bent

subroutine third(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  z = z + 0.01d0*z*sin(z)
end subroutine third
