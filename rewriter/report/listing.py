"""Call sites as a table for people and as records for programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

import click

from rewriter.report.units import counted
from rewriter.sites import CHECKPOINTED, NOT_CHECKPOINTED, CallSite

_COLOURS = {CHECKPOINTED: None, NOT_CHECKPOINTED: "green"}
_SHORT = re.compile(r"[:;,] ")
_WIDEST = 46
"""Columns beyond which a long name pushes the rest of its row, rather than all rows."""


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
        "why_not": site.obstacle,
    }


def table(sites: Sequence[CallSite], colour: bool) -> Iterator[str]:
    """Lines of text: a heading for each file, a row for each site; the id is heading and name together."""
    paint = click.style if colour else _plain
    for path, group in groupby(sites, key=attrgetter("path")):
        rows = [_cells(site) for site in group]
        widths = [max(len(row[0][column]) for row in rows) for column in range(4)]
        widths[1:3] = [min(_WIDEST, width) for width in widths[1:3]]
        yield paint(f"{path}::", bold=True)
        for (line, name, kind, stands, why), state in rows:
            stands = stands.ljust(widths[3])
            if colour:
                stands, why = paint(stands, fg=_COLOURS.get(state, "yellow")), why and paint(why, dim=True)
            text = f"  {line.rjust(widths[0])}  {name.ljust(widths[1])}  {kind.ljust(widths[2])}  {stands}"
            yield f"{text}  {why}" if why else text.rstrip()


def _plain(text: str, **_: object) -> str:
    return text


def _cells(site: CallSite) -> tuple[tuple[str, str, str, str, str], str]:
    lines = f"{site.first_line}" if site.first_line == site.last_line else f"{site.first_line}-{site.last_line}"
    stands = site.state
    if site.fragment:
        stands += f", in fragment {site.fragment}"
    if site.binomial:
        stands += f", in BINOMIAL-CKP {site.binomial}"
    why = _refusal(site.obstacle) if site.obstacle else ""
    if site.directive:
        why = f"{site.directive}; {why}" if why else site.directive
    name = f"{site.procedure}>{site.callee}#{site.ordinal}"
    return (lines, name, _words(site.kinds), stands, why), site.state


@cache
def _refusal(obstacle: str) -> str:
    return f"no: {_SHORT.split(obstacle)[0]}"


@cache
def _words(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds)


def summary(sites: Sequence[CallSite], files: int) -> str:
    """One line that counts them."""
    states = Counter(site.state for site in sites)
    can = sum(site.switchable for site in sites)
    split = states[NOT_CHECKPOINTED]
    unclear = states["unclear"]
    tail = f", {unclear} unclear" if unclear else ""
    return (
        f"{counted(len(sites), 'call site')} in {counted(files, 'file')}: {can:,} can be switched,"
        f" {split:,} not checkpointed{tail}"
    )
