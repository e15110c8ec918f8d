"""The words of a directive, and whether they are ours."""

from __future__ import annotations

import pytest

from rewriter.languages.directive_text import DirectiveText, parsed


@pytest.mark.parametrize(
    ("comment", "keyword", "arguments"),
    [
        ("$AD NOCHECKPOINT", "NOCHECKPOINT", ""),
        ("$ad  NoCheckpoint  ", "NOCHECKPOINT", ""),
        ("$AD II-LOOP i  j ", "II-LOOP", "i  j"),
        ("$AD nochecKPOINTx", "NOCHECKPOINT", "x"),
        ("$AD unheard-of a", "UNHEARD-OF", "a"),
        ("$AD CHECKPOINT-END\r", "CHECKPOINT-END", ""),
    ],
)
def test_of_the_users(comment: str, keyword: str, arguments: str) -> None:
    assert parsed(comment) == DirectiveText(keyword, arguments, ours=False)


@pytest.mark.parametrize(
    ("comment", "read"),
    [
        ("$AD NOCHECKPOINT rewriter", DirectiveText("NOCHECKPOINT", "", True)),
        ("$AD nocheckpoint REWRITER  \r", DirectiveText("NOCHECKPOINT", "", True)),
        ("$AD NOCHECKPOINT rewriter if .", DirectiveText("NOCHECKPOINT", "", True, "if", ".")),
        ("$AD NOCHECKPOINT rewriter IF;12+ a%25", DirectiveText("NOCHECKPOINT", "", True, "if;12+", "a%25")),
        ("$AD CHECKPOINT-START rewriter split -", DirectiveText("CHECKPOINT-START", "", True, "split", "-")),
        ("$AD BINOMIAL-CKP nt+1  10 1 rewriter", DirectiveText("BINOMIAL-CKP", "nt+1  10 1", True)),
    ],
)
def test_ours(comment: str, read: DirectiveText) -> None:
    assert parsed(comment) == read


@pytest.mark.parametrize(
    "comment",
    [
        "$AD NOCHECKPOINT rewriter if",
        "$AD NOCHECKPOINT rewriter if . .",
        "$AD NOCHECKPOINT x rewriter",
        "$AD NOCHECKPOINTrewriter",
        "$AD CHECKPOINT-START rewriter if .",
        "$AD CHECKPOINT rewriter",
        "$AD BINOMIAL-CKP nt+1 10 rewriter",
        "$AD rewriter",
    ],
)
def test_what_bears_our_word_but_is_not_what_we_place(comment: str) -> None:
    assert not parsed(comment).ours


@pytest.mark.parametrize("comment", ["", "$AD", "$AD ", "NOCHECKPOINT", " $AD NOCHECKPOINT", "$ADNOCHECKPOINT"])
def test_what_is_no_directive_is_a_mistake_of_the_caller(comment: str) -> None:
    with pytest.raises(ValueError, match="not a directive"):
        parsed(comment)
