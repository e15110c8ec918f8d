"""Rows over the ranks of a parallel run: their figures, groups and order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.profile.calltree import UNSEEN, Profile, Recording, Site, Visit
from rewriter.profile.estimates import COST, GAIN, GROUPS, NEUTRAL, SPLIT
from rewriter.profile.model import Model
from rewriter.profile.ranks import EstimateRow, Spread, rows
from tests.support.call_trees import LOOP, profile, site, trees


@given(st.lists(st.integers(-99, 99), min_size=1))
def test_a_spread_is_in_order_and_of_the_figures(figures: list[int]) -> None:
    spread = Spread.of(figures)
    assert spread.low == min(figures) and spread.high == max(figures)
    assert sum(figure < spread.median for figure in figures) == sum(figure > spread.median for figure in figures) or (
        spread.median in figures
    )


def test_the_median_of_an_even_number_is_between() -> None:
    assert Spread.of([5, 1, 2, 4]) == (1, 3, 5)


def row(peak: float = 0, seconds: float = 1.0, *, checkpointed: bool = True) -> EstimateRow:
    figures = Spread.of([seconds]), Spread(peak - 10, peak - 5, peak)
    return EstimateRow("f", (site("f"),), checkpointed, 1, None, None, *figures, at_least=False, rough=False)


@pytest.mark.parametrize(
    ("one", "group"),
    [(row(1), COST), (row(0), NEUTRAL), (row(-1), GAIN), (row(1, checkpointed=False), SPLIT)],
    ids=GROUPS[2::-1] + GROUPS[3:],
)
def test_the_group_is_that_of_the_rank_where_the_peak_grows_most(one: EstimateRow, group: str) -> None:
    assert one.group == group


def test_seconds_for_a_byte() -> None:
    assert row(4, 2.0).yields == 0.5
    assert row(0, 2.0).yields == row(-4, 2.0).yields == float("inf")


def calling(line: int, snapshot: int, tape: int, seconds: float) -> Profile:
    """One visit of f, which leaves ``tape``; ``snapshot`` -1 for a run in which it is not checkpointed."""
    split = snapshot == UNSEEN
    called = site("f", line, joint_visits=not split, split_visits=split, advance=seconds)
    return profile([called], [Recording((), tape), Recording((Visit(0, 0, snapshot, 0),), 100)])


def test_a_row_holds_all_ranks_and_one_without_the_site_gains_nothing() -> None:
    ranks = [calling(1, 8, 20, 1.0), calling(1, 16, 40, 3.0), calling(2, 4, 4, 0.0)]
    second, first = rows(list(map(Model, ranks)))  # the one that costs stack comes last
    assert first.seconds == Spread(0.0, 1.0, 3.0)
    assert first.peak == Spread(0, 12, 24)
    assert (first.calls, first.snapshot, first.snapshots) == (2, 16, 24)
    assert (second.sites[0].line, second.calls, second.seconds, second.peak) == (2, 1, (0, 0, 0), (0, 0, 0))


def test_sites_that_stand_otherwise_on_another_rank_are_rows_of_their_own() -> None:
    joint, split = rows([Model(calling(1, 8, 20, 1.0)), Model(calling(1, UNSEEN, 20, 0.0))])
    assert (joint.checkpointed, joint.snapshot) == (True, 8)
    assert (split.checkpointed, split.snapshot, split.snapshots) == (False, None, None)


def test_by_callee_lines_are_together() -> None:
    (one,) = rows([Model(calling(1, 8, 20, 1.0)), Model(calling(2, 8, 20, 3.0))], callees=True)
    assert one.seconds == (1.0, 2.0, 3.0)


def sites_of(*lines: int) -> tuple[Site, ...]:
    return tuple(site("f", line, joint_visits=1) for line in lines)


def test_rows_of_one_group_are_by_line_and_those_that_cost_by_what_they_yield() -> None:
    empty = Recording((), 0)
    visits = tuple(Visit(0, index, 0, 0) for index in range(3))
    neutral = profile(sites_of(30, 4, 200), [empty, Recording(visits, 0)])
    assert [one.sites[0].line for one in rows([Model(neutral)])] == [4, 30, 200]
    times = [replace(one, advance=seconds) for one, seconds in zip(neutral.sites, (1.0, 3.0, 2.0), strict=True)]
    costly = replace(neutral, sites=tuple(times), recordings=(Recording((), 50), Recording(visits, 9)))
    # The last visit leaves 50 below the tail of 9, the others below 50 more: 2 s for 9 bytes, 3 s and 1 s for 50.
    assert [one.sites[0].line for one in rows([Model(costly)])] == [200, 4, 30]


@given(trees())
def test_groups_come_one_after_the_other(tree: Profile) -> None:
    found = rows([Model(tree), Model(LOOP)])
    places = [GROUPS.index(one.group) for one in found]
    assert places == sorted(places)
    yields = [one.yields for one in found if one.group == COST]
    assert yields == sorted(yields, reverse=True)
