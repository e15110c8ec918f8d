/* What C has of its own: unbraced branches, switch, do, functions in expressions. */
#include <math.h>

void mix(double z[6]) {
  int i;
  for (i = 1; i < 6; i++)
    z[i] = z[i] + 0.1 * z[i - 1] * z[i];
}

void scale(double z[6], double by) {
  int i;
  for (i = 0; i < 6; i++)
    z[i] = by * z[i] * cos(z[i]);
}

double bend(double a) {
  double twice;
  twice = a * a;
  return a + 0.01 * sin(twice) * twice;
}

void deeper(int left, double z[6]) {
  mix(z);
  if (left > 0) {
    deeper(left - 1, z);
    scale(z, 0.99);
  }
}

void top(double x[6], double y[1]) {
  double z[6];
  int i, k;

  for (i = 0; i < 6; i++) z[i] = x[i];
  for (k = 0; k < 4; k++)
    if (k == 2)
      scale(z, 1.1);
    else
      mix(z);
  k = 0;
  while (k < 3) {
    k = k + 1;
    z[k] = bend(z[k]) * bend(z[k + 1]);
    if (z[k] > 50.0) break;
    mix(z);
  }
  deeper(3, z);
  /* $AD NOCHECKPOINT */
  scale(z, 0.97);
  y[0] = 0.0;
  for (i = 0; i < 6; i++) {
    y[0] = y[0] + bend(z[i]) * bend(z[i]);
  }
  if (k > 2) mix(z); else scale(z, 2.0);
  y[0] = y[0] + z[3];
}
