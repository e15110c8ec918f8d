"""The exceptions of the package. Each knows the exit status the command line ends with.

A message says where (``file:line`` when there is one), what is wrong and what to do.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
"""The error numbers of a system that has no room left on a disk, or none for this user."""


class RewriterError(Exception):
    """Base of every error a user can meet; never raised itself.

    What it says begins with the place, where ``path`` or ``line`` are given.
    """

    exit_status = 1

    def __init__(self, reason: str = "", path: str = "", line: int = 0) -> None:
        super().__init__(reason, path, line)
        self.reason = reason
        self.path = path
        self.line = line

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.path and self.line else self.path or f"line {self.line}"
        return f"{place}: {self.reason}" if self.path or self.line else self.reason


class UsageError(RewriterError):
    """What was asked for does not make sense: a wrong argument, a file that is not a configuration."""

    exit_status = 2


class Refused(RewriterError):
    """Going on would be unsafe or ambiguous, so nothing was written.

    ``candidates`` are the sites (or files) the user may have meant, best first. ``instead`` are the ids of the site
    that a configuration has and of the first candidate for it, ``accepting`` is the command line that takes that.
    """

    exit_status = 3

    def __init__(
        self,
        reason: str,
        path: str = "",
        line: int = 0,
        candidates: Sequence[str] = (),
        instead: tuple[str, str] | None = None,
        accepting: str = "",
    ) -> None:
        super().__init__(reason, path, line)
        self.candidates = tuple(candidates)
        self.instead = instead
        self.accepting = accepting

    def in_file(self, path: str) -> Refused:
        """The same, of a file that the one who refused did not know the name of."""
        return Refused(self.reason, path, self.line, self.candidates, self.instead, self.accepting)

    def accepted_by(self, command: str) -> Refused:
        """The same, with the command line that takes the first candidate."""
        return Refused(self.reason, self.path, self.line, self.candidates, self.instead, command)


class ToolFailed(RewriterError):
    """An external program (Tapenade, Java, a compiler, pip) is missing or failed, or the disk is full."""

    exit_status = 4


class TimedOut(ToolFailed):
    """An external program was still running when its time was up."""


class Killed(ToolFailed):
    """An external program was ended by a signal that this program did not send."""
