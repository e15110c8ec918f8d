/* Two calls that pay when they are not checkpointed, in a loop, and a last one that does not. */
#include "model.h"

void warm(double x[8]) {
  double s = tick(0);
  for (int i = 0; i < 8; i++) x[i] = s * x[i] * x[i];
}

void mix(double x[8]) {
  double s = tick(1);
  for (int i = 1; i < 8; i++) x[i] = sin(x[i]) * x[i - 1] + s;
}

void sum(double x[8], double cost[1]) {
  cost[0] = 0.0;
  for (int i = 0; i < 8; i++) cost[0] += x[i] * x[i];
}

void model(double x[8], double cost[1]) {
  for (int step = 0; step < 3; step++) {
    warm(x);
    mix(x);
  }
  sum(x, cost);
}
