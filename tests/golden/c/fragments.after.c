void top(double *x, double *y, int n)
{
    /* $AD CHECKPOINT-START rewriter */
    /* $AD NOCHECKPOINT rewriter */
    u(x);    /* a fragment of its own */
    v(x, y); /* ends here */
    /* $AD CHECKPOINT-END rewriter */
    /* $AD NOCHECKPOINT rewriter */
    w(y);
    for (; n > 0; n--) {
        /* $AD CHECKPOINT-START rewriter */
        u(x); v(x, y); /* $AD CHECKPOINT-END rewriter */ /* $AD NOCHECKPOINT rewriter */ w(y);
    }
    /* rewriter off: $AD NOCHECKPOINT by hand */
    u(x);
    //rewriter off: $AD NOCHECKPOINT
    v(x, y);
    /* the user says:
       rewriter off: $AD nocheckpoint */
    w(y);
}
