"""What a failed program complained about: the most informative line of its output."""

from __future__ import annotations

import errno
import os
import re
import signal
from collections.abc import Sequence
from itertools import takewhile

_NO_ROOM = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))
_TELLING = (
    rf".*(?:{'|'.join(_NO_ROOM)}).*",
    r"(?!collect2\b).*\berror\b(?: #\d+)?\s*:.*",  # of a compiler; collect2 only says that the linker failed
    r".*(?:undefined reference|multiple definition|cannot find -l|undefined symbol).*",
    r".*(?:not found|No such file or directory|Permission denied|cannot execute).*",
    r"(?!g?make\b).*\berror\b.*",
    r".*\berror\b.*",
)


def complaint(output: str) -> str:
    """The most informative line of what a compiler, linker or make printed, with its place; empty if there is none."""
    lines = _decoded(output).splitlines()
    for pattern in _TELLING:
        for number, line in enumerate(lines):
            if re.fullmatch(pattern, line, re.IGNORECASE):
                return f"{_place(lines[:number])}{line}" if re.match(r"(?:Fatal )?Error:", line) else line.strip()
    return ""


def _place(lines: Sequence[str]) -> str:
    """Where the error after these lines is: gfortran reports it on a line of its own, then shows the source."""
    before = takewhile(lambda line: not line.startswith("Warning:"), reversed(lines[-6:]))
    places = (re.fullmatch(r"(\S+:\d+:\d+:)\s*", line) for line in before)
    return next((f"{place[1]} " for place in places if place), "")


def last_words(output: str) -> str:
    """What a program complained about before it ended; else the last line before a backtrace."""
    before = re.split(r"\bBacktrace\b.*:", output, maxsplit=1)[0]
    lines = _decoded(before).strip().splitlines()
    return complaint(before) or (lines[-1].strip() if lines else "(it printed nothing)")


def ended(status: int) -> str:
    """``exit status 3``, or ``ended by SIGSEGV``."""
    if status >= 0:
        return f"exit status {status}"
    known = {number.value: number.name for number in signal.Signals}
    return f"ended by {known.get(-status, f'signal {-status}')}"


_ENDED = (signal.SIGKILL, signal.SIGTERM)
_ENDED_BELOW = re.compile(
    r"^\S*make(?:\[\d+\])?: \*\*\* .*(?:\b(?:Killed|Terminated)|Error (?:137|143))\s*$"
    r"|\bKilled signal terminated program\b",  # of gcc
    re.MULTILINE,
)


def killed(status: int, output: str = "") -> bool:
    """Whether SIGKILL or SIGTERM ended a program that we did not end, or one that it ran and reports on.

    A shell makes 137 and 143 of the signals, and so do launchers of parallel programs.
    """
    ended_so = any(status in (-number, 128 + number) for number in _ENDED)
    return ended_so or (status != 0 and _ENDED_BELOW.search(output) is not None)


def out_of_room(output: str) -> bool:
    """Whether a program complained about a full disk or a quota."""
    return any(words in output for words in _NO_ROOM)


def _decoded(output: str) -> str:
    """Output is kept as Latin-1; compilers quote in UTF-8."""
    data = output.encode("latin-1", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return output
