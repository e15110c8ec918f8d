#ifdef LONG_NAMES
double first_of_two(double x)
{
#else
double first(double x) {
#endif
    return one(x);
}

void conditions(int n, double *x)
{
#ifdef A
    if (n > 1) {
#elif defined(B)
    if (n > 2) {
#else
    if (n > three(n)) {
#endif
        two(x);
    }
#ifdef A
    for (; n > 0; n--) {
#endif
    two(x);
#ifdef A
    }
#endif
    two(x,
#ifdef A
        n);
#else
        -n);
#endif
    three(n);
#if 0
    it isn't C { (
    dead(x);
#else
    two(x);
#endif
#if 1
    two(x);
#else
    } } dead(x);
#endif
}

void last(double *x)
{
    two(x);
}
