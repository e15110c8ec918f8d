#include <math.h>

double tick(int which);
void warm(double x[8]);
void mix(double x[8]);
void sum(double x[8], double cost[1]);
void model(double x[8], double cost[1]);
