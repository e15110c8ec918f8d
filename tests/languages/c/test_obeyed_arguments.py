"""What Tapenade does first of a statement in C, and so what a directive before it acts upon."""

from __future__ import annotations

import pytest

from rewriter.callsites.source import Source
from rewriter.languages.obstacle import Code
from tests.support.other_files import defining_in_c, together

OTHERS = defining_in_c("f g h")


def obstacles(statement: str) -> dict[str, Code | None]:
    """Of each function of the tree in a statement, why no directive reaches it."""
    text = f"void top(double *x, int n) {{\n  {statement}\n}}\n"
    source = Source("m.c", text.encode())
    sites = source.sites(together(source, OTHERS))
    return {s.callee: s.obstacle.code if s.obstacle else None for s in sites if s.callee in ("f", "g", "h")}


@pytest.mark.parametrize(
    "argument",
    [
        "-n",
        "(n)",
        "1e-3",
        "*(x + n)",
        "-*(x + 1)",
        "&x[n + 1]",
        "(double) n",
        '"a"',
        "fabs(x[0] - 1)",
        "(p)->a",
        "(p + 1)->a",
        "(x)[1]",
    ],
)
def test_arguments_that_are_no_expressions(argument: str) -> None:
    assert obstacles(f"f({argument}, x);") == {"f": None}


@pytest.mark.parametrize(
    "argument",
    [
        "+n",
        "!n",
        "~n",
        "'a'",
        "-'+'",
        "sizeof(n)",
        "sizeof n",
        "(x + 1)[n]",
        "(double) (n + 1)",
        "n ? 1 : 2",
        "(n, 2)",
        "sqrt(x[0])",
        "abs(n) + 1",
    ],
)
def test_arguments_that_are_expressions(argument: str) -> None:
    assert obstacles(f"f({argument}, x);") == {"f": Code.COMPUTED}


def test_no_directive_reaches_into_abs_or_fabs() -> None:
    assert obstacles("*x = fabs(f(x));") == {"f": Code.INLINED}
    assert obstacles("*x = fabs(f(x)) + g(x);") == {"f": Code.NOT_FIRST, "g": None}
    assert obstacles("f(fabs(h(x)), x);") == {"f": None, "h": Code.NOT_FIRST}
