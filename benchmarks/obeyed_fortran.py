"""Programs in Fortran, one a case, to see which directives Tapenade obeys.

A case is a procedure ``p@`` with one statement that refers to ``f@`` (and perhaps ``g@`` and ``k@``), and those;
``@`` becomes the number of the case, so that many can stand in one file. Arguments are grouped by what they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.obeyed_case import Case

_DECLARATIONS = """\
  type thing
    real :: a, b(10)
    integer :: n
  end type
  integer :: i, j, n, m(10)
  real :: r, s, t(10), u(10, 10), x, y, v(10)
  double precision :: d, e
  complex :: c
  logical :: l, q, ll(10)
  character(len=8) :: w, ww(10)
  type(thing) :: o, oo(10)
  common /whole/ i, j, n, m
  common /single/ r, s, t, u
  common /other/ d, e, c, l, q, ll
  common /words/ w, ww
  common /things/ o, oo
"""

_KINDS = {
    "integer": """
        1 -1 +1 1_4 (1) i -i (i) -(i) +i m(1) m(i) m(i+1) m(2*i-1) m(m(i)) m(n-1) -m(i) (m(i)) o%n -o%n oo(i)%n
        oo(i+1)%n oo(m(i))%n i+1 i-1 i*2 i/2 i**2 -i+1 (i+1) -(i+1) 2*i 1+1 2**3 i+j (i)+1 i+(j) m(i)+1 o%n+1 -1-i
        3*(i) max(i,j) min(i,j) max(1,i) max(i,j,n) max(i+1,j) abs(i) abs(-i) abs(i-j) iabs(i) max0(i,j) min0(i,j)
        max1(r,s) min1(r,s) -max(i,j) (max(i,j)) max(i,j)+1 max(abs(i),j) max(m(i),1) max(size(t),i) m(max(i,1))
        m(abs(i)) m(min(i,j)+1) m(mod(i,3)+1) m(size(m)) m(int(r)) m(iand(i,7)) z'1f' b'0101' o'17' x'1f' int(z'1f')
        kind(r) kind(1.0d0) selected_real_kind(6) selected_int_kind(9) selected_char_kind('ascii') and(i,j) or(i,j)
        xor(i,j) bit_size(i) ceiling(r) floor(r) command_argument_count() count(ll) count(ll,1) digits(r) exponent(r)
        findloc(m,3,1) fnum(6) ftell(6) getpid() getuid() getgid() iachar(w(1:1)) iall(m) iany(m) iand(i,j) iargc()
        ibclr(i,1) ibits(i,1,2) ibset(i,1) ichar(w(1:1)) idim(i,j) idint(d) idnint(d) ieor(i,j) ierrno() ifix(r)
        index(w,'a') int(r) int(r,4) int2(r) int8(r) ior(i,j) iparity(m) irand(0) ishft(i,1) ishftc(i,1) isign(i,j)
        lbound(t,1) ubound(t,1) leadz(i) len(w) len_trim(w) lnblnk(w) loc(r) long(i) short(i) lshift(i,1) rshift(i,1)
        maskl(3) maskr(3) maxexponent(r) minexponent(r) maxloc(t,1) minloc(t,1) maxval(m) minval(m) mclock() mclock8()
        merge(i,j,l) merge_bits(i,j,n) mod(i,3) modulo(i,3) nint(r) nint(r,4) not(i) num_images() this_image()
        popcnt(i) poppar(i) precision(r) product(m) radix(r) range(r) rank(t) scan(w,'a') shifta(i,1) shiftl(i,1)
        shiftr(i,1) sign(i,j) size(t) size(t,1) sizeof(r) c_sizeof(r) storage_size(r) sum(m) time() time8() trailz(i)
        transfer(r,i) verify(w,'a') access(w,'r') system(w) unlink(w) chdir(w) umask(i) hostnm(w) getcwd(w)
        rename(w,w) kill(i,j) symlnk(w,w) link(w,w) signal(i,j) fget(w) fput(w) malloc(8) dim(i,j) huge(i) tiny(i)
        get_team() team_number() image_index(t,m) lcobound(t,1) ucobound(t,1) coshape(t) irand() ext(i) m(ext(i))""",
    "integer*": """
        m m(1:3) m(i:j) m(:) m(i:) m(:n-1) m(::2) m(m(1:3)) (/1,2,3/) [1,2,3] (/i,j/) (/i+1,j/) (/(i,i=1,3)/) shape(u)
        -m (m) m+1 maxloc(t) minloc(t) lbound(u) ubound(u) oo%n oo(1:3)%n oo(:)%n abs(m) max(m,1) mod(m,3)
        [integer::1,2] [integer::] iand(m,1) (/m(1:3),i/)""",
    "real": """
        1.0 1. .5 -1.0 +1.0 1e3 1.e3 1.e-3 1.0e+3 -1.e-3 1.0_4 (1.0) (-1.0) -(1.0) 1.e0+1. r -r (r) -(r) ((r)) (-r) +r
        -(-r) x -x (x) t(1) t(i) t(i+1) t(2*i) t(m(i)) t(-i) u(i,j) u(i+1,j-1) v(i) v(i+1) -v(i) (v(i)) -t(i+1)
        t(n-i+1) t(int(r)) t(max(i,1)) t(mod(i,3)) t(size(t)) t(abs(i)) t(nint(r)) t(index(w,'a')) t(ext(i))
        t(iand(i,7)) u(i,max(i,j)) o%a o%b(i) -o%a (o%a) oo(i)%a oo(i+1)%a o%b(i+1) oo(i)%b(j) oo(i+1)%b(j-1)
        oo(m(i))%a o%b(int(r)) c%re c%im r+s r-s r*s r/s r**2 r**s -r+s r+1 2*r r*2. (r+s) -(r+s) (r)+s r+s*t(i) x*x
        x+r x**2 v(i)*x o%a+1. o%a*o%b(i) r**(-2) -r**2 1./r 1.-r r*(-s) max(r,s) min(r,s) max(r,s,0.) max(r+1.,s)
        max(t(i),s) max(0.,r) abs(r) abs(r+s) abs(-r) abs(t(i)) -abs(r) -max(r,s) (max(r,s)) (abs(r)) -(abs(r))
        max(r,s)+1. abs(r)*2. max(abs(r),s) abs(max(r,s)) max(sqrt(r),s) abs(sin(r)) max(x,r) max(x,y) min(x,0.)
        abs(x) abs(x*x) max(x*x,r) max(sin(x),r) abs(v(i)) amax1(r,s) amin1(r,s) amax0(i,j) amin0(i,j) amax1(x,r)
        max(maxval(t),r) max(max(r,s),1.) max(min(r,s),1.) abs(abs(r)) abs(ext(r)) max(ext(r),s) max(o%a,r) abs(o%a)
        abs(t(i+1)) max(t(i+1),r) max(real(i),r) max(float(i),r) abs(real(i)) max(t(mod(i,3)),r) max(-r,s) max(r,-s)
        max(r,(s)) abs((r)) max(d,r) max(1,2) max(r,1.e-3) cabs(c) abs(c) abs(aimag(c)) min(max(r,s),max(s,1.))
        acos(r) acosh(r) aimag(c) aint(r) alog(r) alog10(r) amod(r,s) anint(r) asin(r) asinh(r) atan(r) atan2(r,s)
        atan(r,s) atanh(r) atand(r) atan2d(r,s) acosd(r) asind(r) cos(r) cosh(r) cosd(r) cotan(r) cotand(r) sind(r)
        tand(r) acospi(r) asinpi(r) atanpi(r) atan2pi(r,s) cospi(r) sinpi(r) tanpi(r) bessel_j0(r) bessel_j1(r)
        bessel_jn(2,r) bessel_y0(r) bessel_y1(r) bessel_yn(2,r) besj0(r) besj1(r) besjn(2,r) besy0(r) besy1(r)
        besyn(2,r) dim(r,s) dot_product(t,t) epsilon(r) erf(r) erfc(r) erfc_scaled(r) exp(r) float(i) floatj(i)
        fraction(r) gamma(r) huge(r) hypot(r,s) imag(c) imagpart(c) log(r) log10(r) log_gamma(r) lgamma(r) algama(r)
        maxval(t) minval(t) merge(r,s,l) mod(r,s) modulo(r,s) nearest(r,1.) norm2(t) product(t) rand(0) rand() ran(i)
        real(i) real(d) real(i,4) real(c) realpart(c) rrspacing(r) scale(r,2) set_exponent(r,2) sign(r,s) sin(r)
        sinh(r) sngl(d) spacing(r) sqrt(r) sum(t) tan(r) tanh(r) tiny(r) transfer(i,r) secnds(r) second() etime(t)
        dtime(t) reduce(t,ext) sum(u(:,1)) maxval(t(1:3)) sum(t*t) -sin(r) (sin(r)) sin(r)+1. sin(x) sqrt(x) exp(-x)
        tanh(x*r) sum(v) dot_product(v,t) mod(x,r) sign(x,r) erf(x) gamma(x) hypot(x,r) ext(r) ext(x) -ext(r) (ext(r))
        ext(r)+1. ext(r+s) sf(r) sf(x)""",
    "real*": """
        t t(1:5) t(i:j) t(:) t(i:) t(:n-1) t(1:n:2) t(::2) t(m(1:3)) t(i+1:j) t(1:i+1) t(1:max(i,j)) u u(:,j) u(1:3,j)
        u(i,:) u(:,j+1) u(:,m(i)) u(:,int(r)) v v(1:3) v(i+1:) -t (t) -(t) -t(1:3) (t(1:3)) o%b o%b(1:3) o%b(i:j) oo%a
        oo(:)%a oo(1:3)%a oo(i)%b (/1.,2./) [1.,2.] (/r,s/) (/r+1.,s/) [real::1,2] (/(t(i),i=1,3)/) (/(r*i,i=1,3)/)
        (/t,r/) (/x,r/) (/sin(r),s/) -(/1.,2./) t+1. t*t t+t(1:10) x*t v+t abs(t) abs(v) max(t,0.) max(v,0.) sin(t)
        sqrt(v) matmul(u,t) matmul(u,v) reshape(t,(/5,2/)) transpose(u) spread(t,1,2) pack(t,ll) unpack(t,ll,t)
        cshift(t,1) eoshift(t,1) merge(t,v,ll) sum(u,1) maxval(u,1) real(m) t([1,2]) t((/1,2/)) norm2(u,1)
        product(u,2) t(size(t):1:-1) ext(t)""",
    "double": """
        1d0 1.d0 -1.d-3 1.0_8 1.d+3 .5d0 d -d d+e d*2 dabs(d) dmax1(d,e) dmin1(d,e) max(d,e) abs(d) -dabs(d)
        dmax1(d+e,0.d0) dabs(d-e) dmax1(dabs(d),e) zabs(c) cdabs(c) dble(r) dble(i) dfloat(i) dacos(d) dacosh(d)
        dasin(d) dasinh(d) datan(d) datan2(d,e) datanh(d) dbesj0(d) dbesj1(d) dbesjn(2,d) dbesy0(d) dbesy1(d)
        dbesyn(2,d) dcos(d) dcosh(d) dcosd(d) dsind(d) dtand(d) dacosd(d) dasind(d) datand(d) datan2d(d,e) dcotan(d)
        dcotand(d) ddim(d,e) derf(d) derfc(d) dexp(d) dgamma(d) dlgama(d) dlog(d) dlog10(d) dmod(d,e) dnint(d) dint(d)
        dprod(r,s) dreal(c) dimag(c) dsign(d,e) dsin(d) dsinh(d) dsqrt(d) dtan(d) dtanh(d) real(r,8) max(d,dble(r))
        abs(dble(r))""",
    "logical": """
        .true. .false. .true._4 (.true.) l (l) ll(i) ll(i+1) .not.l .not.(l) .not.ll(i) l.and.q l.or.q l.eqv.q
        l.neqv.q r>s r.gt.s r>=s r.ge.s r<s r.lt.s r<=s r.le.s r==s r.eq.s r/=s r.ne.s i==1 (i==1) .not.i==1 l.and.r>s
        x>r (l.and.q) w=='a' w.eq.w all(ll) any(ll) any(t>0) btest(i,1) is_iostat_end(i) is_iostat_eor(i) isnan(r)
        isatty(6) lge(w,w) lgt(w,w) lle(w,w) llt(w,w) logical(l) logical(l,4) parity(ll) bge(i,j) bgt(i,j) ble(i,j)
        blt(i,j) is_contiguous(t) out_of_range(r,i) associated(t) allocated(t) present(r) present(x) same_type_as(o,o)
        extends_type_of(o,o) merge(l,q,ll(1)) transfer(i,l) .not.any(ll) (any(ll)) any(ll).or.l failed_images()
        and(l,q) ieee_is_nan(r)""",
    "logical*": "ll ll(1:3) .not.ll t>0 ll.and.q (/.true.,.false./) [l,q] (ll) isnan(t)",
    "character": """
        'a' "a" 'it''s' '' 'a(b)' 'a+b' "a,b" ('a') w w(1:3) w(i:j) w(i:) w(:3) w(i+1:) w(1:len_trim(w)) (w) ww(i)
        ww(i+1) ww(i)(1:2) ww(i)(i+1:) w//'a' 'a'//'b' (w//w) w(1:2)//w achar(i) char(i) adjustl(w) adjustr(w)
        repeat(w,2) repeat('a',3) trim(w) trim(ww(i)) new_line(w) ctime(i) fdate() ttynam(6) merge(w,w,l) min(w,w)
        max(w,'a') trim(w)//'a' transfer(i,w) 1_'a' 3habc char(0) 'a'//char(0) compiler_version() compiler_options()""",
    "complex": """
        (1.0,2.0) (-1.0,2.0) (1.,-2.e-3) -(1.0,2.0) (1,2) c -c (c) c+1. c*c cmplx(r,s) cmplx(r) cmplx(r,s,4)
        complex(r,s) conjg(c) ccos(c) cexp(c) clog(c) csin(c) csqrt(c) zcos(c) zexp(c) zlog(c) zsin(c) zsqrt(c)
        cdcos(c) cdexp(c) cdlog(c) cdsin(c) cdsqrt(c) dcmplx(r,s) dconjg(c) sqrt(c) exp(c) (r,s) (1.d0,0.d0) ccosh(c)
        csinh(c)""",
    "thing": "o (o) oo(i) oo(i+1) thing(r,t,i) thing(1.,t,1) thing(r+1.,t,1)",
    "thing*": "oo oo(1:3) oo(i:j) oo(:)",
}
_MORE = {
    "integer": """
        dshiftl(i,j,2) dshiftr(i,j,2) int_ptr_kind() stat(w,m) lstat(w,m) fstat(6,m) fgetc(6,w) fputc(6,w)
        chmod(w,w) image_status(1) selected_logical_kind(8) c_loc(r) loc(r) babs(i) iiabs(i) jiabs(i) kiabs(i)
        biand(i,j) iiand(i,j) jiand(i,j) kiand(i,j) bbclr(i,1) iibclr(i,1) jibclr(i,1) kibclr(i,1) bbits(i,1,2)
        iibits(i,1,2) jibits(i,1,2) kibits(i,1,2) bbset(i,1) iibset(i,1) jibset(i,1) kibset(i,1) bieor(i,j)
        iieor(i,j) jieor(i,j) kieor(i,j) bior(i,j) iior(i,j) jior(i,j) kior(i,j) bshft(i,1) iishft(i,1)
        jishft(i,1) kishft(i,1) bshftc(i,1) iishftc(i,1) jishftc(i,1) kishftc(i,1) bmod(i,j) imod(i,j) jmod(i,j)
        kmod(i,j) bnot(i) inot(i) jnot(i) knot(i)""",
    "real": """
        floatk(i) ieee_copy_sign(r,s) ieee_value(r,i) ieee_max_num(r,s)""",
    "logical": """
        ieee_is_finite(r) c_associated(r) bbtest(i,1) bitest(i,1) bjtest(i,1) bktest(i,1)""",
    "integer*": """
        stopped_images() failed_images() null()""",
}
"""Intrinsics of few releases and few compilers."""
SHARE = 4
"""Of what makes no difference to the others, one in so many is tried: a function in place of a CALL, say."""
_DUMMY = {
    "double": "double precision",
    "character": "character(len=*)",
    "thing": "type(thing)",
}
_TYPE = "".join(f"{line}\n" for line in _DECLARATIONS.splitlines()[:4])

_BEFORE = """
        1. r x t(i) -r (r) r*s x*x sin(r) sin(x) sqrt(r) abs(r) abs(x) max(r,s) max(x,r) real(i) float(i) exp(r)
        mod(r,s) sign(r,s) sum(t)"""
_AROUND = """
        F -F (F) F*2. 2.*F F/r r/F F**2 F**i F**r r**F -F**2 (F+1.)*2. abs(F) max(F,r) max(r,F) min(F,r) min(F,x)
        max(F,r,s) amax1(F,r) amin1(F,r) max(F,F2) min(F,F2) max(r,abs(F)) abs(max(F,r)) abs(F+r) abs(-F) abs(F*r)
        max(F+1.,r) max(2.*F,r) max(r,s+F) -max(F,r) -abs(F) 1.+abs(F) abs(F)+1. sqrt(F) sqrt(abs(F)) sqrt(F+1.)
        sqrt(max(F,r)) exp(F) exp(-F) sin(F) cos(F) tan(F) log(F) log10(F) tanh(F) sinh(F) cosh(F) asin(F) acos(F)
        atan(F) atan2(F,r) atan2(r,F) mod(F,r) modulo(F,r) sign(F,r) sign(r,F) dim(F,r) aint(F) anint(F) real(F)
        dble(F) sngl(dble(F)) float(int(F)) merge(F,r,l) erf(F) erfc(F) gamma(F) hypot(F,r) asinh(F) acosh(F) atanh(F)
        bessel_j0(F) alog(F) amod(F,r) alog10(F) aimag(cmplx(r,F)) real(cmplx(F,r)) sum(t*F) sum((/F,r/))
        maxval((/F,r/)) dot_product(t,t*F) ext(F) sf(F) nearest(F,1.) scale(F,2) fraction(F) spacing(F) epsilon(F)
        log_gamma(F) transfer(F,r) abs(sin(F)) max(sin(F),r) sin(max(F,r)) r+sqrt(F) sqrt(F)+r F+F2 F*F2 F-F2 F/F2
        F2+F -F+F2 (F)+(F2) r*F+s*F2 F**F2 F+F2+r (F+F2)*2. 2.*(F+F2) r+(F+F2) (r+F)+F2 sin(F)+F2 F+sin(F2)
        sin(F)+sin(F2) sqrt(F)+F2 F2*sqrt(F) abs(F)+F2 F2+abs(F) F+abs(F2) max(F,r)+F2 F2+max(F,r) F+max(F2,r)
        max(F2,r)+max(F,r) max(F,r)*abs(F2) mod(F,r)+F2 sqrt(F+F2) max(F+F2,r) abs(F+F2) atan2(F,F2) sign(F,F2)
        mod(F,F2) erf(F)+F2 F+erf(F2) ext(F)+F2 F+ext(F2) t(i)*F+F2 sf(F)+F2 F+t(int(F2)) merge(F,F2,l)
        F+merge(F2,r,l) x*F+r*F2 hypot(F,F2) max(F2,F)"""
_INNER = """
        F -F (F) F+1. 2.*F F**2 F+F2 abs(F) max(F,r) max(r,F) abs(-F) sqrt(F) sin(F) mod(F,r) exp(F) max(F,F2)
        abs(F+r) r+F erf(F) ext(F) r,F r+s,F F,r+s F,r F,F2 sin(r),F F,sin(r) abs(r),F F,abs(r) max(r,s),F F,max(r,s)
        r,F,r+s t(i),F t(i+1),F t(int(r)),F F,t(int(r)) -r,F F,-r t(int(F)) t(nint(F)) t(nint(F)),F2 F2,t(nint(F))
        iand(i,j),F F,iand(i,j) r>s,F F,r>s t(max(i,1)),F F,t(max(i,1)) t(abs(i)),F"""
_TARGETS = """
    y v(i) v(i+1) v(2*i) v(int(r)) v(m(i)) v(max(i,1)) v(mod(i,3)) v(abs(i)) v(size(v)) o%a o%b(i) o%b(i+1) oo(i)%a
    v v(:) v(1:3) v(i:j) v(i+1:j) d c i v(ext(i)) v(iand(i,7)) v(int(F2)) v(nint(F))"""
_WHOLE = "v*F F*v t+F max(v,F) sum(v)*F"


def cases() -> Iterator[Case]:
    """All of them."""
    for kind, written in _KINDS.items():
        for position, argument in enumerate(written.split()):
            yield _call(kind, argument)
            if position % SHARE == 0:
                yield _reference(kind, argument)
    for kind, written in _MORE.items():
        for argument in written.split():
            yield _call(kind, argument)
    yield from _values()
    yield from _nested()


def _dummy(kind: str) -> str:
    base = kind.rstrip("*")
    return f"{_DUMMY.get(base, base)} :: a{'(*)' if kind.endswith('*') else ''}"


def _procedure(statement: str, more: str = "", before: str = "") -> str:
    """``p@`` around the lines of a statement."""
    sf = "  real :: sf, zz\n  sf(zz) = zz*2.\n" if "sf(" in statement else ""
    ext = f"  {'integer' if 'ext(i' in statement else 'real'} :: ext\n  external ext\n" if "ext" in statement else ""
    return (
        f"subroutine p@(x, v, y)\n{_DECLARATIONS}{ext}{more}{sf}{before}  y = y*x\n{statement}"
        "  y = y*y + x\nend subroutine\n"
    )


def _function(name: str, kind: str = "") -> str:
    declared = f"{_TYPE if kind.startswith('thing') else ''}  {_dummy(kind)}\n" if kind else ""
    return (
        f"function {name}@({'a, ' if kind else ''}x)\n{declared}  real :: {name}@, x\n  {name}@ = x*x\nend function\n"
    )


def _subroutine(name: str, kind: str) -> str:
    declared = f"{_TYPE if kind.startswith('thing') else ''}  {_dummy(kind)}\n" if kind else ""
    return (
        f"subroutine {name}@({'a, ' if kind else ''}x, y)\n{declared}  real :: x, y\n  y = y + x*x*y\nend subroutine\n"
    )


def _call(kind: str, argument: str) -> Case:
    statement = f"call f@({argument}, x, y)"
    return Case(f"call f({argument}, x, y)", ".f90", _procedure(f"  {statement}\n") + _subroutine("f", kind))


def _reference(kind: str, argument: str) -> Case:
    text = _procedure(f"  y = f@({argument}, x)\n", "  real :: f@\n") + _function("f", kind)
    return Case(f"y = f({argument}, x)", ".f90", text)


def _assigned(statement: str) -> Case:
    """References without arguments of interest, written F and F2 in a statement."""
    second = "F2" in statement
    lines = statement.replace("F2", "g@(x)").replace("F", "f@(x)")
    text = _procedure(f"  {lines}\n", f"  real :: f@{', g@' if second else ''}\n") + _function("f")
    return Case(lines.replace("@", ""), ".f90", text + (_function("g") if second else ""))


def _values() -> Iterator[Case]:
    for value in _AROUND.split():
        yield _assigned(f"y = {value}")
    for other in _BEFORE.split():
        yield _assigned(f"y = {other} + F")
        yield _assigned(f"y = F*{other}")
    intrinsics = [one for kind in ("real", "double") for one in _KINDS[kind].split() if one[0].isalpha() and "(" in one]
    for position, other in enumerate(dict.fromkeys(intrinsics)):
        if other not in _BEFORE.split():
            yield _assigned(f"y = {other}*F")
            if position % SHARE == 0:
                yield _assigned(f"y = F + {other}")
    for target in _TARGETS.split():
        yield _assigned(f"{target} = F")
        if target.startswith("v("):
            yield _assigned(f"{target} = max(r,s) + F")
    for value in _WHOLE.split():
        yield _assigned(f"v = {value}")


def _nested() -> Iterator[Case]:
    """Functions in arguments."""
    for arguments in _INNER.split():
        written = arguments.replace("F2", "g@(x)").replace("F", "h@(x)")
        functions = _function("h") + (_function("g") if "F2" in arguments else "")
        declared = f"  real :: h@{', g@' if 'F2' in arguments else ''}\n"
        count = len(_split(written))
        dummies = ", ".join(f"a{n}" for n in range(count))
        types = "".join(
            f"  {'logical' if '>' in one else 'integer' if 'iand' in one else 'real'} :: a{n}\n"
            for n, one in enumerate(_split(written))
        )
        sub = f"subroutine f@({dummies}, x, y)\n{types}  real :: x, y\n  y = y + x*x*y\n"
        active = "".join(f"  y = y*a{n}\n" for n, one in enumerate(_split(written)) if "@" in one)
        text = _procedure(f"  call f@({written}, x, y)\n", declared) + f"{sub}{active}end subroutine\n" + functions
        yield Case(f"call f({written}, x, y)".replace("@", ""), ".f90", text)
        sub = f"function f@({dummies}, x)\n{types}  real :: x, f@\n  f@ = x*x\n"
        active = active.replace("y", "f@")
        text = (
            _procedure(f"  y = f@({written}, x)\n", declared + "  real :: f@\n")
            + f"{sub}{active}end function\n"
            + functions
        )
        yield Case(f"y = f({written}, x)".replace("@", ""), ".f90", text)


def _split(arguments: str) -> list[str]:
    parts, depth = [""], 0
    for mark in arguments:
        depth += (mark == "(") - (mark == ")")
        if mark == "," and not depth:
            parts.append("")
        else:
            parts[-1] += mark
    return parts


def top(numbers: list[int]) -> str:
    """The head of the differentiation: it calls each case."""
    calls = "".join(f"      z = x\n      call p{number}(x, v, z)\n      y = y + z\n" for number in numbers)
    return f"      subroutine top(x, v, y)\n      real x, v(10), y, z\n{calls}      end\n"


def head() -> str:
    """What stands before the cases."""
    return ""
