"""What a search chooses, as a value and as JSON, and all the ways to set loops."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import UsageError
from rewriter.search.choice import BASELINE, MOST_SETTINGS, Choice, LoopSetting, from_json, starts, to_json

LOOP = LoopSetting("m.f90::top>do#1", "n+1", 4, "1")
OTHER = LoopSetting("m.f90::top>do#2", "m", 2, "0")
WORDS = st.text(max_size=4)
SETTINGS = st.builds(LoopSetting, WORDS, WORDS, st.integers(1, 99), WORDS)
CHOICES = st.builds(Choice, st.frozensets(WORDS, max_size=4), st.frozensets(SETTINGS, max_size=3))


def test_a_setting_in_words() -> None:
    assert LOOP.arguments == "n+1 4 1"
    assert str(LOOP) == "m.f90::top>do#1 BINOMIAL-CKP n+1 4 1"


def test_only_the_baseline_is_nothing() -> None:
    assert not BASELINE
    assert Choice(frozenset("a"))
    assert Choice(loops=frozenset([LOOP]))


def test_the_names_are_in_order() -> None:
    assert Choice(frozenset("cab"), frozenset([OTHER, LOOP])).names == ["a", "b", "c", str(LOOP), str(OTHER)]


def test_adding_sites_keeps_the_loops() -> None:
    assert Choice(frozenset("a"), frozenset([LOOP])).adding("ab") == Choice(frozenset("ab"), frozenset([LOOP]))


def test_without_another_choice() -> None:
    one = Choice(frozenset("abc"), frozenset([LOOP, OTHER]))
    assert one.without(Choice(frozenset("bd"), frozenset([LOOP]))) == Choice(frozenset("ac"), frozenset([OTHER]))


@given(CHOICES, CHOICES)
def test_what_is_taken_away_can_be_added_again(one: Choice, other: Choice) -> None:
    assert one.without(one) == BASELINE
    assert one.without(BASELINE) == one
    assert one.without(other).adding(one.sites & other.sites).sites == one.sites
    assert one.adding(other.sites).sites == other.adding(one.sites).sites


@given(CHOICES)
def test_what_is_written_is_read(choice: Choice) -> None:
    assert from_json(json.loads(json.dumps(to_json(choice)))) == choice


def test_json_is_in_order() -> None:
    assert to_json(Choice(frozenset("ba"), frozenset([OTHER, LOOP]))) == {
        "sites": ["a", "b"],
        "loops": [["m.f90::top>do#1", "n+1", 4, "1"], ["m.f90::top>do#2", "m", 2, "0"]],
    }


def test_all_ways_to_set_loops_begin_with_the_one_that_sets_none() -> None:
    assert starts([]) == (BASELINE,)
    more = LoopSetting(LOOP.loop, LOOP.steps, 8, LOOP.first)
    ways = starts([[LOOP, more], [OTHER]])
    assert ways[0] == BASELINE
    assert {way.loops for way in ways} == {
        frozenset(found) for found in ([], [LOOP], [more], [OTHER], [LOOP, OTHER], [more, OTHER])
    }
    assert len(ways) == 6
    assert not any(way.sites for way in ways)


def test_there_may_not_be_too_many_ways() -> None:
    def loops(*counts: int) -> list[list[LoopSetting]]:
        return [[LoopSetting(f"{loop}", "n", n, "1") for n in range(count)] for loop, count in enumerate(counts)]

    assert len(starts(loops(3, 7))) == MOST_SETTINGS
    with pytest.raises(UsageError, match=r"there are 33 ways to set the loops; name fewer snapshots, 32 at most$"):
        starts(loops(32))
    with pytest.raises(UsageError, match="there are 36 ways"):
        starts(loops(2, 11))
