"""The words for why a directive does not reach a call in Fortran."""

from __future__ import annotations

from rewriter.languages.fortran import obstacles
from rewriter.languages.obstacle import Code, Obstacle

ALL = {name: value for name, value in vars(obstacles).items() if isinstance(value, Obstacle)}


def test_no_two_obstacles_have_one_code() -> None:
    assert len({obstacle.code for obstacle in ALL.values()}) == len(ALL) == 11


def test_each_says_what_tapenade_makes_of_a_directive_there_or_why_none_can_be_placed() -> None:
    for name, obstacle in ALL.items():
        assert obstacle.long.startswith(obstacle.short) and len(obstacle.long) > len(obstacle.short), name


def test_how_deep_calls_may_be_nested_is_said_in_numbers() -> None:
    assert (obstacles.DEEP.code, obstacles.DEEP.short) == (Code.DEEP, "calls are nested more than 200 deep there")
