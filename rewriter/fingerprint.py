"""What of a call site a configuration remembers, to know it again after the source has changed.

The statement, the statements next to it and the whole body of its procedure, as short
digests of normalised text: layout, comments, case and our own directives do not count.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from hashlib import blake2b

from rewriter.languages.model import Call, Scan

NEAR = 3
"""How many statements on either side are remembered."""
WINDOW = 8
"""Among how many statements on either side they are looked for again."""
_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Digests, in hexadecimal. The nearest neighbour comes first; ``^`` and ``$`` are the borders of the procedure."""

    statement: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    body: str
    """Of the procedure's body; ``""`` where another procedure of the file has the same body under another name."""
    twins: int
    """How many statements of the procedure read like this one, itself included."""

    def __str__(self) -> str:
        return f"{self.statement} {'.'.join(self.before)} {'.'.join(self.after)} {self.body or '-'} {self.twins}"

    @classmethod
    def parse(cls, text: str) -> Fingerprint:
        """The inverse of ``str``. Raises ``ValueError`` for anything else."""
        statement, before, after, body, twins = text.split()
        return cls(statement, tuple(before.split(".")), tuple(after.split(".")), body.replace("-", ""), int(twins))

    def fits(self, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
        """Whether a statement with these neighbours can be the one remembered.

        The nearest neighbours must all be there, in order, though new statements may stand between
        them. Where the procedure has several such statements, they must be the direct neighbours.
        """
        if self.twins > 1:
            return self.before[:_NEEDED] == before[:_NEEDED] and self.after[:_NEEDED] == after[:_NEEDED]
        return _within(self.before[:_NEEDED], before) and _within(self.after[:_NEEDED], after)


def _within(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    remaining = iter(found)
    return all(word in remaining for word in wanted)


class Fingerprints:
    """The fingerprints of one file's calls. The scan must be of the text without our marks."""

    def __init__(self, scan: Scan, spans: list[tuple[int, str]]) -> None:
        self._scan = scan
        self._offsets = [offset for offset, _ in spans]
        self._digests = [digest(words) for _, words in spans]
        self._bodies: dict[str, str] = {}
        parts: dict[str, list[str]] = {}
        for procedure in scan.procedures:
            first = bisect_left(self._offsets, procedure.start) + 1
            last = bisect_left(self._offsets, procedure.end) - 1
            parts.setdefault(procedure.name, []).extend(self._digests[first:last])
        self._bodies = {name: digest(" ".join(digests), 8) for name, digests in parts.items()}

    def named(self, body: str) -> list[str]:
        """The procedures that have this body."""
        return [name for name, other in self._bodies.items() if other == body]

    def body(self, procedure: str) -> str:
        """The digest of a procedure's body; ``""`` if there is no such procedure."""
        return self._bodies.get(procedure, "")

    def of(self, call: Call) -> Fingerprint:
        """What to remember of a call."""
        place, first, last = self._place(call)
        statement = self._digests[place]
        name = self._scan.procedures[call.procedure].name if call.procedure >= 0 else ""
        body = self.body(name)
        if len(self.named(body)) > 1:
            body = ""
        before, after = self.neighbours(call)
        twins = self._digests[first:last].count(statement)
        return Fingerprint(statement, before[:NEAR], after[:NEAR], body, twins)

    def statement(self, call: Call) -> str:
        """The digest of the statement a call is in."""
        return self._digests[self._place(call)[0]]

    def neighbours(self, call: Call) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The digests of up to :data:`WINDOW` statements before (nearest first) and after."""
        place, first, last = self._place(call)
        before = self._digests[max(first, place - WINDOW) : place][::-1]
        after = self._digests[place + 1 : min(last, place + 1 + WINDOW)]
        if place - WINDOW < first:
            before.append("^")
        if place + 1 + WINDOW > last:
            after.append("$")
        return tuple(before), tuple(after)

    def _place(self, call: Call) -> tuple[int, int, int]:
        """Where the call's statement stands among all, and the range of its procedure's."""
        place = bisect_left(self._offsets, call.body)
        if place == len(self._offsets) or self._offsets[place] > call.start:
            place -= 1
        if call.procedure < 0:
            return place, 0, len(self._digests)
        procedure = self._scan.procedures[call.procedure]
        return place, bisect_left(self._offsets, procedure.start), bisect_left(self._offsets, procedure.end)


def digest(text: str, size: int = 3) -> str:
    """A short digest of Latin-1 text: ``2 * size`` hexadecimal digits."""
    return blake2b(text.encode("latin-1"), digest_size=size).hexdigest()
