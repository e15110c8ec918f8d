"""One greedy step: which suggestions are followed together, and what is tried after they failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rewriter.profile.estimates import Estimate
from rewriter.profile.model import Prediction
from rewriter.search.choice import Choice, LoopSetting
from rewriter.search.greedy import step
from rewriter.search.state import SearchState

PEAKS = {"a": 1, "b": 2, "c": 4, "d": 8, "e": 16}


@dataclass(frozen=True)
class Peaks:
    """A model in which every site adds its bytes to the stack."""

    estimates: Mapping[str, Estimate] = field(default_factory=dict)

    def predict(self, unchecked: Iterable[str]) -> Prediction:
        return Prediction(0.0, sum(PEAKS[site] for site in unchecked), at_least=False, rough=False)


def situation(kept: str = "", tried: Iterable[str] = (), budget: int | None = None, at_once: int = 1) -> SearchState:
    return SearchState(
        tuple("abcde"),
        kept=Choice(frozenset(kept)),
        tried=frozenset(Choice(frozenset(sites)) for sites in (kept, *tried)),
        knowledge=Peaks(),
        budget=budget,
        at_once=at_once,
    )


def proposed(now: SearchState, suggestions: str = "abcde") -> str | None:
    choice = step(now, suggestions)
    return None if choice is None else "".join(sorted(choice.sites))


def test_the_first_suggestions_are_followed() -> None:
    assert proposed(situation()) == "a"
    assert proposed(situation(), "dcba") == "d"
    assert proposed(situation(at_once=3), "edcba") == "cde"
    assert proposed(situation("e", at_once=2)) == "abe"
    assert proposed(situation(at_once=9), "ab") == "ab"


def test_nothing_is_left() -> None:
    assert proposed(situation(), "") is None
    assert proposed(situation(tried=["a"]), "a") is None


def test_what_was_tried_alone_is_left_out() -> None:
    assert proposed(situation(tried=["a", "b"])) == "c"
    assert proposed(situation(tried=["a"], at_once=3)) == "bcd"
    # It was tried beside others that have been kept since, so it is no longer the same configuration.
    assert proposed(situation("e", tried=["a"])) == "ae"


def test_what_failed_together_is_halved() -> None:
    assert proposed(situation(tried=["abcd"], at_once=4)) == "ab"
    assert proposed(situation(tried=["abcd", "ab"], at_once=4)) == "a"
    assert proposed(situation(tried=["abc"], at_once=3), "abc") == "a"
    assert proposed(situation(tried=["abcd", "ab", "a"], at_once=4)) == "bcde"
    assert proposed(situation("e", tried=["abcde"], at_once=4)) == "abe"


def test_the_budget_holds_for_all_that_is_chosen() -> None:
    assert proposed(situation(budget=2)) == "a"
    assert proposed(situation(budget=2, at_once=2)) == "a"
    assert proposed(situation(budget=3, at_once=2)) == "ab"
    assert proposed(situation(budget=5, at_once=2), "dcba") == "ac", "what does not fit is passed over"
    assert proposed(situation("d", budget=9, at_once=3)) == "ad"
    assert proposed(situation("d", budget=8)) is None


def test_without_a_budget_or_a_profile_everything_fits() -> None:
    assert proposed(situation(at_once=5)) == "abcde"
    assert proposed(replace(situation(budget=0, at_once=5), knowledge=None)) == "abcde"


def test_settings_of_loops_are_not_predicted() -> None:
    kept = Choice(loops=frozenset([LoopSetting("m.f90::top>do#1", "n", 4, "1")]))
    now = replace(situation(budget=1), kept=kept)
    assert step(now, "dcba") == kept.adding("a")
