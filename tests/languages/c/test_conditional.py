"""What #if leaves of the code."""

from __future__ import annotations

import pytest

from rewriter.languages.c.conditional import UNLISTED, settled, unlisted
from rewriter.languages.c.mask import mask
from rewriter.languages.model import Problem, ProblemKind


def code(*lines: str) -> str:
    """The settled code, its words separated by blanks."""
    text = "\n".join(lines)
    after = settled(text, mask(text))
    assert len(after) == len(text)
    return " ".join(after.split())


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("#if 0", "b;"),
        ("#  if 0 /* never */", "b;"),
        ("#if 0 // never", "b;"),
        ("#if 0x1", "a; b;"),
        ("#if 0 || A", "a; b;"),
        ("#if 1", "a;"),
        ("#if 1\r", "a;"),
        ("#ifdef A", "a; b;"),
        ("#ifndef A", "a; b;"),
        ("#if A", "a; b;"),
    ],
)
def test_what_is_dead(condition: str, left: str) -> None:
    assert code(condition, "a;", "#else", "b;", "#endif") == left


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (("#if A", "a;", "#elif 0", "b;", "#else", "c;", "#endif"), "a; c;"),
        (("#if 1", "a;", "#elif B", "b;", "#else", "c;", "#endif"), "a;"),
        (("#if 0", "a;", "#if B", "b;", "#endif", "c;", "#endif", "d;"), "d;"),
        (("#if 0", "a;", "#endif", "b;"), "b;"),
    ],
)
def test_chains_and_nests(lines: tuple[str, ...], left: str) -> None:
    assert code(*lines) == left


def test_branches_that_balance_stay() -> None:
    assert code("#ifdef A", "{ a(); }", "#else", "{ b(); }", "#endif") == "{ a(); } { b(); }"


def test_of_branches_that_open_a_block_the_first_counts() -> None:
    assert code("#ifdef A", "if (a) {", "#else", "if (b) {", "#endif", "c; }") == "if (a) { if (b) ; c; }"


def test_the_first_that_is_not_dead_counts() -> None:
    assert code("#if 0", "if (a) {", "#elif B", "if (b) {", "#else", "if (c) {", "#endif", "d; }") == (
        "if (b) { if (c) ; d; }"
    )


def test_inner_branches_are_settled_first() -> None:
    lines = ("#ifdef A", "#ifdef B", "{", "#else", "{", "#endif", "}", "#else", "a;", "#endif")
    assert code(*lines) == "{ ; } a;"


@pytest.mark.parametrize(
    ("second", "told"), [("h(1, a,", [UNLISTED]), ("1, a,", []), ("h (1, a,", [UNLISTED]), ("(1,", [])]
)
def test_calls_of_later_branches_that_leave_a_parenthesis_open_are_hidden(second: str, told: list[str]) -> None:
    text = f"#ifdef A\ng(a,\n#else\n{second}\n#endif\n2);\n"
    assert settled(text, mask(text)).split("\n")[3].count("(") == 0
    assert [problem.reason for problem in unlisted(text, mask(text))] == told


def test_the_hidden_branch_is_told_by_its_first_character() -> None:
    text = "#if A\ng(\n#else\nh(\n#endif\n2);\n"
    start = text.index("\nh(")
    assert unlisted(text, mask(text)) == [Problem(start, UNLISTED, ProblemKind.CPP)]


def test_lines_without_partner_do_no_harm() -> None:
    assert code("#else", "a;", "#endif", "#if A", "{") == "a; {"
