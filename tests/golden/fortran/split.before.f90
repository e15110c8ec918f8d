subroutine split(a, b)
  integer :: a, b
  character(20) :: text
  call one(a); call two(a, b) ; call one(b)! last
  if (a == 1) then; call one(a); end if
  a = 1; if (b == 2) call two(a, &   ! first
    ! between
    b); b = 3
  if (a > 4 .and. &  ! why
      b > 5) & ! not
    call one(a)
20 call one( &
     b)
  b = six(six(a)) + six(b)
  call two(six(a), b)
  if (six(b) > 2) text = 'call one(a)' ! call one(b)
contains
  subroutine one(a)
    integer :: a
  end subroutine one
  subroutine two(a, b)
    integer :: a, b
  end subroutine
  integer function six(a)
    integer :: a
    six = a
  end function
end subroutine split
