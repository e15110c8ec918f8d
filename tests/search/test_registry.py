"""A strategy is known by its file alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rewriter.search.choice import Choice
from rewriter.search.registered import Path as Drawn
from rewriter.search.registry import PATHS, STRATEGIES, most_trials, strategy
from rewriter.search.state import SearchState

BACKWARDS = """
from rewriter.search.registered import Path, Registered


def propose(now):
    offers = (now.kept.adding([site]) for site in now.touchable[::-1])
    return next((choice for choice in offers if choice not in now.tried), None)


REGISTERED = Registered("backwards", False, lambda _: propose, path=Path("#000000", "v"))
"""
ASKED = """
import sys, rewriter.search
rewriter.search.__path__.append(sys.argv[1])
from rewriter.search.registry import PATHS, STRATEGIES, most_trials, strategy
from rewriter.search.state import SearchState
print(STRATEGIES[-1], PATHS["backwards"].marker, strategy("backwards").profiles, most_trials("backwards", 3, 2))
print(*strategy("backwards").propose(SearchState(("a", "b"))).names)
"""


def test_those_a_task_may_name_in_order() -> None:
    assert STRATEGIES == ("gain-first", "careful-on-memory", "random", "exhaustive")
    assert {"gain-first": Drawn("#d55e00"), "careful-on-memory": Drawn("#0072b2")} == PATHS
    assert [strategy(name).profiles for name in STRATEGIES] == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "most"), [("gain-first", 8), ("careful-on-memory", 8), ("random", 15), ("exhaustive", 15)]
)
def test_how_many_trials_to_expect(name: str, most: int) -> None:
    assert most_trials(name, 3, 2) == most


def test_a_random_search_stops_at_what_is_drawn() -> None:
    assert most_trials("random", 30, 1) == 250


def test_replay_is_a_strategy_that_no_task_names() -> None:
    choices = [Choice(frozenset({"b"})), Choice(frozenset({"a"}))]
    now = SearchState(("a", "b"), tried=frozenset(choices[:1]))
    assert strategy("replay", choices=choices).propose(now) == choices[1]


def test_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        strategy("registry")


def test_a_file_is_enough(tmp_path: Path) -> None:
    (tmp_path / "backwards.py").write_text(BACKWARDS)
    done = subprocess.run([sys.executable, "-c", ASKED, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["backwards v False 8", "b"]
