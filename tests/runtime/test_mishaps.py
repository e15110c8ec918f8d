"""Whatever the callbacks of a program are like, it runs on, and its profile tells what was wrong with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rewriter.tools.tapenade import Tapenade
from tests.support.playing import CHECKED, build, play

VISIT = ("W 1", "+ 8", "A 1", "E 1", "T", "R 1", "- 8", "B 1", "T", "X 1")

UNBALANCED = "callbacks that did not match the ones before them"
NO_TWIN = "reversals without a recorded forward visit"
NOT_REVERSED = "forward visits without a recorded reversal"
STILL_OPEN = "call sites still open when the profile was written"
NO_CALLEE = "callbacks without the name of a callee"
NO_FILE = "callbacks without the name of a file"
THREADS = "callbacks on threads other than the first"


@pytest.fixture(scope="module")
def program(tapenade: Tapenade, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("driver") / "driver", tapenade.support("c"), *CHECKED)


@pytest.fixture(scope="module")
def unchecked(tapenade: Tapenade, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("unchecked") / "driver", tapenade.support("c"))


@pytest.mark.parametrize(
    ("events", "note"),
    [
        ((*VISIT, "E 1"), f"1 {UNBALANCED}"),
        ((*VISIT, "X 1", "X 1"), f"2 {UNBALANCED}"),
        ((*VISIT, "A 2", "E 2"), UNBALANCED),
        ((*VISIT, "g 9"), f"1 {UNBALANCED}"),
        (("R 1", "B 1", "T", "X 1"), NO_TWIN),
        (("W 1", "+ 8", "A 1", "E 1", "T"), NOT_REVERSED),
        (("W 1", "+ 8", "A 1", "E 1", "T", "R 1", "- 8", "B 1"), STILL_OPEN),
        ((*VISIT, "n"), f"1 {NO_CALLEE}"),
        ((*VISIT, "o"), f"1 {NO_FILE}"),
        ((*VISIT, "t 5"), f"5 {THREADS}"),
    ],
)
def test_it_is_told(events: tuple[str, ...], note: str, program: Path, tmp_path: Path) -> None:
    played = play(program, events, tmp_path / "run")
    assert (played.status, played.errors) == (3, "")
    assert any(note in told for told in played.profile.notes), played.profile.notes
    (file,) = (tmp_path / "run").iterdir()
    shown = subprocess.run(
        [sys.executable, "-m", "rewriter", "profile", "show", file], capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr
    assert note[:30] in " ".join((shown.stdout + shown.stderr).split())


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 5, 6, 8, 12])
def test_without_memory_the_program_runs_on(pieces: int, unchecked: Path, tmp_path: Path) -> None:
    visits = [event for site in range(1, 400) for event in (f"W {site}", "+ 8", f"A {site}", f"E {site}")]
    back = [e for site in range(399, 0, -1) for e in (f"R {site}", "- 8", f"B {site}", "T", f"X {site}")]
    played = play(unchecked, [f"M {pieces}", *visits, "T", *back], tmp_path / "run")
    assert played.status == 3
    for profile in played.profiles:
        assert profile.notes or sum(site.joint_visits for site in profile.sites) == 399
    assert played.profiles or "rewriter" in played.errors
