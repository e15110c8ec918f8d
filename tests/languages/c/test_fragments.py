"""Where CHECKPOINT-START and CHECKPOINT-END may stand in C."""

from __future__ import annotations

import pytest

from rewriter.errors import Refused
from rewriter.languages.c.fragments import checked, steps
from rewriter.languages.c.mask import mask
from rewriter.languages.c.placing import place
from rewriter.languages.c.scanning import scan
from rewriter.languages.model import Change
from tests.support.c_code import function, only_call


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


def shown(text: str) -> list[tuple[str, int]]:
    """Each chunk from its body on, and its block, counted anew."""
    blocks: dict[int, int] = {}
    return [
        (text[step.body : step.end], blocks.setdefault(step.block, len(blocks))) for step in steps(text, mask(text))
    ]


def test_steps_know_their_block() -> None:
    text = "void f(void) { a; { b; } c; }\nvoid g(void) { d; }\n"
    assert shown(text) == [
        ("a;", 0),
        ("{", 0),
        ("b;", 1),
        ("}", 1),
        ("c;", 0),
        ("}", 0),
        ("d;", 2),
        ("}", 2),
    ]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("a;", (True, False, False)),
        ("if (n) a;", (True, True, False)),
        ("out: a;", (True, False, True)),
        ("if (n) {", (False, False, False)),
        ("out: {", (False, False, True)),
    ],
)
def test_what_a_step_is(statement: str, expected: tuple[bool, bool, bool]) -> None:
    text = function(statement)
    step = steps(text, mask(text))[0]
    assert (step.simple, step.one_line, step.labelled) == expected


def test_where_the_statement_of_an_end_ends() -> None:
    text = function("a();", "b(x,", "  n);", "c();")
    first, last = (only_call(text, name).body for name in "ab")
    wanted = [Change("CHECKPOINT-START", first), Change("CHECKPOINT-END", last), Change("NOCHECKPOINT", first)]
    assert checked(text, mask(text), wanted) == {last: text.index("n);") + 3}


@pytest.mark.parametrize("after", ["c();", "return;", "if (n) { c(); }", "{ c(); }", "for (;;) c();"])
def test_what_may_follow_a_fragment(after: str) -> None:
    text = function("a();", "b();", after)
    first, last = (only_call(text, name).body for name in "ab")
    assert checked(text, mask(text), [Change("CHECKPOINT-START", first), Change("CHECKPOINT-END", last)])


def test_fragments_nest() -> None:
    text = function("a();", "if (n) {", "b();", "out: x();", "c();", "y();", "}", "d();", "e();")
    a, b, c, d = (only_call(text, name).body for name in "abcd")
    outer = [Change("CHECKPOINT-START", a), Change("CHECKPOINT-END", d)]
    assert list(checked(text, mask(text), outer)) == [d], "a label in another block does no harm"
    text = text.replace("out: ", "")
    a, b, c, d = (only_call(text, name).body for name in "abcd")
    ends = [Change("CHECKPOINT-END", at) for at in (d, c)]
    starts = [Change("CHECKPOINT-START", at) for at in (b, a)]
    assert list(checked(text, mask(text), [*ends, *starts])) == [d, c]


def test_a_block_can_begin_a_fragment_but_not_end_one() -> None:
    text = function("if (n) {", "a();", "}", "b();", "c();")
    block, last = text.index("if"), only_call(text, "b").body
    start = Change("CHECKPOINT-START", block)
    assert checked(text, mask(text), [start, Change("CHECKPOINT-END", last)])
    with pytest.raises(Refused, match=r"^line 3: CHECKPOINT-END: only a statement that ends with ';'"):
        checked(text, mask(text), [start, Change("CHECKPOINT-END", block)])


def test_functions_are_not_joined() -> None:
    text = function("a();", "c();") + function("b();", "d();")
    first, last = (only_call(text, name).body for name in "ab")
    with pytest.raises(Refused, match="another block"):
        checked(text, mask(text), [Change("CHECKPOINT-START", first), Change("CHECKPOINT-END", last)])
