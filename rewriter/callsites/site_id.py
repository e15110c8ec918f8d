"""The identity of a call site or a loop, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rewriter.errors import UsageError

_ID = re.compile(
    r"(?P<path>[^\0]+)::(?P<procedure>[^:>\0]+)>(?P<callee>[^\0]+)#(?P<ordinal>[1-9][0-9]{0,17})", re.DOTALL
)


@dataclass(frozen=True, slots=True, order=True)
class SiteId:
    """``path::procedure>callee#k``; the callee of a loop is ``do``."""

    path: str
    """Relative to the root, with no ``.`` and nothing empty between its slashes."""
    procedure: str
    callee: str
    ordinal: int

    @classmethod
    def parse(cls, text: str) -> SiteId:
        """The inverse of ``str``, with the path made plain. Raises :class:`UsageError` for anything else."""
        match = _ID.fullmatch(text)
        if match is None:
            raise UsageError(f"{text!r} is not the id of a site: an id reads path::procedure>callee#k")
        return cls(plain(match["path"]), match["procedure"], match["callee"], int(match["ordinal"]))

    def __str__(self) -> str:
        return f"{self.path}::{self.procedure}>{self.callee}#{self.ordinal}"

    @property
    def in_file(self) -> str:
        """The id without its path."""
        return f"{self.procedure}>{self.callee}#{self.ordinal}"


def plain(path: str) -> str:
    """A path below the root, with nothing empty between its slashes and no ``.``."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return "/" * path.startswith("/") + "/".join(parts)
