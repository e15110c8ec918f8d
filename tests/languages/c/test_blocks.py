"""The functions of a C file as blocks and statements."""

from __future__ import annotations

import pytest

from rewriter.languages.c.blocks import units
from rewriter.languages.c.scanning import scan
from rewriter.languages.tree import Arm, Node, leaves, loops_around
from tests.support.small_code import c_body, leaf


def drawn(arm: Arm) -> str:
    """The words of an arm, those of arms inside in brackets."""
    return " ".join(_drawn(node) for node in arm.nodes)


def _drawn(node: Node) -> str:
    label = f"{node.label} " if node.label else ""
    return label + " ".join([node.words, *(f"[{arm.words}: {drawn(arm)}]" for arm in node.arms)]).strip()


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("a; f(x , y) ;", "a f(x,y)"),
        ("if (a) b; else c; d;", "if(a) [if(a): b] [: c] d"),
        ("if (a) if (b) c; else d;", "if(a) [if(a): if(b) [if(b): c] [: d]]"),
        ("if (a) { if (b) c; } else d;", "if(a) [if(a): if(b) [if(b): c]] [: d]"),
        ("if (a) for (;;) if (b) c; else d; else e;", "if(a) [if(a): for(;;) [for(;;): if(b) [if(b): c] [: d]]] [: e]"),
        ("if (a) b; else if (c) d; else e;", "if(a) [if(a): b] [: if(c) [if(c): d] [: e]]"),
        ("while (a) { b; } c;", "while(a) [while(a): b] c"),
        ("do { a; } while (b); c;", "do [do: a] c"),
        ("do a; while (b); c;", "do [do: a] c"),
        ("{ a; { b; } } c;", "[: a [: b]] c"),
        ("out: a; b;", "out: a b"),
        ("return\n  x + 1;", "return x+1"),
        ("int\t n, h\xf6 ;", "int n,h\xc3\xb6"),
    ],
)
def test_blocks(statements: str, expected: str) -> None:
    assert drawn(c_body(statements)) == expected


def test_cases_are_the_arms_of_their_switch() -> None:
    arm = c_body("switch (k) { case 1: a; break; case 2: { b; } default: c; } d;")
    (choice, last) = arm.nodes
    assert [(one.words, drawn(one)) for one in choice.arms[1:]] == [
        ("case 1:", "a break"),
        ("case 2:", "[: b]"),
        ("default:", "c"),
    ]
    assert last.words == "d"


def test_arms_and_blocks_end_where_their_brace_does() -> None:
    text = "void f(void) {\n  if (a) {\n    b;\n  } else c;\n}\n"
    (unit,) = units(scan(text))
    (branch,) = unit.body.nodes
    then, other = branch.arms
    assert text[branch.start : branch.end] == "if (a) {\n    b;\n  } else c;"
    assert [text[arm.stop :].split()[0] for arm in (then, unit.body)] == ["}", "}"]
    assert (then.unbraced, other.unbraced) == (False, True)
    assert text[unit.start : unit.end] == text.rstrip()


@pytest.mark.parametrize(
    ("statement", "called", "target"),
    [
        ("f(x, g(y, z))", ("f", ("x", "g(y,z)")), ""),
        ("f(x) + g(y)", None, ""),
        ("return  f(x)", None, ""),
        ("(void) f(x)", None, ""),
        ("*x = f(1)", None, "x"),
        ("p->q[i].r += f(x)", None, "p"),
        ("(*p)[1] = 0", None, "p"),
        ("a == b", None, ""),
        ("a /= b", None, "a"),
        ("int n = 1", None, ""),
    ],
)
def test_what_a_statement_calls_and_assigns(
    statement: str, called: tuple[str, tuple[str, ...]] | None, target: str
) -> None:
    (node,) = c_body(f"{statement};").nodes
    assert (node.called, node.target) == (called, target)


def test_references_are_listed_from_the_inside() -> None:
    (node,) = c_body("y = f(g(x), h(1)) + k();").nodes
    assert [(one.name, one.arguments) for one in node.references] == [
        ("g", ("x",)),
        ("h", ("1",)),
        ("f", ("g(x)", "h(1)")),
        ("k", ()),
    ]


@pytest.mark.parametrize(
    ("statements", "movable"),
    [
        ("f(x);", True),
        ("f(x); /* why */", True),
        ("if (a) f(x);", True),
        ("{ f(x);\n}", True),
        ("out: f(x);", True),
        ("a; f(x);", False),
        ("f(x); a;", False),
        ("{ a; } f(x);", False),
    ],
)
def test_a_statement_with_its_lines_for_itself_can_be_set_apart(statements: str, movable: bool) -> None:
    assert leaf(c_body(statements), "f(x)").movable == movable


def test_code_of_a_dead_branch_is_not_there() -> None:
    assert drawn(c_body("a;\n#if 0\nb;\n#endif\nc;")) == "a c"


def test_functions_keep_their_own_statements() -> None:
    text = "int a;\nvoid f(void) { b; }\nvoid g(void) { }\nvoid h(void) { c;\n"
    found = units(scan(text))
    assert [(one.name, [node.words for node in leaves(one.body)]) for one in found] == [
        ("f", ["b"]),
        ("g", []),
        ("h", ["c"]),
    ]


def test_kinds_of_blocks() -> None:
    arm = c_body(
        "  if (a == 1) f(x[1], g(2, 3));\n  else if (b)\n    for (i = 0; i < 2; i++) f(x);\n"
        "  else { *x = h(1); }\n  do { f(x); } while (k);\n"
        "  switch (k) {\n    case 1: f(x); break;\n    default: ;\n  }"
    )
    assert [node.kind for node in arm.nodes] == ["branch", "loop", "branch"]
    outer, _, choice = arm.nodes
    assert [inner.unbraced for inner in outer.arms] == [True, True]
    assert [inner.words for inner in choice.arms][1:] == ["case 1:", "default:"]
    calls = [leaf for leaf in leaves(arm) if leaf.called is not None]
    assert [leaf.called.arguments for leaf in calls if leaf.called] == [("x[1]", "g(2,3)"), ("x",), ("x",), ("x",)]
    assert loops_around(calls[1]) == ("for(i=0;i<2;i++)",)
    assert next(leaf.target for leaf in leaves(arm) if leaf.target) == "x"
