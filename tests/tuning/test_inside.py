"""Names of a task as paths from the root, and the links on the way that lead out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.tuning.inside import from_root, link_out


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "root" / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "root" / "out").symlink_to("../elsewhere")
    (tmp_path / "root" / "again").symlink_to("sub")
    (tmp_path / "root" / "sub" / "file.f").touch()
    (tmp_path / "root" / "out.f").symlink_to("../elsewhere/x.f")
    (tmp_path / "way").symlink_to("root")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("sub/file.f", "sub/file.f"),
        ("./sub//deep/../file.f", "sub/file.f"),
        ("../root/sub", "sub"),
        ("missing", "missing"),
        (".", "."),
        ("sub/..", "."),
        ("..", None),
        ("../elsewhere/x", None),
        ("../way/sub", None),  # a relative name goes by its words alone
        ("{place}/root", "."),
        ("{place}/root/sub/file.f", "sub/file.f"),
        ("{place}/way/sub/file.f", "sub/file.f"),
        ("{place}/way/missing", "missing"),
        ("{place}/root/out/x", "out/x"),  # links out of the root are another matter
        ("{place}/elsewhere/x", None),
        ("/x", None),
    ],
)
def test_from_the_root(name: str, found: str | None, place: Path) -> None:
    assert from_root(place / "root", name.format(place=place)) == found


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("sub/file.f", None),
        ("again/file.f", None),
        ("missing/x", None),
        (".", None),
        ("out", "out"),
        ("out/deep/x", "out"),
        ("out.f", None),  # a file is replaced, not written through
        ("again/deep", None),
    ],
)
def test_the_link_that_leads_out(name: str, link: str | None, place: Path) -> None:
    assert link_out(place / "root", name) == link


def test_of_several_links_the_outermost(place: Path) -> None:
    (place / "elsewhere" / "more").symlink_to("/usr")
    assert link_out(place / "root", "out/more/x") == "out"
    (place / "root" / "sub" / "more").symlink_to("/usr")
    assert link_out(place / "root", "sub/more/x") == "sub/more"
