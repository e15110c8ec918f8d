"""CALL statements, function references and macro calls: what is one, where it stands, and what hinders a directive."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran import scan
from rewriter.languages.fortran.calls import calls
from rewriter.languages.fortran.mask import masked
from rewriter.languages.fortran.structure import structure
from rewriter.languages.model import Call, Form, Kind, ProblemKind, Scan
from rewriter.languages.obstacle import Code
from tests.support.other_files import references


def read(*lines: str, form: Form = "free") -> Scan:
    """A subroutine with these lines."""
    margin = "" if form == "free" else "      "
    return scan("\n".join([f"{margin}subroutine s(x)", *lines, f"{margin}end", ""]), "", form)


def shown(read: Scan, *functions: str) -> list[tuple[str, str]]:
    """Callee and words of each call, the functions with these names included."""
    found = references(read, " ".join(functions)) if functions else read.calls
    return [(call.callee, read.text[call.start : call.end]) for call in found]


def code(call: Call) -> Code | None:
    return None if call.obstacle is None else call.obstacle.code


def only(statement: str, *functions: str) -> Call:
    (call,) = references(read(statement), " ".join(functions))
    return call


@pytest.mark.parametrize(
    ("line", "callee", "words"),
    [
        ("  CALL F", "f", "CALL F"),
        ("call f ( x, (y) ) ! why", "f", "call f ( x, (y) )"),
        ("call f(x); y = 1", "f", "call f(x)"),
        ("10 call f", "f", "call f"),
        ("call f(a, & ! why\n  b)", "f", "call f(a, & ! why\n  b)"),
        ("if (a) call f(x)", "f", "call f(x)"),
        ("call a%b(1)%run(x)", "a%b%run", "call a%b(1)%run(x)"),
        ("call f<<<g, b>>>(x)", "f", "call f<<<g, b>>>(x)"),
        ("call f<<<g, b>>>", "f", "call f<<<g, b>>>"),
        ("!$ call f(x)", "f", "call f(x)"),
    ],
)
def test_calls_in_free_form(line: str, callee: str, words: str) -> None:
    assert shown(read(line)) == [(callee, words)]


@pytest.mark.parametrize(
    ("line", "callee", "words"),
    [
        ("      callf(x)", "f", "callf(x)"),
        ("   10 call f oo(x)", "foo", "call f oo(x)"),
        ("      c all f(x)", "f", "c all f(x)"),
        ("      if (a) ca ll f", "f", "ca ll f"),
        ("      call f(a,\n     &  b)", "f", "call f(a,\n     &  b)"),
        ("\tcall f", "f", "call f"),
        ("c$    call f(x)", "f", "call f(x)"),
    ],
)
def test_calls_in_fixed_form(line: str, callee: str, words: str) -> None:
    assert shown(read(line, form="fixed-72")) == [(callee, words)]


@pytest.mark.parametrize(
    "line",
    [
        "call = 1",
        "call(1) = 2",
        "call f(x) = 1",
        "x = 'call f'",
        "! call f",
        "called = f",
        "recall f",
        "print *, call f",
    ],
)
def test_what_is_no_call(line: str) -> None:
    assert shown(read(line)) == []


def test_assignments_that_begin_as_calls_do_are_none_and_are_understood() -> None:
    found = read("      called(1) = 2", "      callf = 1", form="fixed-72")
    assert (found.calls, found.problems) == ([], [])


def test_calls_come_in_the_order_of_the_text() -> None:
    found = read("!$ call a", "call b; call c", "if (x) call d", "!$ call e").calls
    assert [call.callee for call in found] == list("abcde")
    assert [call.procedure for call in found] == [0] * 5


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("call f", Kind.CALL),
        ("10 call f", Kind.CALL | Kind.LABELLED),
        ("1 call f", Kind.CALL | Kind.LABELLED),
        ("y = 1; call f", Kind.CALL | Kind.AFTER_SEMICOLON),
        ("if (a) call f", Kind.CALL | Kind.ONE_LINE_IF),
        ("y = 1; 10 if (a) call f", Kind.CALL | Kind.ONE_LINE_IF | Kind.LABELLED | Kind.AFTER_SEMICOLON),
        ("call a%f", Kind.CALL | Kind.METHOD),
        ("!$ call f", Kind.CALL | Kind.SENTINEL),
        ("y = f(x)", Kind.FUNCTION),
        ("10 if (a) y = f(x)", Kind.FUNCTION | Kind.ONE_LINE_IF | Kind.LABELLED),
        ("if (f(x)) y = 1", Kind.FUNCTION),
    ],
)
def test_kinds(statement: str, kind: Kind) -> None:
    assert only(statement, "f").kind == kind


def test_the_body_is_what_a_one_line_if_guards() -> None:
    text = read("10 if (a) call f(x)")
    (call,) = text.calls
    assert text.text[call.statement :].startswith("if (a)")
    assert call.body == call.start


@pytest.mark.parametrize(
    ("statement", "hinders"),
    [
        ("call f(x)", None),
        ("call f(x + 1)", Code.COMPUTED),
        ("y = f(x + 1)", Code.COMPUTED),
        ("call a%f(x)", Code.METHOD),
        ("!$ call f(x)", Code.SENTINEL),
        ("if (f(x) > 1) then", Code.HEADER),
        ("if (f(x) > 1) y = 1", Code.HEADER),
        ("do i = 1, f(x)", Code.HEADER),
        ("print *, f(x)", Code.NO_ASSIGNMENT),
        ("if (a) y = f(x)", None),
        ("y(f(x)) = 1", None),
        (f"y = f({'(' * 199}x{')' * 199})", None),
        (f"y = f({'(' * 200}x{')' * 200})", Code.DEEP),
    ],
)
def test_obstacles(statement: str, hinders: Code | None) -> None:
    assert code(only(statement, "f")) == hinders


def test_a_label_that_ends_a_loop_hinders_only_the_opening_of_an_if() -> None:
    def codes(*lines: str) -> list[Code | None]:
        return [code(call) for call in references(read(*lines), "f")]

    assert codes("do 10 i = 1, 2", "10 if (a) call g(x)") == [Code.DO_LABEL]
    assert codes("do 10 i = 1, 2", "10 if (a) y = f(x)") == [Code.DO_LABEL]
    assert codes("do 10 i = 1, 2", "10 call g(x)") == [None]
    assert codes("do 20 i = 1, 2", "10 if (a) call g(x)", "20 continue") == [None]
    # The loop of another procedure, and one that begins only later.
    assert codes("do 10 i = 1, 2", "10 y = 1", "end", "subroutine t", "10 if (a) call g(x)") == [None]
    assert codes("10 if (a) call g(x)", "end", "subroutine t", "do 10 i = 1, 2", "10 y = 1") == [None]


def test_of_the_calls_of_one_statement_the_one_evaluated_first_can_be_switched() -> None:
    def reached(statement: str) -> list[str]:
        found = references(read(statement), "f g h")
        assert {code(call) for call in found} <= {None, Code.NOT_FIRST, Code.COMPUTED}
        return [call.callee for call in found if not call.obstacle]

    assert reached("y = f(g(x)) + h(x)") == ["g"]
    assert reached("call f(g(x), h(x))") == ["g"]
    assert reached("call t(f(x), x)") == ["f"]
    assert reached("y = f(x) + g(x + 1)") == ["f"]
    assert reached("y = f(x + 1) + g(x)") == []
    assert reached("y = f(x); z = g(x)") == ["f", "g"]


def test_a_name_that_is_declared_with_dimensions_is_an_array() -> None:
    for declaration in (
        "real f(10)",
        "real, dimension(10) :: f",
        "dimension f(2)",
        "common /b/ f(3)",
        "type(t) :: f(1)",
    ):
        assert shown(read(declaration, "y = f(1)"), "f") == [], declaration
    for declaration in ("real f", "external f", "real, external :: f", "real, dimension(10) :: g", "real g(f(2))"):
        assert ("f", "f(1)") in shown(read(declaration, "y = f(1)"), "f"), declaration
    text = "subroutine a\nreal f(2)\ny = f(1)\nend\nsubroutine b\ny = f(1)\nend\n"
    (call,) = references(scan(text, ".f90"), "f")
    assert call.start == text.rindex("f(1)")


@pytest.mark.parametrize(
    "statement",
    ["f(1) = 2", "if (a) f(1) = 2", "y = a%f(1)", "y = ff(1)", "y = f", "y = f_(1)", "call f(x)", "y = f(1"],
)
def test_what_is_no_reference(statement: str) -> None:
    assert [call for call in references(read(statement), "f") if call.kind & Kind.FUNCTION] == []


def test_a_function_refers_to_itself_only_where_its_result_has_another_name() -> None:
    body = "\n  y = f(x - 1)\n  f = y\nend function\n"
    assert shown(scan("recursive function f(x)" + body, ".f90"), "f") == []
    assert shown(scan("recursive function f(x) result(y)" + body, ".f90"), "f") == [("f", "f(x - 1)")]


def test_macro_calls_are_statements_of_a_file_with_cpp_lines() -> None:
    assert shown(read("#include <m.h>", "BIG(x, y)", "10 BIG (x)")) == [("big", "BIG(x, y)"), ("big", "BIG (x)")]
    assert shown(read("BIG(x, y)")) == []
    assert shown(read("#if 1", "write(*,*)", "BIG(x) = 1", "BIG(x) + (y)", "y = 1; BIG(x)")) == []
    assert shown(scan("#if 1\nBIG(x)\n#endif\n", ".F90")) == [], "outside of all units"


def problems(text: str) -> list[ProblemKind]:
    hidden = masked(text, "free")
    return [problem.kind for problem in calls(hidden, text, "free", structure(hidden))[1]]


def test_what_is_not_understood_is_told() -> None:
    assert problems("call f(a\ny = 1\n") == [ProblemKind.PARENTHESES]
    assert problems("call f(a) b\n") == [ProblemKind.STATEMENT]
    assert problems("call f(a)\ncall f\n") == []


def test_parentheses_that_only_cpp_can_balance() -> None:
    text = "#ifdef B\ncall f(a, &\n#else\ncall f(b, &\n#endif\n  c)\n"
    assert problems(text) == []
    assert shown(scan(text, ".F90", "free")) == [("f", text[text.index("call") : -1])]
    assert problems("call f(a, &\ncall f(b, &\n  c)\n") == [ProblemKind.PARENTHESES]
    assert problems("#if 1\n#endif\ncall f(a\ny = 1\n") == [ProblemKind.PARENTHESES], "far from all cpp lines"
