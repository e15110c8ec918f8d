"""The text reports of Tapenade's own profiling runtimes (``adProfile.c`` in its ADFirstAidKit), of all releases.

There are three kinds. That of October 2024 has rows ``- Time gain - 0.744 s. at peak memory cost ...`` in three
groups; that of spring 2024 is the same with other lines around it; that of April 2024 has rows ``- 67283mms//0b for
call ...``. All of them are mixed with the other output of the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rewriter.errors import UsageError
from rewriter.grammar import grammar
from rewriter.text.edits import line_of

if TYPE_CHECKING:
    from lark import Tree
    from lark.exceptions import UnexpectedInput

_PEAK = re.compile(r"^[ \t]*PEAK STACK:", re.MULTILINE)
_WRAP = 2**32


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What changes if one call, or one fragment, alone is not checkpointed."""

    callee: str | None
    """``None`` for a fragment between CHECKPOINT-START and CHECKPOINT-END."""
    file: str
    line: int
    """0 where the code that called the runtime did not know it."""
    location: int
    """The rank that the runtime gave it."""
    calls: int
    seconds: float | None
    """Gained; ``None`` where the report gives it in a unit that is not known for certain."""
    ticks: int | None
    """The gain in that unit, which the report calls ``mms``."""
    peak: int
    """By how many bytes the peak stack grows; negative where it shrinks."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report; what it does not say is in :func:`limits`."""

    peak: int
    """Peak stack in bytes."""
    rows: tuple[ReportRow, ...]
    """In its order."""


def is_report(text: str) -> bool:
    """Whether a report begins somewhere in a text."""
    return _PEAK.search(text) is not None


def parse(text: str, name: str) -> Report:
    """Read the one report in a program's output; ``name`` is that of the file, for errors.

    Raises :class:`UsageError`, with line and column, where a line of the report is torn or unknown, and where there
    is no report or more than one.
    """
    from lark.exceptions import UnexpectedInput

    beginnings = [line_of(text, match.start()) for match in _PEAK.finditer(text)]
    if not beginnings:
        raise UsageError(f"{name}: no line begins with `PEAK STACK:`, so this is not a report of Tapenade's runtime")
    if len(beginnings) > 1:
        raise UsageError(f"{name}:{beginnings[1]}: a second report begins here; give each a file of its own")
    try:
        tree = grammar("profile_report").parse(text)
    except UnexpectedInput as error:
        raise UsageError(_complaint(text, name, error)) from error
    return _report(tree)


def limits(report: Report) -> list[str]:
    """What this report does not contain, and what in it is not reliable, in words for the user."""
    found = [
        "a report of Tapenade's runtime has no run time, no snapshot sizes, and no estimates for sites together",
    ]
    timed = [row.seconds for row in report.rows if row.seconds is not None]
    if timed and all(seconds == int(seconds) for seconds in timed):
        found.append("its times are truncated to whole seconds, and include the cost of the runtime itself")
    elif timed:
        found.append("its times are truncated to milliseconds, and include the cost of the runtime itself")
    if any(row.ticks is not None for row in report.rows):
        found.append("its times are in `mms`, an unknown unit: they are shown as they are")
    nowhere = sum(row.line == 0 for row in report.rows)
    if nowhere:
        found.append(f"{nowhere} of its rows name line 0: they cannot be distinguished from others of that callee")
    sizes = [report.peak, *(row.peak for row in report.rows)]
    for size in sizes:
        if 0 < _WRAP - abs(size) < _WRAP >> 8:
            found.append(f"a size of {size:,} bytes is just below 4 GiB: it has probably wrapped around")
    return found


def _report(tree: Tree[Any]) -> Report:
    from lark import Token, Transformer, v_args

    @v_args(inline=True)
    class Values(Transformer[Token, Report]):
        INTEGER = int
        SECONDS = float

        def MEGABYTES(self, token: Token) -> int:  # noqa: N802  # lark calls it by the terminal's name
            return int(token.replace(".", ""))

        def zero(self) -> int:
            return 0

        def call(self, name: Token, calls: int) -> tuple[str | None, int]:
            return str(name), calls

        def fragment(self, calls: int) -> tuple[str | None, int]:
            return None, calls

        def place(self, line: int, file: Token) -> tuple[int, str]:
            return line, str(file)

        def peak(self, size: int) -> int:
            return size

        def row(
            self, seconds: float, peak: int, subject: tuple[str | None, int], location: int, place: tuple[int, str]
        ) -> ReportRow:
            return ReportRow(subject[0], place[1], place[0], location, subject[1], seconds, None, peak)

        def old_row(
            self, ticks: int, peak: int, name: Token, location: int, calls: int, place: tuple[int, str]
        ) -> ReportRow:
            return ReportRow(str(name), place[1], place[0], location, calls, None, ticks, peak)

        def start(self, *values: int | ReportRow) -> Report:
            (peak,) = (value for value in values if isinstance(value, int))
            return Report(peak, tuple(value for value in values if isinstance(value, ReportRow)))

    return Values().transform(tree)


def _complaint(text: str, name: str, error: UnexpectedInput) -> str:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    lines = text.splitlines()
    line, column = error.line, error.column
    wanted = ""
    if isinstance(error, UnexpectedToken):
        wanted = ", ".join(sorted(_words(error.expected)))
        if error.token.type == "$END":
            line, column = len(lines), len(lines[-1]) + 1
    elif isinstance(error, UnexpectedCharacters):
        wanted = ", ".join(sorted(_words(error.allowed or ())))
    found = lines[line - 1][column - 1 : column + 29] or "the end of the line"
    return (
        f"{name}:{line}:{column}: this line of the report is torn at {found!r}, where {wanted} should stand;"
        " the program's own output may have interrupted it: write the report to a file of its own"
    )


def _words(terminals: Iterable[str]) -> set[str]:
    """Terminals as they read in a report."""
    patterns = {terminal.name: terminal.pattern for terminal in grammar("profile_report").terminals}
    known = {"INTEGER": "a whole number", "SECONDS": "seconds", "MEGABYTES": "megabytes", "NAME": "a name"}
    known |= {"FILE": "a file", "_NEWLINE": "the end of the line"}
    return {known.get(name) or f"`{patterns[name].value}`" for name in terminals if name in known or name in patterns}
