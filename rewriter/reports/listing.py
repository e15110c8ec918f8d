"""Call sites as a table for people and as records for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import click

from rewriter.callsites.site import CallSite, State
from rewriter.languages.model import Kind
from rewriter.reports.units import counted
from rewriter.text.printable import printable

_COLOURS = {State.CHECKPOINTED: None, State.NOT_CHECKPOINTED: "green"}
_WIDEST = 36
"""Columns beyond which a long cell pushes the rest of its row, rather than all rows."""


def record(site: CallSite) -> dict[str, Any]:
    """One site for ``--format json``."""
    return {
        "id": site.id,
        "path": site.path,
        "procedure": site.procedure,
        "callee": site.callee,
        "ordinal": site.ordinal,
        "first_line": site.first_line,
        "last_line": site.last_line,
        "kind": list(site.kinds),
        "state": site.state,
        "directive": site.directive,
        "fragment": site.fragment,
        "binomial": site.binomial,
        "switchable": site.switchable,
        "why_not": site.obstacle.long if site.obstacle else "",
    }


def table(sites: Sequence[CallSite], colour: bool) -> Iterator[str]:
    """Lines of text: a heading for each procedure, a row for each site; the id is heading and name together."""
    paint = click.style if colour else _plain
    for path, group in groupby(sites, key=attrgetter("path")):
        rows = [_cells(site) for site in group]
        widths = [min(_WIDEST, max(len(row.cells[column]) for row in rows)) for column in range(4)]
        procedure = None
        for row in rows:
            if row.procedure != procedure:
                procedure = row.procedure
                yield paint(f"{printable(path)}::{procedure}>", bold=True)
            line, name, stands, kind = row.cells
            stands = paint(stands.ljust(widths[2]), fg=_COLOURS.get(row.state, "yellow"))
            text = f"  {line.rjust(widths[0])}  {name.ljust(widths[1])}  {stands}  {kind.ljust(widths[3])}"
            yield f"{text}  {paint(row.why, dim=True)}" if row.why else text.rstrip()


def _plain(text: str, **_: object) -> str:
    return text


class _Row(NamedTuple):
    procedure: str
    cells: tuple[str, str, str, str]
    """Lines, name within the procedure, state, kind."""
    why: str
    """What made the state so, and what keeps the site from being switched."""
    state: State


def _cells(site: CallSite) -> _Row:
    lines = f"{site.first_line}" if site.first_line == site.last_line else f"{site.first_line}-{site.last_line}"
    loop = site.kind & Kind.LOOP
    stands = [] if loop else [str(site.state)]
    if site.fragment:
        stands.append(f"in fragment {site.fragment}")
    if site.binomial:
        stands.append(f"BINOMIAL-CKP {site.binomial}" if loop else f"in BINOMIAL-CKP {site.binomial}")
    why = f"no: {site.obstacle.short}" if site.obstacle else ""
    if site.directive:
        why = f"{site.directive}; {why}" if why else site.directive
    cells = (lines, f"{site.callee}#{site.ordinal}", ", ".join(stands), _words(site.kinds))
    return _Row(site.procedure, cells, why, site.state)


@cache
def _words(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds)


def summary(sites: Sequence[CallSite], files: int) -> str:
    """One line that counts them."""
    states = Counter(site.state for site in sites)
    can = sum(site.switchable for site in sites)
    split = states[State.NOT_CHECKPOINTED]
    unclear = states[State.UNCLEAR]
    tail = f", {unclear} unclear" if unclear else ""
    return (
        f"{counted(len(sites), 'call site')} in {counted(files, 'file')}: {can:,} can be switched,"
        f" {split:,} not checkpointed{tail}"
    )
