"""Which comments of C are directives, and what they act upon."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.languages.c.directives import directives, reach
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


def test_trailing() -> None:
    text = function("f(x); /* $AD NOCHECKPOINT */", "{ // $AD NOCHECKPOINT", "f(x); }")
    assert [one.trailing for one in directives(text)] == [True, False]


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
