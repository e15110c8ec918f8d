"""Directives that do nothing, as Tapenade of 2020 and of 2024 was seen to take them."""

from __future__ import annotations

import pytest

from rewriter.callsites.lint import Idle
from rewriter.callsites.source import Source
from tests.support.other_files import defining, together

NO, START, END = "!$AD NOCHECKPOINT", "!$AD CHECKPOINT-START", "!$AD CHECKPOINT-END"


def found(text: str, path: str = "m.f90") -> list[Idle]:
    source = Source(path, text.encode())
    return source.idle(together(source, defining(functions="g")))


def top(*lines: str) -> list[tuple[int, str, int]]:
    """Line, what would work and where, of what is idle in a procedure; the first of the lines is line 2."""
    return [
        (one.line, one.instead, one.before)
        for one in found("\n".join(["subroutine s(x)", *lines, "x = 1", "end subroutine", ""]))
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [NO, "call f(x)"],
        [NO, "", "! why", "x = g(x)"],
        ["if (a) then", NO, "call f(x)", "end if"],
        [f"{NO} rewriter", "x = 2"],
        [f"{NO} because", "call f(x)"],
        ["!!$AD NOCHECKPOINT", "!$ AD NOCHECKPOINT", "!$NO AD NOCHECKPOINT", "x = 2"],
        [START, "call f(x)", END],
        [START, "call f(x)", START, "call f(x)", END, "call f(x)", END],
        ["!$AD BINOMIAL-CKP n+1 10 1", "do i = 1, n", "call f(x)", "end do"],
        ["!$AD II-LOOP", "do i = 1, n", "call f(x)", "end do"],
        ["!$AD FP-LOOP x", "#ifdef A", "do while (a)", "#else", "outer: do i = 1, n", "#endif", "call f(x)", "end do"],
        ["!$AD DEBUG-HERE here"],
        ["!$AD START-EXCLUDE", "x = 2"],
        ["!ADJ STORE x"],
    ],
)
def test_what_does_something_or_is_switched_off(lines: list[str]) -> None:
    assert top(*lines) == []


@pytest.mark.parametrize(
    ("lines", "idle"),
    [
        (["!$AD NOCHEKPOINT", "call f(x)"], [(2, NO, 0)]),
        (["!$AD\tNOCHECKPOINT", "call f(x)"], [(2, NO, 0)]),
        (["C$AD NOCHECKPOINT", "call f(x)"], [(2, NO, 0)]),
        ([NO, "x = 2", "call f(x)"], [(2, NO, 4)]),
        ([NO, "if (a > g(x)) x = 2", "y = 2"], [(2, "", 0)]),
        ([f"call f(x) {NO}"], [(2, NO, 2)]),
        ([NO, "if (a) call f(x)"], [(2, f"if (a) then\n{NO}\ncall f(x)\nend if", 0)]),
        ([NO, "call s%put(x)"], [(2, "", 0)]),
        ([START, "call f(x)"], [(2, "", 0)]),
        ([END, "call f(x)"], [(2, "", 0)]),
        (["do i = 1, n", START, "call f(x)", END, "end do"], [(3, "", 0), (5, "", 0)]),
        ([START, "call f(x)", "do i = 1, n", END, "call f(x)", "end do"], [(2, "", 0), (5, "", 0)]),
        (["!$AD BINOMIAL-CKP n+1 10", "do i = 1, n", "end do"], [(2, "!$AD BINOMIAL-CKP n+1 10 1", 0)]),
        (["!$AD BINOMIAL-CKP n + 1 10 1", "do i = 1, n", "end do"], [(2, "!$AD BINOMIAL-CKP n+1 10 1", 0)]),
        (["!$AD BINOMIAL-CKP n+1 10 1", "x = 2"], [(2, "", 0)]),
    ],
)
def test_what_does_nothing(lines: list[str], idle: list[tuple[int, str, int]]) -> None:
    assert top(*lines) == idle


def test_in_fixed_form_a_directive_begins_in_column_1() -> None:
    text = "      subroutine s(x)\n      {}\n      call f(x)\n      end\n"
    (one,) = found(text.format(NO), "m.f")
    assert (one.line, one.instead) == (2, "C$AD NOCHECKPOINT")
    assert "column 1" in one.reason
    (debug,) = found(text.replace("      {}", "D$AD NOCHECKPOINT"), "m.f")
    assert debug.instead == "C$AD NOCHECKPOINT"
    for other in ("C$AD NOCHECKPOINT", "CC$AD NOCHECKPOINT", "C$ADNOCHECKPOINT", "C$NOAD NOCHECKPOINT"):
        assert found(text.replace("      {}", other), "m.f") == []


@pytest.mark.parametrize(
    ("lines", "instead"),
    [
        ("/** $AD NOCHECKPOINT */\nf(x);", ["/* $AD NOCHECKPOINT */"]),
        ("#pragma AD NOCHECKPOINT\nf(x);", ["/* $AD NOCHECKPOINT */"]),
        ("//\t$AD NOCHECKPOINT\nf(x);", ["/* $AD NOCHECKPOINT */"]),
        ("/* $AD NOCHECKPOINT */\nif (a) f(x);", ["if (a) /* $AD NOCHECKPOINT */ f(x);"]),
        ("/* $AD NOCHECKPOINT */\ndouble y = f(x);", [""]),
        ("/* $AD CHECKPOINT-START */\nf(x);\n/* $AD CHECKPOINT-END */\n", ["", ""]),
        ("/* $AD CHECKPOINT-START */\nf(x);\n/* $AD CHECKPOINT-END */\nx[0] = 1;", []),
        ("/* $AD NOCHECKPOINT */ f(x);\n// see $AD NOCHECKPOINT\n", []),
    ],
)
def test_c(lines: str, instead: list[str]) -> None:
    text = f"void f(double *x) {{ x[0] = 1; }}\nvoid s(double *x) {{\n{lines}\n}}\n"
    assert [one.instead for one in found(text, "m.c")] == instead


def test_how_it_is_told() -> None:
    (one,) = found(f"subroutine s\n  {NO}\n  x = 1\n  call f(x)\nend\n")
    assert str(one) == (
        f"m.f90:2: '{NO}' does nothing: the statement after it calls nothing that these files define;"
        f" write '{NO}' before line 4"
    )


def test_before_a_definition_it_does_something() -> None:
    assert found(f"{NO}\nsubroutine f(x)\nend subroutine\n") == []
