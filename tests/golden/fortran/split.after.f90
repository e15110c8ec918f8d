subroutine split(a, b)
  integer :: a, b
  character(20) :: text
  !$AD NOCHECKPOINT rewriter
  call one(a)
  !$AD NOCHECKPOINT rewriter split ;.
  call two(a, b)
  !$AD NOCHECKPOINT rewriter split .;.
  call one(b)! last
  if (a == 1) then
  !$AD NOCHECKPOINT rewriter split ;.
  call one(a); end if
  a = 1; if (b == 2) then
    !$AD NOCHECKPOINT rewriter if;0 .
    call two(a, &   ! first
    ! between
    b)
  end if; b = 3
  if (a > 4 .and. &  ! why
      b > 5) & ! not
  then
    !$AD NOCHECKPOINT rewriter if+ ....
    call one(a)
  end if
   !$AD NOCHECKPOINT rewriter
20 call one( &
     b)
  !$AD NOCHECKPOINT rewriter
  b = six(six(a)) + six(b)
  !$AD NOCHECKPOINT rewriter
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
