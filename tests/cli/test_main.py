"""The command line as its users meet it: output, messages, exit status."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.support.patience import PATIENCE, until

FIXTURES = Path(__file__).parents[2] / "fixtures"


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
        "step.f90::step>",
        "  14  tendency#1    checkpointed  call             no: unknown procedure",
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
    assert loops == "basin.f90::basin>\n  15-18  do#1    loop\n"


def test_directives_that_do_nothing(tmp_path: Path) -> None:
    text = "subroutine s(x)\n  !$AD NOCHEKPOINT\n  call f(x)\n  call f(x)\nend\nsubroutine f(x)\nend\n"
    (tmp_path / "a.f90").write_text(text)
    run("save", ".", "--nocheckpoint", "f@4", "-o", "t.toml", "-q", cwd=tmp_path)
    told = "a.f90:2: '!$AD NOCHEKPOINT' does nothing: its keyword is misspelt; write '!$AD NOCHECKPOINT'\n"
    listed = run("sites", "--lint", ".", cwd=tmp_path, status=1)
    assert (listed.stdout, listed.stderr) == (told, "1 directive does nothing\n")
    records = json.loads(run("sites", "--lint", ".", "--format", "json", cwd=tmp_path, status=1).stdout)
    assert [(one["line"], one["instead"]) for one in records] == [(2, "!$AD NOCHECKPOINT")]
    run("apply", "t.toml", cwd=tmp_path)
    assert run("check", "t.toml", cwd=tmp_path).stderr == f"rewriter: {told}holds: 1 entry\n"
    (tmp_path / "a.f90").write_text(text.replace("CHEK", "CHECK"))
    assert run("sites", "--lint", ".", cwd=tmp_path).stdout == ""
    run("sites", "--lint", "--loops", ".", cwd=tmp_path, status=2)


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
    assert "matches 2 sites" in both
    assert "filter.f::filtr>pass#2 (line 8)" in both
    left = run("save", ".", "--nocheckpoint", "shear", "-o", "t.toml", cwd=basin).stderr
    assert 'Tapenade needs -nocheckpoint "shear"' in left
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
    assert "link.f: a link that leads nowhere" in done.stderr
    saved = run("save", ".", "--nocheckpoint", "force", "-o", "t.toml", cwd=basin, status=1)
    assert "binary.f:1: a NUL character" in saved.stderr
    assert "wrote t.toml: 1 entry" in saved.stderr
    assert "step.f90::" in done.stdout


def shell(words: str, cwd: Path, before: str = "") -> subprocess.CompletedProcess[bytes]:
    command = f"{before} {sys.executable} -c 'from rewriter.cli import main; main()' {words}"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=cwd, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    return done


@pytest.mark.parametrize("words", ["sites .", "apply t.toml --diff", "save . --nocheckpoint force"])
def test_where_output_goes_no_further(basin: Path, words: str) -> None:
    run("save", ".", "--nocheckpoint", "force", "-o", "t.toml", cwd=basin)
    assert shell(f"{words} | head -c 9", basin).returncode in (0, 128 + signal.SIGPIPE)
    assert shell(f"{words} >&-", basin).returncode == 0
    full = shell(f"{words} > /dev/full", basin)
    assert full.returncode == 2
    assert b"rewriter: standard output: No space left on device" in full.stderr


@pytest.mark.parametrize(("how", "status", "errors"), [(signal.SIGINT, 130, b"\n"), (signal.SIGKILL, -9, b"")])
def test_ended_while_two_processes_read(how: signal.Signals, status: int, errors: bytes, tmp_path: Path) -> None:
    body = "".join(f"      call f(x, {n})\n" for n in range(300_000))
    for name in "ab":
        (tmp_path / f"{name}.f").write_text(f"      subroutine {name}\n{body}      end\n")
    command = [sys.executable, "-c", "from rewriter.cli import main; main(['sites', '.'])"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        stat = Path(f"/proc/{process.pid}/stat")
        readers = 2 if len(os.sched_getaffinity(0)) > 1 else 0  # on one core it reads by itself
        until(lambda: process.poll() is not None or len(children.read_text().split()) >= readers)
        ticks = os.sysconf("SC_CLK_TCK") // 2
        until(lambda: readers or int(stat.read_text().rpartition(") ")[2].split()[11]) > ticks)  # half a second of work
        assert process.poll() is None
        process.send_signal(how)
        assert process.communicate(timeout=PATIENCE) == (b"", errors)  # the prompt goes below the ^C; nobody reads on
    assert process.returncode == status


def test_diffs_as_records_and_in_colour(basin: Path) -> None:
    run("save", ".", "--nocheckpoint", "step.f90:15", "-o", "t.toml", cwd=basin)
    plain = run("apply", "t.toml", "--diff", cwd=basin).stdout
    records = json.loads(run("apply", "t.toml", "--diff", "--format", "json", cwd=basin).stdout)
    assert records == [{"path": "step.f90", "diff": plain}]
    coloured = run("apply", "t.toml", "--diff", "--color", "always", cwd=basin).stdout
    assert "\x1b[32m+  !$AD NOCHECKPOINT rewriter\x1b[0m\n" in coloured
    assert click.unstyle(coloured) == plain


def test_bytes_that_are_no_utf8_in_any_locale(tmp_path: Path) -> None:
    text = b"subroutine s\n x = 1 ! \xe9 \x85 \x0c \xc3\x85\n call f\nend\nsubroutine f\nend\n"
    path = tmp_path / "sub dir" / "\N{LATIN SMALL LETTER E WITH ACUTE}.f90"
    path.parent.mkdir()
    path.write_bytes(text)
    odd = tmp_path / os.fsdecode(b"\xe9.f90")
    odd.write_bytes(text)
    for encoding in ("ascii", "utf-8"):
        listed = shell("sites . -q", tmp_path, f"PYTHONIOENCODING={encoding}").stdout
        assert b"\n\xe9.f90::s>\n" in b"\n" + listed
        assert json.loads(shell("sites . --format json -q", tmp_path).stdout)
    refused = shell("save . --nocheckpoint f -o t.toml", tmp_path)
    assert refused.returncode == 2
    assert b"\xe9.f90: a configuration can only hold file names in UTF-8; rename the file" in refused.stderr
    odd.unlink()
    assert shell("save . --nocheckpoint f -o t.toml", tmp_path).returncode == 0
    diff = shell("apply t.toml --diff", tmp_path).stdout
    assert b" x = 1 ! \xe9 \x85 \x0c \xc3\x85\n" in diff
    subprocess.run(["patch", "-p1"], cwd=tmp_path, input=diff, check=True, capture_output=True)
    patched = path.read_bytes()
    path.write_bytes(text)
    assert shell("apply t.toml", tmp_path).returncode == 0
    assert path.read_bytes() == patched


def test_the_form_that_was_asked_for_is_kept(tmp_path: Path) -> None:
    wide = "      subroutine s\n      call g" + 80 * " " + "; call f\n      end\n"
    (tmp_path / "a.f").write_text(wide + "      subroutine f\n      end\n      subroutine g\n      end\n")
    run("save", ".", "--nocheckpoint", "f", cwd=tmp_path, status=3)
    run("save", ".", "--nocheckpoint", "f", "--form", "fixed-132", "-o", "t.toml", cwd=tmp_path)
    assert run("apply", "t.toml", cwd=tmp_path).stdout == "a.f\n"
    run("check", "t.toml", cwd=tmp_path)
    (tmp_path / "t.toml").write_text((tmp_path / "t.toml").read_text().replace("fixed-132", "wide"))
    assert "form must be one of fixed, " in run("check", "t.toml", cwd=tmp_path, status=2).stderr


def test_what_a_line_names(basin: Path) -> None:
    there = run("save", ".", "--nocheckpoint", "step.f90:2", cwd=basin, status=3).stderr
    assert "step.f90:2: there is no call on this line" in there
    assert "candidate: step.f90::step>tendency#1 (line 14)" in there
    nowhere = run("save", ".", "--nocheckpoint", "stepp.f90:14", cwd=basin, status=3).stderr
    assert "there is no call in a file named stepp.f90" in nowhere
    assert "candidate: step.f90" in nowhere
    (basin / "l.f90").write_text("subroutine l\ndo i = 1, 2\n do j = 1, 2\n end do\nend do\nend\n")
    inner = run("save", ".", "--binomial", "l.f90:3", "3 2 1", "--format", "jsonl", cwd=basin).stdout
    assert json.loads(inner)["id"] == "l.f90::l>do#2"
    few = run("save", ".", "--binomial", "l.f90:3", "3 2", cwd=basin, status=2).stderr
    assert "l.f90:3: arguments must be steps + 1, snapshots and first step" in few
    end = run("save", ".", "--fragment", "step.f90:14", "step.f90:19", "-o", "t.toml", cwd=basin, status=3).stderr
    assert "cannot end a fragment" in end


def test_the_best_candidate_is_adopted_by_the_command_that_a_refusal_names(tmp_path: Path) -> None:
    (tmp_path / "a=b.f90").write_text("subroutine step(x)\n  call relax(x)\nend subroutine\n")
    run("save", ".", "--nocheckpoint", "relax", "-o", "t.toml", cwd=tmp_path)
    (tmp_path / "a=b.f90").write_text("subroutine step(y)\n  call relax(1, y)\nend subroutine\n")
    refusal = run("apply", "t.toml", cwd=tmp_path, status=3).stderr
    told = run("check", "t.toml", cwd=tmp_path, status=3).stdout
    command = refusal.rpartition("if it is the first: rewriter ")[2].splitlines()[0]
    assert command in told
    left = run("adopt", "t.toml", "--format", "jsonl", cwd=tmp_path, status=3)
    assert "it stays as it is" in left.stderr and json.loads(left.stdout)["line"] == 2
    assert run(*shlex.split(command), cwd=tmp_path).stderr == "wrote t.toml: 1 entry\n"
    assert run("apply", "t.toml", cwd=tmp_path).stdout == "a=b.f90\n"
    assert "checkpointed = false" in run("adopt", "t.toml", cwd=tmp_path).stdout
    wrong = run("adopt", "t.toml", "--moved", "a=b", cwd=tmp_path, status=2).stderr
    assert "--moved a=b: write OLD=NEW" in wrong


def test_interrupted_while_it_loads(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    done = subprocess.run(
        [sys.executable, "-m", "rewriter", "sites", "."],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "")
