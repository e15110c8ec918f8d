"""Profiling callbacks into a C text: before, and after."""

from __future__ import annotations

import pytest

from rewriter.languages.c.blocks import units
from rewriter.languages.c.inserting import insert
from rewriter.languages.c.scanning import scan
from rewriter.languages.callback import CallbackKind, Placement, Where
from rewriter.languages.callback_marks import removed
from rewriter.languages.tree import Arm, Node
from rewriter.text.edits import edited
from tests.support.small_code import leaf

MARK = " /* rewriter callback */"


def function(body: str) -> str:
    return f"void s(double *x) {{\n{body}}}\n"


def body_of(text: str) -> Arm:
    (unit,) = units(scan(text))
    return unit.body


def at(kind: CallbackKind, where: Where, node: Node | None, arm: Arm | None = None) -> Placement:
    return Placement(kind, where, node, arm, "f", "m.c", 7)


def inserted(text: str, *placements: Placement) -> str:
    """The text without the declarations and without our marks, with ``+`` for a callback; taking out is checked."""
    after = edited(text, insert(scan(text), placements))
    assert removed(after) == text
    lines = [line.replace(MARK, "") for line in after.splitlines() if not line.startswith("void adProfileAdj_")]
    return "\n".join(lines).replace('("f", "m.c", 7);', "").replace("adProfileAdj_", "+") + "\n"


def test_before_and_behind_a_statement() -> None:
    text = function("  f(x);\n")
    node = leaf(body_of(text), "f(x)")
    placements = [
        at(CallbackKind.END_FORWARD, Where.BEHIND, node),
        at(CallbackKind.BEGIN_FORWARD, Where.BEFORE, node),
        at(CallbackKind.SNAPSHOT_WRITE, Where.BEFORE, node),
    ]
    assert inserted(text, *placements) == function("  +SNPWrite\n  +beginForward\n  f(x);\n  +endForward\n")


def test_the_declarations_and_the_marks() -> None:
    text = function("\tf(x);\n")
    node = leaf(body_of(text), "f(x)")
    turn = Placement(CallbackKind.TURN, Where.BEFORE, node, None, "f", 'odd "name".c', 0)
    assert edited(text, insert(scan(text), [turn, at(CallbackKind.SNAPSHOT_READ, Where.BEFORE, node)])) == (
        f"void adProfileAdj_SNPRead(char *, char *, unsigned int);{MARK}\n"
        f"void adProfileAdj_turn(char *, char *);{MARK}\n"
        "void s(double *x) {\n"
        f'\tadProfileAdj_turn("f", "odd \\"name\\".c");{MARK}\n'
        f'\tadProfileAdj_SNPRead("f", "m.c", 7);{MARK}\n'
        "\tf(x);\n}\n"
    )


@pytest.mark.parametrize("head", ["if (n)", "for (;;)", "if (n) a(); else"])
def test_braces_around_an_unbraced_body(head: str) -> None:
    text = function(f"  {head}\n    f(x);\n  b();\n")
    node = leaf(body_of(text), "f(x)")
    after = inserted(text, at(CallbackKind.BEGIN_FORWARD, Where.BEFORE, node))
    assert after == function(f"  {head}\n    {{\n    +beginForward\n    f(x);\n    }}\n  b();\n")


CUT = " /* rewriter callback cut {} */"


def test_a_body_on_the_line_of_its_head_is_remembered_with_its_blanks() -> None:
    text = function("  if (n)   f(x);\n")
    node = leaf(body_of(text), "f(x)")
    after = inserted(text, at(CallbackKind.END_FORWARD, Where.BEHIND, node))
    assert after == function(f"  if (n){CUT.format('...')}\n  {{\n  f(x);\n  +endForward\n  }}\n")


def test_at_the_end_of_a_block() -> None:
    text = function("  while (n) {\n    f(x);\n  }\n")
    inner = body_of(text).nodes[0].arms[0]
    after = inserted(text, at(CallbackKind.END_ADVANCE, Where.END, None, inner))
    assert after == function("  while (n) {\n    f(x);\n      +endAdvance\n  }\n")


def test_braces_on_the_line_of_a_statement_come_back_to_it() -> None:
    text = "void s(double *x) {\n  while (n) {\n    f(x); }}\n"
    body = body_of(text)
    inner = body.nodes[0].arms[0]
    ends = [at(CallbackKind.END_ADVANCE, Where.END, None, arm) for arm in (inner, body)]
    assert inserted(text, *ends) == (
        "void s(double *x) {\n  while (n) {\n"
        f"    f(x);{CUT.format('.')}\n        +endAdvance\n    }}{CUT.format('-')}\n        +endAdvance\n    }}\n"
    )


def test_at_the_end_of_an_unbraced_body() -> None:
    text = function("  while (n)\n    f(x);\n")
    inner = body_of(text).nodes[0].arms[0]
    after = inserted(text, at(CallbackKind.END_ADVANCE, Where.END, None, inner))
    assert after == function("  while (n)\n    {\n    f(x);\n    +endAdvance\n    }\n")


def test_an_else_where_there_is_none() -> None:
    text = function("  if (n) {\n    f(x);\n  }\n  a();\n")
    branch = body_of(text).nodes[0]
    after = inserted(text, at(CallbackKind.SNAPSHOT_WRITE, Where.ELSE, branch))
    assert after == function("  if (n) {\n    f(x);\n  }\n  else\n      +SNPWrite\n  a();\n")


def test_newlines_are_those_of_the_file() -> None:
    text = function("  f(x);\n").replace("\n", "\r\n")
    node = leaf(body_of(text), "f(x)")
    after = edited(text, insert(scan(text), [at(CallbackKind.EARLY_WRITE, Where.BEFORE, node)]))
    assert after.count("\n") == after.count("\r\n") == text.count("\n") + 6
    assert removed(after) == text


def test_no_callbacks_no_declarations() -> None:
    assert insert(scan(function("f(x);\n")), []) == []
