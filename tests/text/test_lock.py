"""Who holds a tree, who waits for it, and what is seen of a killed command meanwhile."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from rewriter.errors import Refused
from rewriter.text.journal import INTENT, JOURNAL, Intent, dumps
from rewriter.text.lock import held, locked, pending, recovered
from tests.support.patience import PATIENCE


def test_of_those_who_write_one_holds_a_tree(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(Refused, match="another rewriter command is at work here"), held(tmp_path, 0):
        pass
    with held(tmp_path, 0):
        pass


def test_those_who_only_read_share_it(tmp_path: Path) -> None:
    with held(tmp_path, shared=True), held(tmp_path, 0, shared=True), pytest.raises(Refused), held(tmp_path, 0):
        pass
    with held(tmp_path), pytest.raises(Refused), held(tmp_path, 0, shared=True):
        pass


def test_another_tree_is_free(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    with held(tmp_path), held(tmp_path / "sub", 0):
        pass


def test_who_waits_gets_it_when_it_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as other:
        other.enter_context(held(tmp_path))
        monkeypatch.setattr(time, "sleep", lambda _: other.close())
        with held(tmp_path, PATIENCE):
            pass


def test_what_was_raised_meanwhile_frees_it(tmp_path: Path) -> None:
    with pytest.raises(KeyError), held(tmp_path):
        raise KeyError
    with held(tmp_path, 0):
        pass


def test_what_is_no_folder_cannot_be_locked(tmp_path: Path) -> None:
    (tmp_path / "a.f").touch()
    for name, why in (("a.f", "Not a directory"), ("missing", "No such file or directory")):
        with pytest.raises(Refused, match=f"{name}: cannot be locked: {why}"), held(tmp_path / name):
            pass


@pytest.mark.parametrize("name", [INTENT, JOURNAL])
def test_left_work_is_pending_until_it_is_cleared(name: str, tmp_path: Path) -> None:
    assert not pending(tmp_path)
    (tmp_path / name).write_bytes(dumps(Intent((), ()), tmp_path))
    assert pending(tmp_path)
    with held(tmp_path):
        assert not pending(tmp_path), "it may be that of the command at work"
    with held(tmp_path, shared=True):
        assert pending(tmp_path)
    with locked(tmp_path) as news:
        assert not (tmp_path / name).exists()
        assert len(news) == (name == INTENT)
    assert not pending(tmp_path)


def test_several_folders_are_recovered_in_turn(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder in folders:
        folder.mkdir()
    for folder in folders[::2]:
        (folder / INTENT).write_bytes(dumps(Intent((), ()), folder))
    told = recovered(folders)
    assert [line.split()[-4] for line in told] == [str(folder) for folder in folders[::2]]
    assert recovered(folders) == []
