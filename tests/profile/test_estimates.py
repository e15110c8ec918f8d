"""Single-site estimates, two ways, and by hand."""

from __future__ import annotations

from hypothesis import given

from rewriter.profile.calltree import Profile, Recording, Repeat, Visit
from rewriter.profile.estimates import COST, GAIN, NEUTRAL, by_callee, by_site
from rewriter.profile.model import Model
from rewriter.profile.ranks import rows
from tests.support.call_trees import LOOP, merged_changes, profile, site, trees


@given(trees(lowest=0, split=False, episodes=False))
def test_the_model_and_the_incremental_rule_agree(tree: Profile) -> None:
    changes = merged_changes(tree)
    assert {e.sites[0]: e.peak for e in by_site(Model(tree)) if e.calls} == changes


def test_by_hand() -> None:
    flux, step = by_site(Model(LOOP))
    # 1498 - 1468 and 1594 - 1468: see the tests of the model.
    assert (flux.calls, flux.snapshot, flux.snapshots, flux.seconds, flux.peak) == (10, 16, 160, 1.5, 30)
    assert (step.calls, step.snapshot, step.snapshots, step.seconds, step.peak) == (10, 40, 400, 3.0, 126)
    assert flux.at_least and step.checkpointed and not step.rough


def test_the_three_groups_in_their_order() -> None:
    # All are called once from main, in the order of their lines; a level of 100 bytes is reversed last of all.
    tree = profile(
        [
            site("gain", 1, joint_visits=1),  # a snapshot of 20, a tape of 4
            site("cheap", 2, joint_visits=1, advance=1.0),  # a snapshot of 2, a tape of 4: 0.5 s a byte
            site("dear", 3, joint_visits=1, advance=1.0),  # a snapshot of 0, a tape of 4: 0.25 s a byte
            site("zero", 4, joint_visits=1, advance=1.0),  # snapshot and tape of 4
            site("also", 5, joint_visits=1, advance=0.5),  # the same
        ],
        [
            Recording((), 4),
            Recording(tuple(Visit(0, s, size, 0) for s, size in enumerate((20, 2, 0, 4, 4))), 100),
        ],
    )
    ordered = rows([Model(tree)])
    assert [(row.callee, row.group, row.peak.high) for row in ordered] == [
        ("gain", GAIN, -16),
        ("also", NEUTRAL, 0),
        ("zero", NEUTRAL, 0),
        ("cheap", COST, 2),
        ("dear", COST, 4),
    ]
    assert [row.yields for row in ordered[3:]] == [0.5, 0.25]


def test_by_callee_is_predicted_together_not_summed() -> None:
    tree = profile(
        [
            site("f", 1, joint_visits=2, advance=1.0),
            site("f", 2, joint_visits=1, advance=0.5),
        ],
        [
            Recording((), 100),
            Recording((Repeat(2, (Visit(0, 0, 10, 0),)), Visit(0, 1, 10, 0)), 0),
        ],
    )
    # Joint: the last visit starts at 20 and is 100 high: 120. Line 1 alone: 200 + 100 = 300; line 2 alone: 120, as
    # its tape is reversed where it was taken; both: 300, the same again.
    first, second = by_site(Model(tree))
    (f,) = by_callee(Model(tree))
    assert (first.peak, second.peak, f.peak) == (180, 0, 180)
    assert (f.sites, f.calls, f.seconds, f.snapshots) == ((0, 1), 3, 1.5, 30)
