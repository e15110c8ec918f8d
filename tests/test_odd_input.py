"""What nobody writes on purpose: each is told with its place, and nothing hangs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rewriter.callsites.resolve import selected
from rewriter.configuration import commands
from rewriter.configuration.toml import dumps, loads
from rewriter.errors import Refused, UsageError
from tests.support.patience import PATIENCE

FIXTURES = Path(__file__).parents[1] / "fixtures"
MANY = "1" * 5000
NO_FILE = "neither a regular file nor a folder"
FORCE = "step.f90::step>force#1"


@pytest.fixture
def basin(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "basin", tmp_path / "basin")
    return tmp_path / "basin"


def run(*words: str, cwd: Path, status: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rewriter", *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, "internal error" in done.stderr) == (status, False), done.stderr
    return done


def site(identity: str) -> str:
    return f'[[site]]\nid = "{identity}"\ncheckpointed = false\n'


@pytest.mark.parametrize("linked", [False, True], ids=["itself", "behind a link"])
def test_pipes_are_not_read(basin: Path, linked: bool) -> None:
    pipe = basin / ("pipe" if linked else "pipe.f90")
    os.mkfifo(pipe)
    if linked:
        (basin / "pipe.f90").symlink_to("pipe")
    told = f"rewriter: pipe.f90: {NO_FILE}"
    assert told in run("sites", ".", cwd=basin, status=1).stderr.splitlines()
    saved = run("save", ".", "--nocheckpoint", FORCE, "-o", "t.toml", cwd=basin, status=1)
    assert told in saved.stderr.splitlines() and "wrote t.toml: 1 entry" in saved.stderr
    for words in (
        ("sites", "pipe.f90"),
        ("save", "step.f90", "--from-list", "pipe.f90"),
        ("apply", "pipe.f90"),
        ("instrument", ".", "--primal", "step.f90"),
        ("profile", "show", "pipe.f90"),
        ("profile", "plot", "pipe.f90", "-o", "p.png"),
    ):
        assert f"pipe.f90: {NO_FILE}" in run(*words, cwd=basin, status=2).stderr.replace("cannot be read: ", "")
    assert "pipe.f90: not a file" in run("save", "step.f90", "-o", "pipe.f90", cwd=basin, status=3).stderr
    (basin / "p.toml").write_text("schema = 1\n" + site("pipe.f90::p>f#1"))
    for words in (("check", "p.toml"), ("apply", "p.toml")):
        done = run(*words, cwd=basin, status=3)
        assert f"pipe.f90: {NO_FILE}; the configuration has pipe.f90::p>f#1 in it" in done.stdout + done.stderr


def test_a_fragment_in_two_files(basin: Path) -> None:
    with pytest.raises(Refused, match=r"^step\.f90:15: .* in filter\.f:8; name two sites in one procedure"):
        commands.save([basin], root=basin, fragments=[(FORCE, "filter.f::filtr>pass#2")])
    text = f"[[fragment]]\nfirst = '{FORCE}'\nlast = 'filter.f::step>surface#1'\nfragment = true\n"
    with pytest.raises(UsageError, match=r"number 1: .* are in two files"):
        loads(f"schema = 1\n{text}")


def test_a_fragment_whose_end_is_not_certain(basin: Path) -> None:
    with pytest.raises(Refused, match=r"^'pass' matches 2 sites; name one by its id") as told:
        commands.save([basin], root=basin, fragments=[("filter.f::filtr>pass#1", "pass")])
    assert len(told.value.candidates) == 2


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (f"step.f90::step>force#{MANY}", UsageError, "is not the id of a site"),
        (f"force@{MANY}", Refused, "no call site matches"),
        (f"step.f90:{MANY}", Refused, "there is no call on this line"),
        ("step.f90::step>for\0ce#1", UsageError, "is not the id of a site"),
    ],
)
def test_no_names_of_sites(words: str, error: type[Exception], message: str, basin: Path) -> None:
    with pytest.raises(error, match=message):
        selected(words, commands.sites([basin], root=basin).sites)


@pytest.mark.parametrize(
    "identity", [f"step.f90::step>force#{MANY}", "st\\u0000ep.f90::step>force#1", "step.f90::step>for\\u0000ce#1"]
)
def test_no_ids_of_a_configuration(identity: str) -> None:
    with pytest.raises(UsageError, match=r"^t\.toml: \[\[site\]\] number 1: .* is not the id of a site"):
        loads("schema = 1\n" + site(identity), "t.toml")


def test_names_that_no_source_can_hold(basin: Path) -> None:
    nu = "\N{GREEK SMALL LETTER NU}"
    config = loads(f'schema = 1\nfunctions = ["{nu}"]\n' + site(f"step.f90::step>{nu}#1"))
    (finding,) = commands.check(config, root=basin)
    assert finding.message == f"step.f90: no site step>{nu}#1" and finding.candidates


@pytest.mark.parametrize("prefix", ["./", ".//", "././"])
def test_one_site_has_one_name(prefix: str, basin: Path) -> None:
    assert [str(entry.id) for entry in loads("schema = 1\n" + site(prefix + FORCE)).entries] == [FORCE]
    with pytest.raises(UsageError, match=f"{FORCE} is named twice"):
        loads("schema = 1\n" + site(FORCE) + site(prefix + FORCE))
    named = loads(f"schema = 1\n[files]\n'{prefix}a.f90' = 'sha256:0'\n")
    assert named.files == {"a.f90": "0"}
    every = commands.sites([basin], root=basin).sites
    for words in (prefix + FORCE, f"{prefix}step.f90:15"):
        assert [found.id for found in selected(words, every)] == [FORCE]


def test_only_the_file_that_must_be_renamed_is_named(tmp_path: Path) -> None:
    for name in (b"a\n.f90", b"\xe9.f90"):
        (tmp_path / os.fsdecode(name)).write_text("call f\nend\nsubroutine f\nend\n")
    saved = commands.save([tmp_path], root=tmp_path, nocheckpoint=["f"]).configuration
    with pytest.raises(UsageError, match=r"^\udce9\.f90: a configuration can only hold file names in UTF-8"):
        dumps(saved)


def test_folders_in_a_name(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "basin", tmp_path / "a" / "b")
    saved = commands.save([tmp_path], root=tmp_path, nocheckpoint=[f"a//b/./{FORCE}"]).configuration
    assert [str(entry.id) for entry in saved.entries] == [f"a/b/{FORCE}"]
    assert str(loads("schema = 1\n" + site(f"/a/../b/{FORCE}")).entries[0].id) == f"/a/../b/{FORCE}"
