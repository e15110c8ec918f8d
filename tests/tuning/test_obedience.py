"""Whether what was generated and run is what the directives asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.site import CallSite
from rewriter.profile.calltree import Profile, Site
from rewriter.tuning.obedience import ignored, ignored_loops, still_checkpointed
from tests.support.listings import listed, procedure


@pytest.fixture
def primal(tmp_path: Path) -> tuple[CallSite, ...]:
    """The calls of a procedure: one, one, two."""
    return listed(tmp_path, procedure("Top", "One", "One", "two")).sites


def generated(folder: Path, *procedures: str) -> tuple[CallSite, ...]:
    return listed(folder, "".join(procedures), "m_b.f90").sites


SPLIT = ("one_fwd", "one_fwd", "two", "two_b", "one_bwd", "one_bwd")
HALF = ("one_fwd", "one", "two", "two_b", "one_b", "one_bwd")
JOINT = ("one", "one", "two", "two_b", "one_b", "one_b")


@pytest.mark.parametrize(
    ("calls", "missing"), [(SPLIT, []), (HALF, [0, 1]), (JOINT, [0, 1]), (("two", "two_b"), [])], ids=str
)
def test_sites_that_are_still_checkpointed(
    calls: tuple[str, ...], missing: list[int], primal: tuple[CallSite, ...], tmp_path: Path
) -> None:
    found = ignored(primal[:2], generated(tmp_path, procedure("top_b", *calls)))
    assert found == [primal[number] for number in missing]


def test_one_of_two_is_enough_where_one_is_switched(primal: tuple[CallSite, ...], tmp_path: Path) -> None:
    assert ignored(primal[:1], generated(tmp_path, procedure("top_b", *HALF))) == []
    assert ignored(primal[2:], generated(tmp_path, procedure("top_b", *SPLIT))) == [primal[2]]
    assert ignored([], generated(tmp_path, procedure("top_b", *JOINT))) == []


def test_the_sweeps_of_a_caller_that_is_split_itself_count(primal: tuple[CallSite, ...], tmp_path: Path) -> None:
    forward, backward = procedure("top_fwd", "one_fwd", "one", "two"), procedure("top_bwd", "one_b", "one_bwd")
    assert ignored(primal[:2], generated(tmp_path, forward, backward)) == list(primal[:2])
    both = generated(tmp_path, procedure("top_b", *SPLIT), forward, backward)
    assert ignored(primal[:2], both) == list(primal[:2]), "in one of the two it is ignored"
    neither = generated(tmp_path, procedure("top_b", *JOINT), forward, backward)
    assert ignored(primal[:2], neither) == list(primal[:2]), "each once"
    good = procedure("top_fwd", "one_fwd", "one_fwd", "two")
    assert ignored(primal[:2], generated(tmp_path, procedure("top_b", *SPLIT), good, backward)) == []


def test_procedures_without_an_adjoint_cannot_be_ignored(primal: tuple[CallSite, ...], tmp_path: Path) -> None:
    assert ignored(primal, generated(tmp_path, procedure("top_b", "one", "one", "two"))) == []


def test_names_in_modules_are_compared_without_them_and_without_case(tmp_path: Path) -> None:
    module = f"module m\ncontains\n{procedure('TOP', 'ONE')}end module m\n"
    made = f"module m_diff\ncontains\n{procedure('Top_B', 'One', 'One_B')}end module m_diff\n"
    (site,) = listed(tmp_path, module).sites
    assert ignored([site], listed(tmp_path, made, "m_b.f90").sites) == [site]


@pytest.mark.parametrize(
    ("sweeps", "missing"),
    [
        ({"top_b": 2}, []),
        ({"top_bwd": 2}, []),
        ({"top_b": 1}, ["m.f90::m.top>do#1", "m.f90::m.top>do#2"]),
        ({"top_b": 1, "top_bwd": 1}, ["m.f90::m.top>do#1", "m.f90::m.top>do#2"]),
        ({"low_b": 2}, ["m.f90::m.top>do#1", "m.f90::m.top>do#2"]),
        ({}, ["m.f90::m.top>do#1", "m.f90::m.top>do#2"]),
    ],
)
def test_loops_without_a_schedule(sweeps: dict[str, int], missing: list[str], tmp_path: Path) -> None:
    made = generated(tmp_path, *(procedure(name, *["ADBINOMIAL_INIT"] * count) for name, count in sweeps.items()))
    assert ignored_loops(["m.f90::m.top>do#1", "m.f90::m.top>do#2"], made) == missing


def test_each_procedure_has_loops_of_its_own(tmp_path: Path) -> None:
    made = generated(tmp_path, procedure("top_b", "adbinomial_init"), procedure("low_b", "other"))
    assert ignored_loops(["m.f90::top>do#1", "m.f90::low>do#1"], made) == ["m.f90::low>do#1"]


def profile(*sites: tuple[str, int, int]) -> Profile:
    """A run that visited calls: callee, line, visits that ran split."""
    visited = tuple(
        Site(callee, "m.f90", line, 1 - bool(split), 0, 0, 0, 0, split, 0, 0) for callee, line, split in sites
    )
    return Profile(visited, (), (), 0, 0, 1.0, 1.0, 0.0, 1, None)


def test_callees_that_the_run_did_not_visit_split(tmp_path: Path) -> None:
    listing = listed(tmp_path, procedure("top", "one", "two", "three"))
    one, two, three = (site.id for site in listing.sites)
    baseline = profile(("one", 3, 0), ("two", 4, 0))
    now = profile(("one", 3, 2), ("two", 4, 0))
    assert still_checkpointed([one], listing, baseline, now) == []
    assert still_checkpointed([one, two], listing, baseline, now) == ["two"]
    assert still_checkpointed([three], listing, baseline, now) == [], "the run does not reach it"
    assert still_checkpointed([two, one], listing, baseline, baseline) == ["one", "two"]
    assert still_checkpointed([], listing, baseline, now) == []
