"""What the commands do where another was killed while it changed the tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rewriter.text.journal import INTENT, JOURNAL
from tests.support.models import FIXTURES
from tests.support.running import contents, ran

TOLD = "a command was interrupted while it changed files here"
ADJOINT = Path(__file__).parents[1] / "golden" / "callbacks" / "2024" / "basin" / "plain"

KILLED = """
import os, signal, sys
from rewriter.cli import main
left = int(sys.argv[1])
def kill(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
main(sys.argv[2:])
"""


def killed(at: int, *words: str | Path) -> None:
    """Run a command and kill it at its n-th renaming: the first decides it, each other one changes a file."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(at), *map(str, words)], check=False, capture_output=True)
    assert done.returncode == -9, done.stderr


@pytest.fixture
def basin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model, saved configurations of it, and the current folder in there."""
    root = tmp_path / "basin"
    shutil.copytree(FIXTURES / "basin", root)
    monkeypatch.chdir(root)
    assert ran("save", ".", "--nocheckpoint", "relax", "--nocheckpoint", "force", "-o", "t.toml", "-q") == 0
    assert ran("save", ".", "-o", "none.toml", "-q") == 0
    return root


@pytest.mark.parametrize("at", [1, 3], ids=["nothing changed yet", "half done"])
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("sites", "."), 0),
        (("sites", "step.f90"), 0),
        (("check", "t.toml"), 1),
        (("apply", "t.toml", "--diff"), 0),
        (("revert", "t.toml", "--diff"), 0),
        (("apply", "t.toml", "--to", "../copies"), 0),
        (("export", "t.toml"), 0),
        (("save", ".", "-o", "new.toml"), 3),
        (("save", ".", "-o", "none.toml", "--nocheckpoint", "relax"), 3),
    ],
)
def test_who_only_reads_says_so_and_leaves_it(
    at: int, words: tuple[str, ...], status: int, basin: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    killed(at, "apply", "t.toml")
    found = contents(basin)
    assert {INTENT, JOURNAL} & set(found)
    assert ran(*words) == status
    assert contents(basin) == found
    assert f"{TOLD}, so some may be changed and others not" in (told := capfd.readouterr().err)
    assert f"type: rewriter recover {basin}\n" in told


def test_a_task_is_begun_with_a_warning(basin: Path, capfd: pytest.CaptureFixture[str]) -> None:
    killed(3, "apply", "t.toml")
    found = contents(basin)
    assert ran("tune", "init") == 0
    assert TOLD in capfd.readouterr().err
    assert contents(basin).keys() - found.keys() == {"tune.toml"}


def test_a_configuration_is_written_beside_what_was_interrupted(basin: Path, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "river", tmp_path / "river")
    killed(3, "apply", "t.toml")
    found = contents(basin)
    assert ran("save", tmp_path / "river", "-o", "river.toml", "-q") == 0
    assert ran("diff", "none.toml", "t.toml", "-o", "ab.toml", "-q") == 0
    now = contents(basin)
    assert {name: now[name] for name in found} == found
    assert set(now) - set(found) == {"river.toml", "ab.toml"}


@pytest.mark.parametrize("words", [("recover", "."), ("apply", "t.toml"), ("revert", "t.toml")])
def test_who_writes_completes_it_first_and_says_so(
    words: tuple[str, ...], basin: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = contents(basin)
    assert ran("apply", "t.toml", "--to", tmp_path / "whole") == 0
    after = before | contents(tmp_path / "whole")
    killed(3, "apply", "t.toml")
    assert ran(*words) == 0
    assert contents(basin) == (before if words[0] == "revert" else after)
    captured = capfd.readouterr()
    assert "completed the change of" in captured.out + captured.err
    assert ran("recover", ".") == 0
    assert capfd.readouterr().err == "nothing was interrupted in .\n"


def test_what_was_not_decided_is_rolled_back(basin: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = contents(basin)
    killed(1, "apply", "t.toml")
    assert ran("recover", ".") == 0
    assert "rolled back an interrupted command" in capfd.readouterr().out
    assert contents(basin) == before


def test_it_is_found_wherever_it_lies(
    basin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Below the folder that is read, between it and a file, and above it as far as the repository goes."""
    (tmp_path / ".git").mkdir()
    (basin / "sub").mkdir()
    shutil.copy(basin / "step.f90", basin / "sub" / "other.f90")
    killed(3, "apply", "t.toml")
    for folder, words in (
        (tmp_path, ("sites", ".")),
        (tmp_path, ("sites", "basin/step.f90")),
        (basin / "sub", ("sites", ".")),
        (Path("/"), ("sites", basin / "sub")),
    ):
        monkeypatch.chdir(folder)
        assert ran(*words) == 0
        assert f"{basin}: {TOLD}" in capfd.readouterr().err


def test_nothing_is_tuned_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(FIXTURES / "glacier", tmp_path / "glacier")
    monkeypatch.chdir(tmp_path / "glacier")
    assert ran("save", ".", "--nocheckpoint", "creep", "-o", "t.toml", "-q") == 0
    killed(1, "apply", "t.toml")
    assert ran("tune", "run", "--trials", "0") == 3
    assert f"{tmp_path}/glacier: {TOLD}" in capfd.readouterr().err


def test_copies_half_written_are_completed_by_who_writes_there(
    basin: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copies = tmp_path / "copies"
    killed(3, "apply", "t.toml", "--to", copies)
    assert ran("sites", copies) == 0
    assert f"{copies}: {TOLD}" in capfd.readouterr().err
    assert ran("sites", basin) == 0
    assert TOLD not in capfd.readouterr().err
    assert ran("apply", "t.toml", "--to", copies) == 0
    assert "completed the change of" in capfd.readouterr().err
    assert JOURNAL not in contents(copies)
    assert ran("apply", "t.toml", "-q") == 0
    assert all(contents(basin)[name] == data for name, data in contents(copies).items())


def test_instrumenting(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    adjoint = tmp_path / "ad"
    shutil.copytree(ADJOINT, adjoint)
    before = contents(adjoint)
    words = ("instrument", adjoint, "--primal", FIXTURES / "basin")
    killed(3, *words)
    found = contents(adjoint)
    for reading in ((*words, "--diff"), (*words, "--to", tmp_path / "new"), ("uninstrument", adjoint, "--diff")):
        ran(*reading)
        assert contents(adjoint) == found
        assert f"{adjoint}: {TOLD}" in capfd.readouterr().err
    assert ran("uninstrument", adjoint) == 0
    assert "completed the change of" in capfd.readouterr().err
    assert contents(adjoint) == before
