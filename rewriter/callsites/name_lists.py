"""The lists people keep: one routine (or site) a line, or a Tapenade command line."""

from __future__ import annotations

import re
from pathlib import PurePath

from rewriter.errors import UsageError
from rewriter.tools.command_line import parse

_COMMENT = re.compile(r"!|(?<!\S)#|#(?!\d)")
"""Not the ``#2`` of a site's id."""


def names_in_list(text: str, name: str) -> list[str]:
    """The names, or ids of sites, in the text of a file, each once, in order; ``#`` and ``!`` begin comments.

    A line that calls Tapenade, or begins with an option, gives the names after its
    ``-nocheckpoint`` or ``-split``; a backslash at its end continues it.

    Raises :class:`UsageError`, with file and line, for a line that holds more than a name
    and is no such command line, or is one that names no routines.
    """
    names: dict[str, None] = {}
    lines = enumerate(text.replace("\r\n", "\n").split("\n"), 1)
    for number, line in lines:
        where = f"{name}:{number}"
        words = line.split()
        if words and (words[0].startswith("-") or PurePath(words[0]).name == "tapenade"):
            while line.endswith("\\"):
                line = line[:-1] + " " + next(lines, (0, ""))[1]
            names.update(dict.fromkeys(_split_in(line, where)))
            continue
        line = _COMMENT.split(line)[0].strip()
        words = [line] if "::" in line else line.split()
        if len(words) > 1:
            raise UsageError(f"{where}: more than one name on this line, and it is not a Tapenade command line")
        names.update(dict.fromkeys(words))
    return list(names)


def _split_in(command: str, where: str) -> tuple[str, ...]:
    try:
        split = parse(command).split
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error
    if not split:
        raise UsageError(f"{where}: this command line names no routines after -nocheckpoint or -split")
    if "%all%" in split:
        raise UsageError(f"{where}: %all% is not the name of a routine; name those to be switched")
    return split
