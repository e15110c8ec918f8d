"""One small program with a call, to see whether Tapenade obeys a directive before it."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A procedure ``p@`` and what it calls; ``@`` stands for a number."""

    name: str
    """The statement in question, and where it stands."""
    suffix: str
    """Of the file it is for."""
    text: str

    def numbered(self, number: int) -> str:
        return self.text.replace("@", str(number))
