"""The copy that a trial works on: nothing that is changed in it changes the user's files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rewriter.tuning.tree_copy import copy_tree


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A folder to build in, full of links, as configure scripts make it."""
    for name in ("code/model.F", "code/deep/step.F", "data/big.bin", "build/own.f", "build/old.o", "build/.git/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    os.utime(tmp_path / "code" / "model.F", (1e9, 1e9))
    root = tmp_path / "build"
    (root / "model.F").symlink_to("../code/model.F")
    (root / "deep").symlink_to(tmp_path / "code" / "deep")
    (root / "forcing").symlink_to("../data")
    (root / "same.f").symlink_to(root / "own.f")
    (root / "nowhere").symlink_to("../gone")
    (root / "work").mkdir()
    (root / "work" / "earlier").write_text("a trial")
    return root


def test_sources_are_files_of_the_copy_and_other_links_lead_on(build: Path, tmp_path: Path) -> None:
    copy = build / "work" / "trees" / "one"
    work = build / "work"
    copy_tree(build, copy, sources=["model.F", "deep/step.F", "own.f"], left_out=["*.o", ".*"], apart=[work])

    for name in ("model.F", "deep/step.F", "own.f"):
        assert (copy / name).resolve().is_relative_to(copy)
        assert (copy / name).read_bytes() == (build / name).read_bytes()
        (copy / name).write_text("changed")
    assert (tmp_path / "code" / "model.F").read_text() == "code/model.F"
    assert (tmp_path / "code" / "deep" / "step.F").read_text() == "code/deep/step.F"
    assert (copy / "forcing").resolve() == tmp_path / "data"
    assert (copy / "same.f").read_text() == "changed", "a link inside leads to the copy's own file"
    assert (copy / "nowhere").is_symlink()
    assert not any((copy / name).exists() for name in ("old.o", ".git", "work"))


def test_times_of_change_are_kept(build: Path) -> None:
    copy = build / "work" / "one"
    copy_tree(build, copy, sources=["model.F"], left_out=[], apart=[build / "work"])
    assert (copy / "model.F").stat().st_mtime == 1e9
    (copy / "stray").write_text("")
    copy_tree(build, copy, sources=["model.F"], left_out=[], apart=[build / "work"])
    assert not (copy / "stray").exists()
