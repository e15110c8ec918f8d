"""Directives in Fortran: which comments are some, and the statement that each reaches."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran import directives, reach, scan
from rewriter.languages.model import Directive, Form


def found(text: str, form: Form = "free") -> list[Directive]:
    return list(directives(scan(text, "", form)))


def keywords(text: str, form: Form = "free") -> list[str]:
    return [one.keyword for one in found(text, form)]


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("!$AD NOCHECKPOINT", "free"),
        ("   ! $ad nocheckpoint  \r", "free"),
        ("x = 1 !$AD NOCHECKPOINT", "free"),
        ("C$AD NOCHECKPOINT", "fixed-72"),
        ("c $AD NOCHECKPOINT", "fixed-72"),
        ("*$AD NOCHECKPOINT", "fixed-72"),
        ("!$AD NOCHECKPOINT", "fixed-72"),
        ("      x = 1 !$AD NOCHECKPOINT", "fixed-72"),
    ],
)
def test_spellings(line: str, form: Form) -> None:
    assert [(one.keyword, one.arguments, one.ours) for one in found(f"{line}\n", form)] == [("NOCHECKPOINT", "", False)]


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("! see !$AD NOCHECKPOINT", "free"),
        ("x = '!$AD NOCHECKPOINT'", "free"),
        ("C$AD NOCHECKPOINT", "free"),
        ("!$ADNOCHECKPOINT", "free"),
        ("C see !$AD NOCHECKPOINT", "fixed-72"),
        ("      C$AD NOCHECKPOINT", "fixed-72"),
        ("      x = '!$AD NOCHECKPOINT'", "fixed-72"),
        ("! rewriter off: $AD NOCHECKPOINT", "free"),
        ("x = '!rewriter off: !$AD NOCHECKPOINT'", "free"),
    ],
)
def test_what_is_none(line: str, form: Form) -> None:
    assert keywords(f"{line}\n", form) == []


def test_what_is_known_of_one() -> None:
    text = "x = 1 !$AD BINOMIAL-CKP n 5 1\n!$AD NOCHECKPOINT rewriter\n"
    user, ours = found(text)
    assert (user.keyword, user.arguments, user.ours, user.trailing) == ("BINOMIAL-CKP", "n 5 1", False, True)
    assert (ours.keyword, ours.arguments, ours.ours, ours.trailing) == ("NOCHECKPOINT", "", True, False)
    assert [text[one.start : one.end] for one in (user, ours)] == text[6:-1].split("\n")


def test_one_that_is_switched_off_says_which() -> None:
    (one,) = found("C rewriter off: C$AD NOCHECKPOINT\n      x = 1\n", "fixed-72")
    assert (one.keyword, one.arguments, one.ours) == ("OFF", "NOCHECKPOINT", True)
    (one,) = found("x = 1 !rewriter off: !$AD II-LOOP\n")
    assert (one.keyword, one.arguments, one.trailing) == ("OFF", "II-LOOP", False)


def test_in_fixed_form_only_what_begins_in_column_1_has_its_line_for_itself() -> None:
    lines = ["C$AD II-LOOP", "!$AD II-LOOP", "      !$AD II-LOOP", "      x = 1 !$AD II-LOOP", ""]
    assert [one.trailing for one in found("\n".join(lines), "fixed-72")] == [False, False, True, True]
    assert [one.trailing for one in found("\n".join(lines[1:]))] == [False, False, True]


def reached(text: str, form: Form = "free") -> str:
    """The rest of the line that the one directive of a text reaches."""
    read = scan(text, "", form)
    (one,) = directives(read)
    at = reach(read, one)
    return "" if at < 0 else text[at:].split("\n")[0]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("!$AD NOCHECKPOINT\n\n! why\n#if 1\n  10 x = 1\ny = 2\n", "x = 1"),
        ("x = 1 !$AD NOCHECKPOINT\ny = 2\n", "y = 2"),
        ("x = 1; y = f(a, &\n!$AD NOCHECKPOINT\n b)\nz = 3\n", "y = f(a, &"),
        ("!$AD NOCHECKPOINT\nif (a) x = 1\n", "if (a) x = 1"),
        ("x = 1\n!$AD CHECKPOINT-END\ny = 2\n", "y = 2"),
        ("x = 1\n!$AD NOCHECKPOINT\n", ""),
    ],
)
def test_reach(text: str, statement: str) -> None:
    assert reached(text) == statement


def test_a_directive_between_the_lines_of_a_statement_of_fixed_form_reaches_it() -> None:
    assert reached("      x = f(a,\nC$AD NOCHECKPOINT\n     & b)\n      y = 1\n", "fixed-72") == "x = f(a,"
