/* Runs one adjoint of the feature models and prints its gradient, to the last bit. */
#include <stdio.h>

void top_b(double x[6], double xb[6], double y[1], double yb[1]);

int main(void) {
  double x[6], xb[6] = {0.0}, y[1] = {0.0}, yb[1] = {1.0};
  int i;

  for (i = 0; i < 6; i++) x[i] = 0.3 + 0.2 * (i + 1);
  top_b(x, xb, y, yb);
  for (i = 0; i < 6; i++) printf("%a\n", xb[i]);
  return 0;
}
