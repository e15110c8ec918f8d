"""Why a directive does not reach a call."""

from __future__ import annotations

import pytest

from rewriter.languages.c import obstacles
from rewriter.languages.c.scanning import scan
from rewriter.languages.obstacle import Code, Obstacle
from tests.support.c_code import function


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("double y = it(*x);", "declaration"),
        ("if (it(*x) > 0) n = 1;", "head of 'if'"),
        ("for (n = it(*x); n; n--) n = 1;", "head of 'for'"),
        ("while (n) { } while (it(*x));", "head of 'while'"),
        ("do { it(x); n--; } while (n);", "do loop"),
        ("do { { it(x); } n--; } while (n);", "do loop"),
        ("do it(x); while (n);", "do loop"),
        ("\n#ifdef A\nfor (; n; n--) {\n#else\ndo {\n#endif\nit(x); }", "do loop"),
        ("n = g(1) + it(*x);", "comes after g"),
        ("n = it(g(1));", "comes after g"),
        ("n = p->g(1) + it(1);", "comes after p->g"),
        ("n = SQUARE(it(1));", "argument of a macro"),
        ("n = SQUARE(1) + it(1);", "comes after SQUARE"),
        ("p->it(x);", "through a pointer"),
        ("(p->it)(x);", "through a pointer"),
        ("(*(p->s.it))(x);", "through a pointer"),
        ("n = (*p->it)(x);", "through a pointer"),
        ("return (*it)(x);", "through a pointer"),
        ("if (n) n = 1; else (p->it)(x);", "through a pointer"),
        ("n = ((struct s) { it(1) }).x;", "braces"),
        ("it(n + 1, x);", "is an expression"),
        ("n = it(sqrt(1));", "is an expression"),
        ("n = g(n + 1, it(1));", "is an expression"),
        ("n = g(it(n > 1 ? 1 : 2));", "is an expression"),
        ("UNKNOWN(n) it(x);", "follows a macro"),
        ("{ it(x) }", "does not end with ';'"),
    ],
)
def test_obstacles(statement: str, reason: str) -> None:
    text = "#define SQUARE(x) ((x) * (x))\n" + function(statement)
    (call,) = (call for call in scan(text).calls if call.callee.rstrip(")").endswith("it"))
    assert call.obstacle is not None
    assert reason in call.obstacle.long


@pytest.mark.parametrize("word", ["if", "for", "while", "switch"])
def test_a_condition_is_named(word: str) -> None:
    found = obstacles.condition(word)
    assert found.code is Code.HEADER
    assert f"'{word}'" in found.short


def test_the_call_that_takes_the_directive_is_named() -> None:
    found = obstacles.later("g")
    assert found.code is Code.NOT_FIRST
    assert found.short == "comes after g in its statement"


def test_each_obstacle_has_a_code_of_its_own() -> None:
    fixed = [one for one in vars(obstacles).values() if isinstance(one, Obstacle)]
    assert len({one.code for one in fixed}) == len(fixed) > 5
    assert all(one.long.startswith(one.short) and one.long != one.short for one in fixed)
