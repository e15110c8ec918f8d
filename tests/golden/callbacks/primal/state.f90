! State in a module, some of it allocatable.
module state
  implicit none
  real*8 :: coefficient
  real*8, allocatable :: field(:)
contains
  subroutine update(n, z)
    integer, intent(in) :: n
    real*8, intent(inout) :: z(n)
    field = field + coefficient*z*field
    coefficient = coefficient + 0.01d0*z(1)*coefficient
  end subroutine update

  subroutine apply(n, z)
    integer, intent(in) :: n
    real*8, intent(inout) :: z(n)
    z = z + 0.1d0*field*z
  end subroutine apply
end module state

subroutine top(x, y)
  use state
  implicit none
  integer, parameter :: n = 6
  real*8, intent(inout) :: x(n)
  real*8, intent(out) :: y
  real*8 :: z(n)
  integer :: k

  z = x
  coefficient = 0.5d0
  field = x
  do k = 1, 3
    call update(n, z)
    call apply(n, z)
    call outside(n, z)
  end do
  call apply(n, z)
  y = sum(z*z) + coefficient
end subroutine top

subroutine outside(n, z)
  use state
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  call update(n, z)
  z = z*z
end subroutine outside
