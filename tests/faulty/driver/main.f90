! Runs the adjoint and prints its gradient, and as its time how often the primal procedures were run: once each where
! they are not checkpointed. Then it goes wrong where the procedure of a fault was run once only.
program main
  implicit none
  integer, parameter :: n = 3
  integer :: times(4)
  common /ticks/ times
  real*8 :: x(n), xb(n), cost, costb
  integer :: unit
  type piece
    real*8 :: values(1000000)
    type(piece), pointer :: next
  end type piece
  type(piece), pointer :: chain, link

  nullify(chain)
  times = 0
  x = (/ 0.7d0, 0.8d0, 0.9d0 /)
  xb = 0.0d0
  costb = 1.0d0
  call model_b(n, x, xb, cost, costb)
  print '(a, 3es24.16)', 'gradient ', xb
  print '(a, f6.3)', 'seconds ', 0.01d0 * sum(times)
  if (times(1) == 1) call abort()
  if (times(2) == 1) then
    open(newunit=unit, file='pid')
    write(unit, *) getpid()
    close(unit)
    call sleep(600)
  end if
  if (times(3) == 1) then
    do
      allocate(link)
      link%values = real(times(3), 8)
      link%next => chain
      chain => link
    end do
  end if
end program main

subroutine tick(which, s)
  implicit none
  integer :: which, times(4)
  real*8 :: s
  common /ticks/ times
  times(which) = times(which) + 1
  s = 0.5d0 + 0.1d0 * which
end subroutine tick
