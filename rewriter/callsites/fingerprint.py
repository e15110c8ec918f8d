"""What of a call site a configuration remembers, to know it again after the source has changed.

The statement, the statements next to it and the whole body of its procedure, as short
digests of normalised text: layout, comments, case, our own directives and those of OpenMP do not count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import blake2b

from rewriter.languages.model import Call, Scan

NEAR = 2
"""How many statements on either side are remembered, and if these do not stand alone all up to one that does."""
REACH = 32
"""How far away that one may be."""
WINDOW = 48
"""Among how many statements on either side they are looked for again."""
ARGUMENTS = 12
"""How many arguments of a call are remembered at most."""
_NOWHERE = ("!", "!")
"""Neighbours that no statement has."""


_OF_OPENMP = re.compile(r"[c*!]\$[a-z]|# ?pragma ?(?:omp|acc)\b")
"""How directives of OpenMP and OpenACC begin, which are no statements of the program."""
_NAME = re.compile(r"(?<!\w)[a-z_]\w*", re.ASCII | re.IGNORECASE)

Neighbours = tuple[tuple[str, ...], tuple[str, ...]]
"""The digests of the statements before one (the nearest first) and after it."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Digests, in hexadecimal. The nearest neighbour comes first; ``^`` and ``$`` are the borders of the procedure.

    A neighbour that stands several times in the procedure has that number and a ``~`` before its digest.
    """

    statement: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    body: str
    """Of the procedure's body; ``""`` where another procedure of the file has the same body under another name."""
    twins: int
    """How many statements of the procedure read like this one, itself included."""
    calls: int = 0
    """How many calls of the callee the procedure has; 0 where that is not known."""
    shape: str = ""
    """Of an only call: of its place and of the procedure, whatever the variables of that are named."""
    arguments: tuple[str, ...] = ()
    """Of an only call: the first of them."""

    def __str__(self) -> str:
        first = f"{self.statement} {'.'.join(self.before)} {'.'.join(self.after)} {self.body or '-'} {self.twins}"
        return f"{first} {self.calls} {self.shape or '-'} {'.'.join(self.arguments) or '-'}"

    @classmethod
    def parse(cls, text: str) -> Fingerprint:
        """The inverse of ``str``. Raises ``ValueError`` for anything else."""
        statement, before, after, body, twins, calls, shape, arguments = text.split()
        around = tuple(before.split(".")), tuple(after.split("."))
        words = tuple(arguments.split(".")) if arguments != "-" else ()
        found = cls(statement, *around, body.strip("-"), int(twins), int(calls), shape.strip("-"), words)
        if any(number < 1 for _, number in found.counts):
            raise ValueError(text)
        return found

    def fits(self, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
        """Whether a statement with these neighbours can be the one remembered.

        All that are remembered must be there, in order, though new statements may stand between
        them. Where the procedure has several such statements, the direct neighbours must be the same, and on one side
        all up to one that stood alone.
        """
        if self.twins > 1:
            return self.direct == direct(before, after) and any(self.adjoining(before, after))
        return _within(_bare(self.before), before) and _within(_bare(self.after), after)

    def around(self, before: tuple[str, ...], after: tuple[str, ...]) -> int:
        """How many of those remembered are among the nearest neighbours of a statement on the same side."""
        pairs = (self.before, before[:REACH]), (self.after, after[:REACH])
        return sum(word in found for words, found in pairs for word in _bare(words))

    @property
    def direct(self) -> Neighbours:
        """The direct neighbours."""
        return direct(_bare(self.before), _bare(self.after))

    def adjoining(self, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[bool, bool]:
        """Whether all neighbours remembered on either side are those of a statement, up to one that stood alone."""
        pairs = (self.before, before), (self.after, after)
        ahead, behind = (bool(_unique(words)) and found[: len(words)] == _bare(words) for words, found in pairs)
        return ahead, behind

    @property
    def counts(self) -> list[tuple[str, int]]:
        """The neighbours, and how often each stood in the procedure."""
        parts = (word.rpartition("~") for word in (*self.before, *self.after))
        return [(word, int(number or 1)) for number, _, word in parts]

    def shares_arguments(self, arguments: Sequence[str]) -> bool:
        """Whether at least half of the arguments are among these, in order, and one at least."""
        blocks = SequenceMatcher(None, self.arguments, arguments, autojunk=False).get_matching_blocks()
        return 2 * sum(block.size for block in blocks) >= max(2, len(self.arguments))

    @property
    def landmarks(self) -> Neighbours:
        """The neighbours before and after that stood only once in the procedure."""
        return _unique(self.before), _unique(self.after)


def direct(before: tuple[str, ...], after: tuple[str, ...]) -> Neighbours:
    """Of the neighbours on either side the nearest, which tell statements apart that read alike."""
    return before[:NEAR], after[:NEAR]


def _unique(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if "~" not in word)


def _remembered(words: tuple[str, ...], counts: Counter[str]) -> tuple[str, ...]:
    """The nearest of these neighbours; if none of them stands alone all up to the first that does."""
    known = tuple(f"{counts[word]}~{word}" if counts[word] > 1 else word for word in words[:REACH])
    alone = next((n for n, word in enumerate(known, 1) if "~" not in word), NEAR)
    return known[: max(alone, NEAR)]


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.rpartition("~")[2] for word in words)


def _within(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Whether these come first, and in order, if what is none of them is left out: nothing among them is a copy."""
    return tuple(word for word in found if word in wanted)[: len(wanted)] == wanted


_Surrounded = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A statement, and the nearest ones before and after it."""


class Fingerprints:
    """The fingerprints of one file's calls. The scan must be of the text without our marks."""

    def __init__(self, scan: Scan, spans: list[tuple[int, str]]) -> None:
        self._scan = scan
        self._spans = [span for span in spans if not _OF_OPENMP.match(span[1])]
        self._offsets = [offset for offset, _ in self._spans]
        self._counters: dict[tuple[tuple[int, int], ...], Counter[str]] = {}
        self._shapes: dict[tuple[tuple[int, int], ...], tuple[str, Counter[str]]] = {}
        self._surroundings: dict[tuple[tuple[int, int], ...], Counter[_Surrounded]] = {}

    @cached_property
    def _digests(self) -> list[str]:
        return [digest(words) for _, words in self._spans]

    @cached_property
    def _by_name(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """The ranges of statements that are a procedure's."""
        found: dict[str, tuple[tuple[int, int], ...]] = {}
        for procedure in self._scan.procedures:
            first, last = bisect_left(self._offsets, procedure.start), bisect_left(self._offsets, procedure.end)
            found[procedure.name] = (*found.get(procedure.name, ()), (first, last))
        return found

    @cached_property
    def _bodies(self) -> dict[str, str]:
        return {
            name: digest(" ".join(word for first, last in ranges for word in self._digests[first + 1 : last - 1]), 8)
            for name, ranges in self._by_name.items()
        }

    @cached_property
    def _by_body(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, body in self._bodies.items():
            found.setdefault(body, []).append(name)
        return found

    def named(self, body: str) -> list[str]:
        """The procedures that have this body."""
        return self._by_body.get(body, [])

    def body(self, procedure: str) -> str:
        """The digest of a procedure's body; ``""`` if there is no such procedure."""
        return self._bodies.get(procedure, "")

    def of(self, call: Call, calls: int = 0) -> Fingerprint:
        """What to remember of a call. Neighbours that a second such statement has too are left out.

        ``calls``: how many calls of the callee its procedure has.
        """
        place, first, last = self._place(call)
        statement = self._digests[place]
        name = self._scan.procedures[call.procedure].name if call.procedure >= 0 else ""
        body = self.body(name)
        if len(self.named(body)) > 1:
            body = ""
        ranges = self._ranges(call)
        before, after = self._around(place, first, last)
        counts = self._counted(ranges)
        around = _remembered(before, counts), _remembered(after, counts)
        only = (self.shape(call), self.arguments(call)[:ARGUMENTS]) if calls == 1 else ()
        found = Fingerprint(statement, *around, body, counts[statement], calls, *only)
        if self._surrounded(ranges)[statement, before[:NEAR], after[:NEAR]] > 1:
            return replace(found, before=_NOWHERE, after=_NOWHERE)
        return found

    def standing(self, call: Call, landmarks: Neighbours) -> bool:
        """Whether these statements still stand only once in the call's procedure, so that nothing was copied.

        With no landmark on one of the sides that is not certain, and the answer is no: among the
        loop headers and ENDDOs that a procedure has many of, a call put elsewhere looks the same.
        """
        counts = self._counted(self._ranges(call))
        return all(side and all(counts[word] <= 1 for word in side) for side in landmarks)

    def adjoining(self, call: Call, fingerprint: Fingerprint) -> tuple[bool, bool]:
        """On which sides a call has the very neighbours remembered, up to one that stood alone.

        None, where one that is remembered stands in the procedure more often than it did: something was copied.
        """
        counts = self._counted(self._ranges(call))
        if any(counts[word] > number for word, number in fingerprint.counts):
            return False, False
        return fingerprint.adjoining(*self.neighbours(call))

    def shape(self, call: Call) -> str:
        """The digest of a call's place and of its procedure, in which each name is a number: that of its first use.

        Names that nothing but the call's statement uses stay names.
        """
        ranges, (place, _, _) = self._ranges(call), self._place(call)
        numbered, uses = self._numbered(ranges)
        own = Counter(_NAME.findall(self._spans[place][1]))
        alone = sorted(name for name, number in own.items() if number == uses[name])
        return digest(f"{place - ranges[0][0]} {numbered} {alone}", 8)

    def _numbered(self, ranges: tuple[tuple[int, int], ...]) -> tuple[str, Counter[str]]:
        """Statements with numbers for names, and how often each name is used."""
        if ranges not in self._shapes:
            words = "\n".join(words for start, end in ranges for _, words in self._spans[start:end])
            uses = Counter(_NAME.findall(words))
            numbers = {name: f"_{number}" for number, name in enumerate(uses)}
            self._shapes[ranges] = _NAME.sub(lambda name: numbers[name[0]], words), uses
        return self._shapes[ranges]

    def arguments(self, call: Call) -> tuple[str, ...]:
        """The digests of what the call's statement has between commas and parentheses, its callee left out."""
        words = (word.strip(" ;") for word in re.split("[(),]", self._spans[self._place(call)[0]][1]))
        return tuple(digest(word, 2) for word in words if word and not word.endswith(call.callee))

    def _counted(self, ranges: tuple[tuple[int, int], ...]) -> Counter[str]:
        if ranges not in self._counters:
            self._counters[ranges] = Counter(word for start, end in ranges for word in self._digests[start:end])
        return self._counters[ranges]

    def _surrounded(self, ranges: tuple[tuple[int, int], ...]) -> Counter[_Surrounded]:
        """How many statements read alike and have the same direct neighbours: of twins, those that fit each other."""
        if ranges not in self._surroundings:
            found: Counter[_Surrounded] = Counter()
            for start, end in ranges:
                for n in range(start, end):
                    before, after = self._around(n, start, end)
                    found[self._digests[n], before[:NEAR], after[:NEAR]] += 1
            self._surroundings[ranges] = found
        return self._surroundings[ranges]

    def _ranges(self, call: Call) -> tuple[tuple[int, int], ...]:
        """The statements of a call's procedure; alternatives of cpp can give it several bodies."""
        if call.procedure < 0:
            return ((0, len(self._digests)),)
        name = self._scan.procedures[call.procedure].name
        return self._by_name[name]

    def statement(self, call: Call) -> str:
        """The digest of the statement a call is in."""
        return digest(self._spans[self._place(call)[0]][1])

    def neighbours(self, call: Call) -> Neighbours:
        """The digests of up to :data:`WINDOW` statements before (nearest first) and after."""
        return self._around(*self._place(call))

    def _around(self, place: int, first: int, last: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
