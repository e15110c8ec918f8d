"""Variables that have the name of a function: what is called by it is not known."""

from __future__ import annotations

import pytest

from rewriter.languages.c.scanning import scan
from rewriter.languages.model import Kind
from rewriter.languages.obstacle import Code


def pointers(text: str) -> list[str]:
    """The calls through pointers, each with its function."""
    read = scan(text)
    return [
        f"{read.procedures[call.procedure].name}>{call.callee}"
        for call in read.calls
        if call.kind & Kind.METHOD and call.obstacle is not None and call.obstacle.code is Code.METHOD
    ]


@pytest.mark.parametrize(
    "parameter",
    [
        "double (*f)(double)",
        "int n, double *(*const f)(double *, int)",
        "fn_t f",
        "fn_t *f, int n",
        "double f(double)",
        "double (*f[3])(double)",
    ],
)
def test_a_parameter_hides_the_function_in_its_own_function(parameter: str) -> None:
    text = f"double f(double x) {{ return x; }}\nvoid g({parameter}) {{ f(1.0); }}\nvoid h(void) {{ f(2.0); }}\n"
    assert pointers(text) == ["g>f"]


def test_a_parameter_of_an_old_head() -> None:
    assert pointers("void g(f)\n  double (*f)();\n{\n  f(1.0);\n}\n") == ["g>f"]


@pytest.mark.parametrize(
    "declaration",
    [
        "double (*f)(double);",
        "static double (*f)(double) = 0;",
        "double a, (*f)(double);",
        "fn_t f;",
        "fn_t f = pick(1);",
        "const fn_t a = p, f = q;",
        "fn_t f[2];",
        "struct s *f;",
        "int n; { fn_t f; f(1.0); }",
    ],
)
def test_a_local_hides_the_function_in_its_own_function(declaration: str) -> None:
    text = f"void g(void)\n{{\n  {declaration}\n  f(1.0);\n}}\nvoid h(void) {{ f(2.0); }}\n"
    assert set(pointers(text)) == {"g>f"}


@pytest.mark.parametrize(
    "declaration",
    ["double (*f)(double);", "static fn_t f = 0;", "extern fn_t a, f;", 'extern "C" { double (*f)(double); }'],
)
def test_a_variable_of_the_file_hides_the_function_in_all_of_it(declaration: str) -> None:
    calls = "void g(void) { f(1.0); }\nvoid h(void) { f(2.0); }\n"
    assert pointers(f"{declaration}\n{calls}") == ["g>f", "h>f"]
    assert pointers(f"int first(void) {{ return 1; }}\n{declaration}\n{calls}") == ["g>f", "h>f"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "double f(double);",
        "static double f (double x) { return x; }",
        "void apply(double (*f)(double));",
        "void apply(fn_t f);",
        "typedef double (*f)(double);",
        "struct f { int n; };",
        "struct ops { int n; double (*f)(double); fn_t f; };",
    ],
)
def test_what_declares_no_variable_of_the_file_hides_nothing(elsewhere: str) -> None:
    assert pointers(f"{elsewhere}\nvoid g(void) {{ f(1.0); }}\n") == []


@pytest.mark.parametrize(
    "statement",
    [
        "double f(double);",
        "double y = f(3.0);",
        "void apply(double (*f)(double), fn_t f);",
        "if (a) f(3.0);",
        "if (*f) (b);",
        "a = b * f(3.0);",
        "apply(a, f);",
        "return (x, f(3.0));",
    ],
)
def test_what_declares_no_variable_of_the_function_hides_nothing(statement: str) -> None:
    assert pointers(f"double g(double x)\n{{\n  f(1.0);\n  {statement}\n}}\n") == []


def test_a_call_through_a_pointer_declares_none() -> None:
    assert [name for name in pointers("void g(void)\n{\n  (*f)(1.0);\n  f(2.0);\n}\n") if name == "g>f"] == []


def test_what_no_directive_reaches_anyway_stays_as_it_is() -> None:
    (first, second) = scan("void g(fn_t f)\n{\n  y = h(x) + f(x);\n}\n").calls
    assert not first.obstacle
    assert second.obstacle is not None and second.obstacle.code is Code.NOT_FIRST
