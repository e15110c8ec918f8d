"""Which comments of C are directives, and what they act upon."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.languages.c.directives import directive_lines, directives, reach
from rewriter.languages.c.placing import place
from rewriter.languages.model import Change
from rewriter.text.edits import edited
from tests.support.c_code import function, programs, reachable


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


@pytest.mark.parametrize("before", ["f(x);", "if (a) { f(x); }", "{ f(x);"])
@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_comment_behind_a_statement_goes_to_the_next_one(before: str, between: str) -> None:
    text = function(f"{before} /* $AD NOCHECKPOINT */{between}g(x);")
    (directive,) = directives(text)
    assert not directive.trailing
    assert text[reach(text, directive) :].startswith("g(x)")


def test_directive_before_the_end_of_a_block_reaches_nothing() -> None:
    text = function("f(x);", "/* $AD NOCHECKPOINT */") + function("f(x);")
    assert reach(text, directives(text)[0]) == -1


@settings(max_examples=100)
@given(st.data())
def test_each_directive_reaches_the_statement_it_was_placed_for(data: st.DataObject) -> None:
    text = data.draw(programs())
    bodies = [call.body for call in reachable(text)]
    after = edited(text, place(text, [Change("NOCHECKPOINT", at) for at in bodies]))
    reached = [reach(after, directive) for directive in directives(after) if directive.ours]
    assert reached == [call.body for call in reachable(after)]


@pytest.mark.parametrize(
    ("statements", "reached"),
    [
        (("/* $AD NOCHECKPOINT */", "#ifdef A", "f(x);", "#endif"), "f(x);"),
        (("/* $AD NOCHECKPOINT */", "{ f(x); }"), "f(x);"),
        (("/* $AD NOCHECKPOINT */", "out: f(x);"), "f(x);"),
        (("/* $AD NOCHECKPOINT */", "/* why */ // so", "f(x);"), "f(x);"),
        (("/* $AD NOCHECKPOINT */", "if (n) f(x);"), "if"),
        (("f(/* $AD NOCHECKPOINT */ x); g(x);",), "g(x);"),
        (("/* $AD NOCHECKPOINT */ ;", "f(x);"), ";"),
    ],
)
def test_the_next_statement_of_the_block_is_reached(statements: tuple[str, ...], reached: str) -> None:
    text = function(*statements)
    assert text[reach(text, directives(text)[0]) :].startswith(reached)


@pytest.mark.parametrize(
    ("comment", "ours"),
    [
        ("/* $AD NOCHECKPOINT rewriter */", True),
        ("// $AD NOCHECKPOINT rewriter", True),
        ("/* rewriter off: $AD NOCHECKPOINT */", True),
        ("/* $AD NOCHECKPOINT */", False),
        ("/* why\n$AD NOCHECKPOINT rewriter */", False),
        ("/* $AD NOCHECKPOINT rewriter\nwhy */", False),
        ("/* $AD NOCHECKPOINT rewriter\n$AD NOCHECKPOINT rewriter */", False),
    ],
)
def test_whose_a_directive_is(comment: str, ours: bool) -> None:
    assert {found.ours for found in directives(function(comment, "f(x);"))} == {ours}


def test_where_a_line_of_a_comment_begins() -> None:
    text = "/* why\n  $AD A\n  rewriter off: $AD B */ // $AD \\\n C d"
    lines = list(directive_lines(text))
    assert [(one.off, one.words.keyword, one.words.arguments) for one in lines] == [
        (False, "A", ""),
        (True, "B", ""),
        (False, "C", "d"),
    ]
    assert [text[one.at :][:8] for one in lines] == ["$AD A\n  ", "rewriter", "$AD \\\n C"]
    assert [text[one.start :][:2] for one in lines] == ["/*", "/*", "//"]
