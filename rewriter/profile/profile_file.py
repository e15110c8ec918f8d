"""Profiles as the runtime writes them: see ``docs/profile-format.md``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar
from urllib.parse import unquote

from rewriter.errors import UsageError
from rewriter.profile.calltree import Episode, Item, Profile, Recording, Repeat, Site, Visit
from rewriter.text.files import regular

MAGIC = "rewriter-profile"
FORMAT = 1
SIZES_TOLD = ("exact", "coarse", "none")

T = TypeVar("T")


def read(path: Path) -> Profile:
    """The profile in a file.

    Raises :class:`UsageError` with file and line if it is not a complete profile of this version.
    """
    return parse(regular(path).read_text(encoding="ascii", errors="surrogateescape"), str(path))


def parse(text: str, name: str) -> Profile:
    """The profile in a text; ``name`` is the file's, for errors, which are those of :func:`read`."""
    return _Reading(name).profile(text)


class _Bad(Exception):
    """What is wrong with a line."""


class _Reading:
    """A profile so far: every line may name only what lines before it have defined."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.numbers: dict[str, int] = {}
        self.sizes = "exact"
        self.sites: list[Site] = []
        self.visits: list[Visit] = []
        self.blocks: list[_Items] = []
        self.recordings: list[Recording] = []
        self.below: list[int] = []
        """How many visits each recording stands for, with all below them."""
        self.runs: list[tuple[int, int]] = []
        self.notes: list[str] = []
        self.known: dict[str, Callable[[Sequence[str]], None]] = {
            "site": self.site,
            "visit": self.visit,
            "block": self.block,
            "recording": self.recording,
            "run": self.run,
            "note": self.note,
            "sizes": self.size,
        }

    def profile(self, text: str) -> Profile:
        lines = text.split("\n")
        number = 1
        try:
            if lines[0] != f"{MAGIC} {FORMAT}":
                raise _Bad(self.strange(lines[0]))
            for number, line in enumerate(lines[1:], 2):
                if line == "end":
                    break
                word, *rest = line.split(" ")
                if word in self.known:
                    self.known[word](rest)
                elif word in NUMBERS and len(rest) == 1:
                    self.numbers[word] = _number(rest[0])
                elif number == len(lines):
                    raise _Bad("the profile ends before its end marker: the program was killed, or the disk is full")
                else:
                    raise _Bad(f"`{line}` is not a line of a profile")
            else:
                raise _Bad("the profile ends before its end marker: the program was killed, or the disk is full")
            missing = [word for word in NUMBERS if word not in self.numbers and word != "rank"]
            if missing:
                raise _Bad(f"the profile does not state its {', '.join(missing)}")
        except _Bad as problem:
            raise UsageError(f"{self.name}:{number}: {problem}; run the program again to get another one") from None
        return Profile(
            sites=tuple(self.sites),
            recordings=tuple(self.recordings),
            runs=tuple(self.runs),
            base=self.numbers["base"],
            peak=self.numbers["peak"],
            wall=self.numbers["wall"] * NANOSECOND,
            cpu=self.numbers["cpu"] * NANOSECOND,
            overhead=self.numbers["overhead"] * NANOSECOND,
            process=self.numbers["process"],
            rank=self.numbers.get("rank"),
            notes=tuple(self.notes),
            switches=self.numbers["switches"],
            sizes=self.sizes,
        )

    def strange(self, line: str) -> str:
        if line.startswith(f"{MAGIC} "):
            return f"this is version {line.removeprefix(MAGIC).strip()} of the format, version {FORMAT} is read"
        return f"`{MAGIC} {FORMAT}` expected, so this is no profile"

    # lines

    def site(self, words: Sequence[str]) -> None:
        if len(words) != 11:
            raise _Bad(f"a site has 11 words, not {len(words)}")
        line, joint, write, advance, read, reverse, split, forward, backward = map(_number, words[:9])
        self.sites.append(
            Site(
                callee=_name(words[9]),
                file=_name(words[10]),
                line=line,
                joint_visits=joint,
                write=write * NANOSECOND,
                advance=advance * NANOSECOND,
                read=read * NANOSECOND,
                reverse=reverse * NANOSECOND,
                split_visits=split,
                forward=forward * NANOSECOND,
                backward=backward * NANOSECOND,
            )
        )

    def visit(self, words: Sequence[str]) -> None:
        if len(words) != 4:
            raise _Bad(f"a visit has 4 words, not {len(words)}")
        gap, site, snapshot, recording = map(_number, words)
        _check(site, self.sites, "site")
        _check(recording, self.recordings, "recording")
        self.visits.append(Visit(gap, site, snapshot, recording))

    def block(self, words: Sequence[str]) -> None:
        self.blocks.append(self.items(words))

    def recording(self, words: Sequence[str]) -> None:
        if not words:
            raise _Bad("a recording begins with its tail")
        items, visits = self.items(words[1:])
        self.recordings.append(Recording(items, _number(words[0])))
        self.below.append(visits)

    def run(self, words: Sequence[str]) -> None:
        if len(words) != 2:
            raise _Bad(f"a run has 2 words, not {len(words)}")
        times, recording = map(_number, words)
        if times < 1:
            raise _Bad("a run is made at least once")
        _possible(times * _check(recording, self.below, "recording"))
        self.runs.append((times, recording))

    def note(self, words: Sequence[str]) -> None:
        if len(words) < 2:
            raise _Bad("a note has a count and words")
        self.notes.append(f"{_number(words[0])} {' '.join(words[1:])}")

    def size(self, words: Sequence[str]) -> None:
        if len(words) != 1 or words[0] not in SIZES_TOLD:
            raise _Bad(f"sizes must be one of {', '.join(SIZES_TOLD)}")
        self.sizes = words[0]

    # items

    def items(self, words: Sequence[str]) -> _Items:
        items: list[Item] = []
        visits = 0
        for word in words:
            what, star, count = word.partition("*")
            times = _number(count) if star else 1
            block, inside = self.item(what[:1], _number(what[1:]))
            if times < 1:
                raise _Bad(f"`{word}` must be repeated at least once")
            items += block if times == 1 else (Repeat(times, block),)
            visits = _possible(visits + times * inside)
        return tuple(items), visits

    def item(self, kind: str, number: int) -> _Items:
        match kind:
            case "v":
                visit = _check(number, self.visits, "visit")
                return (visit,), 1 + self.below[visit.recording]
            case "b":
                return _check(number, self.blocks, "block")
            case "e":
                return (Episode(number),), _check(number, self.below, "recording")
            case _:
                raise _Bad(f"`{kind}` is not an item")


NUMBERS = ("process", "rank", "wall", "cpu", "overhead", "switches", "base", "peak")
NANOSECOND = 1e-9


LARGEST = 2**63
"""No count, no size and no time in nanoseconds that the runtime writes reaches it."""

_Items: TypeAlias = tuple[tuple[Item, ...], int]
"""Items, and how many visits they stand for."""


def _number(word: str) -> int:
    try:
        number = int(word[:30])
    except ValueError:
        raise _Bad(f"`{word}` is not a number") from None
    if len(word) > 30 or abs(number) >= LARGEST:
        raise _Bad(f"`{word[:30]}` is too large")
    return number


def _possible(visits: int) -> int:
    if visits >= LARGEST:
        raise _Bad("there are too many visits")
    return visits


def _name(word: str) -> str:
    return "" if word == "%" else unquote(word, errors="surrogateescape")


def _check(number: int, known: Sequence[T], what: str) -> T:
    if not 0 <= number < len(known):
        raise _Bad(f"{what} {number} is not defined before")
    return known[number]
