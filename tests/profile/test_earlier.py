"""What earlier runs say of sites that ran split in this one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rewriter.profile.calltree import UNSEEN, Profile, Recording, Repeat, Site, Visit
from rewriter.profile.earlier import Seen, seen
from tests.support.call_trees import profile, site


def run(*sites: Site, snapshots: tuple[tuple[int, int], ...] = ()) -> Profile:
    """A run that visits sites, each with a snapshot of a size."""
    visits = tuple(Visit(0, index, size, 0) for index, size in snapshots)
    return profile(sites, [Recording((), 1), Recording(visits, 0)])


SPLIT = site("f", 10, split_visits=4)
JOINT = site("f", 12, joint_visits=4, write=1.0, advance=2.0, read=3.0)
HERE = run(SPLIT, snapshots=((0, UNSEEN),))
THERE = run(JOINT, snapshots=((0, 40), (0, 16), (0, 24)))


def test_the_smallest_and_largest_snapshot_and_the_seconds_of_a_visit() -> None:
    assert seen(HERE, [THERE]) == {0: Seen(16, 40, 1.5)}


def test_snapshots_in_loops_count_too() -> None:
    looped = replace(THERE, recordings=(Recording((), 1), Recording((Repeat(4, (Visit(0, 0, 8, 0),)),), 0)))
    assert seen(HERE, [looped]) == {0: Seen(8, 8, 1.5)}


def test_of_several_runs_the_last_that_knows_counts() -> None:
    later = run(JOINT, snapshots=((0, 99),))
    assert seen(HERE, [THERE, later, HERE]) == {0: Seen(99, 99, 1.5)}
    assert seen(HERE, [later, THERE])[0].smallest == 16


def test_the_same_site_is_the_kth_of_its_callee_by_line() -> None:
    here = run(replace(SPLIT, line=30), site("g", 5, split_visits=1), replace(SPLIT, line=20))
    there = run(replace(JOINT, line=21), replace(JOINT, line=33), snapshots=((0, 1), (1, 2)))
    assert {index: found.smallest for index, found in seen(here, [there]).items()} == {2: 1, 0: 2}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (HERE, run(replace(JOINT, callee="g"), snapshots=((0, 8),))),
        (HERE, run(replace(JOINT, file="other.f90"), snapshots=((0, 8),))),
        (HERE, run(JOINT, replace(JOINT, line=13), snapshots=((0, 8), (1, 8)))),
        (HERE, run(JOINT)),  # its snapshots were not seen
        (HERE, run(SPLIT, snapshots=((0, 8),))),  # its cost was not
        (run(JOINT), THERE),  # nothing need be known of it
    ],
    ids=["callee", "file", "number", "no snapshot", "split there", "checkpointed here"],
)
def test_what_tells_nothing(here: Profile, there: Profile) -> None:
    assert seen(here, [there]) == {}
