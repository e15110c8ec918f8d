"""Where a statement begins and ends, its label, and what a one-line IF guards."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran.mask import masked
from rewriter.languages.fortran.statement import next_statement, statement_around, statement_in


def parts(text: str, at: str = "") -> tuple[str, str, str, str]:
    """The statement around ``at`` from its segment, from its start and from its body on; and its label."""
    one = statement_around(text, text.index(at) if at else 0)
    return text[one.segment : one.end], text[one.start : one.end], text[one.body : one.end], one.label


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("  x = 1  \ny = 2\n", "", ("  x = 1", "x = 1", "x = 1", "")),
        ("x = 1; y = 2; z = 3", "y", (" y = 2", "y = 2", "y = 2", "")),
        (" 10 x = 1\n", "x", (" 10 x = 1", "x = 1", "x = 1", "10")),
        (" 1 0 x = 1\n", "x", (" 1 0 x = 1", "x = 1", "x = 1", "10")),
        ("10 = x\n", "x", ("10 = x", "10 = x", "10 = x", "")),
        ("x = 1; 10 y = 2\n", "10", (" 10 y = 2", "y = 2", "y = 2", "10")),
        ("if (a(1) > 2) call f\n", "call", ("if (a(1) > 2) call f", "if (a(1) > 2) call f", "call f", "")),
        ("10 if(a)b = 1; c = 2\n", "b", ("10 if(a)b = 1", "if(a)b = 1", "b = 1", "10")),
        ("if (a) then\n", "", ("if (a) then",) * 3 + ("",)),
        ("if (a) then ; x = 1\n", "", ("if (a) then",) * 3 + ("",)),
        ("else if (a) then\n", "", ("else if (a) then",) * 3 + ("",)),
        ("if (a) thenceforth = 1\n", "", ("if (a) thenceforth = 1",) * 2 + ("thenceforth = 1", "")),
        ("if (a) 10, 20, 30\n", "", ("if (a) 10, 20, 30",) * 3 + ("",)),
        ("if (a) = 1\n", "", ("if (a) = 1",) * 3 + ("",)),
        ("if (a)", "", ("if (a)",) * 3 + ("",)),
        ("if (a call f\n", "", ("if (a call f",) * 3 + ("",)),
        ("ifs(1) = x\n", "", ("ifs(1) = x",) * 3 + ("",)),
    ],
)
def test_parts(text: str, at: str, expected: tuple[str, str, str, str]) -> None:
    assert parts(text, at) == expected


def test_the_condition_ends_with_its_own_parenthesis() -> None:
    text = "  if (a(1)) call f(x)\n"
    one = statement_around(text, 2)
    assert (one.one_line_if, text[: one.closed + 1]) == (True, "  if (a(1))")
    assert not statement_around("if (a) then", 0).one_line_if


def test_what_follows_a_semicolon() -> None:
    text = "x = 1; y = 2"
    assert [statement_around(text, text.index(name)).after_semicolon for name in "xy"] == [False, True]
    assert statement_around(text, text.index("y")).line == 0


def test_a_statement_is_read_alike_from_each_of_its_characters() -> None:
    text = masked("      if (a)\n     & call f(x); b = 1\n", "fixed-72")
    stop = text.index(";")
    whole = statement_in(text, 0, 0, stop)
    assert {statement_around(text, offset) for offset in range(stop)} == {whole}
    assert text[whole.body : whole.end] == "call f(x)"


def test_the_next_statement_may_stand_lines_away() -> None:
    text = masked("a = 1; b = 2\n! c\n\n10 d = 3", "free")

    def following(offset: int) -> str:
        found = next_statement(text, offset)
        return "" if found is None else text[found.start : found.end]

    assert following(0) == "a = 1"
    assert following(text.index(";")) == "b = 2"
    assert following(text.index("\n")) == "d = 3"
    assert following(text.index("d")) == "d = 3"
    assert following(len(text)) == ""
