void top(double *x, double *y, int n)
{
    u(x);    /* a fragment of its own */
    v(x, y); /* ends here */
    w(y);
    for (; n > 0; n--) {
        u(x); v(x, y); w(y);
    }
    /* $AD NOCHECKPOINT by hand */
    u(x);
    //$AD NOCHECKPOINT
    v(x, y);
    /* the user says:
       $AD nocheckpoint */
    w(y);
}
