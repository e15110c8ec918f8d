"""``rewriter profile show`` and ``profile plot`` as their users meet them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rewriter.profile.estimates import COST

TESTS = Path(__file__).parents[1]
BASIN = TESTS / "golden" / "profiles" / "basin.profile"
REPORT = TESTS / "golden" / "profiles" / "tapenade-2024-basin.txt"
BEGINNINGS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


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


def test_pictures_of_all_kinds(tmp_path: Path) -> None:
    for kind, beginning in BEGINNINGS.items():
        picture = tmp_path / f"out.{kind}"
        assert show(BASIN, "-o", picture, command="plot").stdout.strip() == str(picture)
        assert picture.read_bytes().startswith(beginning)
    assert b"step (basin.f90:16)" in (tmp_path / "out.svg").read_bytes()  # text is kept as a comment beside its shape


def test_what_cannot_be_drawn(tmp_path: Path) -> None:
    assert (
        "must end in one of .png, .svg, .pdf"
        in show(BASIN, "-o", tmp_path / "out.doc", command="plot", status=2).stderr
    )
    assert "is no profile" in show(REPORT, "-o", tmp_path / "out.png", command="plot", status=2).stderr


def test_without_matplotlib(tmp_path: Path) -> None:
    program = "import sys; sys.modules['matplotlib.figure'] = None; from rewriter.cli import main; main()"
    words = ["profile", "plot", str(BASIN), "-o", str(tmp_path / "out.png")]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "pip install matplotlib" in done.stderr and "Traceback" not in done.stderr
