"""Which language a header file is taken for."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from rewriter.errors import UsageError
from rewriter.languages.registry import language_of

FORTRAN_HEADER = """\
#define HALF(a) (0.5*(a)) /* of a cpp macro */
C--   A comment; it ends like C does;
C     pij   \\  :: and has a brace }
      COMMON /FIELDS/ u, v
      REAL*8 u(10), v(10)
"""
C_HEADER = """\
#ifndef FIELDS_H
/* real fields */
 * integer here is prose
extern double u[10];
#endif
"""
ONLY_COMMENTS = "C--   Options of a package;\n#undef ALLOW_IT /* or not */\nC     call it anyway\n"


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("FIELDS.h", FORTRAN_HEADER, "fortran"),
        ("OPTIONS.h", ONLY_COMMENTS, "fortran"),
        ("fields.h", C_HEADER, "c"),
        ("empty.h", "", "c"),
        ("fields.c", FORTRAN_HEADER, "c"),
        ("step.F90", C_HEADER, "fortran"),
    ],
)
def test_language(path: str, text: str, name: str) -> None:
    assert language_of(PurePath(path), text).name == name


def test_other_names_are_refused() -> None:
    with pytest.raises(UsageError, match="neither Fortran nor C"):
        language_of(PurePath("notes.txt"), "")
