"""A command reads each file once and scans each text once, and one listing of the tree is enough."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from rewriter.callsites import reader
from rewriter.configuration import commands
from rewriter.configuration.model import reverted
from rewriter.configuration.toml import loads
from rewriter.errors import Refused
from rewriter.languages.model import Scan
from rewriter.languages.registry import FORTRAN, SUFFIXES
from tests.support.models import FIXTURES

FORCE = "step.f90::step>force#1"
LOOP = "basin.f90::basin>do#1"


class Counts:
    """How often each file has been read and each text scanned, in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reads: Counter[str] = Counter()
        self.scans: Counter[str] = Counter()
        read_bytes, scan = Path.read_bytes, FORTRAN.scan

        def counted_read(path: Path) -> bytes:
            if path.suffix in SUFFIXES:
                self.reads[path.name] += 1
            return read_bytes(path)

        def counted_scan(text: str, suffix: str, form: str | None) -> Scan:
            self.scans[text] += 1
            return scan(text, suffix, form)

        monkeypatch.setattr(Path, "read_bytes", counted_read)
        monkeypatch.setattr(FORTRAN, "scan", counted_scan)

    def taken(self, command: Callable[[], object]) -> tuple[Counter[str], Counter[str]]:
        """The counts of one command."""
        self.reads.clear()
        self.scans.clear()
        command()
        return self.reads.copy(), self.scans.copy()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "basin", tmp_path / "basin")
    return tmp_path / "basin"


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    return Counts(monkeypatch)


def test_save_reads_each_file_once(root: Path, counts: Counts) -> None:
    reads, scans = counts.taken(lambda: commands.sites([root], root=root))
    assert len(reads) == 11 and set(reads.values()) == {1} == set(scans.values())
    wanted = {"nocheckpoint": ["force", "pass"], "binomial": {LOOP: "steps+1 10 1"}}
    saving, texts = counts.taken(lambda: commands.save([root], root=root, **wanted))  # type: ignore[arg-type]
    assert saving == reads
    assert set(texts.values()) == {1}, "what would be written is read as well, to see that it can be"


def test_of_what_other_processes_read_only_files_with_entries_are_read_again(
    root: Path, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = commands.save([root], root=root, nocheckpoint=[FORCE], binomial={LOOP: "steps+1 10 1"})
    monkeypatch.setattr(reader, "_WORTH_SHARING", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)

    def again() -> commands.Saved:
        return commands.save([root], root=root, nocheckpoint=[FORCE], binomial={LOOP: "steps+1 10 1"})

    reads, scans = counts.taken(again)
    assert reads == {"step.f90": 1, "basin.f90": 1}
    assert set(scans.values()) == {1}
    assert again() == alone


def test_the_files_named_are_read_once(root: Path, counts: Counts) -> None:
    """Before the commit, that is, which reads again what it is about to replace."""
    saved = commands.save([root], root=root, nocheckpoint=[FORCE], binomial={LOOP: "steps+1 10 1"}).configuration

    def change(reverting: bool) -> None:
        with commands.opened(saved, root) as (tree, _):
            entries = [reverted(entry) if reverting else entry for entry in saved.entries]
            assert len(tree.changed(entries, reverting=reverting)) == 2

    changed = counts.taken(lambda: change(reverting=False))
    commands.apply(saved, root=root)
    for reads, scans in (
        changed,
        counts.taken(lambda: commands.check(saved, root=root)),
        counts.taken(lambda: change(reverting=True)),
    ):
        assert reads == {"step.f90": 1, "basin.f90": 1}
        assert list(scans.values()) == [1, 1, 1, 1]  # each with and without what is placed


def test_export_reads_each_file_once(root: Path, counts: Counts) -> None:
    saved = commands.save([root], root=root, nocheckpoint=["force"]).configuration
    reads, scans = counts.taken(lambda: commands.export(saved, root=root))
    assert len(reads) == 11 and set(reads.values()) == {1} == set(scans.values())


def test_for_a_file_that_has_moved_the_tree_is_listed_once(root: Path, counts: Counts) -> None:
    saved = commands.save([root], root=root, nocheckpoint=["pass", "force"]).configuration
    (root / "filter.f").rename(root / "moved.f")
    found = []
    reads, _ = counts.taken(lambda: found.extend(commands.check(saved, root=root)))
    assert [finding.path for finding in found if finding.id.startswith("filter.f")] == ["moved.f", "moved.f"]
    assert all(finding.line for finding in found)
    assert reads.pop("step.f90") == 2  # named by the configuration as well
    assert set(reads.values()) == {1}


def test_a_file_whose_marks_were_changed_is_refused(root: Path) -> None:
    saved = commands.save([root], root=root, nocheckpoint=[FORCE, "pass"]).configuration
    commands.apply(saved, root=root)
    path = root / "step.f90"
    text = path.read_text()
    place = text.index("rewriter\n") + len("rewriter\n")
    path.write_text(text[:place])
    with pytest.raises(Refused, match=r"^step\.f90:\d+: no statement after this directive"):
        commands.check(saved, root=root)


SPLIT = "!$AD NOCHECKPOINT\nsubroutine leaf(x)\n  real x\n  x = x*x\nend subroutine leaf\n"
CALLER = "subroutine top(x)\n  real x\n  call leaf(x)\nend subroutine top\n"


def test_a_directive_before_a_definition_in_another_file(tmp_path: Path) -> None:
    """What saving knows of the other files, applying and checking know too."""
    (tmp_path / "leaf.f90").write_text(SPLIT)
    (tmp_path / "top.f90").write_text(CALLER)
    (listed,) = commands.sites([tmp_path], root=tmp_path).sites
    assert listed.state == "not checkpointed"
    saved = commands.save([tmp_path], root=tmp_path).configuration
    assert [str(entry.id) for entry in saved.entries] == [listed.id]
    assert saved.split == ("leaf",)
    assert [finding.holds for finding in commands.check(saved, root=tmp_path)] == [True]
    assert commands.apply(saved, root=tmp_path) == []
    text = f"schema = 1\nsplit = ['leaf']\n[[site]]\nid = '{listed.id}'\ncheckpointed = true\n"
    with pytest.raises(Refused, match="is split by the NOCHECKPOINT before the definition of leaf"):
        commands.apply(loads(text), root=tmp_path)
    with pytest.raises(Refused, match="is split by the NOCHECKPOINT before the definition of leaf"):
        commands.save([tmp_path], root=tmp_path, checkpoint=[listed.id])
