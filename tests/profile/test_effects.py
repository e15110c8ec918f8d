"""The algebra of effects, and trees of them however the set of sites changes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rewriter.profile.calltree import UNSEEN, Item, Profile, Repeat, Visit
from rewriter.profile.effects import Effect, EffectTree, push
from tests.support.call_trees import simulated_peak, trees

NOTHING = push(0)
EFFECTS = st.builds(Effect, st.integers(-50, 50), st.integers(0, 99)).filter(lambda effect: effect.left <= effect.high)


@given(EFFECTS, EFFECTS, EFFECTS)
def test_one_after_the_other_is_associative(first: Effect, second: Effect, third: Effect) -> None:
    assert first.then(second).then(third) == first.then(second.then(third))


@given(EFFECTS)
def test_nothing_before_or_after_changes_nothing(effect: Effect) -> None:
    assert NOTHING.then(effect) == effect == effect.then(NOTHING)


@given(EFFECTS, st.integers(1, 5))
def test_several_times_is_once_after_the_other(effect: Effect, times: int) -> None:
    repeated = effect
    for _ in range(times - 1):
        repeated = repeated.then(effect)
    assert effect.times(times) == repeated


@given(EFFECTS, st.integers(1, 5), st.integers(1, 5))
def test_loops_of_loops_multiply(effect: Effect, outer: int, inner: int) -> None:
    assert effect.times(inner).times(outer) == effect.times(outer * inner)


@given(EFFECTS, EFFECTS, st.integers(1, 5))
def test_the_highest_is_never_below_what_is_left_nor_below_the_beginning(
    first: Effect, second: Effect, times: int
) -> None:
    for effect in (first.then(second), first.times(times), push(first.left)):
        assert effect.high >= max(0, effect.left)


@given(st.lists(st.integers(-20, 20), min_size=1))
def test_pushes_are_those_of_a_stack(sizes: list[int]) -> None:
    effect = NOTHING
    for size in sizes:
        effect = effect.then(push(size))
    heights = [sum(sizes[:count]) for count in range(len(sizes) + 1)]
    assert effect == Effect(heights[-1], max(heights))


CHOICES = st.frozensets(st.integers(0, 3))


@given(trees(), CHOICES, CHOICES)
def test_a_tree_that_is_asked_about_other_sites_is_one_made_for_them(
    tree: Profile, first: frozenset[int], then: frozenset[int]
) -> None:
    sites = frozenset(range(len(tree.sites)))
    first, then = first & sites, then & sites
    changed = EffectTree(tree, first, {})
    assert changed.high(then) == EffectTree(tree, then, {}).high(then)
    assert changed.high(first) == EffectTree(tree, first, {}).high(first)  # and asking left no trace


@given(trees(), CHOICES, st.dictionaries(st.integers(0, 3), st.integers(0, 50)))
def test_snapshots_that_were_not_seen_are_taken_from_elsewhere(
    tree: Profile, chosen: frozenset[int], sizes: dict[int, int]
) -> None:
    def filled(item: Item) -> Item:
        if isinstance(item, Repeat):
            return Repeat(item.times, tuple(map(filled, item.block)))
        if isinstance(item, Visit) and item.snapshot == UNSEEN:
            return item._replace(snapshot=sizes.get(item.site, 0))
        return item

    chosen &= frozenset(range(len(tree.sites)))
    whole = replace(
        tree, recordings=tuple(r._replace(items=tuple(map(filled, r.items))) for r in tree.recordings), base=0
    )
    assert EffectTree(tree, chosen, sizes).high(chosen) == simulated_peak(whole, chosen)
