"""Blocks and callbacks of either language."""

from __future__ import annotations

import pytest

from rewriter.callsites.source import Source
from rewriter.languages.callback import CallbackKind, Placement, Where
from rewriter.languages.callback_marks import removed
from rewriter.languages.instrumenting import insert, units
from rewriter.text.edits import edited
from tests.support.small_code import leaf

FORTRAN = "subroutine s(x)\n  call f(x)\nend\n"
FORTRAN_MARK = " ! rewriter callback\n"
C_MARK = " /* rewriter callback */\n"
C = "void s(double *x) {\n  f(x);\n}\n"


@pytest.mark.parametrize(
    ("name", "text", "words", "line"),
    [
        (
            "m.f90",
            FORTRAN,
            "callf(x)",
            "  CALL ADPROFILEADJ_SNPREAD('f'//CHAR(0), 'm'//CHAR(0), 7)" + FORTRAN_MARK,
        ),
        ("m.c", C, "f(x)", '  adProfileAdj_SNPRead("f", "m", 7);' + C_MARK),
    ],
)
def test_a_callback_before_a_call(name: str, text: str, words: str, line: str) -> None:
    scan = Source(name, text.encode()).scan
    (unit,) = units(scan)
    node = leaf(unit.body, words)
    placement = Placement(CallbackKind.SNAPSHOT_READ, Where.BEFORE, node, None, "f", "m", 7)
    after = edited(text, insert(scan, [placement]))
    assert line + text.splitlines(keepends=True)[1] in after
    assert removed(after) == text


@pytest.mark.parametrize(("name", "text"), [("m.f90", FORTRAN), ("m.c", C)])
def test_units_are_named_as_the_procedures_of_the_scan(name: str, text: str) -> None:
    scan = Source(name, text.encode()).scan
    assert [(unit.name, unit.start, unit.end) for unit in units(scan)] == [
        (one.name, one.start, one.end) for one in scan.procedures
    ]
