"""The exceptions of the package. Each knows the exit status the command line ends with.

A message says where (``file:line`` when there is one), what is wrong and what to do.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
"""The error numbers of a system that has no room left on a disk, or none for this user."""


class RewriterError(Exception):
    """Base of every error a user can meet; never raised itself."""

    exit_status = 1


class UsageError(RewriterError):
    """What was asked for does not make sense: a wrong argument, a file that is not a configuration."""

    exit_status = 2


class Refused(RewriterError):
    """Going on would be unsafe or ambiguous, so nothing was written.

    ``candidates`` are the sites (or files) the user may have meant, best first.
    """

    exit_status = 3

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class ToolFailed(RewriterError):
    """An external program (Tapenade, Java, a compiler, pip) is missing or failed, or the disk is full."""

    exit_status = 4


class TimedOut(ToolFailed):
    """An external program was still running when its time was up."""


class Killed(ToolFailed):
    """An external program was ended by a signal that this program did not send."""
