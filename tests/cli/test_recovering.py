"""``rewriter recover``: what was interrupted is completed or rolled back, and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rewriter.text.durable import digest
from rewriter.text.journal import INTENT, JOURNAL, Intent, Replacement, dumps
from tests.support.running import contents, ran

Captured = pytest.CaptureFixture[str]


def interrupted(root: Path, journal: str) -> None:
    """As a command leaves it that was killed before it changed ``m.f90``; ``JOURNAL`` says that it was decided."""
    change = Replacement(root / "m.f90", ".rewriter-ab-1", digest(b"before\n"), digest(b"after\n"))
    change.path.write_bytes(b"before\n")
    change.content.write_bytes(b"after\n")
    (root / journal).write_bytes(dumps(Intent((change,), ()), root))


@pytest.mark.parametrize(
    ("journal", "now", "told"),
    [(JOURNAL, b"after\n", "completed the change of"), (INTENT, b"before\n", "rolled back an interrupted command")],
)
def test_it_is_completed_if_that_was_decided_and_rolled_back_else(
    journal: str, now: bytes, told: str, tmp_path: Path, capsys: Captured
) -> None:
    interrupted(tmp_path, journal)
    assert ran("recover", tmp_path) == 0
    said = capsys.readouterr()
    assert told in said.out and said.err == ""
    assert contents(tmp_path) == {"m.f90": now}


def test_news_as_records(tmp_path: Path, capsys: Captured) -> None:
    interrupted(tmp_path, JOURNAL)
    ran("recover", tmp_path, "--format", "json")
    (record,) = json.loads(capsys.readouterr().out)
    assert "completed" in record["news"]


def test_where_nothing_was_interrupted_that_is_said(tmp_path: Path, capsys: Captured) -> None:
    assert ran("recover", tmp_path) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"nothing was interrupted in {tmp_path}\n")


def test_a_file_that_someone_has_changed_since_is_left_alone(tmp_path: Path) -> None:
    interrupted(tmp_path, JOURNAL)
    (tmp_path / "m.f90").write_bytes(b"mine\n")
    assert ran("recover", tmp_path) == 3
    assert (tmp_path / "m.f90").read_bytes() == b"mine\n"


def test_a_folder_is_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "m.f90").write_text("")
    assert ran("recover", tmp_path / "m.f90") == 2
    assert ran("recover", tmp_path / "none") == 2
