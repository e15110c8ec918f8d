# sh build.sh KIT EXTRA...: the program from the adjoint in ad/
set -e
kit=$1
shift
gcc -std=gnu17 -Werror=implicit-function-declaration -I. -Iad -I"$kit" model.c ad/model_b.c driver/main.c "$kit"/adStack.c $(ls "$kit"/adBuffer.c 2>/dev/null) \
    "$@" -lm -o run
