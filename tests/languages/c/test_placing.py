"""Directives into a text of C and out again, to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.errors import Refused
from rewriter.languages.c.directives import directives
from rewriter.languages.c.placing import place, undo
from rewriter.languages.c.scanning import scan
from rewriter.languages.c.spans import statements
from rewriter.languages.model import Change, Kind, Undone
from rewriter.languages.obstacle import Obstacle
from rewriter.text.edits import edited
from tests.support.c_code import changes_for, function, golden, only_call, programs, reachable

_ORDER = ["CHECKPOINT-END", "CHECKPOINT-START", "NOCHECKPOINT", "OFF"]


def in_order(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: (change.at, _ORDER.index(change.keyword), change.arguments))


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


def test_one_of_two_directives_in_a_comment_is_not_switched_off() -> None:
    text = function("/* $AD CHECKPOINT-START\n $AD NOCHECKPOINT here */ f(x);")
    with pytest.raises(Refused, match="line 3: OFF: there are two directives"):
        place(text, [Change("OFF", directives(text)[0].start)])


def test_undo_of_what_was_reformatted() -> None:
    """Ours goes even where somebody has moved it; the bytes around it stay."""
    text = function("/*$AD  nocheckpoint   REWRITER*/   f(x);")
    base, changes = undo(text)
    assert base == function("  f(x);")
    assert changes == [Change("NOCHECKPOINT", only_call(base, "f").body)]


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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    f(x);\n", "    /* $AD NOCHECKPOINT rewriter */\n    f(x);\n"),
        ("\tf(x); /* why */\n", "\t/* $AD NOCHECKPOINT rewriter */\n\tf(x); /* why */\n"),
        ("if (n) f(x);\n", "if (n) /* $AD NOCHECKPOINT rewriter */ f(x);\n"),
        ("if (n)\n  f(x);\n", "if (n)\n  /* $AD NOCHECKPOINT rewriter */\n  f(x);\n"),
        ("out: f(x);\n", "out: /* $AD NOCHECKPOINT rewriter */ f(x);\n"),
        ("n = 1; f(x);\n", "n = 1; /* $AD NOCHECKPOINT rewriter */ f(x);\n"),
        ("/* why */ f(x);\n", "/* why */ /* $AD NOCHECKPOINT rewriter */ f(x);\n"),
        ("#ifdef A\nf(x);\n#endif\n", "#ifdef A\n/* $AD NOCHECKPOINT rewriter */\nf(x);\n#endif\n"),
        ("n = f(\\\n  x);\n", "/* $AD NOCHECKPOINT rewriter */\nn = f(\\\n  x);\n"),
    ],
)
def test_where_a_directive_goes(before: str, after: str) -> None:
    text = f"void s(void) {{\n{before}}}\n"
    placed = edited(text, place(text, [Change("NOCHECKPOINT", only_call(text, "f").body)]))
    assert placed == f"void s(void) {{\n{after}}}\n"
    assert undo(placed).text == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  f(x);\n  g(x);\n", "  f(x);\n  /* $AD CHECKPOINT-END rewriter */\n  g(x);\n"),
        ("  f(x); // why\n  g(x);\n", "  f(x); // why\n  /* $AD CHECKPOINT-END rewriter */\n  g(x);\n"),
        ("  f(x); g(x);\n", "  f(x); /* $AD CHECKPOINT-END rewriter */ g(x);\n"),
        ("  f(x,\n    x);\n  g(x);\n", "  f(x,\n    x);\n  /* $AD CHECKPOINT-END rewriter */\n  g(x);\n"),
        ("  f(x); /* a\n b */ g(x);\n", "  f(x); /* $AD CHECKPOINT-END rewriter */ /* a\n b */ g(x);\n"),
    ],
)
def test_where_an_end_goes(before: str, after: str) -> None:
    text = f"void s(void) {{\n  a();\n{before}}}\n"
    start, end = (
        Change("CHECKPOINT-START", only_call(text, "a").body),
        Change("CHECKPOINT-END", only_call(text, "f").body),
    )
    placed = edited(text, place(text, [end, start]))
    assert placed == f"void s(void) {{\n  /* $AD CHECKPOINT-START rewriter */\n  a();\n{after}}}\n"
    assert undo(placed) == Undone(text, [start, end])


def test_an_end_stands_before_what_else_is_placed_there() -> None:
    text = "void s(void) {\n  a();\n    b();\n}\n"
    a, b = (only_call(text, name).body for name in "ab")
    changes = [Change("NOCHECKPOINT", b), Change("CHECKPOINT-START", a), Change("CHECKPOINT-END", a)]
    placed = edited(text, place(text, changes))
    assert [one.keyword for one in directives(placed)] == ["CHECKPOINT-START", "CHECKPOINT-END", "NOCHECKPOINT"]


def test_a_directive_of_the_users_is_switched_off_where_it_stands() -> None:
    text = function("/*$AD NOCHECKPOINT*/ f(x); // $ad nocheckpoint", "f(x);")
    off = [Change("OFF", one.start) for one in directives(text)]
    placed = edited(text, place(text, off))
    assert placed == function("/*rewriter off: $AD NOCHECKPOINT*/ f(x); // rewriter off: $ad nocheckpoint", "f(x);")
    assert undo(placed) == Undone(text, off)
