"""The before/after files of the directives, and the transformation they show."""

from __future__ import annotations

from pathlib import Path

from rewriter.callsites.names import Index
from rewriter.callsites.source import Source
from rewriter.configuration.file_state import FileState
from rewriter.configuration.verify import verify
from rewriter.languages.model import Change
from tests.support.other_files import together

FOLDER = Path(__file__).parents[1] / "golden"


def cases() -> list[tuple[Path, Path]]:
    """Pairs of files, the second perhaps still to be written."""
    found = sorted(FOLDER.glob("fortran/*.before.*"))
    return [(before, before.with_name(before.name.replace(".before.", ".after."))) for before in found]


def source(path: Path) -> Source:
    return Source(path.name, path.read_bytes())


def names(of: Source) -> Index:
    return together(of)


def switchable(of: Source) -> list[Change]:
    """A NOCHECKPOINT for every call site that can be switched and is not."""
    state = FileState(of, names(of))
    return [
        Change("NOCHECKPOINT", site.call.body)
        for site in state.sites
        if not site.call.obstacle and site.state == "checkpointed"
    ]


def everything_switched(path: Path) -> bytes:
    before = source(path)
    changes = switchable(before)
    after = before.with_changes(changes)
    verify(before, after, changes)
    return after
