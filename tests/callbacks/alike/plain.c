/* Calls that read alike, of which the adjoint has not all. */
void square(double *w) {
  *w = *w * *w * 1.1;
}

void halve(double *w) {
  *w = *w * *w * 0.5;
}

void top(double x[6], double y[1]) {
  double w;
  w = x[0];
  /* its result is overwritten: it is gone from both sweeps */
  /* @CKP 1 */
  square(&w);
  w = 2 * x[1];
  /* @CKP 2 */
  square(&w);
  y[0] = w;
  w = y[0] * x[2];
  // @CKP 3
  square(&w);
  w = y[0];
  /* @CKP 4 */
  if (y[0] > 0) halve(&w);
  y[0] *= w * w;
}
