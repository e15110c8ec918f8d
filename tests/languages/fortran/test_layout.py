"""Columns: how wide a line is, and what the lines look like that are placed."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran.layout import column_kept, directive, indentation, switched_off, width
from rewriter.languages.fortran.mask import masked
from rewriter.languages.fortran.statement import statement_around
from rewriter.languages.model import Form


def indented(text: str, at: str, form: Form = "free") -> str:
    """The indentation of the statement that holds ``at``."""
    return indentation(text, statement_around(masked(text, form), text.index(at)), form)


def test_widths() -> None:
    assert [width(form) for form in ("fixed-72", "fixed-132", "free")] == [72, 132, 132]


def test_a_directive_stands_in_column_1_of_fixed_form() -> None:
    assert directive("NOCHECKPOINT", "", "fixed-72", " " * 8) == "C$AD NOCHECKPOINT rewriter"
    assert directive("NOCHECKPOINT", "", "free", "    ", "if .") == "    !$AD NOCHECKPOINT rewriter if ."
    assert directive("BINOMIAL-CKP", "n 5 1", "free", "") == "!$AD BINOMIAL-CKP n 5 1 rewriter"


def test_a_directive_without_room_loses_its_indentation() -> None:
    words = "!$AD NOCHECKPOINT rewriter"
    assert directive("NOCHECKPOINT", "", "free", " " * (132 - len(words))) == words.rjust(132)
    assert directive("NOCHECKPOINT", "", "free", " " * (133 - len(words))) == words


def test_what_makes_a_directive_inert() -> None:
    text = "C$AD NOCHECKPOINT\n      x = 1 !$AD NOCHECKPOINT\n"
    trailing = text.index("!$AD")
    assert switched_off(text, 0, "fixed-72") == "C rewriter off: "
    assert switched_off(text, trailing, "fixed-72") == "!rewriter off: "
    assert switched_off("!$AD NOCHECKPOINT\n", 0, "free") == "!rewriter off: "


@pytest.mark.parametrize(
    ("text", "at", "form", "indent"),
    [
        ("   x = 1\n", "x", "free", "   "),
        (" 10 x = 1\n", "x", "free", "    "),
        ("\t x = 1\n", "x", "free", "\t "),
        ("  x = 1; y = 2\n", "y", "free", "  "),
        ("   10   x = 1\n", "x", "fixed-72", " " * 8),
        ("\tx = 1\n", "x", "fixed-72", "\t"),
        ("10\tx = 1\n", "x", "fixed-72", "  \t"),
        ("y = 1; x = 2\n", "x", "fixed-72", " " * 6),
        ("x".rjust(67) + "=1\n", "x", "fixed-72", " " * 66),
        ("x".rjust(68) + "=1\n", "x", "fixed-72", " " * 6),
    ],
    ids=[
        "blanks",
        "label",
        "TAB",
        "behind ;",
        "label, fixed",
        "TAB, fixed",
        "label and TAB",
        "column 7",
        "room",
        "none",
    ],
)
def test_indentation(text: str, at: str, form: Form, indent: str) -> None:
    assert indented(text, at, form) == indent


def test_what_keeps_a_column() -> None:
    assert column_kept(" 10\tif (a) ") == "   \t       "
