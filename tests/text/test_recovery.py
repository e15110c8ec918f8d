"""What becomes of a commit that was cut off: each file completed, found done, or left alone; or all rolled back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from rewriter.errors import Refused
from rewriter.text.durable import digest
from rewriter.text.journal import INTENT, JOURNAL, Intent, Replacement, dumps
from rewriter.text.recovery import Settlement, complete, left_over, recover, roll_back
from tests.support.running import contents

BEFORE, AFTER = b"before\n", b"after\n"


def entry(root: Path, name: str = "a.f", now: bytes | None = BEFORE, staged: bytes | None = AFTER) -> Replacement:
    """A file to be changed that holds ``now``, with new content beside it (None: there is none)."""
    made = Replacement(root / name, f".rewriter-ab-{len(name)}", digest(BEFORE), digest(AFTER))
    for path, data in ((made.path, now), (made.content, staged)):
        if data is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return made


def begin(root: Path, entries: Sequence[Replacement], name: str = JOURNAL, folders: Sequence[Path] = ()) -> None:
    (root / name).write_bytes(dumps(Intent(tuple(entries), tuple(folders)), root))


def test_where_nothing_is_left_nothing_is_done(tmp_path: Path) -> None:
    assert not left_over(tmp_path)
    assert complete(tmp_path) == []
    assert roll_back(tmp_path) == recover(tmp_path) == []


@pytest.mark.parametrize(
    ("now", "staged", "outcome"),
    [
        (BEFORE, AFTER, Settlement.REPLACED),
        (AFTER, AFTER, Settlement.DONE),
        (AFTER, None, Settlement.DONE),
        (BEFORE, None, Settlement.LEFT),
    ],
)
def test_a_decided_change(now: bytes, staged: bytes | None, outcome: Settlement, tmp_path: Path) -> None:
    begin(tmp_path, [one := entry(tmp_path, now=now, staged=staged)])
    assert left_over(tmp_path)
    assert complete(tmp_path) == [(one, outcome)]
    assert contents(tmp_path) == {"a.f": BEFORE if outcome is Settlement.LEFT else AFTER}


def test_a_new_file_is_made(tmp_path: Path) -> None:
    one = entry(tmp_path, now=None)
    new = Replacement(one.path, one.staged, None, one.after)
    begin(tmp_path, [new])
    assert complete(tmp_path) == [(new, Settlement.REPLACED)]
    assert contents(tmp_path) == {"a.f": AFTER}


@pytest.mark.parametrize(
    ("now", "staged"), [(b"edited\n", AFTER), (None, AFTER), (BEFORE, b"damaged\n"), (b"edited\n", b"damaged\n")]
)
def test_what_someone_else_changed_is_kept_and_the_others_are_changed(
    now: bytes | None, staged: bytes, tmp_path: Path
) -> None:
    entries = [entry(tmp_path, "stuck.f", now, staged), entry(tmp_path, "a.f")]
    begin(tmp_path, entries)
    for _ in range(2):
        with pytest.raises(
            Refused, match=r"stuck\.f: changed by someone else.*all other files of that command are changed$"
        ):
            complete(tmp_path)
        assert contents(tmp_path).get("stuck.f") == now
        assert entries[0].content.read_bytes() == staged
        assert (tmp_path / "a.f").read_bytes() == AFTER
        assert left_over(tmp_path), "the user is to decide"
    entries[0].content.unlink()
    assert [outcome for _, outcome in complete(tmp_path)] == [Settlement.LEFT, Settlement.DONE]


def test_what_was_completed_is_newer_than_what_was_built_since(tmp_path: Path) -> None:
    begin(tmp_path, [one := entry(tmp_path)])
    os.utime(one.content, (1e9, 1e9))
    complete(tmp_path)
    assert one.path.stat().st_mtime > 1e9


def test_a_journal_that_is_damaged_is_kept(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text('{"format":')
    with pytest.raises(Refused, match=rf"{JOURNAL}: damaged; .* then delete it$"):
        complete(tmp_path)
    assert left_over(tmp_path)


def test_what_was_not_decided_is_rolled_back(tmp_path: Path) -> None:
    new, used = tmp_path / "new", tmp_path / "used"
    entries = [entry(tmp_path), entry(new / "deep", "bc.f", now=None), entry(used, "def.f", staged=None)]
    begin(tmp_path, entries, INTENT, [new, new / "deep", used])
    assert left_over(tmp_path)
    told = roll_back(tmp_path)
    assert told == [f"rolled back an interrupted command: {one.path} is unchanged" for one in entries]
    assert contents(tmp_path) == {"a.f": BEFORE, "used/def.f": BEFORE}
    assert not new.exists()


def test_an_intent_cut_short_staged_nothing(tmp_path: Path) -> None:
    (tmp_path / INTENT).write_text("{")
    assert roll_back(tmp_path) == [f"rolled back an interrupted command: nothing below {tmp_path} had been changed"]
    assert not left_over(tmp_path)


def test_the_news_names_each_file(tmp_path: Path) -> None:
    begin(tmp_path, [entry(tmp_path), entry(tmp_path, "bc.f", now=AFTER), entry(tmp_path, "def.f", staged=None)])
    begin(tmp_path, [], INTENT)
    told = recover(tmp_path)
    assert told[:3] == [
        f"completed the change of {tmp_path}/a.f that an interrupted command had begun",
        f"found {tmp_path}/bc.f changed already by an interrupted command",
        f"left {tmp_path}/def.f as it is: the new content that an interrupted command had for it is gone",
    ]
    assert len(told) == 4
    assert not left_over(tmp_path)
