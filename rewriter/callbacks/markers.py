"""Comments that tell which call of the primal a call of the adjoint stands for.

``$AD LINE n``, which the release of 9 Oct 2020 writes before calls with ``-profile``: n is the line of the primal
statement as Tapenade counts (see :class:`PrimalMarkers`), 0 for calls that it made itself, always 0 in C.
``@CKP name``, which a user puts before each primal call: Tapenade copies it to before the snapshot of that call.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from rewriter.languages.fortran.mask import code
from rewriter.languages.model import Scan
from rewriter.text.edits import line_start

_LINE = re.compile(r"\$AD LINE (\d+)")
_CKP = re.compile(r"(?:^[cC*!]|!|//|/\*)[ \t]*@CKP[ \t]+(\w+)", re.MULTILINE)
_COMMENT = {
    "free": re.compile(r"[ \t]*(?:!.*)?"),
    "fixed": re.compile(r"[cC*!].*|[ \t]*(?:!.*)?"),
    "c": re.compile(r"[ \t]*(?://.*|/\*(?:(?!\*/).)*\*/[ \t]*)?"),
}


class PrimalMarkers:
    """What the markers of a primal file say about the statements after them."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._uncounted = [] if scan.form == "c" else list(_uncounted(scan))
        self._ckp = [(match.start(), match[1]) for match in _CKP.finditer(scan.text)]

    def lines(self, start: int, line: int) -> tuple[int, ...]:
        """The numbers that LINE may have for the statement that begins there, on that line: as Tapenade counts the
        lines of this file, and of one in which comments were made blank before; none in C.

        Tapenade leaves comments out, in fixed form only those with ``!`` after column 1; a statement after ``;``
        counts one more.
        """
        if self._scan.form == "c":
            return ()
        line += ";" in self._scan.masked[line_start(self._scan.text, start) : start]
        return line - bisect_left(self._uncounted, start), line

    def name(self, start: int, after: int) -> str:
        """What ``@CKP`` says for the call that begins at ``start``; ``after`` is where the call before it does.

        Of several the last one counts, as the others belong to calls that are no more.
        """
        names = [name for place, name in self._ckp if after <= place < start]
        return names[-1] if names else ""


def _uncounted(scan: Scan) -> Iterator[int]:
    """The comments that Tapenade does not count as lines."""
    fixed = scan.form != "free"
    shown = code(scan.text, scan.form)
    start = 0
    for line in scan.text.split("\n"):
        place = next((n for n, c in enumerate(line) if c == "!" and shown[start + n] != "!"), -1)
        if place >= 0 and not (fixed and line[0] in "cC*!"):
            yield start + place
        start += len(line) + 1


class AdjointMarkers:
    """The markers of an adjoint file."""

    def __init__(self, text: str, form: str) -> None:
        self._text = text
        self._comment = _COMMENT[form.partition("-")[0]]
        self._any = _LINE.search(text) is not None or _CKP.search(text) is not None

    def line(self, start: int) -> int:
        """What LINE says directly before the statement that begins there; 0 for nothing."""
        if self._text[line_start(self._text, start) : start].strip(" \t0123456789"):
            return 0  # after IF (...)
        return next((int(match[1]) for line in self._above(start) if (match := _LINE.search(line))), 0)

    def names(self, start: int) -> list[str]:
        """What each ``@CKP`` directly before the statement says, the nearest first."""
        return [match[1] for line in self._above(start) if (match := _CKP.search(line))]

    def _above(self, start: int) -> Iterator[str]:
        """The comments directly above, the nearest first."""
        end = line_start(self._text, start) - 1
        while self._any and end > 0:
            begin = line_start(self._text, end)
            line = self._text[begin:end]
            if not self._comment.fullmatch(line.rstrip("\r")):
                return
            yield line
            end = begin - 1
