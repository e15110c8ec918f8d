"""The changes that `make mutate` makes to modules, one at a time."""

from __future__ import annotations

import ast

import pytest

from benchmarks.mutations import mutations


def changed(code: str) -> list[str]:
    """The code after each change."""
    tree = ast.parse(code)
    return [ast.unparse(tree) for _ in mutations(tree)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a < b", ["a <= b"]),
        ("a == b < c", ["a != b < c", "a == b <= c"]),
        ("a and b", ["a or b", "b", "a"]),
        ("a and b and c", ["a or b or c", "b and c", "a and c", "a and b"]),
        ("a - b", ["a + b", "a"]),
        ("not a", ["a"]),
        ("a[-1]", ["a[0]", "a[-2]"]),
        ("a[0]", ["a[-1]"]),
        ("a.pop()", ["a.pop(0)"]),
        ("min(a)", ["max(a)"]),
        ("f(a)[7]", ["f(a)[8]"]),
        ("b'text'", []),
    ],
)
def test_expressions(code: str, expected: list[str]) -> None:
    kept = [line for line in changed(f"def f():\n    return {code}") if "return None" not in line]
    assert kept == [f"def f():\n    return {line}" for line in expected]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if a: b()", ["if not a:\n    b()", "if a:\n    pass"]),
        ("[a for a in b if c]", ["[a for a in b if True]"]),
        ("x = True", ["x = False"]),
        ("x = 'a'", ["x = 'a~'"]),
        ("x = f'a{b}'", ["x = f'a{b}~'"]),
        ("x = {'a': b}", []),
        ("'what it is for'", []),
        ("def f(a: 'T'=1) -> 'U':\n    return", ["def f(a: 'T'=2) -> 'U':\n    return"]),
    ],
)
def test_statements(code: str, expected: list[str]) -> None:
    assert changed(code) == expected


def test_afterwards_the_tree_is_as_it_was_and_each_change_is_told() -> None:
    code = "x = 1\nif x > 1:\n    y = x and (not x)"
    tree = ast.parse(code)
    told = list(mutations(tree))
    assert ast.unparse(tree) == code
    assert (told[0].line, told[0].before, told[0].after) == (1, "1", "2")
    assert {mutation.line for mutation in told} == {1, 2, 3}
