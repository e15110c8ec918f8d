! Calls that go well when they are not checkpointed, and calls that go wrong in one way each.

subroutine model(n, x, cost)
  integer n
  real*8 x(n), cost
  real*8 warp, bend
  external bend
  call works(n, x)
  call crashes(n, x)
  call hangs(n, x)
  call devours(n, x)
  cost = bend(x(2))
  cost = cost + warp(x(1))
  cost = cost + x(3)
end subroutine model

subroutine crashes(n, x)
  integer n
  real*8 x(n), s
  call tick(1, s)
  x(1) = s * sin(x(1))
end subroutine crashes

subroutine hangs(n, x)
  integer n
  real*8 x(n), s
  call tick(2, s)
  x(2) = s * sin(x(2))
end subroutine hangs

subroutine devours(n, x)
  integer n
  real*8 x(n), s
  call tick(3, s)
  x(3) = s * sin(x(3))
end subroutine devours

subroutine works(n, x)
  integer n
  real*8 x(n), s
  call tick(4, s)
  x(3) = s * x(3) * x(3)
end subroutine works

! Its result is used, and overwritten, by itself: Tapenade loses the second statement where it is split.
real*8 function warp(a)
  real*8 a
  warp = a * sin(a)
  warp = warp * warp
end function warp

! Declared as external by its caller: Tapenade does not declare the type of its forward sweep.
real*8 function bend(a)
  real*8 a
  bend = cos(a)
end function bend
