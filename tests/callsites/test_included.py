"""The files that sources include, found in the tree."""

from __future__ import annotations

from pathlib import Path

from rewriter.callsites.included import Included, included
from rewriter.callsites.source import Source
from rewriter.callsites.written import Written
from tests.support.trees import written


def found(root: Path, text: str, *include_dirs: Path, folders: tuple[Path, ...] = ()) -> Included:
    source = Source("t/t.f90", text.encode())
    return included([source.part], root, folders or (root,), include_dirs, Written())


SAYS = "include 'c.inc'\n"


def test_the_own_folder_comes_first_then_those_named_then_the_only_one_of_the_name(tmp_path: Path) -> None:
    written(tmp_path, {"d/c.inc": "real a"})
    assert found(tmp_path, SAYS).found == {("t/t.f90", "c.inc"): "d/c.inc"}
    written(tmp_path, {"e/c.inc": "real a"})
    assert found(tmp_path, SAYS).found == {}
    assert found(tmp_path, SAYS, tmp_path / "e", tmp_path / "d").found == {("t/t.f90", "c.inc"): "e/c.inc"}
    written(tmp_path, {"t/c.inc": "real a"})
    assert found(tmp_path, SAYS, tmp_path / "e").found == {("t/t.f90", "c.inc"): "t/c.inc"}


def test_a_file_in_a_folder_inside_of_another_is_still_one(tmp_path: Path) -> None:
    written(tmp_path, {"d/c.inc": "real a"})
    assert found(tmp_path, SAYS, folders=(tmp_path, tmp_path / "d")).found == {("t/t.f90", "c.inc"): "d/c.inc"}


def test_a_folder_in_the_name_is_one_below(tmp_path: Path) -> None:
    written(tmp_path, {"t/d/c.inc": "real a"})
    assert found(tmp_path, "include 'd/c.inc'\n").found == {("t/t.f90", "d/c.inc"): "t/d/c.inc"}


def test_hidden_folders_are_not_entered(tmp_path: Path) -> None:
    written(tmp_path, {".old/c.inc": "real a"})
    assert found(tmp_path, SAYS).found == {}


def test_files_that_include_each_other_are_read_once(tmp_path: Path) -> None:
    written(tmp_path, {"d/c.inc": "include 'e.inc'", "e/e.inc": "include 'c.inc'"})
    seen = found(tmp_path, SAYS)
    assert set(seen.fragments) == {"d/c.inc", "e/e.inc"}
    assert seen.found["e/e.inc", "c.inc"] == "d/c.inc"


def test_a_header_that_fortran_includes_is_fortran(tmp_path: Path) -> None:
    written(tmp_path, {"t/c.h": "void f(void);"})
    sources = [Source("t/t.F", b'#include "c.h"\n'), Source("t/c.h", b"void f(void);\n")]
    seen = included([source.part for source in sources], tmp_path, (tmp_path,), (), Written())
    assert seen.headers == {"t/c.h"}
