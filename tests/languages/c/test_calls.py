"""What is a call, and which of them a directive before their statement reaches."""

from __future__ import annotations

import pytest

from rewriter.languages.c.directives import directives, reach
from rewriter.languages.c.placing import place
from rewriter.languages.c.scanning import scan
from rewriter.languages.model import Change
from rewriter.text.edits import edited
from tests.support.c_code import function, only_call


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
