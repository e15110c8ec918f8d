"""Tapenade found, asked and run: nearly all of it with the real one."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from rewriter.errors import ToolFailed
from rewriter.tools.tapenade import KNOWN, RELEASE, Tapenade, created, differentiate, find, info, parse_version
from tests.support.patience import until

SOURCE = """\
subroutine top(x, y)
  real*8 :: x, y
{line}
  call square(x)
  call square(x)
  y = x
end subroutine top

subroutine square(x)
  real*8 :: x
  x = x*x
end subroutine square
"""
HEAD = ["-reverse", "-head", "top(y)/(x)"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "top.f90"
    path.write_text(SOURCE.format(line=""))
    return path


def imitation(folder: Path, script: str = "exit 0") -> Path:
    """A folder laid out like a Tapenade, whose launcher runs ``script``."""
    launcher = folder / "bin" / "tapenade"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(f"#!/bin/sh\n{script}\n")
    launcher.chmod(0o755)
    jar = folder / "build" / "libs" / "tapenade-3.16.jar"
    jar.parent.mkdir(parents=True)
    jar.touch()
    return folder


def test_every_release_says_what_it_is(tapenade_releases: list[Tapenade]) -> None:
    for release in tapenade_releases:
        told = info(release)
        assert told.version == "3.16"
        assert len(told.revision) == 40
        assert told.known == (told.built in KNOWN)


def test_an_adjoint_is_made(tapenade_releases: list[Tapenade], source: Path, tmp_path: Path) -> None:
    for number, release in enumerate(tapenade_releases):
        result = differentiate(release, [source], HEAD, tmp_path / f"made {number}")
        assert not result.failed, result.failure
        assert result.files == (tmp_path / f"made {number}" / "top_b.f90",)
        assert "CALL SQUARE_B(x, xb)" in result.files[0].read_text("latin-1")
        assert any("added to independents" in message for message in result.messages)


def test_splitting_shows_and_an_unknown_procedure_is_told(tapenade: Tapenade, source: Path, tmp_path: Path) -> None:
    result = differentiate(tapenade, [source], [*HEAD, "-nocheckpoint", "square nosuch"], tmp_path)
    assert result.failed
    assert result.failure == "Command: Can't find any unit named nosuch"
    assert "CALL SQUARE_FWD" in result.files[0].read_text("latin-1")


def test_an_unreadable_source_is_an_error(tapenade_releases: list[Tapenade], source: Path, tmp_path: Path) -> None:
    source.write_text(SOURCE.format(line="  y = = x"))
    for release in tapenade_releases:
        with pytest.raises(ToolFailed, match=r"Syntax error at line 3 in .*top\.f90"):
            differentiate(release, [source], HEAD, tmp_path)


def test_a_statement_cut_off_is_an_error(tapenade_releases: list[Tapenade], source: Path, tmp_path: Path) -> None:
    source.write_text(SOURCE.format(line="  y = x" + " " * 130 + "+ x"))
    for release in tapenade_releases:
        with pytest.raises(ToolFailed, match="Characters found after column 132"):
            differentiate(release, [source], HEAD, tmp_path)


def test_a_missing_source_is_an_error(tapenade: Tapenade, tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="No input files"):
        differentiate(tapenade, [tmp_path / "absent.f90"], HEAD, tmp_path)


def test_the_kit_is_there(tapenade_releases: list[Tapenade]) -> None:
    for release in tapenade_releases:
        for path in (*release.support("fortran"), *release.support("c")):
            assert path.is_file()


def test_places_are_looked_at_in_order(tmp_path: Path, tapenade: Tapenade) -> None:
    given, named, cached = (imitation(tmp_path / name) for name in ("given", "named", f"cache/{RELEASE}"))
    linked = tmp_path / "bin" / "tapenade"
    linked.parent.mkdir()
    linked.symlink_to(imitation(tmp_path / "real") / "bin" / "tapenade")
    environ = {"JAVA_HOME": str(tapenade.java), "PATH": str(linked.parent), "TAPENADE_HOME": str(named)}

    def found(explicit: Path | None = None) -> tuple[str, Path]:
        one = find(explicit, environ, cached.parent)
        return one.found, one.home

    assert found(given) == ("--tapenade", given)
    assert found(given / "bin" / "tapenade") == ("--tapenade", given)
    assert found() == ("TAPENADE_HOME", named)
    del environ["TAPENADE_HOME"]
    assert found() == ("PATH", tmp_path / "real")
    environ["PATH"] = "/nowhere"
    assert found() == ("cache", cached)


def test_none_at_all_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="rewriter tapenade install"):
        find(None, {"PATH": "/nowhere"}, tmp_path)


def test_a_folder_that_is_no_tapenade_is_refused(tmp_path: Path, tapenade: Tapenade) -> None:
    environ = {"TAPENADE_HOME": str(tmp_path), "PATH": str(tapenade.launcher.parent)}
    with pytest.raises(ToolFailed, match="TAPENADE_HOME"):
        find(None, environ, tmp_path)


def test_without_java_it_is_said(tmp_path: Path, tapenade: Tapenade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ToolFailed, match="default-jre-headless"):
        find(tapenade.home, {"PATH": "/nowhere"}, tmp_path)
    with pytest.raises(ToolFailed, match="JAVA_HOME"):
        find(tapenade.home, {"PATH": os.environ["PATH"], "JAVA_HOME": "/nowhere"}, tmp_path)


def test_time_is_limited_and_children_die_too(tmp_path: Path, tapenade: Tapenade) -> None:
    home = imitation(tmp_path / "slow", f"sleep 600 & echo $! > '{tmp_path}/child'; wait")
    slow = Tapenade(home, home / "bin" / "tapenade", "--tapenade", tapenade.java)
    with pytest.raises(ToolFailed, match="stopped"):
        differentiate(slow, [tmp_path / "a.f"], [], tmp_path, limit=10.0)
    child = int((tmp_path / "child").read_text())
    until(lambda: not running(child))


def running(process: int) -> bool:
    """Whether a process is there and not a zombie. A killed one takes a moment to go on a busy machine."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_status_0_with_nothing_made_is_an_error(tmp_path: Path, tapenade: Tapenade) -> None:
    home = imitation(tmp_path / "mute", "echo nothing to say")
    mute = Tapenade(home, home / "bin" / "tapenade", "--tapenade", tapenade.java)
    with pytest.raises(ToolFailed, match=r"0 files made; nothing to say"):
        differentiate(mute, [tmp_path / "a.f"], [], tmp_path)


def test_several_files_on_one_line_are_told_apart() -> None:
    stdout = (
        "@@ Creating /made/a b/a_b.h\n@@ Created /made/a b/x y_b.c /made/a b/z_b.h \n@@ Created /made/a b/x y_b.msg\n"
    )
    assert created(stdout, Path("/made/a b")) == [Path("/made/a b", name) for name in ("x y_b.c", "z_b.h", "x y_b.msg")]


def test_a_version_of_another_build() -> None:
    told = parse_version("Tapenade 3.16 (feature_x) -  1 Dec 2025 10:00 - Java 21 Linux\n")
    assert (told.version, told.branch, told.built, told.revision) == ("3.16", "feature_x", date(2025, 12, 1), "")
    assert not told.known
    assert told.capabilities.profile_callbacks is None
    with pytest.raises(ToolFailed, match="did not report its version"):
        parse_version("Error: Unable to access jarfile")


def test_what_cpp_has_not_made_in_time_is_waited_for(tmp_path: Path) -> None:
    """On a busy machine Tapenade reads what cpp makes of a C file before it is there."""
    made = tmp_path / "ad" / "a_b.c"
    script = f"""
    if test -e {tmp_path}/tried
    then echo > {made}; echo "@@ Created {made}"
    else touch {tmp_path}/tried; echo "java.io.FileNotFoundException: {tmp_path}/a.c_cpp.c (No such file)"; exit 1
    fi"""
    found = find(imitation(tmp_path / "late", script))
    assert differentiate(found, [tmp_path / "a.c"], [], tmp_path / "ad").files == (made,)
