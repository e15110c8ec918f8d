"""Which files are found, and how they are named from the root."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from rewriter.errors import UsageError
from rewriter.text.files import found, regular, relative, root_of

NAMES = ("a.f", "b.c", "note.txt", "sub/a.f", "sub/deep/d.f", ".hidden/h.f", "sub/.h.f")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def names(folder: Path, *given: str, **globs: Sequence[str]) -> list[str]:
    return [str(path.relative_to(folder)) for path in found([folder / name for name in given], (".f", ".c"), **globs)]


def test_folders_are_searched_for_suffixes_and_hidden_names_are_passed_over(tree: Path) -> None:
    assert names(tree, ".") == ["a.f", "b.c", "sub/a.f", "sub/deep/d.f"]
    assert names(tree, "sub") == ["sub/a.f", "sub/deep/d.f"]


def test_a_file_that_is_named_is_taken_whatever_its_suffix(tree: Path) -> None:
    assert names(tree, "note.txt", ".hidden/h.f") == [".hidden/h.f", "note.txt"]


def test_each_file_once_however_it_is_reached(tree: Path) -> None:
    assert names(tree, "sub", ".", "a.f", "sub/../a.f") == ["a.f", "b.c", "sub/a.f", "sub/deep/d.f"]
    (tree / "link.f").symlink_to("a.f")
    (tree / "way").symlink_to("sub")
    assert len(names(tree, ".")) == 4
    assert names(tree, "way") == ["way/a.f", "way/deep/d.f"], "a linked folder that is named is entered"


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        ({"include": ["*.c"]}, ["b.c"]),
        ({"include": ["sub/*"]}, ["sub/a.f", "sub/deep/d.f"]),
        ({"include": ["a.f"]}, ["a.f", "sub/a.f"]),  # the name alone
        ({"exclude": ["a.f"]}, ["b.c", "sub/deep/d.f"]),
        ({"include": ["*.f"], "exclude": ["sub/deep/*"]}, ["a.f", "sub/a.f"]),
        ({"include": ["*.x", "*.c"]}, ["b.c"]),
    ],
)
def test_globs_choose_among_what_a_folder_holds(globs: dict[str, list[str]], expected: list[str], tree: Path) -> None:
    assert names(tree, ".", **globs) == expected


def test_a_file_that_is_named_need_not_be_included_but_may_be_excluded(tree: Path) -> None:
    assert names(tree, "a.f", include=["*.c"]) == ["a.f"]
    assert names(tree, "a.f", "b.c", exclude=["a.f"]) == ["b.c"]


def test_from_the_current_folder(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert found([Path()], (".c",)) == [Path("b.c")]


def test_what_is_not_there_or_no_file(tree: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.f: no such file or folder$"):
        names(tree, "missing.f")
    os.mkfifo(tree / "pipe.f")
    with pytest.raises(
        UsageError, match=r"pipe\.f: neither a regular file nor a folder; name a file of source text or a folder$"
    ):
        names(tree, "pipe.f")


def test_a_pipe_is_never_read(tree: Path) -> None:
    os.mkfifo(tree / "pipe.f")
    (tree / "to-pipe.f").symlink_to("pipe.f")
    for name in ("pipe.f", "to-pipe.f"):
        with pytest.raises(OSError, match=f"neither a regular file nor a folder.*{name}"):
            regular(tree / name)
    for name in ("a.f", "sub", "missing.f"):
        assert regular(tree / name) == tree / name


def test_the_root_is_the_current_folder_or_the_nearest_that_holds_all(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    assert root_of([Path("sub/a.f"), tree / "a.f"]) == tree
    monkeypatch.chdir(tree / "sub" / "deep")
    assert root_of([tree / "sub", tree / "sub" / "a.f"]) == tree / "sub"
    assert root_of([tree / "a.f", tree / "sub" / "deep" / "d.f"]) == tree
    assert root_of([tree / "a.f"]) == tree, "of one file, its folder"


def test_names_from_the_root(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert relative(tree / "sub" / "a.f", tree) == "sub/a.f"
    assert relative(tree / "sub" / ".." / "a.f", tree) == "a.f"
    assert relative(tree / "a.f", tree / "sub") == "../a.f"
    assert relative(tree.parent / "tree2" / "a.f", tree) == "../tree2/a.f"
    assert relative(Path("/etc/passwd"), Path("/")) == "etc/passwd"
    monkeypatch.chdir(tree)
    assert relative(Path("sub/a.f"), tree) == "sub/a.f"
