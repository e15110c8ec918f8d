"""Intrinsic functions, by what Tapenade makes of a reference before it comes to the statement that it is in.

As the releases of 2020 and of 2024 do alike; ``benchmarks/obeyed.py`` measures it.
"""

_INLINED = """
    abs amax1 amin1 dabs dmax1 dmin1 iabs max max0 min min0"""
INLINED = frozenset(_INLINED.split())
"""They become IFs later on: neither they nor what they are applied to takes a directive away, or obeys one."""

_IN_PLACE = """
    acos acosh aimag aint alog alog10 asin asinh atan atan2 atanh cos cosh dacos dacosh dasin dasinh datan datan2
    datanh dble dcos dcosh dexp dfloat dlog dlog10 dprod dsign dsin dsinh dsqrt dtan dtanh exp float log log10 mod
    real sign sin sinh sngl sqrt sum tan tanh"""
IN_PLACE = frozenset(_IN_PLACE.split())
"""They stay where they are in an expression. As an argument of a call they are computed before it."""

_COMPUTED = """
    access achar acosd acospi algama all allocated amax0 amin0 amod and anint any asind asinpi associated atan2d
    atan2pi atand atanpi babs bbclr bbits bbset bbtest besj0 besj1 besjn bessel_j0 bessel_j1 bessel_jn bessel_y0
    bessel_y1 bessel_yn besy0 besy1 besyn bge bgt biand bieor bior bit_size bitest bjtest bktest ble blt bmod bnot
    bshft bshftc btest c_associated c_funloc c_loc c_sizeof cabs ccos ccosh cdabs cdcos cdexp cdlog cdsin cdsqrt
    ceiling cexp char chdir chmod clog cmplx command_argument_count compiler_options compiler_version complex conjg
    cosd coshape cospi cotan cotand count cshift csin csinh csqrt ctime dacosd dasind datan2d datand dbesj0 dbesj1
    dbesjn dbesy0 dbesy1 dbesyn dcmplx dconjg dcosd dcotan dcotand ddim derf derfc dgamma digits dim dimag dint
    dlgama dmod dnint dot_product dreal dshiftl dshiftr dsind dtand dtime eoshift epsilon erf erfc erfc_scaled etime
    exponent extends_type_of failed_images fdate fget fgetc findloc floatj floatk floor fnum fput fputc fraction
    fstat ftell gamma get_team getcwd getgid getpid getuid hostnm huge hypot iachar iall iand iany iargc ibclr ibits
    ibset ichar idim idint idnint ieee_copy_sign ieee_is_finite ieee_is_nan ieee_max_num ieee_value ieor ierrno ifix
    iiabs iiand iibclr iibits iibset iieor iior iishft iishftc imag image_index image_status imagpart imod index
    inot int int2 int8 int_ptr_kind ior iparity irand is_contiguous is_iostat_end is_iostat_eor isatty ishft ishftc
    isign isnan jiabs jiand jibclr jibits jibset jieor jior jishft jishftc jmod jnot kiabs kiand kibclr kibits
    kibset kieor kill kind kior kishft kishftc kmod knot lbound lcobound leadz len len_trim lgamma lge lgt link lle
    llt lnblnk loc log_gamma logical long lshift lstat malloc maskl maskr matmul max1 maxexponent maxloc maxval
    mclock mclock8 merge merge_bits min1 minexponent minloc minval modulo nearest new_line nint norm2 not null
    num_images or out_of_range pack parity popcnt poppar precision present product radix ran rand range rank
    realpart reduce rename repeat reshape rrspacing rshift same_type_as scale scan secnds second selected_char_kind
    selected_int_kind selected_logical_kind selected_real_kind set_exponent shape shifta shiftl shiftr short signal
    sind sinpi size sizeof spacing spread stat stopped_images storage_size symlnk system tand tanpi team_number
    this_image time time8 tiny trailz transfer transpose ttynam ubound ucobound umask unlink unpack verify xor zabs
    zcos zexp zlog zsin zsqrt"""
COMPUTED = frozenset(_COMPUTED.split())
"""They are computed before the statement, unless in an index."""

INTRINSICS = IN_PLACE | COMPUTED
