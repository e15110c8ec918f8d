! One checkpointed call of an adjoint, then the ending that the command line names.
program ending
  implicit none
  character(len=16) :: how
  call get_command_argument(1, how)
  call adprofileadj_snpwrite('leaf'//char(0), 'ending.f90'//char(0), 5)
  call adprofileadj_beginadvance('leaf'//char(0), 'ending.f90'//char(0), 5)
  call adprofileadj_endadvance('leaf'//char(0), 'ending.f90'//char(0), 5)
  call adprofileadj_turn('ending'//char(0), 'ending.f90'//char(0))
  call adprofileadj_snpread('leaf'//char(0), 'ending.f90'//char(0), 5)
  call adprofileadj_beginreverse('leaf'//char(0), 'ending.f90'//char(0), 5)
  call adprofileadj_turn('leaf'//char(0), 'ending.f90'//char(0))
  call adprofileadj_endreverse('leaf'//char(0), 'ending.f90'//char(0), 5)
  select case (how)
  case ('stop')
    stop
  case ('stop 3')
    stop 3
  case ('stop words')
    stop 'so it ends'
  case ('error stop')
    error stop
  case ('error stop 4')
    error stop 4
  end select
end program ending
