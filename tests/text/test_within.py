"""What lies in a folder by its name, and what links lead out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.text.within import below, inside, leading_out, repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a real file, a link that stays inside and two that lead out: one of a file, one of a folder."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "rooted").mkdir()
    for name in ("root/a.f", "root/sub/b.f", "rooted/c.f"):
        (tmp_path / name).write_text(name)
    (root / "again.f").symlink_to("sub/b.f")
    (root / "out.f").symlink_to("../rooted/c.f")
    (root / "way").symlink_to("../rooted")
    return root


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.f", "a.f"),
        ("./sub/../a.f", "a.f"),
        ("sub", "sub"),
        ("../root/sub/b.f", "sub/b.f"),
        ("missing/x.f", "missing/x.f"),
        ("way/c.f", "way/c.f"),  # by its name alone
        (".", None),
        ("sub/..", None),
        ("..", None),
        ("../rooted/c.f", None),
        ("..x/a.f", "..x/a.f"),
        ("/etc/passwd", None),
    ],
)
def test_below_goes_by_names(name: str, found: str | None, root: Path) -> None:
    assert below(name, root) == found


def test_below_takes_absolute_paths_and_a_relative_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert below(root / "sub" / "b.f", root) == "sub/b.f"
    monkeypatch.chdir(root.parent)
    assert below(root / "a.f", Path("root")) == "a.f"
    assert below("a.f", Path("root")) == "a.f", "named from the root, not from here"


@pytest.mark.parametrize(
    ("name", "is_in"),
    [
        (".", True),
        ("a.f", True),
        ("missing", True),
        ("again.f", True),
        ("out.f", False),
        ("way/c.f", False),
        ("..", False),
        ("../rooted", False),
    ],
)
def test_inside_follows_links(name: str, is_in: bool, root: Path) -> None:
    assert inside(root / name, root) is is_in


def test_a_folder_reached_by_a_link_holds_what_is_in_it(root: Path) -> None:
    assert inside(root / "way" / "c.f", root / "way")
    assert inside(root.parent / "rooted" / "c.f", root / "way")


def test_what_leads_out_of_a_folder_by_links(root: Path) -> None:
    files = ["a.f", "sub/b.f", "again.f", "out.f", "way/c.f", "../rooted/c.f"]
    assert leading_out(files, root) == ["out.f", "way/c.f"], "what is outside by its name does not lead out"


def test_the_repository_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / "a" / ".git").mkdir()
    assert repository(tmp_path / "a" / "b" / "c") == repository(tmp_path / "a") == tmp_path / "a"
    (tmp_path / "a" / "b" / ".git").write_text("gitdir: elsewhere")
    assert repository(tmp_path / "a" / "b" / "c") == tmp_path / "a" / "b", "the nearest, also of a worktree"
    monkeypatch.chdir(tmp_path / "a" / "b" / "c")
    assert repository(Path()) == tmp_path / "a" / "b"
