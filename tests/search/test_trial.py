"""What became of a configuration, written and read again."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from rewriter.search.choice import BASELINE, Choice, LoopSetting
from rewriter.search.judging import Measured
from rewriter.search.trial import Trial, Verdict, from_json, to_json

WORDS = st.text(max_size=5)
SECONDS = st.lists(st.floats(allow_nan=False), max_size=3).map(tuple)
MEASURED = st.builds(Measured, SECONDS, st.integers(0), st.integers(0))
CHOICES = st.builds(
    Choice,
    st.frozensets(WORDS, max_size=3),
    st.frozensets(st.builds(LoopSetting, WORDS, WORDS, st.integers(1, 9), WORDS), max_size=2),
)


@given(
    st.builds(
        Trial,
        CHOICES,
        st.none() | MEASURED,
        reference=SECONDS,
        failure=st.none() | st.sampled_from(Verdict),
        reason=WORDS,
        sites=st.lists(WORDS, max_size=2).map(tuple),
        log=WORDS,
    )
)
def test_what_is_written_is_read(tried: Trial) -> None:
    read = from_json(json.loads(json.dumps(to_json(tried))))
    assert read == tried
    assert type(read.failure) is type(tried.failure)


def test_the_words_for_verdicts_are_those_of_journals_already_written() -> None:
    assert {verdict.name: str(verdict) for verdict in Verdict} == {
        "BASELINE": "baseline",
        "KEPT": "kept",
        "START": "start",
        "BEST": "best so far",
        "OVER_BUDGET": "over budget",
        "NOT_BETTER": "not better beyond noise",
        "GRADIENT_DIFFERS": "gradient differs",
        "IGNORED": "directive ignored",
        "NOT_APPLIED": "cannot be applied",
        "NOT_DIFFERENTIATED": "differentiation failed",
        "NOT_BUILT": "build failed",
        "NOT_RUN": "run failed",
        "TIMED_OUT": "timed out",
    }


def test_what_is_not_said_is_nothing() -> None:
    assert Trial(BASELINE, None) == Trial(BASELINE, None, (), None, "", (), "")


def test_a_record_is_plain_values() -> None:
    tried = Trial(Choice(frozenset("a")), Measured((1.5,), 7, 8), (2.0,), Verdict.NOT_RUN, "why", ("a",), "x.log")
    assert json.loads(json.dumps(to_json(tried))) == {
        "choice": {"sites": ["a"], "loops": []},
        "measured": {"seconds": [1.5], "peak": 7, "resident": 8},
        "reference": [2.0],
        "failure": "run failed",
        "reason": "why",
        "sites": ["a"],
        "log": "x.log",
    }
