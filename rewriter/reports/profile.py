"""Profiles as tables for people and as records for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from rich.table import Table
from rich.text import Text

from rewriter.profile.calltree import Profile, Site
from rewriter.profile.estimates import COST, GAIN, NEUTRAL, SPLIT
from rewriter.profile.model import Model
from rewriter.profile.ranks import EstimateRow, Spread
from rewriter.reports.tables import lines_of, table
from rewriter.reports.units import change, size, time

HEADINGS = {
    GAIN: "Not checkpointing lowers the peak stack",
    NEUTRAL: "Not checkpointing leaves the peak stack unchanged",
    COST: "Not checkpointing raises the peak stack (best first: seconds gained per byte)",
    SPLIT: "Not checkpointed in this run: what checkpointing would do",
}
AT_LEAST = (
    ">= : a lower bound. Code that is not checkpointed may record more than it does while it is checkpointed;"
    " a profile of a run in which the site is not checkpointed shows it."
)
ROUGH = "~ : estimated from the forward sweep; snapshots that were not seen cost more."
WORDS = ("minimum", "median", "maximum")
QUIET = 0.95
"""Processor time over wall-clock time from which a machine counts as quiet."""

Namer = Callable[[Site], str]
"""How a site is shown: its place, or its id in the primal."""


def place(site: Site) -> str:
    """``file:line``, where the callbacks say that it is."""
    return f"{site.file}:{site.line}"


def run_seconds(profile: Profile) -> float:
    """Wall-clock seconds of the run without what the callbacks took."""
    return profile.wall - profile.overhead


def checkpointing(profile: Profile) -> float:
    """Seconds that checkpointing took at all sites together."""
    return sum(site.checkpointing for site in profile.sites)


def disturbed(profile: Profile) -> str:
    """A warning that times are not reliable, if the process had less processor time than the run took; else ``""``."""
    if profile.cpu >= QUIET * profile.wall:
        return ""
    waits = f" and {profile.switches:,} interruptions" if profile.switches else ""
    return (
        f"the process had {time(profile.cpu)} of processor time in {time(profile.wall)}{waits}:"
        " the machine was busy (or the program waited for others), so its times are not reliable"
    )


def warnings(model: Model) -> list[str]:
    """Why the figures of a profile may be misleading, in words for the user."""
    profile, found = model.profile, list(model.profile.notes)
    if disturbance := disturbed(profile):
        found.append(disturbance)
    if profile.wall and profile.overhead > 0.1 * profile.wall:
        found.append(
            f"the callbacks took about {profile.overhead / profile.wall:.0%} of the run; that is subtracted,"
            " but times of small procedures that are called often are rough"
        )
    if profile.sizes == "coarse":
        found.append("sizes are multiples of the buffers of this Tapenade's stack, so small ones are rough")
    if profile.sizes == "none":
        found.append("no stack was found in the program, so all sizes are 0")
    predicted = model.predict(model.measured).peak
    if abs(predicted - profile.peak) > 0.01 * profile.peak:
        found.append(
            f"by the recorded call tree the peak stack is {size(predicted)}, by the largest size seen"
            f" {size(profile.peak)}: something was on the stack that the callbacks do not account for"
        )
    return found


def title(profiles: Sequence[Profile]) -> str:
    """A line on the runs, for a plot; of several the medians."""
    peak = Spread.of(profile.peak for profile in profiles).median
    seconds = Spread.of(map(run_seconds, profiles)).median
    spent = Spread.of(map(checkpointing, profiles)).median
    ranks = f"{len(profiles)} ranks, median: " if len(profiles) > 1 else ""
    share = f" ({spent / seconds:.0%})" if seconds > 0 else ""
    return f"{ranks}peak stack {size(peak)}, run {time(seconds)}, of it checkpointing {time(spent)}{share}"


# for people


def summary(files: Sequence[str], profiles: Sequence[Profile], colour: bool) -> Iterator[str]:
    """The runs one below the other, and of several the least, the median and the most."""
    figures = [(profile.peak, run_seconds(profile), checkpointing(profile)) for profile in profiles]
    lines = []
    for file, (peak, seconds, spent) in zip(files, figures, strict=True):
        share = f"{spent / seconds:.0%} of the run" if seconds > 0 else ""
        lines.append([file, size(peak), time(seconds), time(spent), share])
    if len(files) > 1:
        spreads = [Spread.of(column) for column in zip(*figures, strict=True)]
        for word, (peak, seconds, spent) in zip(WORDS, zip(*spreads, strict=True), strict=True):
            lines.append([word, size(peak), time(seconds), time(spent), ""])
    return lines_of([table(["", "peak stack", "run time", "checkpointing", ""], lines, left=(0, 4))], colour)


def estimates(
    rows: Sequence[EstimateRow],
    total: float,
    colour: bool,
    name: Namer = place,
    *,
    top: int | None = None,
    ranks: int = 1,
) -> Iterator[str]:
    """The rows under a heading for each group; ``total`` are the seconds of the run, ``top`` how many rows of a
    group: those that gain most."""
    shown: list[tuple[str, list[list[str]], int]] = []
    for group, members in groupby(rows, key=attrgetter("group")):
        all_of_group = list(members)
        cells = [_cells(row, total, name, ranks) for row in _best(all_of_group, top)]
        shown.append((group, cells, len(all_of_group) - len(cells)))
    columns = ["time gain", "", "peak", "calls", "snapshot", "callee", "at"]
    if ranks > 1:
        columns = ["time gain", "(median)", "(most)", "peak", "(median)", "(most)", "calls", "snapshot", "callee", "at"]
    lines = [line for _, cells, _ in shown for line in cells]
    widths = [max(map(len, column)) for column in zip(columns, *lines, strict=True)]
    parts: list[Table | Text] = []
    for group, cells, left_out in shown:
        left = (len(columns) - 2, len(columns) - 1)
        parts += [Text(), Text(HEADINGS[group], style="bold"), table(columns, cells, left, widths)]
        if left_out:
            parts.append(Text(f"  and {left_out:,} more", style="dim"))
    yield from lines_of(parts, colour)
    notes = [AT_LEAST] * any(row.at_least for row in rows) + [ROUGH] * any(row.rough for row in rows)
    yield from ["", *notes] if notes else []


def _best(rows: Sequence[EstimateRow], count: int | None) -> Sequence[EstimateRow]:
    """The rows of one group that promise most, in the order they have."""
    by_merit = sorted(range(len(rows)), key=lambda index: (-rows[index].yields, -rows[index].seconds.median))
    return [rows[index] for index in sorted(by_merit[:count])]


def _cells(row: EstimateRow, total: float, name: Namer, ranks: int) -> list[str]:
    rough = "~" if row.rough else ""
    if ranks > 1:
        seconds = [rough + time(figure) for figure in row.seconds]
        peak = [change(figure, row.at_least) for figure in row.peak]
    else:
        share = f"{row.seconds.median / total:.1%}" if total > 0 else ""
        seconds = [rough + time(row.seconds.median), share]
        peak = [change(row.peak.median, row.at_least)]
    snapshot = "?" if row.snapshot is None else size(row.snapshot)
    where = name(row.sites[0]) if len(row.sites) == 1 else f"{len(row.sites)} sites"
    return [*seconds, *peak, f"{row.calls:,}", snapshot, row.callee, where]


# for programs


def run_record(file: str, model: Model) -> dict[str, Any]:
    """One run for ``--format json``; bytes and seconds."""
    profile = model.profile
    return {
        "file": file,
        "process": profile.process,
        "rank": profile.rank,
        "peak": profile.peak,
        "seconds": run_seconds(profile),
        "checkpointing": checkpointing(profile),
        "wall": profile.wall,
        "cpu": profile.cpu,
        "callbacks": profile.overhead,
        "sizes": profile.sizes,
        "warnings": warnings(model),
    }


def row_record(row: EstimateRow, ids: Mapping[Site, str] | None = None) -> dict[str, Any]:
    """One row for ``--format json``; bytes and seconds, ``null`` where nothing is known."""
    places = [{"file": site.file, "line": site.line, "id": (ids or {}).get(site)} for site in row.sites]
    return {
        "callee": row.callee,
        "group": row.group,
        "checkpointed": row.checkpointed,
        "sites": places,
        "calls": row.calls,
        "snapshot": row.snapshot,
        "snapshots": row.snapshots,
        "seconds": row.seconds._asdict(),
        "peak": row.peak._asdict(),
        "peak_is_lower_bound": row.at_least,
        "seconds_are_rough": row.rough,
    }
