"""The command line as its users meet it: output, messages, exit status."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def basin(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "basin", tmp_path / "basin")
    return tmp_path / "basin"


def run(*words: str, cwd: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from rewriter.cli import main; main()", *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="latin-1", check=False)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_sites(basin: Path) -> None:
    done = run("sites", "step.f90", cwd=basin)
    assert done.stdout.splitlines()[:2] == [
        "step.f90::",
        "  14  step>tendency#1    call             checkpointed  no: unknown procedure",
    ]
    assert "9 call sites in 1 file: 1 can be switched" in done.stderr
    records = [json.loads(line) for line in run("sites", ".", "--format", "jsonl", "-q", cwd=basin).stdout.splitlines()]
    assert json.loads(run("sites", ".", "--format", "json", cwd=basin).stdout) == records
    assert {"id": "filter.f::filtr>pass#2", "first_line": 8, "kind": ["call", "after ';'"]}.items() <= next(
        record for record in records if record["ordinal"] == 2 and record["callee"] == "pass"
    ).items()
    some = run("sites", ".", "--callee", "f*", "--procedure", "step", "--format", "jsonl", cwd=basin).stdout
    assert {json.loads(line)["callee"] for line in some.splitlines()} == {"force", "filtr"}
    loops = run("sites", ".", "--loops", "--procedure", "basin", cwd=basin).stdout
    assert "basin>do#1" in loops


def test_from_saving_to_reverting(basin: Path) -> None:
    before = {path: path.read_bytes() for path in basin.glob("*.f*")}
    (basin / "names.txt").write_text("relax\n# a remark\nforce ! another\n")
    words = (
        "save",
        ".",
        "--exclude",
        "main.*",
        "--from-list",
        "names.txt",
        "--nocheckpoint",
        "misfit@17",
        "-o",
        "t.toml",
    )
    assert "3 entries" in run(*words, cwd=basin).stderr
    diff = run("apply", "t.toml", "--diff", cwd=basin).stdout
    assert {path: path.read_bytes() for path in before} == before
    run("check", "t.toml", cwd=basin, status=1)
    assert run("apply", "t.toml", cwd=basin).stdout.split() == ["basin.f90", "step.f90", "surface.f90"]
    assert "holds: 3 entries" in run("check", "t.toml", cwd=basin).stderr
    applied = {path: path.read_bytes() for path in before}
    run("revert", "t.toml", cwd=basin)
    assert {path: path.read_bytes() for path in before} == before
    subprocess.run(["git", "apply", "-"], cwd=basin, input=diff, text=True, check=True)
    assert {path: path.read_bytes() for path in before} == applied
    assert run("export", "t.toml", cwd=basin).stdout == '-nocheckpoint "force misfit relax"\n'


def test_reports_for_ci(basin: Path) -> None:
    run("save", ".", "--nocheckpoint", "step.f90:15", "-o", "t.toml", cwd=basin)
    github = run("check", "t.toml", "--format", "github", cwd=basin, status=1).stdout
    assert github.startswith(
        "::error file=step.f90,line=15,title=checkpoint configuration::step.f90::step>force#1 is not"
    )
    sarif = json.loads(run("check", "t.toml", "--format", "sarif", cwd=basin, status=1).stdout)
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("step.f90", 15)
    (basin / "step.f90").write_text((basin / "step.f90").read_text().replace("call force", "call forces"))
    refused = run("check", "t.toml", cwd=basin, status=3)
    assert "step>force#1" in refused.stdout


def test_refusals_and_usage(basin: Path) -> None:
    near = run("save", ".", "--nocheckpoint", "relaxx", cwd=basin, status=3).stderr
    assert "candidate: relax" in near
    both = run("save", ".", "--nocheckpoint", "filter.f:8", cwd=basin, status=3).stderr
    assert "fits 2 sites" in both
    assert "filter.f::filtr>pass#2 (line 8)" in both
    left = run("save", ".", "--nocheckpoint", "shear", "-o", "t.toml", cwd=basin).stderr
    assert "forcing.f:15: call of shear: left out, an argument is an expression" in left
    run("sites", "nowhere", cwd=basin, status=2)
    run("sites", cwd=basin, status=2)
    (basin / "t.toml").write_text("schema = 1\nsites = []\n")
    assert "t.toml: unknown key 'sites'; did you mean 'site'?" in run("check", "t.toml", cwd=basin, status=2).stderr
    run("tapenade", "info", "--tapenade", str(basin), cwd=basin, status=4)


def test_a_bad_file_does_not_stop_the_others(basin: Path) -> None:
    (basin / "bad.f90").write_text("subroutine s\n  call f(a, (b)\nend subroutine\n")
    (basin / "binary.f").write_bytes(b"\0\1\2")
    (basin / "link.f").symlink_to("nowhere.f")
    done = run("sites", ".", cwd=basin, status=1)
    assert "bad.f90:2: the argument list of CALL f does not close" in done.stderr
    assert "binary.f:1: a NUL character" in done.stderr
    assert "link.f: No such file or directory" in done.stderr
    saved = run("save", ".", "--nocheckpoint", "force", "-o", "t.toml", cwd=basin, status=1)
    assert "binary.f:1: a NUL character" in saved.stderr
    assert "wrote t.toml: 1 entry" in saved.stderr
    assert "step.f90::" in done.stdout


def test_a_closed_pipe_is_no_error(basin: Path) -> None:
    command = f"{sys.executable} -c 'from rewriter.cli import main; main()' sites . | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=basin, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 128 + signal.SIGPIPE)
