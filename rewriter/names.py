"""The lists of routines people keep today: one name a line, or a Tapenade command line."""

from __future__ import annotations

from rewriter.errors import UsageError


def names_in_list(text: str, name: str) -> list[str]:
    """The names in the text of a file, each once, in order; ``#`` and ``!`` begin comments.

    Raises :class:`UsageError`, with file and line, for a line that holds more than a name.
    """
    names: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].partition("!")[0].split()
        if len(words) > 1:
            raise UsageError(f"{name}:{number}: more than one name in this line")
        names.update(dict.fromkeys(words))
    return list(names)
