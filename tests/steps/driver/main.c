/* Runs the adjoint and prints its gradient, the slope along it, by it and by differences, and how much work was done. */
#include <stdio.h>
#include <time.h>
#include "model.h"

void model_b(double x[8], double xb[8], double cost[1], double costb[1]);

static int times;

/* A thousandth of a second, so that profiles see it. */
double tick(int which) {
  clock_t ends = clock() + CLOCKS_PER_SEC / 1000;
  while (clock() < ends) {}
  times++;
  return 0.9 + 0.1 * which;
}

static double cost_at(double pace) {
  double x[8], cost[1];
  for (int i = 0; i < 8; i++) x[i] = 0.5 + 0.05 * i + pace * (1 + i % 3);
  model(x, cost);
  return cost[0];
}

int main(void) {
  double x[8], xb[8] = {0.0}, cost[1], costb[1] = {1.0}, slope = 0.0, pace = 1.0e-5;
  for (int i = 0; i < 8; i++) x[i] = 0.5 + 0.05 * i;
  model_b(x, xb, cost, costb);
  printf("seconds %g\n", 0.01 * times);
  printf("gradient");
  for (int i = 0; i < 8; i++) printf(" %.16e", xb[i]);
  for (int i = 0; i < 8; i++) slope += xb[i] * (1 + i % 3);
  printf("\nslope %.6e %.6e\n", slope, (cost_at(pace) - cost_at(-pace)) / (2.0 * pace));
  return 0;
}
