/* Calls and what only looks like them. call(in, a, comment); */
#include <math.h>
#define SQUARE(x) ((x) * (x))
#define TWICE(f, x) f(x); \
    f(x) /* not_called(x) */
#define NOT_A_CALL \
    hidden(1); \
    hidden(2)
// a comment that goes on \
   hidden(3);

extern double declared(double);
static double (*table[2])(double);
struct point { double x; double (*norm)(double); };
enum color { red, green = 2 };
double initial[] = { 1.0, 2.0 };

double old_style(a, b)
double a;
double *b;
{
    return declared(a) * *b;
}

static double (*chosen(int n))(double)
{
    return table[n];
}

void calls(struct point *p, struct point s, double *x, int n)
{
    double declared(double), y = declared(1.0), z;
    double (*local)(double) = declared;
    char quote = '"', brace = '{', *text = "hidden(4); { \" /* ";
    int i;

    declared(*x);
    (void) declared(*x);
    (void)/* void */declared /* name */ (*x) /* end */ ;
    y = declared(declared(z)) + declared(*x);
    y = p->norm(1.0) + s.norm (2.0);
    y = (*local)(z) + table[1](z);
    z = n > 1 ? declared(y) : old_style(y, x);
    y = sqrt(z) + declared(z);
    y = SQUARE(declared(z));
    y = SQUARE(z) + declared(z);
    y = (double) (n) + sizeof(double) * declared(y);
    free (*x);
    if (declared(y) > 1.0 && n) declared(z);
    else if (n) y = declared(z); else declared(y);
    for (i = (int) declared(y); i < n; i++) declared(z);
    while (declared(z) > 2.0)
        declared(z);
    do declared(z); while (declared(z) > 1.0);
    do {
        declared(z);
        declared(y);
    } while (n--);
    switch ((int) declared(z)) {
    case 1: declared(z); break;
    case '}':
        declared(y);
        /* FALL THROUGH */
    default:
        { declared(z); declared(y); }
    }
again: declared(y);
    if (n)
    again2: declared(y);
    for (;;) { if (n) break; declared(z); }
    TWICE(declared, y);
    y = declared(
        z  /* ) */
    );
    if (n) { declared(y); } declared(z);
    *x = y, declared(z);
    z = ((struct point) { declared(y), 0 }).x;
    goto again;
    return;
}

int main() { return (int) declared(1.0) + (int) old_style(2.0, &initial[0]); }
