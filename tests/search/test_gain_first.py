"""The largest gain of time that is within the budget, whatever it does to the stack."""

from __future__ import annotations

from dataclasses import replace

from rewriter.search.gain_first import propose
from tests.support.situations import estimate, sites, situation

KNOWN = {
    "a": estimate(1.0, 10),
    "b": estimate(3.0, 40),
    "c": estimate(2.0, -5),
    "d": estimate(0.0, -99),
    "e": estimate(-1.0, -99),
}


def test_what_gains_most_comes_first() -> None:
    assert sites(propose(situation(KNOWN))) == "b"
    assert sites(propose(situation(KNOWN, tried=["b"]))) == "c"
    assert sites(propose(situation(KNOWN, at_once=2))) == "bc"


def test_what_gains_nothing_is_left_alone() -> None:
    assert sites(propose(situation(KNOWN, at_once=5))) == "abc"
    assert propose(situation(KNOWN, tried=["a", "b", "c"])) is None


def test_what_is_kept_stays_and_is_not_proposed_again() -> None:
    assert sites(propose(situation(KNOWN, kept="b"))) == "bc"
    assert propose(situation(KNOWN, kept="abc")) is None


def test_only_what_is_within_the_budget() -> None:
    assert sites(propose(situation(KNOWN, budget=39))) == "c"
    assert sites(propose(situation(KNOWN, budget=40))) == "b"


def test_of_equal_gains_the_first_in_the_source() -> None:
    assert sites(propose(situation({name: estimate(1.0, 0) for name in "ab"}))) == "a"


def test_only_sites_that_may_be_switched_and_that_the_run_reached() -> None:
    now = situation(KNOWN)
    assert sites(propose(replace(now, touchable=("a", "x")))) == "a"
    assert propose(replace(now, knowledge=None)) is None
