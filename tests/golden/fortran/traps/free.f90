module shapes
  implicit none
  type :: circle
    real :: r(3)
  contains
    procedure :: grow
  end type circle
  interface area
    module procedure area_one
    module procedure area_two
  end interface area
  interface
    subroutine elsewhere(x)
      real :: x
    end subroutine elsewhere
    real function outside(x)
      real :: x
    end function outside
  end interface
contains
  subroutine all_forms(c, call, n)
    type(circle) :: c
    integer :: n, call, i
    real :: x(4), cube, length(3)
    character(len=80) :: text
    cube(i) = i ** 3
    ! call nobody(x)
    call plain(x)
    call   blanks  (x)
    CALL Upper(x); call lower(x) ; if (n > 1) call third(x)
    if (n > 0) call inline(x)
    if (n > 0) &
      call nextline(x, &
        ! call nobody(x)

        n)
    if (n > (1)) then; call behind(x); end if
    text = "call quoted(x)"; text = 'it''s call quoted(x)'
    text = "a long string &
      &call quoted(x) &
      &ends"
    call spl&
      &it(x)
    call later &
      (x)
    call &
      noargs
    call noargs
10  call labelled(x)
    call c%grow(2.0)
    call other(1)%part%run(x)
    x(1) = area(x) + outside(x(2)) + length(3) + cube(2)
    x(2) = area(area(x(3)))
    call plain(area(x))
    if (area(x) > 0.) x(3) = outside(x(1))
    call = 3
    call strings("(", ')', "it's", '&')
!$  call omp_only(x)
!$omp parallel do private(x) &
!$omp   shared(call)
    do i = 1, n; call looped(x(i)); end do
    call last(x); return
    inner_loop: do i = 1, n
      call named(x)
    end do inner_loop
    select case (n)
    case (1); call chosen(x)
    end select
  contains
    subroutine inner(y)
      real :: y
      call all_forms_helper(y)
      y = twice(y)
    end subroutine inner
    pure real function twice(y) result(z)
      real, intent(in) :: y
      z = y * 2.
    end function twice
  end subroutine all_forms
  real function area_one(x)
    real :: x
    area_one = x
    entry area_entry(x)
    area_one = x + outside(x)
    area_entry = x
  end function area_one
  recursive real function area_two(x) result(a)
    real :: x(:)
    a = area_one(x(1))
    if (a > 0.) a = area_two(x(2:))
  end function area_two
  subroutine arrays()
    real :: outside(5)
    real, dimension(3) :: area_one
    outside(1) = outside(2) + area_one(1)
    call no_reference(outside(3))
  end subroutine arrays
end module shapes
program main
  use shapes
  call all_forms(circle(1.0), 1, 2)
end program main
