"""What the exceptions say, and what they carry."""

import pickle

import pytest

from rewriter.errors import Refused, RewriterError, UsageError


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused("it is gone"), "it is gone"),
        (Refused("it is gone", "a.f"), "a.f: it is gone"),
        (Refused("it is gone", "a.f", 3), "a.f:3: it is gone"),
        (Refused("it is gone", line=3), "line 3: it is gone"),
        (UsageError("it is gone", "a.f", 3), "a.f:3: it is gone"),
    ],
)
def test_the_place_comes_first(error: RewriterError, words: str) -> None:
    assert str(error) == words


def test_a_refusal_in_a_file_keeps_what_it_knows() -> None:
    refused = Refused("line 5: it is gone", line=3, candidates=["b"]).in_file("a.f")
    assert (refused.reason, refused.path, refused.line, refused.candidates) == ("line 5: it is gone", "a.f", 3, ("b",))
    assert str(refused) == "a.f:3: line 5: it is gone"


def test_a_refusal_reaches_another_process_whole() -> None:
    sent = pickle.loads(pickle.dumps(Refused("it is gone", "a.f", 3, ["b"])))  # noqa: S301
    assert (str(sent), sent.candidates) == ("a.f:3: it is gone", ("b",))
