"""Programs of a task: their words, what they print in the log of the trial, and a second start if they are killed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from rewriter.errors import Killed
from rewriter.tools.diagnostics import complaint, ended, killed
from rewriter.tools.process import Finished, run

T = TypeVar("T")

_MANY = ("{extra}", "{options}")
"""Names that may hold any number of words."""


def note(log: Path, command: str, output: str) -> None:
    """Append a command and what it printed to a log."""
    with log.open("a", encoding="utf-8") as file:
        file.write(f"\n$ {command}\n{output}\n")


def words(command: str, values: Mapping[str, str]) -> list[str]:
    """The words of a command line, ``{name}`` replaced in each.

    ``{extra}`` or ``{options}`` alone becomes as many words as it holds. What stands in braces and has no value stays
    as it is.
    """
    result = []
    for word in shlex.split(command):
        if word in _MANY and word[1:-1] in values:
            result += shlex.split(values[word[1:-1]])
            continue
        filled = re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), word)
        if filled or word == filled:
            result.append(filled)
    return result


def finished(
    command: Sequence[str], tree: Path, limit: float, log: Path, environ: Mapping[str, str] | None = None
) -> Finished:
    """Run a command in a tree, with its output in the log. Raises :class:`Killed` where somebody else ended it."""
    done = run(command, directory=tree, limit=limit, environ=environ)
    note(log, shlex.join(command), done.output)
    if killed(done.status, done.output):
        raise Killed(f"{shlex.join(command)}: {complaint(done.output) or ended(done.status)}")
    return done


def again_if_killed(start: Callable[[], T], log: Path) -> T:
    """What a program gives that is begun once more where somebody else ends it, which tells nothing of a trial.

    Raises :class:`Killed` where it is ended a second time.
    """
    try:
        return start()
    except Killed as first:
        note(log, "(begun once more)", f"{first}")
    try:
        return start()
    except Killed as second:
        raise Killed(
            f"{second}, twice, and not by rewriter: is the machine out of memory, or a time limit of the batch system"
            f" reached? Nothing is concluded from it; the same command goes on from here. See {log}"
        ) from second
