! Branches, loops that end early, recursion and functions.
subroutine top(x, y)
  implicit none
  integer, parameter :: n = 6
  real*8, intent(inout) :: x(n)
  real*8, intent(out) :: y
  real*8 :: z(n)
  real*8, external :: norm2of, bend
  integer :: i, k

  z = x
  do i = 1, 4
    if (i == 2) call scale(n, z, 1.1d0)
    if (mod(i, 2) == 0) then
      call mix(n, z)
    else if (i > 2) then
      call scale(n, z, 0.9d0)
    else
      call mix(n, z)
      call scale(n, z, 1.05d0)
    end if
  end do
  call until(n, z)
  call deeper(n, 3, z)
  k = 0
  do while (k < 3)
    k = k + 1
    z(k) = bend(z(k))*bend(z(k + 1))
    if (z(k) > 50.0d0) exit
    call mix(n, z)
  end do
  select case (k)
  case (1)
    call mix(n, z)
  case (2, 3)
    call scale(n, z, 0.5d0)
    call mix(n, z)
  case default
    call scale(n, z, 2.0d0)
  end select
  call mix(n, z); call mix(n, z)
  y = norm2of(n, z)
end subroutine top

subroutine scale(n, z, by)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  real*8, intent(in) :: by
  integer :: i

  do i = 1, n
    z(i) = by*z(i)*cos(z(i))
  end do
end subroutine scale

subroutine mix(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  integer :: i

  do i = 2, n
    z(i) = z(i) + 0.1d0*z(i - 1)*z(i)
  end do
end subroutine mix

! Leaves its loop by EXIT, and by GOTO another one.
subroutine until(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(inout) :: z(n)
  integer :: k

  k = 0
  do
    k = k + 1
    call mix(n, z)
    if (k > 4) exit
    call scale(n, z, 0.95d0)
  end do
  k = 0
10 k = k + 1
  if (k > 3) goto 20
  call scale(n, z, 1.01d0)
  goto 10
20 call mix(n, z)
end subroutine until

recursive subroutine deeper(n, left, z)
  implicit none
  integer, intent(in) :: n, left
  real*8, intent(inout) :: z(n)

  call mix(n, z)
  if (left > 0) then
    call deeper(n, left - 1, z)
    call scale(n, z, 0.99d0)
  end if
end subroutine deeper

real*8 function bend(a)
  implicit none
  real*8, intent(in) :: a
  real*8 :: twice

  twice = a*a
  bend = a + 0.01d0*sin(twice)*twice
end function bend

real*8 function norm2of(n, z)
  implicit none
  integer, intent(in) :: n
  real*8, intent(in) :: z(n)
  real*8, external :: bend
  integer :: i

  norm2of = 0.0d0
  do i = 1, n
    norm2of = norm2of + bend(z(i))**2
  end do
end function norm2of
