"""Programs in C, one a case, to see which directives Tapenade obeys; made as those in Fortran are."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.obeyed_case import Case

_DECLARATIONS = """\
  int i = 1, j = 2, n = 3, m[10];
  unsigned k = 1;
  long big = 1;
  double r = 1.5, s = 2.5, t[10], u[10][10], *q = t;
  float e = 1.0f;
  char ch = 'a', w[8];
  struct thing o, oo[10], *po = &o;
"""

_KINDS = {
    "int": """
        1 -1 +1 (1) 1L 1u 0x1f 017 'a' '\\n' '+' ch -ch i -i +i (i) -(i) (-i) ~i !i !(i) m[1] m[i] m[i+1] m[2*i-1]
        m[m[i]] -m[i] (m[i]) *m *(m+1) o.n oo[i].n oo[i+1].n po->n (*po).n -o.n i+1 i-1 i*2 i/2 i%2 i<<1 i>>1 i&1 i|1
        i^1 i&&j i||j i==1 i!=1 i<1 i>1 i<=1 i>=1 !i==1 ~i&1 1+1 (i+1) -(i+1) i+j (i)+1 (int)r (int)(r) (int)r+1
        (int)(r+s) (int)-r -(int)r (int)t[i] (int)t[i+1] (int)o.a (unsigned)i (long)i (int)sizeof(i) sizeof(int)
        sizeof(double) sizeof(i) (int)sizeof(double) sizeof(i)+1 i?j:n (i?j:n) i>1?i:j i++ ++i i-- --i i=2 i+=1 (i=2)
        r>s r<s r==s !r x>r abs(i) abs(-i) abs(i+1) -abs(i) labs(big) (int)floor(r) (int)ceil(r) (int)fabs(r)
        toupper(ch) m[abs(i)] m[(int)r] m[i++] m[i%3] m[i>1] m[sizeof(i)] rand() atoi(w) strlen(w) isnan(r) ilogb(r)
        (int)lround(r) NULL &m[0]==m ext(i) m[ext(i)] (char)i (short)i (int)'a' 1+'a' 'a'+1 -'a' k big big+1""",
    "double": """
        1.0 1. .5 -1.0 +1.0 1e3 1e-3 -1e-3 1.e+3 1.0f 1e-3f 1.0L 0x1p3 (1.0) (-1.0) -(1.0) 1.0+1 r -r (r) -(r) ((r))
        (-r) +r x -x (x) t[1] t[i] t[i+1] t[2*i] t[m[i]] t[i++] t[-i] u[i][j] u[i+1][j-1] v[0] v[i] v[i+1] -v[i]
        (v[i]) *v *y *q -*q (*q) *(q) *(q+1) *(q+i) *(v+i) *&r *q++ *t -*(v+i) q[i] q[i+1] (q)[i] (q+1)[i] t[(int)r]
        t[abs(i)] t[ext(i)] t[i>1] o.a o.b[i] o.b[i+1] -o.a (o.a) oo[i].a oo[i+1].a oo[i].b[j] oo[i+1].b[j-1] po->a
        po->b[i] po->b[i+1] (*po).a -po->a (po)->a (&o)->a (po+1)->a po[i].a po[i+1].a r+s r-s r*s r/s -r+s 2*r r*2.
        (r+s) -(r+s) (r)+s r+s*t[i] x*x x+r *v*x *y+1 o.a+1. po->a+1. 1./r r*(-s) r*-s -r*s r-(-s) (double)i
        (double)(i) (double)i/j (double)(i+1) (double)(float)r (float)r (float)(r+s) (double)m[i] (double)*m
        -(double)i (double)-i ((double)i) (double)e e (double)1 (double)x i ch (double)ch i?r:s (r>s)?r:s r>s?r:s
        (r,s) r=s (r=s) r+=s acos(r) acosh(r) asin(r) asinh(r) atan(r) atan2(r,s) atanh(r) cbrt(r) ceil(r)
        copysign(r,s) cos(r) cosh(r) erf(r) erfc(r) exp(r) exp2(r) expm1(r) fabs(r) fdim(r,s) floor(r) fma(r,s,s)
        fmax(r,s) fmin(r,s) fmod(r,s) frexp(r,&i) hypot(r,s) j0(r) j1(r) jn(2,r) y0(r) y1(r) yn(2,r) ldexp(r,2)
        lgamma(r) log(r) log10(r) log1p(r) log2(r) logb(r) modf(r,q) nan("") nearbyint(r) nextafter(r,s) pow(r,s)
        pow(r,2) remainder(r,s) rint(r) round(r) scalbn(r,2) sin(r) sinh(r) sqrt(r) tan(r) tanh(r) tgamma(r) trunc(r)
        fabsf(e) sqrtf(e) sinf(e) expf(e) powf(e,e) fmaxf(e,e) abs(r) -sin(r) (sin(r)) -fabs(r)
        (fabs(r)) sin(r)+1 fabs(r)+1. (double)sin(r) sin(x) sqrt(x) exp(-x) pow(x,2) fabs(x) fabs(x*x) fmax(x,r)
        fabs(r-s) fabs(-r) fabs(t[i]) fabs(t[i+1]) fabs(sin(r)) fabs(o.a) sqrt(r*r) sin(t[i]) sqrt(fabs(r)) floor(x)
        fmax(r+1,s) ext(r) ext(x) -ext(r) (ext(r)) ext(r)+1 ext(r+s) drand48() atof(w)""",
    "double *": """
        t q v y t+1 q+1 v+i v+i+1 &r &x &t[1] &t[i] &t[i+1] &v[0] &v[i] &v[i+1] &*q &(r) (&r) (q) (v+1) u[i] u[i+1]
        u[0] &u[i][j] &u[i+1][j] &u[0][0] *u *(u+1) o.b oo[i].b po->b oo[i+1].b &o.a &o.b[i] &oo[i].a &oo[i+1].a
        &po->a &po->b[i] (double*)q (double*)(q+1) (double*)v+1 (double*)0 NULL 0 i?q:v q++ ++q q=v (double*)&r
        (double*)&t[i+1] (double*)malloc(8) malloc(8) &(*po).a &q[1] &q[i] t+i*2 v-1 q+m[i] &(t[i])""",
    "int *": "m m+1 &i &m[i] &m[i+1] &n (int*)m &o.n &po->n (&i)",
    "char *": '"a" "a+b" "a,b" "a(b)" ("a") w &w[1] w+1 &ch (char*)w "a" "b" "it\'s" "\\"" (char*)0',
    "struct thing": "o (o) oo[i] oo[i+1] *po *(po+1) po[i] (*po)",
    "struct thing *": "&o (&o) oo &oo[i] &oo[i+1] po oo+1 oo+i (struct_thing*)po",
    "void *": "t v (void*)t (void*)v &r 0 (void*)0 (void*)&r q+1 po",
}
SHARE = 12
"""Of what makes no difference to the others, one in so many is tried."""
HEAD = "struct thing { double a; double b[10]; int n; };\n"
_HEADERS = "#include <math.h>\n"

_BEFORE = """
        1. r x t[i] t[i+1] -r (r) r*s x*x sin(r) sin(x) sqrt(r) fabs(r) fabs(x) exp(r) pow(r,s) pow(x,2) floor(r)
        fmax(r,s) fmin(x,r) erf(r) (double)i *v *(v+i) po->a ext(r) (r>s?r:s)"""
_AROUND = """
        F -F +F (F) F*2. 2.*F F/r r/F -F*2 (F+1.)*2. fabs(F) fabs(F+r) fabs(-F) -fabs(F) 1.+fabs(F) fabs(F)+1. sqrt(F)
        sqrt(fabs(F)) sqrt(F+1.) exp(F) exp(-F) sin(F) cos(F) tan(F) log(F) log10(F) tanh(F) sinh(F) cosh(F) asin(F)
        acos(F) atan(F) atan2(F,r) atan2(r,F) pow(F,2) pow(r,F) pow(F,r) fmod(F,r) fmax(F,r) fmin(F,r) fmax(r,F)
        floor(F) ceil(F) erf(F) hypot(F,r) cbrt(F) ext(F) (double)F (float)F (int)F !F F?r:s r>s?F:r r>s?r:F
        (r>s)?F:F2 F>r?r:s F>F2 F&&F2 F||F2 F,r (r,F) F+F2 F*F2 F-F2 F/F2 F2+F -F+F2 (F)+(F2) r*F+s*F2 F+F2+r
        (F+F2)*2. 2.*(F+F2) r+(F+F2) (r+F)+F2 sin(F)+F2 F+sin(F2) sin(F)+sin(F2) F2+sin(F) sqrt(F)+F2 fabs(F)+F2
        F2+fabs(F) F+fabs(F2) pow(F,F2) pow(F2,F) atan2(F,F2) fmax(F,F2) floor(F)+F2 F+floor(F2) ext(F)+F2 F+ext(F2)
        sqrt(F+F2) sin(fabs(F)) t[(int)F] t[(int)F]+F2 F2+t[(int)F]"""
_TARGETS = """
    *y v[0] v[i] v[i+1] v[(int)r] v[m[i]] v[abs(i)] v[i++] *(v+i) *v o.a o.b[i+1] po->a oo[i].a (*y)
    v[(int)F2] v[ext(i)] r"""


def cases() -> Iterator[Case]:
    for kind, written in _KINDS.items():
        for position, argument in enumerate(written.split()[:: 1 if kind == "double" else 2]):
            value = argument.replace("struct_thing", "struct thing")
            text = _procedure(f"  f@({value}, x, y);\n") + _void(f"{kind} a, ")
            yield Case(f"f({value}, x, y);", ".c", text)
            if position % SHARE == 0:
                text = _procedure(f"  *y = f@({value}, x);\n") + _double("f", f"{kind} a, ")
                yield Case(f"*y = f({value}, x);", ".c", text)
            if kind in ("int", "double") and position % SHARE == 1:
                yield _nested(f"f(h(x), {value}, x, y);", kind, first=True)
                yield _nested(f"f({value}, h(x), x, y);", kind, first=False)
    for value in _AROUND.split():
        yield _assigned(f"*y = {value};")
    for other in _BEFORE.split():
        yield _assigned(f"*y = {other} + F;")
    for target in _TARGETS.split():
        yield _assigned(f"{target} = F;")
    for operator in ("+=", "-=", "*=", "/="):
        yield _assigned(f"v[i] {operator} F;")
    for statement in _STATEMENTS:
        yield _assigned(statement)


_STATEMENTS = """
if (i) *y = F;
if (i) { *y = F; }
if (i) *y = r; else *y = F;
if (i) { *y = r; } else { *y = F; }
for (i = 0; i < 3; i++) *y += F;
for (i = 0; i < 3; i++) { *y += F; }
while (i--) *y += F;
do *y += F; while (i--);
do { *y += F; } while (i--);
do { r = s; *y += F; } while (i--);
switch (i) { case 1: *y = F; break; default: *y = F2; }
here: *y = F;
{ *y = F; }
r = s; *y = F;
*y = F; r = s;
*y = F, r = s;
r = s, *y = F;
*y = r = F;
r = *y = F;
if (F > 0) *y = r;
if (i > 0 && F > 0) *y = r;
while (F > 0) { *y = r; break; }
for (r = F; r < 1; r++) *y = r;
for (i = 0; i < F; i++) *y = r;
switch ((int)F) { case 1: *y = r; }
F;
(void) F;
return F;
double z = F;
double z = F; *y = z;
double z; z = F; *y = z;
{ double z = F; *y = z; }
static double z; z = F; *y = z;
double z = r, zz = F; *y = zz;
double z[2] = {F, r}; *y = z[0];
printf("%f", F);
*y = (F);
*y =F ;
*y = i ? F : F2;
*y = i ? F : r;
*y = i ? r : F;
(*y) = F;
*(y) = F;
*y++ = F;
if (i) { r = s; } *y = F;
if (i) ; *y = F;
; *y = F;
""".strip().splitlines()


def _procedure(body: str) -> str:
    begun = f"void p@(double x, double *v, double *y) {{\n{_DECLARATIONS}  *y = *y * x;\n"
    return f"{begun}{body}  *y = *y * *y + x + r + v[0] + o.a;\n}}\n"


def _void(more: str, active: str = "") -> str:
    return f"void f@({more}double x, double *y) {{\n  *y = *y + x*x**y{active};\n}}\n"


def _double(name: str, more: str, active: str = "") -> str:
    return f"double {name}@({more}double x) {{\n  return x*x{active};\n}}\n"


def _assigned(statement: str) -> Case:
    """References without arguments of interest, written F and F2 in a statement."""
    lines = statement.replace("F2", "g@(x)").replace("F", "f@(x)")
    functions = _double("f", "") + (_double("g", "") if "F2" in statement else "")
    return Case(lines.replace("@", ""), ".c", functions + _procedure(f"  {lines}\n"))


def _nested(statement: str, kind: str, *, first: bool) -> Case:
    """A call in an argument, before or after another argument."""
    lines = statement.replace("f(", "f@(", 1) if statement.startswith("f(") else statement
    lines = lines.replace("h(x)", "h@(x)")
    dummies = f"double b, {kind} a, " if first else f"{kind} a, double b, "
    return Case(statement, ".c", _double("h", "") + _void(dummies, "*b") + _procedure(f"  {lines}\n"))


def head() -> str:
    """What stands before the cases."""
    return _HEADERS + HEAD


def top(numbers: list[int]) -> str:
    """The head of the differentiation: it calls each case."""
    calls = "".join(f"  z = *x;\n  p{number}(*x, v, &z);\n  *y += z;\n" for number in numbers)
    return f"void top(double *x, double *v, double *y) {{\n  double z;\n{calls}}}\n"
