"""C: what is a call, what a directive reaches, and directives into a text and out again."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Node

from rewriter.errors import Refused
from rewriter.languages.c.conditional import UNLISTED
from rewriter.languages.c.directives import directives, reach
from rewriter.languages.c.mask import mask
from rewriter.languages.c.placing import place, undo
from rewriter.languages.c.scanning import scan
from rewriter.languages.c.spans import statement_spans, statements
from rewriter.languages.model import Call, Change, Kind, Undone
from rewriter.languages.obstacle import Obstacle
from rewriter.text.edits import decode, edited, encode, line_of
from tests.support.oracles import tree_sitter_parser

GOLDEN = Path(__file__).parents[1] / "golden" / "c"
SOURCES = sorted(GOLDEN.glob("*.c"))
_ORDER = ["CHECKPOINT-END", "CHECKPOINT-START", "NOCHECKPOINT", "OFF"]


def golden(name: str) -> str:
    return decode((GOLDEN / name).read_bytes())


def in_order(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: (change.at, _ORDER.index(change.keyword), change.arguments))


def reachable(text: str) -> list[Call]:
    return [call for call in scan(text).calls if not call.obstacle]


def function(*statements: str) -> str:
    """A function with these statements, one a line."""
    return "void top(double *x, int n)\n{\n" + "".join(f"    {one}\n" for one in statements) + "}\n"


def only_call(text: str, callee: str) -> Call:
    (call,) = (call for call in scan(text).calls if call.callee == callee)
    return call


# scan


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


# directives


@pytest.mark.parametrize(
    "comment",
    [
        "/* $AD NOCHECKPOINT */",
        "/*$AD NOCHECKPOINT*/",
        "/*   $ad    nocheckpoint */",
        "// $AD NOCHECKPOINT",
        "//$AD NOCHECKPOINT",
        "//\\\n $AD NOCHECKPOINT",
        "// $AD \\\n NOCHECKPOINT",
        "/*\n $AD NOCHECKPOINT */",
        "/*\r\n $AD NOCHECKPOINT */",
        "/* why\n $AD NOCHECKPOINT */",
        "/* $AD NOCHECKPOINT because\n it is slow */",
        "/* $AD NOCHECKPOINTING */",
    ],
)
def test_live_spellings(comment: str) -> None:
    text = function(comment, "f(x);")
    (directive,) = directives(text)
    assert directive.keyword == "NOCHECKPOINT"
    assert text[directive.start : directive.end] == comment
    assert not directive.ours and not directive.trailing
    assert text[reach(text, directive) :].startswith("f(x);")


@pytest.mark.parametrize(
    "comment",
    [
        "/** $AD NOCHECKPOINT */",
        "/*\n * $AD NOCHECKPOINT */",
        "/// $AD NOCHECKPOINT",
        "/*\t$AD NOCHECKPOINT */",
        "/* $AD\tNOCHECKPOINT */",
        "/* $AD\n NOCHECKPOINT */",
        "/*$ADNOCHECKPOINT */",
        "/* why $AD NOCHECKPOINT */",
        "// why \\\n $AD NOCHECKPOINT",
        "/* $AD */",
        'f("/* $AD NOCHECKPOINT */");',
        "#pragma $AD NOCHECKPOINT",
    ],
)
def test_inert_spellings(comment: str) -> None:
    assert directives(function(comment, "f(x);")) == []


def test_several_in_one_comment() -> None:
    text = function("/* $AD CHECKPOINT-START\n $AD NOCHECKPOINT here */ f(x);")
    assert [(one.keyword, one.arguments) for one in directives(text)] == [
        ("CHECKPOINT-START", ""),
        ("NOCHECKPOINT", "here"),
    ]
    with pytest.raises(Refused, match="line 3: OFF: there are two directives"):
        place(text, [Change("OFF", directives(text)[0].start)])


def test_trailing() -> None:
    text = function("f(x); /* $AD NOCHECKPOINT */", "{ // $AD NOCHECKPOINT", "f(x); }")
    assert [one.trailing for one in directives(text)] == [True, False]


def test_directive_before_the_end_of_a_block_reaches_nothing() -> None:
    text = function("f(x);", "/* $AD NOCHECKPOINT */") + function("f(x);")
    assert reach(text, directives(text)[0]) == -1


# place and undo


def test_golden_switched() -> None:
    before, after = golden("switched.before.c"), golden("switched.after.c")
    changes = [Change("NOCHECKPOINT", call.body) for call in reachable(before)]
    assert edited(before, place(before, changes)) == after
    assert undo(after) == Undone(before, changes)


def test_golden_fragments() -> None:
    """Fragments with calls inside that keep nothing, and the user's own directives switched off."""
    before, after = golden("fragments.before.c"), golden("fragments.after.c")
    body = [call.body for call in scan(before).calls]
    changes = [Change("NOCHECKPOINT", body[n]) for n in (0, 2, 5)]
    changes += [Change("CHECKPOINT-START", body[n]) for n in (0, 3)]
    changes += [Change("CHECKPOINT-END", body[n]) for n in (1, 4)]
    changes += [Change("OFF", directive.start) for directive in directives(before)]
    assert edited(before, place(before, changes)) == after
    assert undo(after) == Undone(before, in_order(changes))
    assert [one.arguments for one in directives(after) if one.keyword == "OFF"] == ["NOCHECKPOINT"] * 3


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_newlines_are_those_of_the_file(newline: str) -> None:
    text = function("f(x);").replace("\n", newline)
    after = edited(text, place(text, [Change("NOCHECKPOINT", reachable(text)[0].body)]))
    assert after.replace(newline, "").count("\n") == 0
    assert f"{newline}    /* $AD NOCHECKPOINT rewriter */{newline}    f(x);{newline}" in after


@pytest.mark.parametrize(
    ("statements_", "first", "last", "reason"),
    [
        (("a();", "b();"), "a", "b", "last statement of its block"),
        (("{ a(); b(); }", "c();"), "a", "b", "last statement of its block"),
        (("a();", "b();", "break;"), "a", "b", "a label, a jump"),
        (("a();", "b();", "out: c();"), "a", "b", "a label, a jump"),
        (("a();", "b();", ";"), "a", "b", "a label, a jump"),
        (("a();", "out: b();", "c();"), "a", "b", "a label stands between"),
        (("a();", "{ b(); c(); }"), "a", "b", "another block"),
        (("if (n) a();", "b();", "c();"), "a", "b", "unbraced body"),
        (("a();", "if (n) b();", "c();"), "a", "b", "unbraced body"),
        (("do { a(); b(); c(); } while (n);",), "a", "b", "do loop"),
        (("b();", "d();", "a();", "c();"), "a", "b", "no CHECKPOINT-START before"),
    ],
)
def test_refused_fragments(statements_: tuple[str, ...], first: str, last: str, reason: str) -> None:
    text = function(*statements_)
    changes = [
        Change("CHECKPOINT-START", only_call(text, first).body),
        Change("CHECKPOINT-END", only_call(text, last).body),
    ]
    with pytest.raises(Refused, match=rf"^line \d+: CHECKPOINT-(START|END): .*{reason}"):
        place(text, changes)


def test_refused_fragments_side_by_side() -> None:
    text = function("a();", "b();", "c();")
    a, b, _ = (call.body for call in scan(text).calls)
    pairs = [(keyword, at) for at in (a, b) for keyword in ("CHECKPOINT-START", "CHECKPOINT-END")]
    with pytest.raises(Refused, match="the same place"):
        place(text, [Change(keyword, at) for keyword, at in pairs])
    with pytest.raises(Refused, match="no CHECKPOINT-END after"):
        place(text, [Change("CHECKPOINT-START", a)])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Change("BINOMIAL-CKP", 0, "10 3 1"), "does not compile"),
        (Change("II-LOOP", 0), "not a directive"),
        (Change("NOCHECKPOINT", 0, "*/ evil(); /*"), "takes no arguments"),
        (Change("OFF", 0), "no directive"),
        (Change("CHECKPOINT-START", 0), "no statement"),
    ],
)
def test_refused(change: Change, reason: str) -> None:
    with pytest.raises(Refused, match=rf"^line 1: {change.keyword}: .*{reason}"):
        place(function("f(x);"), [change])


@pytest.mark.parametrize(
    "text", ["/* $AD NOCHECKPOINT rewriter */\n", "int a;\n/* $AD CHECKPOINT-END rewriter */\nint b;\n"]
)
def test_undo_refuses_what_lost_its_statement(text: str) -> None:
    with pytest.raises(Refused, match=r"^line \d+: the statement of this .* is gone"):
        undo(text)


def test_undo_of_what_was_reformatted() -> None:
    """Ours goes even where somebody has moved it; the bytes around it stay."""
    text = function("/*$AD  nocheckpoint   REWRITER*/   f(x);")
    base, changes = undo(text)
    assert base == function("  f(x);")
    assert changes == [Change("NOCHECKPOINT", only_call(base, "f").body)]


# laws

_SPACE = [" ", "  ", "\t", "\n", "\r\n", " \n\t", "/* c(1); */", " // it's\n", "/*\n*/ ", "\n\n"]
_CALLS = st.sampled_from(
    [["f", "(", "x", ")"], ["g", "(", "h", "(", "x", ")", ",", '"};/*"', ")"], ["p", "->", "f", "(", ")"]]
)


def _simple() -> st.SearchStrategy[list[str]]:
    return st.one_of(
        _CALLS.map(lambda call: [*call, ";"]),
        _CALLS.map(lambda call: ["y", "=", *call, "+", "f", "(", "x", ")", ";"]),
        _CALLS.map(lambda call: ["double", "z", "=", *call, ";"]),
        _CALLS.map(lambda call: ["out", ":", *call, ";"]),
        st.sampled_from(
            [["y", "+=", "1.e-3", ";"], [";"], ["return", "'\\''", ";"], ["x", "[", "1", "]", "=", "'{'", ";"]]
        ),
    )


def _compound(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    block = st.lists(inner, max_size=4).map(lambda parts: ["{", *(word for part in parts for word in part), "}"])
    heads = st.sampled_from(
        [["if", "(", "n", ")"], ["for", "(", ";", ";", "x", "++", ")"], ["while", "(", "f", "(", "x", ")", ")"]]
    )
    return st.one_of(
        block,
        st.builds(lambda head, body: head + body, heads, st.one_of(block, inner)),
        st.builds(lambda a, b: ["if", "(", "n", ")", *a, "else", *b], block, inner),
        st.builds(lambda body: ["do", *body, "while", "(", "n", ")", ";"], block),
    )


_STATEMENTS = st.recursive(_simple(), _compound, max_leaves=12)
_FUNCTIONS = st.lists(_STATEMENTS, max_size=8).map(
    lambda parts: ["int", "name", "(", "int", "n", ")", "{", *(word for part in parts for word in part), "}"]
)


@st.composite
def layouts(draw: st.DrawFn, words: list[str]) -> str:
    """A text of these words, however spaced; user's directives and cpp lines among them."""
    random = Random(draw(st.integers(0, 2**32)))
    text = random.choice(["", "#define A(x) { \\\n f(x)\n", "/* \xe9 */\n"])
    for left, right in zip(words, [*words[1:], ";"], strict=True):
        glued = not (left[-1].isalnum() and right[0].isalnum()) and left[-1] + right[0] not in ("++", "/*", "//")
        text += left + random.choice([""] * glued * 5 + _SPACE)
        if left in (";", "{", "}"):
            text += random.choice(["", "", "", "\n/* $AD NOCHECKPOINT mine */", " // $ad nocheckpoint\n"])
    return text


@st.composite
def programs(draw: st.DrawFn) -> str:
    words = [word for part in draw(st.lists(_FUNCTIONS, min_size=1, max_size=2)) for word in part]
    text = draw(layouts(words))
    return text + draw(st.sampled_from(["", "\n", "\r\n"]))


@st.composite
def changes_for(draw: st.DrawFn, text: str) -> list[Change]:
    """Changes that ``place`` accepts: calls not to checkpoint, at most one fragment, directives of the user's off."""
    calls = reachable(text)
    bodies = [call.body for call in calls]
    changes = [Change("NOCHECKPOINT", at) for at in bodies if draw(st.booleans())]
    changes += [Change("OFF", one.start) for one in directives(text) if draw(st.booleans())]
    if bodies:
        first, last = draw(st.sampled_from(bodies)), draw(st.sampled_from(bodies))
        fragment = [Change("CHECKPOINT-START", first), Change("CHECKPOINT-END", last)]
        try:
            place(text, fragment)
        except Refused:
            return changes
        changes += fragment
    return changes


@settings(max_examples=100)
@given(st.data())
def test_undo_is_the_inverse_of_place(data: st.DataObject) -> None:
    text = data.draw(programs())
    changes = data.draw(changes_for(text))
    after = edited(text, place(text, data.draw(st.permutations(changes))))
    assert undo(after) == Undone(text, in_order(changes))
    assert undo(text) == Undone(text, [])
    base, found = undo(after)
    assert edited(base, place(base, found)) == after


@settings(max_examples=100)
@given(st.data())
def test_placing_changes_no_statement_and_no_call(data: st.DataObject) -> None:
    text = data.draw(programs())
    after = edited(text, place(text, data.draw(changes_for(text))))
    assert statements(after) == statements(text)

    def seen(one: str) -> list[tuple[str, Obstacle | None, int, Kind]]:
        ours = scan(one)
        return [(one[call.start : call.end], call.obstacle, call.procedure, call.kind) for call in ours.calls]

    assert seen(after) == seen(text)


@settings(max_examples=100)
@given(st.data())
def test_each_directive_reaches_the_statement_it_was_placed_for(data: st.DataObject) -> None:
    text = data.draw(programs())
    bodies = [call.body for call in reachable(text)]
    after = edited(text, place(text, [Change("NOCHECKPOINT", at) for at in bodies]))
    reached = [reach(after, directive) for directive in directives(after) if directive.ours]
    assert reached == [call.body for call in reachable(after)]


@settings(max_examples=100)
@given(st.data())
def test_statements_do_not_depend_on_layout(data: st.DataObject) -> None:
    words = [word for part in data.draw(st.lists(_FUNCTIONS, min_size=1, max_size=2)) for word in part]
    texts = [data.draw(layouts(words)) for _ in range(2)]
    one, two = ([words for words in statements(text) if words[0] != "#"] for text in texts)
    assert one == two
    assert " ".join(one) == " ".join(words)


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
