"""The table of directives: what is known of each, in one row.

Reading, listing, placing, undoing and checking look up here what they have to do for a directive; adding one is adding
its row. Facts were seen with Tapenade 3.16 of 2020 to 2024.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rewriter.languages import binomial

NOCHECKPOINT, CHECKPOINT = "NOCHECKPOINT", "CHECKPOINT"
START, END = "CHECKPOINT-START", "CHECKPOINT-END"
BINOMIAL = "BINOMIAL-CKP"
OFF = "OFF"
"""Not a directive but the change that switches one of the user's off."""


class Attaches(StrEnum):
    """What a directive acts upon."""

    CALL = "call"
    """The first call of the next statement."""
    BEFORE = "the statement before"
    AFTER = "the statement after"
    LOOP = "loop"


class Makes(StrEnum):
    """What a directive turns that into which it acts upon, where that is of interest here."""

    SPLIT = "not checkpointed"
    JOINT = "checkpointed"
    """Whatever another directive says."""
    FRAGMENT_START = "the start of a fragment"
    FRAGMENT_END = "the end of a fragment"
    BINOMIAL_LOOP = "a binomial loop"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Sentinel:
    """How a comment begins that holds a directive of some tool."""

    name: str
    """As the users of the tool write it."""
    text: str
    """What follows the character that makes the line a comment."""
    blanks: bool
    """Whether blanks may stand between the two."""


AD = Sentinel("$AD", "$AD", blanks=True)
"""Tapenade's."""
FIRST = date(2020, 10, 9)
"""The oldest release that was tried."""


def _none(arguments: str) -> str:
    return f"it takes no arguments, but was given {arguments!r}" if arguments else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One directive."""

    keyword: str
    """Upper case."""
    attaches: Attaches
    makes: Makes = Makes.NOTHING
    rank: int = 9
    """The place among the directives that stand before one statement, the lowest first."""
    opens_if: bool = False
    """Whether a one-line IF becomes a block so that the directive can stand before the statement in it."""
    placed: bool = False
    """Whether this program places it."""
    only_in: frozenset[str] = frozenset()
    """The languages in whose sources it is placed; empty for all."""
    elsewhere: str = ""
    """Why it is not placed in sources of the others."""
    since: date = FIRST
    """The first release that obeys it."""
    wrong: Callable[[str], str] = _none
    """Why it cannot be placed with these arguments; ``""`` where it can."""
    sentinel: Sentinel = AD

    def placed_in(self, language: str) -> bool:
        """Whether this program places it in sources of this language."""
        return self.placed and (not self.only_in or language in self.only_in)

    @property
    def name(self) -> str:
        """For people: with the sentinel, where that is another tool's."""
        return self.keyword if self.sentinel is AD else f"{self.sentinel.name} {self.keyword}"


TABLE: tuple[Row, ...] = (
    Row(END, Attaches.BEFORE, Makes.FRAGMENT_END, 0, placed=True),
    Row(START, Attaches.AFTER, Makes.FRAGMENT_START, 1, placed=True),
    Row(
        BINOMIAL,
        Attaches.LOOP,
        Makes.BINOMIAL_LOOP,
        2,
        placed=True,
        only_in=frozenset({"fortran"}),
        elsewhere="what Tapenade makes of it in C does not compile; place it in Fortran only",
        wrong=binomial.unfit,
    ),
    Row(NOCHECKPOINT, Attaches.CALL, Makes.SPLIT, 3, opens_if=True, placed=True),
    Row(CHECKPOINT, Attaches.CALL, Makes.JOINT, opens_if=True, since=date(2024, 10, 17)),
    Row("II-LOOP", Attaches.LOOP),
    Row("FP-LOOP", Attaches.LOOP),
    Row("SPECIALIZEACTIVITY", Attaches.AFTER),
    Row("DO-NOT-DIFF", Attaches.AFTER),
    Row("END-DO-NOT-DIFF", Attaches.BEFORE),
    Row("NOSNAPSHOT", Attaches.AFTER),
)


def row(keyword: str, sentinel: str = AD.text) -> Row | None:
    """The row of a directive; ``None`` for one that nothing is known of."""
    return next((one for one in TABLE if one.keyword == keyword and one.sentinel.text == sentinel), None)


def made(keyword: str, sentinel: str = AD.text) -> Makes:
    """What a directive makes of what it acts upon; one that nothing is known of makes nothing."""
    found = row(keyword, sentinel)
    return Makes.NOTHING if found is None else found.makes


def attached(keyword: str) -> Attaches:
    """What a directive acts upon: for ``OFF``, and where nothing is known of it, the statement after it."""
    found = row(keyword)
    return Attaches.AFTER if found is None else found.attaches


def rank(keyword: str) -> int:
    """The place among the changes at one offset, the lowest first; what switches a directive off comes last."""
    found = row(keyword)
    return 10 if found is None else found.rank


def placeable(language: str) -> list[Row]:
    """The directives that are placed in the sources of a language, in their order."""
    return [one for one in TABLE if one.placed_in(language)]


def unfit(keyword: str, arguments: str, language: str) -> str:
    """Why a change cannot be made in a source of this language; ``""`` where it can."""
    found = row(keyword)
    if keyword == OFF:
        return _none(arguments)
    if found is None or not found.placed_in(language):
        expected = ", ".join([*(one.keyword for one in placeable(language)), OFF])
        why = found.elsewhere if found is not None else ""
        return why or f"not a directive that is placed in {language.capitalize()}; expected one of {expected}"
    return found.wrong(arguments)


def sentinels() -> tuple[Sentinel, ...]:
    """All of them, each once."""
    return tuple(dict.fromkeys(one.sentinel for one in TABLE))


def hint() -> str:
    """A regular expression, quick to search for, that matches where a text may have a directive."""
    return "|".join("".join(_any_case(character) for character in one.text) + " " for one in sentinels())


def lead(blank: str = " ") -> str:
    """A regular expression for the blanks (``blank`` matches one) between what begins a comment and a sentinel."""
    ways = (f"{f'(?:{blank})*+' if one.blanks else ''}(?={_spelt(one)} +\\S)" for one in sentinels())
    return f"(?:{'|'.join(ways)})"


def head() -> str:
    """A regular expression for a sentinel and the keyword after it; what follows may even touch the keyword."""
    keywords = sorted((one.keyword for one in TABLE if one.sentinel is AD), key=len, reverse=True)
    return rf"(?P<sentinel>{'|'.join(map(_spelt, sentinels()))}) +(?P<keyword>{'|'.join(keywords)}|[^ \t\r\n]+)"


def _spelt(sentinel: Sentinel) -> str:
    return re.escape(sentinel.text)


def _any_case(character: str) -> str:
    return f"[{character.upper()}{character.lower()}]" if character.isalpha() else re.escape(character)
