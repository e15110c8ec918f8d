"""Comments that seem to have been meant for directives, and those that mean that one is switched off."""

from __future__ import annotations

import pytest

from rewriter.languages.lookalikes import corrected, intended


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("$AD\tNOCHECKPOINT", "NOCHECKPOINT"),
        ("\t$AD nocheckpoint", "NOCHECKPOINT"),
        ("$AD: CHECKPOINT-START", "CHECKPOINT-START"),
        ("AD BINOMIAL-CKP n+1 10 1", "BINOMIAL-CKP n+1 10 1"),
        ("$DA NOCHECKPOINT", "NOCHECKPOINT"),
        ("AD$ CHECKPOINT-END", "CHECKPOINT-END"),
        ("$AD NOCHEKPOINT", "NOCHECKPOINT"),
    ],
)
def test_mistakes(comment: str, words: str) -> None:
    assert intended(comment) == words


@pytest.mark.parametrize(
    "comment",
    [
        *("!$AD NOCHECKPOINT", "C$AD NOCHECKPOINT", "CCC$AD NOCHECKPOINT", "$ADNOCHECKPOINT", "$NO AD NOCHECKPOINT"),
        *("$NOAD NOCHECKPOINT", "$ AD NOCHECKPOINT", "note: $AD NOCHECKPOINT", "AD checkpointing starts", ""),
        *("AD is done here", "ADJ STORE x", "$ADJ NOCHECKPOINT", "$AD"),
    ],
)
def test_what_is_switched_off_or_prose(comment: str) -> None:
    assert intended(comment) == ""


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("NOCHEKPOINT", "NOCHECKPOINT"),
        ("NO-CHECKPOINT why", "NOCHECKPOINT"),
        ("NO CHECKPOINT", "NOCHECKPOINT"),
        ("NOCKPT", "NOCHECKPOINT"),
        ("checkpoint start", "CHECKPOINT-START"),
        ("CHECKPOINT_END", "CHECKPOINT-END"),
        ("BINOMIAL_CKP n+1 10 1", "BINOMIAL-CKP n+1 10 1"),
        ("NOCHECKPOINT start", ""),
        ("CHECKPOINT", ""),
        ("DEBUG-HERE x", ""),
        ("JOINT", ""),
    ],
)
def test_keywords(words: str, right: str) -> None:
    assert corrected(words) == right
