/* Every first call of a statement gets a directive. */
void u(double *p);
double f(double a);

void top(double *x, double *y, int n)
{
	double t = f(*x);
	int i;
	u(&t); /* trailing words */
	u(x); u(y);
    if (n > 1) u(x); else *y = f(t);
    if (n > 2)
        u(x);
    else
        *y = f(f(t))
            + f(*x);
    for (i = 0; i < n; i++) { u(x); }
again: u(x);
    switch (n) {
    case 1: u(x); break;
    default:
        u(y);
    }
    do { u(x); u(y); } while (f(*x) > 0.0);
    /* é */ u(x);
    return;
}
double g(double a) { return f(a); }
