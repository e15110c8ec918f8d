"""What the file of a strategy says where it says nothing else."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from rewriter.search.registered import MANY, Asked, Registered, every

NOTHING_LEFT = Registered("none", profiles=False, make=lambda _: lambda _: None)


def test_a_strategy_goes_through_the_sites_once_from_each_start() -> None:
    # the start, and each of three sites, from both starts
    assert NOTHING_LEFT.most(3, 2) == 8


def test_a_strategy_is_for_tasks_and_drawn_as_a_cloud_unless_it_says_otherwise() -> None:
    assert NOTHING_LEFT.for_tasks
    assert NOTHING_LEFT.path is None


def test_a_strategy_that_could_go_on_for_ever_has_an_end() -> None:
    assert Asked() == Asked(MANY, 0, ())


@pytest.mark.parametrize("ways", [1, 2, 5])
@pytest.mark.parametrize("sites", [0, 1, 4])
def test_every_configuration_but_the_baseline(sites: int, ways: int) -> None:
    subsets = chain.from_iterable(combinations(range(sites), size) for size in range(sites + 1))
    assert every(sites, ways) == len([(way, subset) for subset in subsets for way in range(ways)]) - 1


def test_very_many_configurations_are_counted_exactly() -> None:
    assert every(200, 1) == (1 << 200) - 1
