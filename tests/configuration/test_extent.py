"""A configuration reaches the files below its root, and no others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import rewriter
from rewriter.configuration.toml import load, loads
from tests.support.models import FIXTURES
from tests.support.running import contents, ran


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with ``victim/step.f90`` in it, and ``work``, the current folder, with a model."""
    shutil.copytree(FIXTURES / "basin", tmp_path / "home" / "work" / "model")
    shutil.copytree(FIXTURES / "basin", tmp_path / "home" / "victim")
    monkeypatch.chdir(tmp_path / "home" / "work")
    return tmp_path / "home"


def write(file: Path, path: str | Path, root: str | Path = ".") -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"schema = 1\nroot = '{root}'\n[[site]]\nid = '{path}::step>force#1'\ncheckpointed = false\n")
    return file


EVERY = (("apply",), ("revert",), ("apply", "--diff"), ("apply", "--to", "copies"), ("check",), ("export",))


@pytest.mark.parametrize("command", EVERY)
def test_a_file_outside_of_the_root_is_refused(
    command: tuple[str, ...], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(home / "victim")
    for path, way_out in (
        ("../victim/step.f90", f"save the configuration again with --root {home}\n"),
        ("model/../../victim/step.f90", f"save the configuration again with --root {home}\n"),
        (home / "victim" / "step.f90", f"if that is intended, pass --root {home}/victim\n"),
    ):
        config = write(home / "work" / "t.toml", path)
        assert ran(*command, config) == 3
        told = capsys.readouterr().err
        assert f"{path}::step>force#1: its file is outside of the root " in told
        assert way_out in told
    assert contents(home / "victim") == before
    assert not (home / "work" / "copies").exists()


def test_an_absolute_path_below_the_root_that_was_typed(home: Path) -> None:
    config = write(home / "work" / "t.toml", home / "victim" / "step.f90")
    assert ran("apply", config, "--root", home / "victim", "--to", "copies", "-q") == 0
    assert ran("check", config, "--root", home / "victim", "-q") == 1
    assert list(contents(home / "work" / "copies")) == ["step.f90"]
    assert ran("apply", config, "--root", home / "victim", "-q") == 0
    assert ran("check", config, "--root", home / "victim", "-q") == 0


@pytest.mark.parametrize("command", EVERY)
@pytest.mark.parametrize("root", ["../victim", "../..", "{home}/victim", "{home}/work/model", "link"])
def test_a_root_that_leads_elsewhere_is_refused(
    root: str, command: tuple[str, ...], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "work" / "link").symlink_to("../victim")
    named = root.format(home=home)
    before = contents(home / "victim"), contents(home / "work" / "model")
    write(home / "work" / "t.toml", "step.f90", named)
    assert ran(*command, "t.toml") == 3
    told = capsys.readouterr().err
    assert f"t.toml: root = {named!r} is neither in the folder of this file" in told
    assert "if that is intended, pass --root " in told
    assert (contents(home / "victim"), contents(home / "work" / "model")) == before


@pytest.mark.parametrize(
    ("file", "root", "current", "status"),
    [
        ("work/t.toml", "model", "/", 0),
        ("work/conf/t.toml", "../model", "work", 0),
        ("work/conf/t.toml", "../model", "work/conf", 3),
        ("work/repository/conf/t.toml", "../model", "work/repository/conf", 0),
        ("work/repository/conf/t.toml", "../../model", "work/repository/conf", 3),
        ("elsewhere/t.toml", "../work/model", "work", 0),
        ("elsewhere/t.toml", "../work/model", "elsewhere", 3),
    ],
)
def test_which_roots_need_not_be_typed(
    file: str, root: str, current: str, status: int, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "work" / "repository" / ".git").mkdir(parents=True)
    shutil.copytree(home / "work" / "model", home / "work" / "repository" / "model")
    config = write(home / file, "step.f90", root)
    monkeypatch.chdir(home / current)
    assert ran("apply", config, "-q") == status
    assert ran("apply", config, "--root", config.parent / root, "-q") == 0
    assert ran("check", config, "--root", config.parent / root, "-q") == 0


def test_what_is_saved_can_be_applied(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for target in ("t.toml", "conf/t.toml", home / "t.toml"):
        (home / "work" / "conf").mkdir(exist_ok=True)
        assert ran("save", "model", "--nocheckpoint", "force", "-o", target, "-q") == 0
        assert ran("apply", target, "--diff", "-q") == 0
    assert ran("save", "../victim", "--root", ".", "--nocheckpoint", "force", "-o", "no.toml") == 3
    assert f"save the configuration again with --root {home}\n" in capsys.readouterr().err
    assert not (home / "work" / "no.toml").exists()


@pytest.mark.parametrize("whole_folder", [False, True])
def test_links_that_lead_out_are_followed_when_that_is_asked_for(
    whole_folder: bool, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = home / "work" / "build"
    build.mkdir()
    if whole_folder:
        (build / "src").symlink_to("../../victim")
        path = "src/step.f90"
    else:
        (build / "step.f90").symlink_to("../../victim/step.f90")
        path = "step.f90"
    before = contents(home / "victim")
    config = write(build / "t.toml", path)
    for command in (("apply",), ("revert",), ("apply", "--diff")):
        assert ran(*command, config) == 3
        told = capsys.readouterr().err
        assert f"{path}: a link that leads out of {build}, to {home}/victim/step.f90" in told
        assert "pass --follow-links" in told
    assert ran("check", config, "-q") == 1
    assert ran("export", config, "-q") == 0
    assert ran("apply", config, "--to", home / "copies", "-q") == 0
    assert contents(home / "victim") == before
    assert ran("apply", config, "--follow-links", "-q") == 0
    assert contents(home / "victim")["step.f90"] == contents(home / "copies")[path]
    assert (build / path).read_bytes() == contents(home / "copies")[path]
    assert ran("revert", config, "--follow-links", "-q") == 0
    assert contents(home / "victim") == before
    with pytest.raises(rewriter.Refused, match="--follow-links"):
        rewriter.apply(load(config), root=build)
    assert rewriter.apply(load(config), root=build, follow_links=True)


def test_sites_tells_of_links_that_lead_out(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build = home / "work" / "build"
    build.mkdir()
    (build / "step.f90").symlink_to("../../victim/step.f90")
    (build / "cost.f90").symlink_to("../model/cost.f90")
    (build / "plain.f90").write_text("subroutine plain\nend subroutine\n")
    for words, count in (
        (("build", "--root", "build"), "2 files are"),
        (("build",), "1 file is"),
        (("build/cost.f90",), None),
    ):
        assert ran("sites", *words) == 0
        told = capsys.readouterr().err
        assert ("--follow-links" in told) == (count is not None)
        if count:
            root = build if "--root" in words else home / "work"
            ending = "apply and revert change them only with --follow-links"
            assert f"rewriter: {count} reached through links that lead out of {root}: {ending}" in told


def test_a_link_that_stays_inside_needs_nothing(home: Path) -> None:
    work = home / "work"
    (work / "step.f90").symlink_to("model/step.f90")
    assert ran("apply", write(work / "t.toml", "step.f90"), "-q") == 0
    assert (work / "step.f90").is_symlink()
    assert b"NOCHECKPOINT" in (work / "model" / "step.f90").read_bytes()


def test_copies_go_elsewhere(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = write(home / "work" / "t.toml", "model/step.f90")
    assert ran("apply", config, "--to", ".") == 2
    assert ".: is the root itself; leave out --to" in capsys.readouterr().err


@pytest.mark.parametrize("dangling", [False, True])
def test_copies_do_not_leave_their_folder(dangling: bool, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(home / "victim")
    (home / "work" / "copies").mkdir()
    (home / "work" / "copies" / "model").symlink_to("../../nowhere" if dangling else "../../victim")
    config = write(home / "work" / "t.toml", "model/step.f90")
    for more in ((), ("--follow-links",)):
        assert ran("apply", config, "--to", "copies", *more) == 3
        assert "copies/model/step.f90: leads out of copies, to " in capsys.readouterr().err
    assert contents(home / "victim") == before
    assert not (home / "nowhere").exists()


def test_a_configuration_without_a_file_is_held_to_its_root_too(home: Path) -> None:
    text = "schema = 1\n[[site]]\nid = '../victim/step.f90::step>force#1'\ncheckpointed = false\n"
    with pytest.raises(rewriter.Refused, match="outside of the root"):
        rewriter.apply(loads(text), root=home / "work")
