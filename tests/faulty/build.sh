# sh build.sh KIT EXTRA...: the program from the adjoint in ad/; waits first where there is a file named pause
set -e
[ ! -e pause ] || { touch paused; sleep 600; }
kit=$1
shift
gfortran -fall-intrinsics -std=legacy -w model.f90 ad/model_b.f90 driver/main.f90 "$kit"/adStack.c $(ls "$kit"/adBuffer.f 2>/dev/null) "$@" -o run
