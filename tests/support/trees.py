"""Small trees of sources, written into a folder, and what the commands make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rewriter.configuration import commands
from tests.support.running import contents


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, with these files in it; where a text is on one line, ``;;`` ends its lines."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace(";;", "\n") + "\n" * (not text.endswith("\n")))
    return folder


def listed(folder: Path, include_dirs: Sequence[Path] = ()) -> dict[str, str]:
    """The sites of a tree, and what hinders each of them: the code of its obstacle, or ``""``."""
    sites = commands.sites([folder], root=folder, include_dirs=include_dirs).sites
    return {site.id: site.obstacle.code.value if site.obstacle else "" for site in sites}


def switched(folder: Path, ids: Sequence[str], include_dirs: Sequence[Path] = ()) -> None:
    """Save and apply these sites: then they are the ones that are not checkpointed, and all can be taken back."""
    before = contents(folder)
    saved = commands.save([folder], root=folder, nocheckpoint=ids, include_dirs=include_dirs)
    commands.apply(saved.configuration, root=folder)
    assert (contents(folder) != before) == bool(ids)
    assert [finding for finding in commands.check(saved.configuration, root=folder) if not finding.holds] == []
    sites = commands.sites([folder], root=folder, include_dirs=include_dirs).sites
    assert {site.id for site in sites if site.state != "checkpointed"} == set(ids)
    commands.revert(saved.configuration, root=folder)
    assert contents(folder) == before
