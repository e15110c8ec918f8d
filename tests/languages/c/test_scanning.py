"""What one reading of a C file gives: functions, calls, macros, problems."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Node

from rewriter.languages.c.conditional import UNLISTED
from rewriter.languages.c.directives import directives
from rewriter.languages.c.mask import mask
from rewriter.languages.c.scanning import scan
from rewriter.languages.c.spans import statement_spans
from rewriter.text.edits import encode, line_of
from tests.support.c_code import golden
from tests.support.oracles import tree_sitter_parser

UNEQUAL_BRANCHES = """\
void f(double *a)
{
#ifdef D
  if (g(a)) {
    p(a);
#else
  { if (h(a)) { e = 1; } }
  if (k(a)) {
#endif
    q(a);
  }
  last(a);
}
"""


def test_calls_of_branches_that_open_different_blocks_are_all_listed() -> None:
    result = scan(UNEQUAL_BRANCHES)
    assert [call.callee for call in result.calls] == ["g", "p", "h", "k", "q", "last"]
    assert [procedure.name for procedure in result.procedures] == ["f"]
    assert not result.problems


def test_calls_of_branches_that_leave_a_parenthesis_open_are_told_of() -> None:
    text = "void f(int a)\n{\n#ifdef D\n  g(a,\n#else\n  h(1, a,\n#endif\n    2);\n}\n"
    result = scan(text)
    assert [call.callee for call in result.calls] == ["g"]
    assert [(line_of(text, problem.offset), problem.reason) for problem in result.problems] == [(5, UNLISTED)]


@pytest.mark.parametrize("name", ["traps", "branches"])
def test_calls_are_those_read_off_by_eye(name: str) -> None:
    """One line a call: its line, procedure, callee and kind; ``!`` where no directive reaches it."""
    text = golden(f"{name}.c")
    result = scan(text)
    assert not result.problems
    shown = [
        f"{line_of(text, call.start)} {result.procedures[call.procedure].name}>{call.callee} {call.kind.name}"
        + (" !" if call.obstacle else "")
        for call in result.calls
    ]
    assert shown == golden(f"{name}.calls").splitlines()


def test_functions_and_macros() -> None:
    result = scan(golden("traps.c"))
    text = result.text
    assert [
        (one.name, one.kind, line_of(text, one.start), line_of(text, one.end - 1)) for one in result.procedures
    ] == [
        ("old_style", "function", 18, 23),
        ("chosen", "function", 25, 28),
        ("calls", "function", 30, 80),
        ("main", "function", 82, 82),
    ]
    assert all(text[one.start - 1] == "\n" and text[one.end - 1] == "}" for one in result.procedures)
    assert result.defines == {"old_style", "chosen", "calls", "main"}
    assert result.macros == {"SQUARE", "TWICE"}
    assert result.form == "c"


@pytest.mark.parametrize(
    "text",
    [
        "int a[] = { f(1) };\n",
        "struct s { int (*f)(int); };\n",
        "enum e { A = f(1) };\n",
        "int f(int);\n",
        "TABLE(f(1));\n",
        'extern "C" { int f(int); }\n',
    ],
)
def test_nothing_is_called_outside_of_functions(text: str) -> None:
    result = scan(text)
    assert (result.procedures, result.calls, result.problems) == ([], [], [])


def test_functions_inside_of_linkage_braces() -> None:
    assert scan('extern "C" {\nint f(int a) { return g(a); }\n}\n').defines == {"f"}


@pytest.mark.parametrize(
    "text",
    [
        "void f(void)\n{\n  if (1) {\n    g();\n}\n",
        "void f(void)\n{\n    g();\n    }\n  h();\n}\n",
        "void f(void)\n{\n  g((1;\n}\n",
        "void f(void)\n{\n  g(1));\n}\n",
        'void f(void)\n{\n  g("a);\n}\n',
        "}\n",
    ],
)
def test_what_follows_the_unreadable_is_read(text: str) -> None:
    result = scan(text + "void last(void)\n{\n    h();\n}\n")
    assert result.problems
    call = result.calls[-1]
    assert (call.callee, result.procedures[call.procedure].name) == ("h", "last")


def _tree_sitter_calls(text: str) -> dict[tuple[int, int], str]:
    """Spans of the call expressions, and their text."""
    found: dict[tuple[int, int], str] = {}
    waiting: list[Node] = [tree_sitter_parser("c").parse(encode(text)).root_node]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.type == "call_expression":
            found[node.start_byte, node.end_byte] = text[node.start_byte : node.end_byte]
    return found


@pytest.mark.parametrize(
    ("path", "theirs_alone", "ours_alone"),
    [
        ("traps.c", set(), set()),
        ("branches.c", {"dead(x)"}, {"two(x,\n#ifdef A\n        n)"}),
        ("switched.before.c", set(), set()),
        ("switched.after.c", set(), set()),
        ("fragments.before.c", set(), set()),
        ("fragments.after.c", set(), set()),
    ],
)
def test_tree_sitter_sees_the_same(path: str, theirs_alone: set[str], ours_alone: set[str]) -> None:
    """But for dead code, and a call with cpp lines in its arguments."""
    text = golden(path)
    theirs = _tree_sitter_calls(text)
    ours = {(call.start, call.end): text[call.start : call.end] for call in scan(text).calls}
    assert {words for span, words in theirs.items() if span not in ours} == theirs_alone
    assert {words for span, words in ours.items() if span not in theirs} == ours_alone


_PIECES = [
    *("(", ")", "{", "}", ";", "=", '"', "'", "/*", "*/", "//", "#", ":", "?", ",", "->", ".", "[", "]", "x", "\\"),
    *("if", "else", "do", "while", "for", "case", "default", "int", "void", "f(", "g(x);", "f(a) =", "f(a) {"),
    *("#if\n", "#else\n", "#endif\n", "#if 0\n", "#define A(x)", "\n", "\r\n", "\t", " ", "\xe9"),
    *("/* $AD NOCHECKPOINT */", "// $AD CHECKPOINT-END rewriter\n", "/* rewriter off: $AD NOCHECKPOINT */"),
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
def test_anything_can_be_read(text: str) -> None:
    result = scan(text)
    assert result.text == text
    assert len(mask(text).code) == len(text)
    for call in result.calls:
        assert call.statement <= call.start < call.end <= len(text)
        assert call.procedure < len(result.procedures)
    for procedure in result.procedures:
        assert 0 <= procedure.start < procedure.end <= len(text)
    assert [at for at, _ in statement_spans(text)] == sorted(at for at, _ in statement_spans(text))
    for directive in directives(text):
        assert text[directive.start : directive.start + 2] in ("/*", "//")


@pytest.mark.parametrize(
    ("line", "macros"),
    [
        ("#define A(x) x", {"A"}),
        ("  #  define A(x) \\\n x", {"A"}),
        ("#define A (x)", set()),
        ("#define A", set()),
        ("// #define A(x)", set()),
        ("#if 0\n#define A(x)\n#endif", {"A"}),
    ],
)
def test_macros_that_look_like_functions(line: str, macros: set[str]) -> None:
    assert scan(f"{line}\n").macros == macros


def test_braces_that_do_not_match_are_read_by_indentation() -> None:
    result = scan("void f(void)\n{\n  if (a) {\n    b();\n}\n\nvoid g(void)\n{\n  c();\n}\n")
    assert [(one.callee, result.procedures[one.procedure].name) for one in result.calls] == [("b", "f"), ("c", "g")]
    assert result.problems
