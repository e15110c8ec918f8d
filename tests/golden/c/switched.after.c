/* Every first call of a statement gets a directive. */
void u(double *p);
double f(double a);

void top(double *x, double *y, int n)
{
	double t = f(*x);
	int i;
	/* $AD NOCHECKPOINT rewriter */
	u(&t); /* trailing words */
	/* $AD NOCHECKPOINT rewriter */
	u(x); /* $AD NOCHECKPOINT rewriter */ u(y);
    if (n > 1) /* $AD NOCHECKPOINT rewriter */ u(x); else /* $AD NOCHECKPOINT rewriter */ *y = f(t);
    if (n > 2)
        /* $AD NOCHECKPOINT rewriter */
        u(x);
    else
        /* $AD NOCHECKPOINT rewriter */
        *y = f(f(t))
            + f(*x);
    for (i = 0; i < n; i++) { /* $AD NOCHECKPOINT rewriter */ u(x); }
again: /* $AD NOCHECKPOINT rewriter */ u(x);
    switch (n) {
    case 1: /* $AD NOCHECKPOINT rewriter */ u(x); break;
    default:
        /* $AD NOCHECKPOINT rewriter */
        u(y);
    }
    do { u(x); /* $AD NOCHECKPOINT rewriter */ u(y); } while (f(*x) > 0.0);
    /* é */ /* $AD NOCHECKPOINT rewriter */ u(x);
    return;
}
double g(double a) { /* $AD NOCHECKPOINT rewriter */ return f(a); }
