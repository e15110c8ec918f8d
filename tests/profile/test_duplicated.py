"""The estimated cost of duplicated primal calls, by hand and against an unfolded run."""

from __future__ import annotations

from hypothesis import given
from pytest import approx

from rewriter.profile.calltree import UNSEEN, Episode, Profile, Recording, Repeat, Visit
from rewriter.profile.duplicated import duplicated_primal
from tests.support.call_trees import LOOP, flat, profile, site, trees


def test_sites_that_never_ran_split_have_none() -> None:
    assert duplicated_primal(LOOP) == [0.0, 0.0]


def test_a_forward_sweep_with_what_is_below_it() -> None:
    # outer ran split 4 times in 2 s; each calls twice the checkpointed inner, whose primal takes 3 s / 8 on average,
    # and begins an episode in which inner is called once more.
    inner, outer = Visit(0, 0, 16, 0), Visit(0, 1, UNSEEN, 2)
    run = profile(
        [site("inner", joint_visits=8, advance=3.0), site("outer", split_visits=4, forward=2.0, backward=9.0)],
        [
            Recording((), 1),
            Recording((inner,), 0),
            Recording((Repeat(2, (inner,)), Episode(1)), 0),
            Recording((Repeat(4, (outer,)),), 0),
        ],
    )
    assert duplicated_primal(run) == [0.0, approx(2.0 + 4 * 3 * 3.0 / 8)]


def test_only_the_visits_that_ran_split_count() -> None:
    run = profile(
        [site("f", joint_visits=3, split_visits=2, advance=6.0, forward=1.0)],
        [Recording((), 0), Recording((Repeat(3, (Visit(0, 0, 8, 0),)), Repeat(2, (Visit(0, 0, UNSEEN, 0),))), 0)],
    )
    assert duplicated_primal(run) == [1.0]


@given(trees())
def test_it_is_that_of_the_unfolded_run(tree: Profile) -> None:
    costs = [0.0] * len(tree.sites)

    def primal(recording: Recording) -> float:
        """Seconds; on the way, each visit that ran split is booked."""
        total = 0.0
        for item in flat(recording.items):
            below = primal(tree.recordings[item.recording])
            if isinstance(item, Episode):
                total += below
                continue
            called = tree.sites[item.site]
            if item.snapshot == UNSEEN:
                own = called.forward / called.split_visits + below
                costs[item.site] += own
            else:
                own = called.advance / called.joint_visits
            total += own
        return total

    primal(tree.recordings[tree.runs[0][1]])
    assert duplicated_primal(tree) == approx(costs)
