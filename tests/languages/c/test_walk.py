"""Which function, how deep and how first in a loop each chunk is."""

from __future__ import annotations

import pytest

from rewriter.languages.c.mask import mask
from rewriter.languages.c.walk import Piece, walk
from rewriter.languages.model import Problem, ProblemKind, Procedure


def walked(text: str, *, by_indentation: bool = False) -> tuple[list[Piece], list[Procedure], list[Problem]]:
    procedures: list[Procedure] = []
    problems: list[Problem] = []
    return (
        list(walk(text, mask(text).code, procedures, problems, by_indentation=by_indentation)),
        procedures,
        problems,
    )


def spans(text: str, *, by_indentation: bool = False) -> dict[str, str]:
    """The text of each function, by its name."""
    _, procedures, _ = walked(text, by_indentation=by_indentation)
    return {one.name: text[one.start : one.end] for one in procedures}


def test_pieces_know_their_function_and_depth() -> None:
    text = "int a;\nvoid f(void) { a; if (b) { c; } }\nvoid g(void) { d; }\n"
    pieces, _, problems = walked(text)
    assert [(text[one.start : one.stop] + one.end, one.procedure, one.depth) for one in pieces] == [
        ("a;", 0, 1),
        ("if (b) {", 0, 1),
        ("c;", 0, 2),
        ("}", 0, 2),
        ("}", 0, 1),
        ("d;", 1, 1),
        ("}", 1, 1),
    ]
    assert problems == []


def test_a_function_begins_with_the_line_of_its_head() -> None:
    text = "/* a */ int f(x)\n  int x;\n{ g(); }\n  int h(int x) { }\n"
    assert spans(text) == {"f": "/* a */ int f(x)\n  int x;\n{ g(); }", "h": "  int h(int x) { }"}


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('extern "C" {', ["f"]),
        ('extern "C" { extern "C++" {', ["f"]),
        ("struct s {", []),
        ("int a[] = {", []),
    ],
)
def test_only_braces_of_linkage_hold_functions(head: str, names: list[str]) -> None:
    closing = " }" * head.count("{")
    assert list(spans(f"{head} int f(void) {{ g(); }}{closing};\n")) == names


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("do { a; b; } while (c);", ["a"]),
        ("do { { a; b; } c; } while (d);", ["a", "{"]),
        ("do a; while (b);", []),
        ("do ; a; b;", ["a"]),
        ("undo { a; }", []),
        ("do { a; } while (b); c;", ["a"]),
    ],
)
def test_first_in_a_do_loop(body: str, first: list[str]) -> None:
    text = f"void f(void) {{ {body} }}"
    pieces, _, _ = walked(text)
    assert sorted(text[one.start : one.stop] or one.end for one in pieces if one.first_in_do) == sorted(first)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("void f(void)\n{ a;\n", 0),
        ("}\nvoid f(void) { }\n", 0),
        ("struct s {\n", 11),
    ],
)
def test_braces_that_do_not_match_are_told(text: str, offset: int) -> None:
    _, _, problems = walked(text)
    assert [(one.offset, one.kind) for one in problems] == [(offset, ProblemKind.BRACES)]


def test_by_indentation_a_brace_at_the_margin_ends_a_function() -> None:
    text = "void f(void)\n{\n  if (a) {\n    b;\n}\nvoid g(void)\n{\n  c;\n}\n"
    assert list(spans(text)) == ["f"]
    assert spans(text, by_indentation=True)["g"] == "void g(void)\n{\n  c;\n}"


def test_by_indentation_an_indented_brace_ends_none() -> None:
    text = "void f(void)\n{\n  b;\n\t}\n  c;\n}\nvoid g(void)\n{\n}\n"
    assert spans(text)["f"].endswith("\t}")
    assert spans(text, by_indentation=True)["f"].endswith("c;\n}")
    in_four = text.replace("\nvoid", "\n    void").replace("\n}", "\n    }")
    assert spans("    " + in_four, by_indentation=True)["f"].endswith("c;\n    }")
