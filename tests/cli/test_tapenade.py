"""``rewriter tapenade``: which one is used and what it can do, by a launcher that knows its version alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rewriter.tools.java import cache_folder
from rewriter.tools.tapenade import RELEASE
from tests.support.running import ran
from tests.support.scripted import VERSION

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a Tapenade, and a Java."""
    home = tmp_path / "tapenade"
    for file in (home / "bin" / "tapenade", tmp_path / "java" / "bin" / "java"):
        file.parent.mkdir(parents=True)
        file.write_text(f"#!/bin/sh\necho '{VERSION}'\n")
        file.chmod(0o755)
    (home / "build" / "libs").mkdir(parents=True)
    (home / "build" / "libs" / "tapenade-3.16.jar").write_text("")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))
    monkeypatch.delenv("TAPENADE_HOME", raising=False)
    return home


def test_its_version_and_how_it_was_found(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert ran("tapenade", "info", "--tapenade", home) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [VERSION, f"  home      {home} (found by --tapenade)", f"  java      {home.parent}/java"]
    monkeypatch.setenv("TAPENADE_HOME", str(home))
    ran("tapenade", "info")
    assert "(found by TAPENADE_HOME)" in capsys.readouterr().out


def test_abilities_are_words(home: Path, capsys: Captured) -> None:
    ran("tapenade", "info", "--tapenade", home, "--format", "json")
    (record,) = json.loads(capsys.readouterr().out)
    assert record["built"] == "2024-05-21" or record["built"].startswith("2024-05-21T")
    ran("tapenade", "info", "--tapenade", home)
    words = dict(line.strip().rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()[4:])
    shown = {True: "yes", False: "no", None: "unknown"}
    assert words == {name.replace("_", " "): shown[able] for name, able in record["capabilities"].items()}


def test_a_folder_that_is_none_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert ran("tapenade", "info", "--tapenade", tmp_path) == 4
    assert "is not a Tapenade" in capsys.readouterr().err


def test_what_is_installed_is_named_and_not_fetched_again(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = cache_folder() / RELEASE
    assert place.is_relative_to(tmp_path)
    place.parent.mkdir(parents=True)
    home.rename(place)
    assert ran("tapenade", "install", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == [{"home": str(place)}]
