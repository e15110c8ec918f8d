subroutine latin(x)
  real :: x
  ! température, call nobody(x)
  print *, "°C; call nobody(x)"
  call crlf(x, & ! déjà
    2)
  if (x > 0.) call inline(x)
end subroutine latin
