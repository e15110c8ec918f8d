"""Taking directives out of Fortran: the very bytes again, or a refusal that names the line."""

from __future__ import annotations

import pytest

from rewriter.errors import Refused
from rewriter.languages.fortran.undoing import undo
from rewriter.languages.model import Change, Form


@pytest.mark.parametrize("text", ["", "x = 1\n", "!$AD NOCHECKPOINT\ncall f\n", "! rewriter was here\ncall rewriter\n"])
def test_a_text_without_our_mark_stays(text: str) -> None:
    assert undo(text, "free") == (text, [])


@pytest.mark.parametrize(
    ("text", "form", "before"),
    [
        ("!$AD NOCHECKPOINT rewriter\ncall f\n", "free", "call f\n"),
        ("  ! $ad nocheckpoint REWRITER  \r\ncall f\r\n", "free", "call f\r\n"),
        ("C$AD NOCHECKPOINT rewriter\n      call f\n", "fixed-72", "      call f\n"),
        ("!$AD NOCHECKPOINT rewriter\n! why\n\n10 call f", "free", "! why\n\n10 call f"),
        ("!$AD II-LOOP\n!$AD NOCHECKPOINT rewriter\ncall f\n", "free", "!$AD II-LOOP\ncall f\n"),
    ],
)
def test_what_is_placed_before_a_statement(text: str, form: Form, before: str) -> None:
    undone = undo(text, form)
    assert undone == (before, [Change("NOCHECKPOINT", before.index("call f"))])


def test_a_statement_behind_a_semicolon_goes_back_there() -> None:
    text = "x = 1\n  !$AD NOCHECKPOINT rewriter split ;..\n  call f\n"
    assert undo(text, "free") == ("x = 1;  call f\n", [Change("NOCHECKPOINT", 8)])


def test_an_opened_if_is_closed() -> None:
    text = "if (a) then\n  !$AD NOCHECKPOINT rewriter if ..\n  call f\nend if\nx = 1\n"
    assert undo(text, "free") == ("if (a)  call f\nx = 1\n", [Change("NOCHECKPOINT", 8)])


def test_an_end_of_a_fragment_belongs_to_the_statement_before_it() -> None:
    text = "!$AD CHECKPOINT-START rewriter\ncall f\n! why\n!$AD CHECKPOINT-END rewriter\nx = 1\n"
    assert undo(text, "free") == (
        "call f\n! why\nx = 1\n",
        [Change("CHECKPOINT-END", 0), Change("CHECKPOINT-START", 0)],
    )
    for newline in ("\n", "\r\n"):
        assert undo(f"call f{newline}!$AD CHECKPOINT-END rewriter", "free") == ("call f", [Change("CHECKPOINT-END", 0)])


@pytest.mark.parametrize(
    ("text", "form", "before"),
    [
        ("!rewriter off: !$AD II-LOOP\nx = 1\n", "free", "!$AD II-LOOP\nx = 1\n"),
        ("x = 1 !rewriter off: !$AD II-LOOP\n", "free", "x = 1 !$AD II-LOOP\n"),
        ("C rewriter off: C$AD II-LOOP\n      x = 1\n", "fixed-72", "C$AD II-LOOP\n      x = 1\n"),
    ],
)
def test_a_directive_that_was_switched_off_is_on_again(text: str, form: Form, before: str) -> None:
    at = before.lower().index("$ad") - 1
    assert undo(text, form) == (before, [Change("OFF", at)])


def test_arguments_come_back() -> None:
    text = "!$AD BINOMIAL-CKP n+1 5 1 rewriter\ndo i = 1, n\nend do\n"
    assert undo(text, "free").changes == [Change("BINOMIAL-CKP", 0, "n+1 5 1")]


@pytest.mark.parametrize(
    "text",
    [
        "x = '!rewriter off: !$AD II-LOOP'\n",
        "x = 1 !$AD NOCHECKPOINT rewriter\n",
        "! see !$AD NOCHECKPOINT rewriter\ncall f\n",
        "x = '&\n&!$AD NOCHECKPOINT rewriter\n'\n",
    ],
)
def test_what_looks_like_ours_where_we_place_nothing_stays(text: str) -> None:
    assert undo(text, "free") == (text, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n!$AD NOCHECKPOINT rewriter\n", "line 2: no statement after this directive"),
        ("x = 1\n!$AD NOCHECKPOINT rewriter split ;.\n! new\ny = 2\n", "line 3: text was added between the directive"),
        (
            "if (a) then\n!$AD NOCHECKPOINT rewriter if .\n! new\ncall f\nend if\n",
            "line 3: text was added between the directive",
        ),
    ],
)
def test_what_was_changed_so_that_the_old_bytes_cannot_be_had_is_refused(text: str, message: str) -> None:
    with pytest.raises(Refused, match=f"^{message}"):
        undo(text, "free")


def test_several_of_ours_may_stand_between_one_and_its_statement() -> None:
    text = "x = 1\n!$AD CHECKPOINT-START rewriter split ;.\n!$AD NOCHECKPOINT rewriter\ncall f\n"
    assert undo(text, "free") == ("x = 1; call f\n", [Change("CHECKPOINT-START", 7), Change("NOCHECKPOINT", 7)])
