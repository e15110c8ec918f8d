"""``rewriter profile show`` as its users meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rewriter.profile import profile_file
from rewriter.profile.calltree import UNSEEN, Recording, Repeat, Visit
from rewriter.profile.estimates import COST, NEUTRAL
from rewriter.profile.model import Model
from rewriter.profile.ranks import Spread, rows
from rewriter.reports.profile import estimates, summary, warnings
from tests.support.call_trees import LOOP, profile, site

TESTS = Path(__file__).parents[1]
BASIN = TESTS / "golden" / "profiles" / "basin.profile"
REPORT = TESTS / "golden" / "profiles" / "tapenade-2024-basin.txt"


def show(*words: object, status: int = 0, command: str = "show") -> subprocess.CompletedProcess[str]:
    arguments = ["-c", "from rewriter.cli import main; main()", "profile", command, *map(str, words)]
    done = subprocess.run([sys.executable, *arguments], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_a_profile_as_text() -> None:
    done = show(BASIN, "--top", 2)
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[1] == f"{BASIN} 4.28 MB 1.20 s 349 ms 29% of the run"
    assert "107 ms 8.9% >= +2.79 MB 96 42.4 kB step basin.f90:16" not in lines  # the third best
    assert "69.1 ms 5.7% >= +220 kB 3,285 6.91 kB sweep solver.f:12" in lines
    assert "and 30 more" in lines
    assert "the machine was busy" in done.stderr


def test_sites_get_their_ids_where_they_are_certain() -> None:
    done = show(BASIN, "--primal", TESTS.parent / "fixtures" / "basin", "--root", TESTS.parent / "fixtures" / "basin")
    assert "basin.f90::basin>step#1" in done.stdout
    assert "filter.f:8: pass: several calls of pass may be line 8 of filter.f" in done.stderr
    assert "candidate: filter.f::filtr>pass#2 (line 8)" in done.stderr
    assert "--root" in show(BASIN, "--root", TESTS, status=2).stderr


def test_a_profile_as_json() -> None:
    document = json.loads(show(BASIN, "--format", "json").stdout)
    (run,) = document["runs"]
    assert run["peak"] == 4_281_272 and run["seconds"] == pytest.approx(1.203040486)
    step = document["rows"][-1]
    assert step["sites"] == [{"file": "basin.f90", "line": 16, "id": None}]
    assert (step["group"], step["calls"], step["peak"]["median"], step["peak_is_lower_bound"]) == (
        COST,
        96,
        2_793_792,
        True,
    )
    lines = show(BASIN, "--by", "callee", "--format", "jsonl").stdout.splitlines()
    assert {"callee": "carried", "calls": 640_512}.items() <= json.loads(lines[1]).items()


def test_an_earlier_run(tmp_path: Path) -> None:
    text = BASIN.read_text()
    site_line, visit = "site 19 1 1431 4205440 1435 20881 0 0 0 energy basin.f90", "energy basin.f90"
    assert site_line in text
    split = text.replace(site_line, f"site 19 0 0 0 0 0 1 4000000 20881 {visit}")
    (tmp_path / "split.profile").write_text(split)
    alone = json.loads(show(tmp_path / "split.profile", "--format", "json").stdout)["rows"][-1]
    assert (alone["callee"], alone["group"], alone["seconds_are_rough"]) == ("energy", "split", True)
    both = show(tmp_path / "split.profile", "--earlier", BASIN, "--format", "json")
    known = json.loads(both.stdout)["rows"][-1]
    assert known["seconds_are_rough"] is False
    assert known["seconds"]["median"] == pytest.approx(-0.004208306)


def test_a_report_of_tapenade() -> None:
    done = show(REPORT, "--top", 1)
    assert "peak stack 4.28 MB" in done.stdout and "accelerate" in done.stdout and "and 29 more" in done.stdout
    assert "has no run time" in done.stderr
    assert json.loads(show(REPORT, "--format", "json").stdout)["rows"][0]["peak"] == -28_608
    assert "give one file" in show(REPORT, BASIN, status=2).stderr
    assert "is no profile" in show(__file__, status=2).stderr


def test_ranks_side_by_side() -> None:
    # Three ranks; flux does not occur on the third, where step is a leaf with a tape of 38 and a snapshot of 40.
    slow = replace(LOOP, sites=(replace(LOOP.sites[0], advance=3.0), LOOP.sites[1]), wall=30.0)
    alone = profile([LOOP.sites[1]], [Recording((), 38), Recording((Visit(0, 0, 40, 0),), 0)], wall=8.0)
    found = {row.callee: row for row in rows([Model(LOOP), Model(slow), Model(alone)])}
    assert found["flux"].seconds == Spread(0, 1.5, 3.5)
    assert found["flux"].peak == Spread(0, 30, 30)
    assert found["step"].peak == Spread(-2, 126, 126)
    assert found["step"].group == COST and found["step"].calls == 30
    assert found["flux"].yields == 1.5 / 30
    lines = list(summary(["a", "b", "c"], [LOOP, slow, alone], colour=False))
    assert [line.split()[0] for line in lines[1:]] == ["a", "b", "c", "minimum", "median", "maximum"]
    assert lines[4].split()[1:] == ["0", "B", "8.00", "s", "3.00", "s"]


def test_lower_bounds_and_rough_times_are_marked() -> None:
    split = profile(
        [LOOP.sites[0], site("step", split_visits=10, forward=2.0)],
        [*LOOP.recordings[:2], Recording((Repeat(10, (Visit(0, 1, UNSEEN, 1),)),), 5)],
    )
    text = "\n".join(estimates(rows([Model(split)]), 10.0, colour=False))
    assert "~-3.00 s" in text and ">= -486 B" in text and "?" in text
    assert "Not checkpointed in this run" in text and "\n~ : estimated" in text


def test_warnings() -> None:
    quiet = replace(LOOP, peak=1468, cpu=20.0, overhead=0.1)
    assert warnings(Model(quiet)) == []
    (noted,) = warnings(Model(replace(quiet, notes=("3 events without a partner",))))
    assert noted == "3 events without a partner"
    (hidden,) = warnings(Model(replace(quiet, peak=1500)))
    assert "1.47 kB, by the largest size seen 1.50 kB" in hidden
    (busy,) = warnings(Model(replace(quiet, cpu=18.0, switches=1234)))
    assert "18.0 s of processor time in 20.0 s and 1,234 interruptions" in busy
    (dear,) = warnings(Model(replace(quiet, overhead=5.0)))
    assert "about 25%" in dear
    assert "0" in warnings(Model(replace(quiet, sizes="none")))[0]
    assert "buffers" in warnings(Model(replace(quiet, sizes="coarse")))[0]


def test_two_thousand_rows() -> None:
    sites = [site(f"procedure_{n}", n, joint_visits=1, advance=0.001) for n in range(2_000)]
    visits = tuple(Visit(8, n, 16, 0) for n in range(2_000))
    many = profile(sites, [Recording((), 100), Recording(visits, 0)])
    found = rows([Model(many)])
    assert {row.group for row in found} == {NEUTRAL, COST}  # what the last leaves cannot be seen below another peak
    assert len(list(estimates(found, 10.0, colour=False, top=10))) < 40
    assert len(list(estimates(found, 10.0, colour=False))) > 2_000


def test_the_golden_profile_is_whole() -> None:
    read = profile_file.read(BASIN)
    assert Model(read).predict([]).peak == read.peak
