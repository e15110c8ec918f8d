"""The model against sums done by hand, and against slow simulations of random call trees."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from rewriter.profile.calltree import UNSEEN, Profile, Recording, Repeat, Visit
from rewriter.profile.model import Model, Prediction
from tests.support.call_trees import FLUX, LOOP, STEP, profile, simulated_peak, site, trees


def test_all_checkpointed() -> None:
    # At the last step: 1000 + 9 snapshots of 40; in it flux is reversed 8 above that, 100 high: 1468.
    # main's turn: 1000 + 10 * 40 + 5 = 1405; step's turn: 1360 + 8 + 16 + 30 = 1414.
    assert Model(LOOP).predict([]) == Prediction(seconds=18.5, peak=1468, at_least=False, rough=False)


def test_one_site_not_checkpointed() -> None:
    # flux leaves 100 in place of 16: step's turn is at 1360 + 8 + 100 + 30 = 1498.
    assert Model(LOOP).predict([FLUX]) == Prediction(seconds=17.0, peak=1498, at_least=True, rough=False)
    # step leaves 8 + 16 + 30 = 54 in place of 40: main's turn is at 1545, flux in the last step at 1000 + 9*54 + 108.
    assert Model(LOOP).predict([STEP]) == Prediction(seconds=15.5, peak=1594, at_least=True, rough=False)


def test_nested_sites_do_not_add() -> None:
    # Neither is: step leaves 8 + 100 + 30 = 138, main's turn is at 1000 + 1380 + 5.
    # Changing flux alone costs 30 bytes and step alone 126, both together 917.
    assert Model(LOOP).predict([STEP, FLUX]) == Prediction(seconds=14.0, peak=2385, at_least=True, rough=False)


def test_a_site_that_ran_split_has_an_unknown_snapshot() -> None:
    # step ran split: 2 s in its own forward sweep, and below it flux, whose duplicated primal takes 0.1 s a call.
    split = profile(
        [LOOP.sites[FLUX], site("step", split_visits=10, forward=2.0)],
        [*LOOP.recordings[:2], Recording((Repeat(10, (Visit(0, STEP, UNSEEN, 1),)),), 5)],
        base=1000,
        wall=20.0,
    )
    model = Model(split)
    assert model.measured == {STEP}
    assert model.predict([STEP]) == Prediction(20.0, 1594, at_least=False, rough=False)
    # Its snapshots take nothing as far as is known, so flux is reversed at 1000 + 8, step's turn at 1000 + 54.
    assert model.predict([]) == Prediction(20.0 + 2.0 + 10 * 0.1, 1108, at_least=True, rough=True)


def test_a_site_that_ran_both_ways_counts_as_checkpointed() -> None:
    # flux is called twice: once checkpointed with a snapshot of 16, once not.
    both = profile(
        [site("flux", joint_visits=1, split_visits=1, write=1.0, forward=0.5)],
        [Recording((), 100), Recording((Visit(0, 0, 16, 0), Visit(0, 0, UNSEEN, 0)), 0)],
        wall=9.0,
    )
    model = Model(both)
    assert model.measured == frozenset()
    # Of the second visit the snapshot was not seen.
    now, then = model.predict([]), model.predict([0])
    assert (now.seconds, now.at_least, now.rough) == (9.0, True, False)
    assert then == Prediction(8.0, 200, at_least=True, rough=False)


def test_an_earlier_run_tells_what_was_not_seen() -> None:
    split = profile(
        [
            LOOP.sites[FLUX],
            replace(LOOP.sites[STEP], joint_visits=0, split_visits=10, write=0.0, advance=0.0, read=0.0),
        ],
        [*LOOP.recordings[:2], Recording((Repeat(10, (Visit(0, STEP, UNSEEN, 1),)),), 5)],
        base=1000,
        wall=17.0,
    )
    # With the snapshots of 40 bytes and the 0.3 s a visit of the run in which step was checkpointed.
    assert Model(split, [LOOP]).predict([]) == Prediction(20.0, 1468, at_least=False, rough=False)
    # Where they differ, the smallest is certain.
    visits = (Visit(0, STEP, 40, 1), Repeat(9, (Visit(0, STEP, 48, 1),)))
    uneven = replace(LOOP, recordings=(*LOOP.recordings[:2], Recording(visits, 5)))
    assert Model(split, [uneven]).predict([]) == Prediction(20.0, 1468, at_least=True, rough=False)
    # A directive has moved the line.
    moved = replace(LOOP, sites=(LOOP.sites[FLUX], replace(LOOP.sites[STEP], line=99)))
    assert Model(split, [moved]).predict([]) == Model(split, [LOOP]).predict([])
    # Another file tells nothing, nor do two calls of which one was not reached here.
    elsewhere = replace(LOOP, sites=(LOOP.sites[FLUX], replace(LOOP.sites[STEP], file="other.f90")))
    two = replace(LOOP, sites=(*LOOP.sites, replace(LOOP.sites[STEP], line=99)))
    for other in (elsewhere, two):
        assert Model(split, [other]).predict([]) == Model(split).predict([])


def test_recursion() -> None:
    # The site's callee visits it again: 3 levels, each pushing 10 before the call, snapshots of 5, the last level 10.
    deep = profile(
        [site("rec", joint_visits=2)],
        [Recording((), 10), Recording((Visit(10, 0, 5, 0),), 0), Recording((Visit(10, 0, 5, 1),), 0)],
    )
    # Joint: 10 + 10 + 10 at the innermost turn. Split: the same 30, there being one call at each level.
    assert Model(deep).predict([]).peak == 30
    assert Model(deep).predict([0]).peak == 30


def test_a_loop_of_a_million_visits_of_a_loop() -> None:
    rows = Recording((Repeat(1_000_000, (Repeat(1_000, (Visit(-8, 0, 16, 0),)),)),), 0)
    model = Model(profile([site("f")], [Recording((), 24), rows]))
    assert (
        model.predict([]).peak == 8 * 1_000_000_000 + 8
    )  # the last visit: 8 less 8, then f reversed 24 high, on 8e9-8
    assert model.predict([0]).peak == 16 * 1_000_000_000


def test_an_empty_run() -> None:
    assert Model(profile([], [], (), base=64)).predict([]).peak == 64


CHOICES = st.sets(st.integers(0, 3))


@given(trees(), CHOICES)
def test_peak_is_that_of_a_simulation(tree: Profile, choice: set[int]) -> None:
    chosen = frozenset(choice & set(range(len(tree.sites))))
    assert Model(tree).predict(chosen).peak == simulated_peak(tree, chosen)


@given(trees(split=False), CHOICES, CHOICES)
def test_time_adds_up_over_sites(tree: Profile, one: set[int], other: set[int]) -> None:
    sites = set(range(len(tree.sites)))
    model = Model(tree)
    one, other = one & sites, other & sites - one
    gained = [tree.wall - tree.overhead - model.predict(choice).seconds for choice in (one, other, one | other)]
    assert gained[2] == approx(gained[0] + gained[1])


@given(trees())
def test_what_was_measured_is_no_guess(tree: Profile) -> None:
    model = Model(tree)
    now = model.predict(model.measured)
    assert now.seconds == tree.wall - tree.overhead
    assert not now.rough and not now.at_least
