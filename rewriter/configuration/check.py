"""``check``: whether the sources hold a configuration, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rewriter.callsites.lint import Idle
from rewriter.callsites.site import CallSite
from rewriter.configuration.file_state import Outcome
from rewriter.configuration.model import Configuration, Entry, LoopEntry, Setting, SiteEntry
from rewriter.configuration.options import needed, needs_option, nocheckpoint, staying
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
    """What :func:`check` finds in a tree that is open.

    What the option switches holds as long as no site of its callee stays checkpointed in these files.
    """
    result = []
    outcomes = list(tree.outcomes(tree.config.entries))
    joint = _joint(tree, outcomes)
    for entry, outcome in outcomes:
        path = entry.id.path
        if isinstance(outcome, Refused):
            result.append(Finding(str(entry.id), path, 0, False, str(outcome), outcome.candidates, outcome.accepting))
            continue
        path = outcome.site.path
        line = tree.state(path).written_line(outcome.site)
        holds = outcome.holds
        message = "holds" if holds else f"is not {_wanted(entry)} in the source"
        if needs_option(entry):
            others = joint.get(entry.id.callee)
            holds = not others
            message = f"holds with {nocheckpoint([entry.id.callee])}"
            if others:
                message = (
                    f"needs {nocheckpoint([entry.id.callee])}, which would split {others[0].id} too; save it again"
                )
        result.append(Finding(str(entry.id), path, line, holds, message))
    return result


def _joint(tree: Tree, outcomes: Iterable[tuple[Entry, Outcome | Refused]]) -> dict[str, list[CallSite]]:
    """Of callees that the option must name, the sites that are to stay checkpointed."""
    callees = needed(tree.config)
    if not callees:
        return {}
    found = [(entry, outcome) for entry, outcome in outcomes if not isinstance(outcome, Refused)]
    settings = {outcome.site.identity: entry.setting for entry, outcome in found if isinstance(entry, SiteEntry)}
    paths = sorted({outcome.site.path for _, outcome in found})
    return staying(callees, (site for path in paths for site in tree.state(path).sites), settings)


def idle(tree: Tree) -> list[Idle]:
    """The directives written by hand in the files of a configuration that do nothing."""
    return [one for source in tree.sources.values() for one in source.idle(tree.names)]


def _wanted(entry: Entry) -> str:
    if isinstance(entry, LoopEntry):
        return f"under BINOMIAL-CKP {entry.arguments or entry.setting}"
    return {Setting.NOCHECKPOINT: "NOCHECKPOINT", Setting.CHECKPOINT: "checkpointed"}.get(entry.setting, entry.setting)
