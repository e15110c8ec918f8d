"""The intrinsic functions of the standard: without a declaration that says otherwise, they mean these."""

_OF_77 = """
abs acos aimag aint alog alog10 amax0 amax1 amin0 amin1 amod anint asin atan atan2 cabs ccos cexp char clog
cmplx conjg cos cosh csin csqrt dabs dacos dasin datan datan2 dble dcos dcosh ddim dexp dim dint dlog dlog10
dmax1 dmin1 dmod dnint dprod dsign dsin dsinh dsqrt dtan dtanh exp float iabs ichar idim idint idnint ifix
index int isign len lge lgt lle llt log log10 max max0 max1 min min0 min1 mod nint real sign sin sinh sngl
sqrt tan tanh
"""
"""Of Fortran 77, with the specific names."""

_OF_95 = """
achar adjustl adjustr all allocated any associated bit_size btest ceiling count cshift digits dot_product
eoshift epsilon exponent floor fraction huge iachar iand ibclr ibits ibset ieor ior ishft ishftc kind lbound
len_trim logical matmul maxexponent maxloc maxval merge minexponent minloc minval modulo nearest not null pack
precision present product radix range repeat reshape rrspacing scale scan selected_int_kind selected_real_kind
set_exponent shape size spacing spread sum tiny transfer transpose trim ubound unpack verify
"""
"""Of Fortran 90 and 95."""

_LATER = """
acosh asinh atanh bessel_j0 bessel_j1 bessel_jn bessel_y0 bessel_y1 bessel_yn bge bgt ble blt
command_argument_count coshape dshiftl dshiftr erf erfc erfc_scaled extends_type_of findloc gamma get_team
hypot iall iany image_index image_status ieee_is_nan iparity is_contiguous is_iostat_end is_iostat_eor
lcobound leadz log_gamma maskl maskr merge_bits move_alloc new_line norm2 num_images parity popcnt poppar
reduce same_type_as selected_char_kind shifta shiftl shiftr storage_size this_image trailz ucobound
"""
"""Of Fortran 2003 to 2018."""

STANDARD = frozenset(f"{_OF_77} {_OF_95} {_LATER}".split())
