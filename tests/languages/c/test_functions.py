"""Which function a head defines, new or old."""

from __future__ import annotations

import pytest

from rewriter.languages.c.functions import defined_function, old_function
from rewriter.languages.c.scanning import scan
from rewriter.text.edits import line_of


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("int f(void)", "f"),
        ("f(a)", "f"),
        ("f(a, b) double a; int (*b)();", "f"),
        ("static EXPORT(int) f(int a)", "f"),
        ("CHECKED (6, 3)\nint f(int a)", "f"),
        ("int f(int a) NOTHROW(a)", "f"),
        ("struct s __attribute__((unused)) *f(struct s a)", "f"),
        ("double (*f(int a))(double)", "f"),
        ("LEXER_HEAD", "LEXER_HEAD"),
    ],
)
def test_heads_of_functions(head: str, name: str) -> None:
    text = f"int before;\n{head} {{ return g(1); }}\nint after;\n"
    (procedure,) = scan(text).procedures
    assert procedure.name == name
    assert line_of(text, procedure.end - 1) == text.count("\n") - 1
    assert [call.callee for call in scan(text).calls] == ["g"]


@pytest.mark.parametrize("head", ["struct", "struct s", "enum e", "int a[] =", "int a = f(1)", "", "union"])
def test_braces_of_data_open_no_function(head: str) -> None:
    assert defined_function(head) == ("", 0)


@pytest.mark.parametrize(
    ("head", "begins"),
    [
        ("CHECKED (6, 3)\nint f(int a)", "int f"),
        ("CHECKED (6, 3)  \r\n  static int f(int a)", "static"),
        ("EXPORT(int) f(int a)", "EXPORT"),
        ("CHECKED(1)\nEXPORT(int) f(int a)", "EXPORT"),
    ],
)
def test_a_macro_on_a_line_of_its_own_is_not_of_the_head(head: str, begins: str) -> None:
    name, start = defined_function(head)
    assert (name, head[start:].startswith(begins)) == ("f", True)


@pytest.mark.parametrize(
    ("declaration", "name"),
    [
        ("double f(a, b) double a", "f"),
        ("f(a)\n  register int a", "f"),
        ("static int *f (a, b)\nstruct s *a", "f"),
        ("int f(int a)", ""),
        ("int f(int a, int b) int a", ""),
        ("int f(a)", ""),
        ("int f(a) __attribute__((pure))", ""),
        ("int b = f(a) int a", ""),
        ("int sizeof(a) int a", ""),
    ],
)
def test_heads_as_before_the_standard(declaration: str, name: str) -> None:
    assert old_function(declaration) == name
