subroutine inside(x)
  real :: x
  call my_function_b(x)
  call c(x)
  x = is_subroutine_b(x) + x
  call d(x)
contains
  real function is_subroutine_b(x)
    real :: x
    is_subroutine_b = x
  end function
end subroutine
