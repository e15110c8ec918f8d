! What Tapenade asks for: the size of the allocatable array of state.f90.
module diffsizes
  implicit none
  integer, parameter :: isize1ofdrffield = 6
end module diffsizes
