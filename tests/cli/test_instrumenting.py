"""``rewriter instrument`` and ``uninstrument`` as a user meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.models import FIXTURES
from tests.support.running import contents, ran

PLAIN = Path(__file__).parents[1] / "golden" / "callbacks" / "2024" / "basin" / "plain"


@pytest.fixture
def adjoint(tmp_path: Path) -> Path:
    folder = tmp_path / "ad"
    shutil.copytree(PLAIN, folder)
    return folder


def test_in_place_and_back(adjoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(adjoint)
    assert ran("instrument", adjoint, "--primal", FIXTURES / "basin") == 0
    out = capsys.readouterr()
    assert f"{adjoint}/step_b.f90: 9 instrumented" in out.out
    assert out.err == "36 calls instrumented in 9 files, 0 not\n"
    assert contents(adjoint) != before
    assert ran("uninstrument", adjoint) == 0
    assert contents(adjoint) == before


def test_elsewhere_and_as_a_diff(adjoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(adjoint)
    words: tuple[str | Path, ...] = ("instrument", adjoint, "--primal", *sorted((FIXTURES / "basin").glob("*.f*")))
    assert ran(*words, "--diff") == 0
    assert "+  CALL ADPROFILEADJ_SNPWRITE('start'//CHAR(0), 'basin.f90'//CHAR(0), 13)" in capsys.readouterr().out
    assert contents(adjoint) == before
    assert ran(*words, "--to", tmp_path / "new") == 0
    assert ran(*words, "--to", tmp_path / "new") == 0
    assert contents(adjoint) == before
    assert b"ADPROFILEADJ_TURN" in (tmp_path / "new" / "step_b.f90").read_bytes()


def test_json_names_every_site_and_what_was_left_out(adjoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("instrument", adjoint / "step_b.f90", "--format", "json", "--primal", FIXTURES / "basin") == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["not_instrumented"] == []
    assert record["sites"][0] == {
        "procedure": "step_b",
        "callee": "tendency",
        "file": "step.f90",
        "line": 14,
        "shape": "joint",
    }
    assert ran("instrument", adjoint / "step_b.f90", "--primal", FIXTURES / "basin" / "basin.f90") == 1
    assert "step_b is not instrumented: no primal source given defines step" in capsys.readouterr().err


def test_only_what_is_an_earlier_copy_is_written_over(adjoint: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "step_b.f90").write_text("something else\n")
    assert ran("instrument", adjoint / "step_b.f90", "--primal", FIXTURES / "basin", "--to", tmp_path / "new") == 3
    assert (tmp_path / "new" / "step_b.f90").read_text() == "something else\n"


def test_tapenades_own_callbacks_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    profile = PLAIN.parent / "profile" / "step_b.f90"
    assert ran("instrument", profile, "--primal", FIXTURES / "basin", "--diff") == 3
    assert "step_b.f90: Tapenade has placed callbacks itself (-profile)" in capsys.readouterr().err
