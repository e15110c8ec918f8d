"""What came of configurations, as another process reads it, and which of it is removed."""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import ToolFailed
from rewriter.search.choice import BASELINE, Choice, LoopSetting
from rewriter.search.trial import Verdict
from rewriter.tuning.fields import Field
from rewriter.tuning.store import PLAIN, PROFILED, Failure, Made, Store

A, B = (Choice(frozenset(site)) for site in "ab")
LOOP = LoopSetting("m.f90::top>do#1", "n+1", 4, "1")
WORDS = st.text(max_size=5)
FAILURES = st.builds(Failure, st.sampled_from(Verdict), WORDS, st.lists(WORDS, max_size=2).map(tuple), st.booleans())
FIELDS = st.builds(Field, st.binary(max_size=9)) | st.builds(
    Field,
    st.binary(min_size=8, max_size=8),
    st.sampled_from(["<f8", ">f4", "<i2"]),
    st.lists(st.integers(0, 9), max_size=3).map(tuple),
)
MADE = st.builds(
    Made,
    st.integers(0),
    WORDS,
    st.dictionaries(WORDS, FIELDS, max_size=3),
    st.fixed_dictionaries({PLAIN: st.frozensets(WORDS, max_size=3), PROFILED: st.frozensets(WORDS, max_size=3)}),
    st.booleans(),
)


def made(**results: Field) -> Made:
    return Made(12, "profile", results, {PLAIN: frozenset(["run"])}, reused=False)


@given(MADE | FAILURES, MADE | FAILURES)
def test_what_is_kept_last_is_what_is_read(first: Made | Failure, last: Made | Failure) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.keep(A, first)
        assert Store(Path(folder)).outcome(A) == first
        store.keep(A, last)
        assert store.outcome(A) == last
        assert store.outcome(B) is None


def test_results_keep_their_order_and_every_byte(tmp_path: Path) -> None:
    store = Store(tmp_path)
    outcome = made(z=Field(bytes(range(256))), a=Field(struct.pack("<2d", 1.0, 2.0), "<f8", (2,)), m=Field(b""))
    store.keep(A, outcome)
    found = store.outcome(A)
    assert isinstance(found, Made)
    assert list(found.results.items()) == list(outcome.results.items())


def test_a_choice_has_a_tree_and_a_log_of_its_own(tmp_path: Path) -> None:
    store = Store(tmp_path)
    choices = [
        BASELINE,
        A,
        B,
        Choice(frozenset("ab")),
        Choice(loops=frozenset([LOOP])),
        Choice(frozenset("a"), frozenset([LOOP])),
    ]
    assert len({store.tree(choice) for choice in choices}) == len({store.log(choice) for choice in choices}) == 6
    assert store.tree(A, PLAIN) == store.tree(A) / "plain"
    assert store.tree(A, PROFILED) == store.tree(A) / "profiled"
    assert store.tree(A).parent == tmp_path / "trees"
    assert store.log(A) == tmp_path / "logs" / f"{store.tree(A).name}.log"
    assert store.tree(Choice(frozenset(["a", "b"]))) == store.tree(Choice(frozenset(["b", "a"])))


def test_a_log_begins_with_what_the_configuration_is(tmp_path: Path) -> None:
    store, choice = Store(tmp_path / "new" / "work"), Choice(frozenset("ba"), frozenset([LOOP]))
    for _ in range(2):
        store.begin_log(choice)
        with store.log(choice).open("a") as file:
            file.write("more")
        text = store.log(choice).read_text()
        assert text == f"not checkpointed: a\nnot checkpointed: b\n{LOOP}\nmore", "anew each time"


def test_trees_of_others_are_removed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.settle("key")
    for choice in (BASELINE, A, B):
        store.keep(choice, made())
        store.begin_log(choice)
    store.keep_only([A, BASELINE])
    assert [store.outcome(choice) is None for choice in (BASELINE, A, B)] == [False, False, True]
    assert store.log(B).is_file(), "what was printed can still be read"
    assert (tmp_path / "trees" / "key").is_file()
    store.forget(A)
    store.forget(A)
    assert store.outcome(A) is None
    assert store.outcome(BASELINE) is not None


def test_what_was_made_of_something_else_is_removed(tmp_path: Path) -> None:
    store = Store(tmp_path / "work")
    store.settle("one")
    store.keep(A, made())
    store.settle("one")
    assert store.outcome(A) == made()
    store.settle("other")
    assert store.outcome(A) is None
    store.keep(A, made())
    store.settle("other")
    assert store.outcome(A) == made()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"verdict": "fine"}', '{"verdict": "run failed", "reason": ""}']
)
def test_a_damaged_outcome_is_told(text: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(A, made(x=Field(b"1")))
    path = store.tree(A) / "outcome.json"
    path.write_text(text)
    with pytest.raises(ToolFailed, match=r"outcome\.json: damaged; remove .*, and run the same command again$"):
        store.outcome(A)


def test_results_that_are_gone_are_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(A, made(x=Field(b"1")))
    (store.tree(A) / "results" / "0").unlink()
    with pytest.raises(ToolFailed, match=r"outcome\.json: damaged"):
        store.outcome(A)
