"""A profile in terms of the ids of call sites."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rewriter.callsites.listing import sites
from rewriter.errors import Refused, UsageError
from rewriter.profile.calltree import UNSEEN, Profile, Recording, Visit
from rewriter.profile.profiled import Profiled
from tests.support.call_trees import profile, site

SOURCE = """\
subroutine main(x)
  call f(x)
  call g(x); call g(x)
  call f(x)
end subroutine main
subroutine f(x)
  x = x*x
end subroutine f
subroutine g(x)
  x = x*x
end subroutine g
"""
FIRST, SECOND = "main.f90::main>f#1", "main.f90::main>f#2"
RUN = profile(
    [
        site("f", 4, "main.f90", joint_visits=1, advance=2.0),
        site("g", 3, "main.f90", joint_visits=1, advance=1.0),
    ],
    [Recording((), 64), Recording((Visit(0, 0, 8, 0), Visit(0, 1, 8, 0)), 0)],
    wall=10.0,
)


def profiled(folder: Path, run: Profile, *earlier: Profile) -> Profiled:
    (folder / "main.f90").write_text(SOURCE)
    return Profiled(run, sites([folder], root=folder), earlier)


def test_estimates_are_those_of_the_sites_that_occurred(tmp_path: Path) -> None:
    run = profiled(tmp_path, RUN)
    assert list(run.estimates) == [SECOND]
    assert run.estimates[SECOND].peak == 56  # 64 in place of 8 below g, which is 64 high


def test_predictions(tmp_path: Path) -> None:
    run = profiled(tmp_path, RUN)
    assert run.predict([SECOND]) == (8.0, 128, True, False)
    assert run.predict([FIRST]) == run.predict([])  # it never ran


def test_a_site_that_may_be_one_of_the_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^main\.f90:3: g: several calls.* for main\.f90::main>g#1$") as refusal:
        profiled(tmp_path, RUN).predict(["main.f90::main>g#1"])
    assert refusal.value.candidates == ("main.f90::main>g#1", "main.f90::main>g#2")


def test_a_site_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^main\.f90::main>f#3: there is no such call site$"):
        profiled(tmp_path, RUN).predict(["main.f90::main>f#3"])


def test_sites_that_are_not_placed_stay_as_they_were(tmp_path: Path) -> None:
    ran_split = replace(RUN.sites[1], joint_visits=0, split_visits=1, advance=0.0, forward=1.0)
    recordings = (RUN.recordings[0], Recording((Visit(0, 0, 8, 0), Visit(0, 1, UNSEEN, 0)), 0))
    run = profiled(tmp_path, replace(RUN, sites=(RUN.sites[0], ran_split), recordings=recordings))
    assert run.measured == frozenset()  # it has no id
    assert run.predict([]) == (10.0, 72, False, False)  # g's 64 bytes are still on the snapshot of f


def test_what_was_not_checkpointed_and_what_an_earlier_run_tells(tmp_path: Path) -> None:
    ran_split = replace(RUN.sites[0], joint_visits=0, split_visits=1, advance=0.0, forward=1.5)
    recordings = (RUN.recordings[0], Recording((Visit(0, 0, UNSEEN, 0), Visit(0, 1, 8, 0)), 0))
    split = replace(RUN, sites=(ran_split, RUN.sites[1]), recordings=recordings)
    run = profiled(tmp_path, split)
    assert run.measured == {SECOND}
    assert run.predict([]) == (11.5, 64, True, True)
    assert profiled(tmp_path, split, RUN).predict([]) == (12.0, 72, False, False)
