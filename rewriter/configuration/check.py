"""``check``: whether the sources hold a configuration, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rewriter.callsites.lint import Idle
from rewriter.configuration.model import Configuration, Entry, LoopEntry, Setting
from rewriter.configuration.tree import Tree, opened
from rewriter.errors import Refused


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of a configuration against the sources."""

    id: str
    path: str
    line: int
    """0 where the site could not be found."""
    holds: bool
    message: str
    candidates: tuple[str, ...] = ()
    """Where the site could not be found: which may be meant."""
    accepting: str = ""
    """The command line that takes the first of these for the site."""

    @property
    def unresolved(self) -> bool:
        return not self.line


def check(config: Path | Configuration, *, root: Path | None = None) -> list[Finding]:
    """Whether the sources hold a configuration, entry by entry."""
    with opened(config, root) as (tree, _):
        return findings(tree)


def findings(tree: Tree) -> list[Finding]:
    """What :func:`check` finds in a tree that is open."""
    result = []
    for entry, outcome in tree.outcomes(tree.config.entries):
        path = entry.id.path
        if isinstance(outcome, Refused):
            result.append(Finding(str(entry.id), path, 0, False, str(outcome), outcome.candidates, outcome.accepting))
            continue
        path = outcome.site.path
        line = tree.state(path).written_line(outcome.site)
        message = "holds" if outcome.holds else f"is not {_wanted(entry)} in the source"
        result.append(Finding(str(entry.id), path, line, outcome.holds, message))
    return result


def idle(tree: Tree) -> list[Idle]:
    """The directives written by hand in the files of a configuration that do nothing."""
    return [one for source in tree.sources.values() for one in source.idle(tree.names)]


def _wanted(entry: Entry) -> str:
    if isinstance(entry, LoopEntry):
        return f"under BINOMIAL-CKP {entry.arguments or entry.setting}"
    return {Setting.NOCHECKPOINT: "NOCHECKPOINT", Setting.CHECKPOINT: "checkpointed"}.get(entry.setting, entry.setting)
