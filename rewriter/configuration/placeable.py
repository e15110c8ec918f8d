"""Which of the sites asked for can be placed: one that cannot must not keep the others from being saved."""

from __future__ import annotations

from collections.abc import Sequence

from rewriter.configuration.file_state import FileState, Outcome
from rewriter.configuration.model import SiteEntry
from rewriter.configuration.verify import verify
from rewriter.errors import Refused


def unplaceable(state: FileState, entries: Sequence[SiteEntry]) -> dict[SiteEntry, Refused]:
    """The entries that the file cannot hold, and why."""
    refused: dict[SiteEntry, Refused] = {}
    outcomes: dict[SiteEntry, Outcome] = {}
    for entry in entries:
        try:
            outcomes[entry] = state.outcome(entry)
        except Refused as refusal:
            refused[entry] = refusal
    if _refusal(state, list(outcomes.values())) is not None:
        alone = {entry: _refusal(state, [outcome]) for entry, outcome in outcomes.items()}
        refused |= {entry: why for entry, why in alone.items() if why is not None}
    return refused


def _refusal(state: FileState, outcomes: Sequence[Outcome]) -> Refused | None:
    """Why the file cannot be written with these in it; ``None`` where it can."""
    changes = state.with_outcomes(outcomes)
    if changes == sorted(state.source.undone.changes):
        return None
    try:
        verify(state.source, state.source.with_changes(changes, state.names.cpp), changes)
    except Refused as refusal:
        return refusal
    return None
