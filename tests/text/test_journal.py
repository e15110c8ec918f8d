"""What a commit is about to change, written to the disk and read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import Refused
from rewriter.text.journal import INTENT, JOURNAL, Intent, Replacement, dumps, load, staged_name

ROOT = Path("/some/tree")
DIGESTS = st.text("0123456789abcdef", min_size=1, max_size=4)
PATHS = st.lists(st.text("ab .é\\", min_size=1, max_size=4).filter(lambda n: n not in (".", "..")), min_size=1).map(
    lambda parts: ROOT.joinpath(*parts)
)
ENTRIES = st.builds(
    Replacement, PATHS, st.builds(staged_name, DIGESTS, st.integers(0, 99)), st.none() | DIGESTS, DIGESTS
)
JOURNALS = st.builds(Intent, st.lists(ENTRIES, max_size=3).map(tuple), st.lists(PATHS, max_size=3).map(tuple))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journal") / JOURNAL


@given(JOURNALS)
def test_what_is_written_is_read(file: Path, journal: Intent) -> None:
    file.write_bytes(dumps(journal, ROOT))
    assert load(file, ROOT) == journal


@given(JOURNALS)
def test_a_journal_cut_short_is_none(file: Path, journal: Intent) -> None:
    data = dumps(journal, ROOT)
    for length in {0, 1, len(data) // 2, len(data) - 1}:
        file.write_bytes(data[:length])
        assert load(file, ROOT) is None


def test_a_tree_may_be_moved(file: Path) -> None:
    entry = Replacement(ROOT / "sub" / "a.f", ".rewriter-ab-0", None, "1")
    file.write_bytes(dumps(Intent((entry,), (ROOT / "sub",)), ROOT))
    moved = load(file, Path("/elsewhere"))
    assert moved is not None
    assert moved.entries[0].path == Path("/elsewhere/sub/a.f")
    assert moved.folders == (Path("/elsewhere/sub"),)


def test_the_names_are_those_that_other_releases_look_for() -> None:
    assert (INTENT, JOURNAL) == (".rewriter-intent", ".rewriter-journal")


def test_new_content_lies_beside_its_target() -> None:
    assert staged_name("0af", 12) == ".rewriter-0af-12"
    assert Replacement(ROOT / "sub" / "a.f", ".rewriter-0af-12", None, "1").content == ROOT / "sub" / ".rewriter-0af-12"


def test_the_folders_touched_are_those_in_which_names_come_or_go() -> None:
    entries = [Replacement(ROOT / name, ".rewriter-1-1", None, "1") for name in ("sub/new/b.f", "a.f", "c.f")]
    assert Intent(tuple(entries), (ROOT / "sub", ROOT / "sub" / "new")).touched == [
        ROOT,
        ROOT / "sub",
        ROOT / "sub" / "new",
    ]


GOOD: dict[str, Any] = {
    "format": 1,
    "folders": [],
    "files": [{"path": "a.f", "staged": ".rewriter-ab-0", "before": None, "after": "1"}],
}


@pytest.mark.parametrize(
    "record",
    [
        [],
        {},
        {**GOOD, "format": 2},
        {**GOOD, "folders": None},
        {**GOOD, "files": [{**GOOD["files"][0], "staged": "b.f"}]},
        {**GOOD, "files": [{**GOOD["files"][0], "staged": "../.rewriter-ab-0"}]},
        {**GOOD, "files": [{**GOOD["files"][0], "staged": ".rewriter-ab-0/x"}]},
        {**GOOD, "files": [{**GOOD["files"][0], "staged": 1}]},
        {**GOOD, "files": [{"staged": ".rewriter-ab-0"}]},
    ],
)
def test_what_is_not_one_of_ours_is_refused(record: Any, file: Path) -> None:
    file.write_text(json.dumps(GOOD))
    assert load(file, ROOT) is not None
    file.write_text(json.dumps(record))
    with pytest.raises(
        Refused, match=r"\.rewriter-journal: not written by this release of rewriter, .* and delete it$"
    ):
        load(file, ROOT)
