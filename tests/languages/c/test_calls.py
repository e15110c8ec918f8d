"""What is a call, and which of them a directive before their statement reaches."""

from __future__ import annotations

import pytest

from rewriter.languages.c.directives import directives, reach
from rewriter.languages.c.obstacles import DEEP, LIBRARY
from rewriter.languages.c.placing import place
from rewriter.languages.c.scanning import scan
from rewriter.languages.model import Change, Kind
from rewriter.languages.nesting import DEEPEST
from rewriter.languages.obstacle import Code
from rewriter.text.edits import edited
from tests.support.c_code import function, only_call, reachable

MACROS = "#define SQUARE(x) ((x) * (x))\n"


@pytest.mark.parametrize(
    ("statement", "callees"),
    [
        ("int f(int);", []),
        ("int (*f)(int);", []),
        ("type (*f)(int);", []),
        ("type *f(int);", []),
        ("type f(int), g = h(1);", ["h"]),
        ("type *p = (type *) f(1);", ["f"]),
        ("p = (type (*)(void *)) f(1);", ["f"]),
        ("int z[f(1)];", ["f"]),
        ("f (*x);", ["f"]),
        ("(*f)(*x);", ["*f"]),
        ("a[1].f->g (*x);", ["a[].f->g"]),
        ("f(x)->g(x);", ["f", "g"]),
        ("return (f)(x);", []),
        ("return(f(x));", ["f"]),
        ('asm("nop" : : "r"(n));', []),
    ],
)
def test_what_is_a_call(statement: str, callees: list[str]) -> None:
    assert [call.callee for call in scan(function(statement)).calls] == callees


@pytest.mark.parametrize(
    "statement",
    [
        "it(x);",
        "(void) it(x);",
        "return it(x);",
        "n = sqrt(n) + exp(it(1)) + g(1);",
        "n = it(1) ? g(1) : g(2);",
        "n = g(n * it(1) + 1);",
        "n = g(it(1), n + 1);",
        "n = it(1) + g(n + 1);",
        "n = sqrt(n + 1) * it(-1, x[n + 1], &x[n], (double) n, 1.e-3, p->n, *x);",
        "do { int k; it(x); } while (n);",
        "do { n--; it(x); } while (n);",
        "do { if (n) { it(x); } n--; } while (n);",
        "if (n) it(x);",
        "if (n) g(x); else it(x);",
        "switch (n) { case 1: it(x); break; }",
        "again: it(x);",
        "n =\n#ifdef A\n it(1)\n#endif\n + g(1);",
    ],
)
def test_within_reach(statement: str) -> None:
    text = function(statement)
    call = only_call(text, "it")
    assert call.obstacle is None
    after = edited(text, place(text, [Change("NOCHECKPOINT", call.body)]))
    (directive,) = directives(after)
    assert reach(after, directive) == only_call(after, "it").body


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("it(x);", Kind.CALL),
        ("(void) it(x);", Kind.CALL),
        ("(int) it(x);", Kind.FUNCTION),
        ("n = it(x);", Kind.FUNCTION),
        ("return it(x);", Kind.FUNCTION),
        ("out: it(x);", Kind.CALL | Kind.LABELLED),
        ("if (n) it(x);", Kind.CALL | Kind.ONE_LINE_IF),
        ("out: if (n) n = it(x);", Kind.FUNCTION | Kind.ONE_LINE_IF),
        ("n = 1; it(x);", Kind.CALL | Kind.AFTER_SEMICOLON),
        ("{ it(x); }", Kind.CALL | Kind.AFTER_SEMICOLON),
        ("p->it(x);", Kind.CALL | Kind.METHOD),
        ("if (p->it(x)) ;", Kind.FUNCTION | Kind.METHOD),
        ("SQUARE(it(x));", Kind.FUNCTION),
    ],
)
def test_how_a_call_is_written(statement: str, kind: Kind) -> None:
    (call,) = (call for call in scan(MACROS + function(statement)).calls if call.callee.endswith("it"))
    assert call.kind == kind


@pytest.mark.parametrize(
    ("statement", "call", "body"),
    [
        ("y = 2 * it(x, (n)) + 1;", "it(x, (n))", "y"),
        ("if (n) (void) it(x);", "it(x)", "(void)"),
        ("else out: it (x\n);", "it (x\n)", "it"),
        ("q.p -> it (x);", "q.p -> it (x)", "q.p"),
        ("if (it(x) > 0) ;", "it(x)", "if"),
    ],
)
def test_where_a_call_and_its_statement_begin(statement: str, call: str, body: str) -> None:
    text = function(statement)
    (found,) = scan(text).calls
    assert text[found.start : found.end] == call
    assert text[found.body :].startswith(body)


def test_of_nested_calls_the_innermost_is_first() -> None:
    text = function("y = a(b(x), c(x)) + d(x);")
    assert [call.callee for call in reachable(text)] == ["b"]


def test_a_library_function_is_never_first() -> None:
    assert [call.callee for call in reachable(function("y = sqrt(exp(a(x)));"))] == ["a"]
    assert scan(function("y = exp(1.);")).calls[0].obstacle is LIBRARY


def test_calls_nested_deeper_than_is_judged() -> None:
    for depth, obstacle in ((DEEPEST, None), (DEEPEST + 1, DEEP)):
        assert scan(function(f"y = {'f(' * depth}x{')' * depth};")).calls[-1].obstacle is obstacle


@pytest.mark.parametrize("later", ["(*p)(x)", "s->g(x)", "M(x)"])
def test_a_pointer_or_a_macro_that_is_not_first_is_not_what_a_directive_reaches(later: str) -> None:
    first, second = scan(f"#define M(x) x\nvoid top(double x)\n{{\n  y = f(x) + {later};\n}}\n").calls
    assert not first.obstacle
    assert second.obstacle is not None and second.obstacle.code is Code.NOT_FIRST
