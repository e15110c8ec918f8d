"""Fortran: where a statement with a call can stand, in both forms and between lines for cpp."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.obeyed_case import Case

_ANYWHERE = """
S
--
if (i > 1) then
  S
end if
--
if (i > 1) then
  r = s
else
  S
end if
--
if (i > 1) then
  S
else
  r = s
end if
--
if (i > 1) then
  r = s
else if (j > 1) then
  S
end if
--
if (i > 1) then
  r = s
  S
  r = 2.
end if
--
if (i > 1) then; S; end if
--
if (i > 1) then ! why
  S
end if
--
if (i > 1) then
  if (j > 1) S
end if
--
select case (i)
case (1)
  S
case default
  r = s
end select
--
select case (i)
case (1)
  r = s
case default
  S
end select
--
select case (i)
case (1); S
end select
--
do i = 1, 3
  S
end do
--
do while (r > s)
  r = s
  S
end do
--
outer: do i = 1, 3
  S
end do outer
--
inner: if (i > 1) then
  S
end if inner
--
do 10 i = 1, 3
  S
10 continue
--
do 10 i = 1, 3
10 S
--
do 10 i = 1, 3
  r = s
10 S
--
do 10 i = 1, 3
10 if (j > 1) S
--
do 10 i = 1, 3
  if (j > 1) S
10 continue
--
10 S
--
10 S
if (i > 1) goto 10
--
10 continue
S
--
if (i > 1) S
--
10 if (i > 1) S
--
if (i > 1 .and. r > s) S
--
if (m(i) > 1) S
--
if (max(i, j) > 1) S
--
if (i > 1) S
if (j > 1) S
--
if (i > 1) then
  r = s
else
  if (j > 1) S
end if
--
r = s; S
--
S; r = s
--
if (i > 1) S; r = s
--
r = s; if (i > 1) S
--
S ! why
--
if (i > 1) S ! why
--
! why
S
--
S
return
--
call random_number(r)
S
--
where (t > 0) t = 0
S
--
do i = 1, 3
  r = s
end do
S
--
if (i > 1) then
  r = s
end if
S
--
print *, r
S
--
goto 10
10 S
--
if (i > 1) return
S
--
do i = 1, 3
  if (i == 2) cycle
  S
end do
"""
_FREE = """
if (i > 1) &
  S
--
if (i > 1 .and. &
    j > 1) S
--
if (i > 1) & ! why

  S
--
if (i > 1) &
& S
"""
_FIXED = """
      IF (I.GT.1)
     &  S
--
      IF (I.GT.1
     1    .AND. J.GT.1) S
--
      IF (I.GT.1)
C     why
     &  S
--
 10   IF (I.GT.1)
     &  S
--
C     why
      S
"""
_CONTINUED = {
    ".f90": """
call f@(x, &
        y)
--
call f@ &
  (x, y)
--
call &
  f@(x, y)
--
call f@(x, & ! why
        ! and why

        & y)
--
if (i > 1) call f@(x, &
        y)
--
y = &
  ff@(x)
--
y = r + &
  ff@(x)
""",
    ".f": """
      CALL F@(X,
     &        Y)
--
      CALL F@
     &  (X, Y)
--
      CALL
     &  F@(X, Y)
--
      CALLF@(X,Y)
--
      C A L L F@(X,Y)
--
      CALL F@(X,
C     why
     1        Y)
--
      IF (I.GT.1) CALL F@(X,
     &        Y)
--
      Y =
     &  FF@(X)
""",
}
_CPP = """
#ifdef OTHER
      r = s
#else
      S
#endif
--
#ifndef OTHER
      S
#else
      r = s
#endif
--
#ifdef OTHER
      S
#else
      S
#endif
--
      if (i > 1) then
#ifdef OTHER
      r = s
#else
      S
#endif
      end if
--
#ifdef OTHER
      if (i > 1) then
#else
      if (j > 1) then
#endif
      S
      end if
--
#ifdef OTHER
      if (i > 1) S
#else
      if (j > 1) S
#endif
--
#define SOMETHING 1
      S
--
#ifdef OTHER
      r = s
#elif defined(ANOTHER)
      r = 2.
#else
      if (i > 1) S
#endif
--
      if (i > 1) S
#ifdef OTHER
      r = s
#endif
"""
_CPP_FIXED = """
      IF (I.GT.1)
#ifdef OTHER
     &  CALL G@(X, Y)
#else
     &  S
#endif
--
      IF (I.GT.1)
#ifndef OTHER
     &  S
#else
     &  CALL G@(X, Y)
#endif
--
#ifdef OTHER
      IF (I.GT.1)
#else
      IF (J.GT.1)
#endif
     &  S
--
#ifdef OTHER
      IF (I.GT.1)
#else
      IF (J.GT.1 .AND.
     &    I.GT.1)
#endif
     &  S
--
      IF (I.GT.1
#ifdef OTHER
     &    .AND. J.GT.1
#endif
     &   ) S
--
      IF (I.GT.1)
#ifdef OTHER
     &  R = S0
#else
     &  S
#endif
--
      CALL F@(
#ifdef OTHER
     &  R,
#else
     &  X,
#endif
     &  Y)
--
      CALL F@(X
#ifndef OTHER
     &  +1.
#endif
     &  ,Y)
--
      CALL F@(X,
#ifndef OTHER
     &  R+1.)
#else
     &  Y)
#endif
--
      IF (I.GT.1) CALL F@(
#ifdef OTHER
     &  R,
#else
     &  X,
#endif
     &  Y)
--
#ifdef OTHER
      CALL G@(
#else
      CALL F@(
#endif
     &  X, Y)
--
      IF (I.GT.1)
#ifdef OTHER
     &  CALL G@(
#else
     &  CALL F@(
#endif
     &  X, Y)
"""
_CHANGING = """
if (F > 0) r = s
--
if (F > 0) then
  r = s
end if
--
if (i > 1) then
  r = s
else if (F > 0) then
  r = s
end if
--
if (i > 1 .and. F > 0) r = s
--
if (F > 0) goto 10
10 continue
--
if (F > 0) call random_number(r)
--
do i = 1, int(F)
  r = s
end do
--
do while (F > 0)
  r = s
end do
--
select case (int(F))
case (1)
  r = s
end select
--
print *, F
--
write (*, *) F
--
write (w, '(f8.2)') F
--
read (*, *) t(int(F))
--
where (v > F) v = 0.
--
forall (i = 1:3) v(i) = F
--
l = F > 0
--
i = int(F)
--
r = F
--
v(int(F)) = x
--
t(int(F)) = r
--
call random_number(t(int(F)))
--
goto (10, 10), int(F)
10 continue
--
if (F) 10, 10, 10
10 continue
--
stop
r = F
--
allocate (z(int(F)))
--
if (i > 1) r = F
--
if (i > 1) print *, F
--
r = F; r = s
--
10 r = F
"""
_S = {
    "call": ("call f@(x, y)", ""),
    "value": ("y = f@(x)", "real :: f@"),
    "values": ("y = f@(x) + g@(x)", "real :: f@, g@"),
    "expression": ("call f@(r+s, x, y)", ""),
}
_DECLARED = """\
integer i, j, n, m(10)
real r, s, t(10), x, y, v(10), s0, zz
logical l
character*8 w
common /whole/ i, j, n, m
common /single/ r, s, t, s0
"""
_CALLEES = {
    "call": "subroutine NAME@(x, y)\nreal x, y\ny = y + x*x*y\nend\n",
    "value": "function NAME@(x)\nreal NAME@, x\nNAME@ = x*x\nend\n",
    "expression": "subroutine NAME@(a, x, y)\nreal a, x, y\ny = y + x*x*y\nend\n",
    "changing": "function NAME@(x, y)\nreal NAME@, x, y\nNAME@ = x*x\ny = y*x\nend\n",
}


def cases() -> Iterator[Case]:
    """All of them."""
    for suffix in (".f90", ".f"):
        for kind in _S:
            for place in _parts(_ANYWHERE)[:: 1 if kind in ("call", "value") else 3]:
                yield _standing(place, kind, suffix)
            for place in _parts(_FREE if suffix == ".f90" else _FIXED):
                yield _standing(place, kind, suffix)
        for place in _parts(_CONTINUED[suffix]):
            yield _continued(place, suffix)
        for place in _parts(_CHANGING):
            yield _changing(place, suffix)
    for kind in _S:
        for place in _parts(_CPP):
            yield _standing(place, kind, ".F")
            yield _standing(place, kind, ".F90")
        for place in _parts(_CPP_FIXED):
            if kind == "call" or "     &  S\n" in f"{place}\n":
                yield _standing(place, kind, ".F")


def _parts(text: str) -> list[str]:
    return [part.strip("\n") for part in text.split("\n--\n")]


def _standing(place: str, kind: str, suffix: str) -> Case:
    statement, declared = _S[kind]
    lines = "\n".join(line if line.startswith(("#", "C ")) else _filled(line, statement) for line in place.split("\n"))
    callees = _CALLEES.get(kind, _CALLEES["value"]).replace("NAME", "f")
    if "g@" in lines.lower():
        callees += _CALLEES["value" if kind == "values" else "call"].replace("NAME", "g")
    return _case(lines, declared, callees, suffix)


def _filled(line: str, statement: str) -> str:
    words = line.split(" ")
    return " ".join(statement if word == "S" else word.replace("S;", f"{statement};") for word in words)


def _continued(lines: str, suffix: str) -> Case:
    value = "ff@" in lines.lower()
    callees = _CALLEES["value" if value else "call"].replace("NAME", "ff" if value else "f")
    return _case(lines, "real ff@" if value else "", callees, suffix)


def _changing(place: str, suffix: str) -> Case:
    declared = "real f@" + ("\nreal, allocatable :: z(:)" if "allocate" in place else "")
    return _case(place.replace("F", "f@(x, y)"), declared, _CALLEES["changing"].replace("NAME", "f"), suffix)


def _case(lines: str, declared: str, callees: str, suffix: str) -> Case:
    free = suffix.lower() == ".f90"
    body = f"y = y*x\n{lines}\ny = y*y + x + v(1) + r + t(1) + zz\n"
    text = f"subroutine p@(x, v, y)\n{_DECLARED}{declared}\n{body}end\n{callees}"
    if not free:
        text = "".join(f"{_fixed(line)}\n" for line in text.split("\n") if line.strip())
    name = lines.replace("@", "").replace("\n", "\\ ")
    return Case(f"{suffix[1:]}: {name}", suffix, text)


def _fixed(line: str) -> str:
    if line.startswith(("#", "C ", "      ", "     ", " 10 ")):
        return line
    if line.lstrip().startswith("!"):
        return f"C{line}"
    if line.startswith("10 "):
        return f"10    {line[3:]}"
    return f"      {line}"
