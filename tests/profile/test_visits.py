"""Walking folded call trees, against walking them unfolded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rewriter.profile.calltree import Episode, Profile, Recording, Repeat, Visit
from rewriter.profile.visits import occurrences, walk
from tests.support.call_trees import flat, profile, site, trees

FIRST, SECOND, ASIDE = Visit(1, 0, 2, 0), Visit(3, 0, 4, 0), Episode(0)


def test_each_item_is_met_once_in_order_with_its_count() -> None:
    items = (FIRST, Repeat(3, (SECOND, Repeat(5, (FIRST,)), ASIDE)))
    assert list(walk(items)) == [(1, FIRST), (3, SECOND), (15, FIRST), (3, ASIDE)]
    assert list(walk((FIRST,), 7)) == [(7, FIRST)]


@given(trees())
def test_the_counts_are_those_of_the_unfolded_items(tree: Profile) -> None:
    for recording in tree.recordings:
        counted: Counter[Visit | Episode] = Counter()
        for times, item in walk(recording.items):
            counted[item] += times
        assert counted == Counter(flat(recording.items))


@given(trees(), st.integers(1, 3), st.integers(1, 3))
def test_occurrences_are_those_of_the_unfolded_run(tree: Profile, once: int, again: int) -> None:
    tree = replace(tree, runs=((once, len(tree.recordings) - 1), (again, 0)))
    wanted: Counter[Visit] = Counter()

    def run(recording: Recording) -> None:
        for item in flat(recording.items):
            if isinstance(item, Visit):
                wanted[item] += 1
            run(tree.recordings[item.recording])

    for times, index in tree.runs:
        for _ in range(times):
            run(tree.recordings[index])
    found: Counter[Visit] = Counter()
    for times, visit in occurrences(tree):
        found[visit] += times
    assert +found == wanted


def test_callers_come_before_callees() -> None:
    inner, outer = Visit(0, 0, 8, 0), Visit(0, 1, 8, 1)
    tree = profile([site("f"), site("g")], [Recording((), 1), Recording((inner,), 1), Recording((outer,), 1)])
    assert list(occurrences(tree)) == [(1, outer), (1, inner)]
