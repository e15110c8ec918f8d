"""Configurations into sources and out again: all files or none, in place or as copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.site_id import SiteId
from rewriter.configuration.apply import apply, revert
from rewriter.configuration.model import Configuration, Setting, SiteEntry, configuration
from rewriter.configuration.save import save
from rewriter.errors import Refused, UsageError
from tests.support.running import contents

MODEL = "subroutine top(x)\r\n  call a(x)\r\n  !$AD NOCHECKPOINT\r\n  call b(x)\r\nend subroutine top"
SWITCHED = MODEL.replace("  call a", "  !$AD NOCHECKPOINT rewriter\r\n  call a")


def site(path: str, callee: str, setting: Setting = Setting.NOCHECKPOINT) -> SiteEntry:
    return SiteEntry(SiteId(path, "top", callee, 1), setting)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """With ``m.f90`` and ``sub/n.f90``, which read alike, and ``a.f90`` that defines what they call."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    for name in ("m.f90", "sub/n.f90"):
        (root / name).write_bytes(MODEL.encode())
    (root / "a.f90").write_text("subroutine a(x)\nend\nsubroutine b(x)\nend\n")
    return root


BOTH = configuration([site("m.f90", "a"), site("sub/n.f90", "a")])


def test_before_and_after(root: Path) -> None:
    before = contents(root)
    changes = apply(BOTH, root=root)
    assert [(change.path, change.before.decode(), change.after.decode()) for change in changes] == [
        ("m.f90", MODEL, SWITCHED),
        ("sub/n.f90", MODEL, SWITCHED),
    ]
    assert contents(root) == {**before, "m.f90": SWITCHED.encode(), "sub/n.f90": SWITCHED.encode()}
    assert apply(BOTH, root=root) == []
    assert [change.path for change in revert(BOTH, root=root)] == ["m.f90", "sub/n.f90"]
    assert contents(root) == before


def test_what_was_written_by_hand_is_not_taken_back(root: Path) -> None:
    by_hand = configuration([site("m.f90", "b")])
    assert apply(by_hand, root=root) == revert(by_hand, root=root) == []


def test_what_was_switched_off_comes_back(root: Path) -> None:
    off = configuration([site("m.f90", "b", Setting.CHECKPOINT)])
    assert [change.path for change in apply(off, root=root)] == ["m.f90"]
    revert(off, root=root)
    assert (root / "m.f90").read_bytes() == MODEL.encode()


def test_what_cannot_be_switched_can_be_taken_back(root: Path) -> None:
    (root / "m.f90").write_text("subroutine top(x)\n  call x%a(1)\nend subroutine top\n")
    method = configuration([site("m.f90", "x%a")])
    with pytest.raises(Refused, match="cannot be switched"):
        apply(method, root=root)
    assert revert(method, root=root) == []


def test_what_changed_around_a_site_does_not_keep_its_mark_there(root: Path) -> None:
    saved = save([root / "m.f90"], root=root, nocheckpoint=["m.f90::top>a#1"]).configuration
    apply(saved, root=root)
    changed = SWITCHED.replace("top(x)", "top(x, y)").replace("call b(x)", "call b(y)")
    (root / "m.f90").write_bytes(changed.encode())
    with pytest.raises(Refused):
        apply(saved, root=root)
    revert(configuration([entry for entry in saved.entries if entry.id.callee == "a"]), root=root)
    assert (root / "m.f90").read_bytes() == changed.replace("  !$AD NOCHECKPOINT rewriter\r\n", "").encode()


def test_only_the_sites_that_are_named_are_taken_back(root: Path) -> None:
    apply(BOTH, root=root)
    revert(configuration([site("m.f90", "a")]), root=root)
    assert (root / "m.f90").read_bytes() == MODEL.encode()
    assert (root / "sub" / "n.f90").read_bytes() == SWITCHED.encode()


@pytest.mark.parametrize("entry", [site("sub/n.f90", "gone"), site("gone.f90", "a")])
def test_one_site_that_is_not_certain_keeps_all_files_as_they_are(entry: SiteEntry, root: Path) -> None:
    before = contents(root)
    with pytest.raises(Refused):
        apply(configuration([site("m.f90", "a"), entry]), root=root)
    assert contents(root) == before


def test_copies_have_the_folders_of_the_originals_and_are_only_of_what_changed(root: Path, tmp_path: Path) -> None:
    before = contents(root)
    apply(configuration([site("sub/n.f90", "a")]), root=root, to=tmp_path / "new" / "copies")
    assert contents(root) == before
    assert contents(tmp_path / "new" / "copies") == {"sub/n.f90": SWITCHED.encode()}


def test_an_earlier_copy_is_written_over_and_anything_else_is_not(root: Path, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    apply(BOTH, root=root, to=copies)
    both = configuration([site("m.f90", "a"), site("m.f90", "b", Setting.CHECKPOINT)])
    apply(both, root=root, to=copies)
    copied = (copies / "m.f90").read_bytes()
    assert copied not in (MODEL.encode(), SWITCHED.encode())
    (copies / "sub" / "n.f90").write_bytes(SWITCHED.encode() + b"\r\n! mine")
    with pytest.raises(Refused, match=r"n\.f90: exists and is not an earlier copy of sub/n\.f90; move it away"):
        apply(BOTH, root=root, to=copies)
    assert (copies / "m.f90").read_bytes() == copied


def test_copies_do_not_go_to_the_root_itself(root: Path) -> None:
    with pytest.raises(UsageError, match="is the root itself"):
        apply(BOTH, root=root, to=root / "sub" / "..")


def test_a_link_in_the_folder_of_the_copies_is_not_followed_out(root: Path, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (copies / "sub").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="leads out of"):
        apply(BOTH, root=root, to=copies)
    assert contents(tmp_path / "elsewhere") == {}
    assert not (copies / "m.f90").exists()


def test_a_link_out_of_the_root_is_followed_when_that_is_asked_for(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out.f90").write_bytes(MODEL.encode())
    (root / "link.f90").symlink_to(tmp_path / "out.f90")
    config = configuration([site("link.f90", "a")])
    with pytest.raises(Refused, match="a link that leads out of"):
        apply(config, root=root)
    apply(config, root=root, follow_links=True)
    assert (tmp_path / "out.f90").read_bytes() == SWITCHED.encode()
    assert (root / "link.f90").is_symlink()


def test_an_empty_configuration_changes_nothing(root: Path, tmp_path: Path) -> None:
    assert apply(Configuration(), root=root) == []
    assert apply(Configuration(), root=root, to=tmp_path / "copies") == []
    assert contents(tmp_path / "copies") == {}
