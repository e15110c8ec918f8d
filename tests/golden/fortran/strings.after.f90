subroutine top(x, n)
  real :: x(4), y
  character(8) :: a, b
  integer :: n
  a = '.'
  !$AD NOCHECKPOINT rewriter split .;.
  call inner(x)
  a = 'it''s' ; b = "a;b" // ' '
  !$AD NOCHECKPOINT rewriter split .;.
  call inner(x) ! why
  if (n > 0) then
    !$AD NOCHECKPOINT rewriter if .
    y = f(x)
  end if
  if (n > 1) then
    !$AD NOCHECKPOINT rewriter if;0 .
    call named(x, 'x')
  end if
  !$AD NOCHECKPOINT rewriter split ;.
  call inner(x)
  if (n > 2) then
    !$AD NOCHECKPOINT rewriter if;0 .
    b = word(x) // "abc"
  end if
  !$AD NOCHECKPOINT rewriter split ;.
  call inner(x)
contains
  subroutine inner(x)
    real :: x(4)
    x = 2.0*x
  end subroutine
  subroutine named(x, c)
    real :: x(4)
    character(*) :: c
    x = x + len(c)
  end subroutine
  real function f(x)
    real :: x(4)
    f = x(1)
  end function
  character(4) function word(x)
    real :: x(4)
    word = 'w'
  end function
end subroutine
