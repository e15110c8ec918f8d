"""Why no directive can switch a call, as a value: a code for decisions, words for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What kind of obstacle it is, whatever the words."""

    UNKNOWN = "unknown procedure"
    MACRO = "macro"
    MACRO_ARGUMENT = "argument of a macro"
    BEHIND_MACRO = "after a macro"
    METHOD = "method"
    METHOD_ARGUMENT = "argument of a method"
    LIBRARY = "library function"
    SENTINEL = "OpenMP sentinel"
    HEADER = "in a header"
    DECLARATION = "declaration"
    NO_ASSIGNMENT = "no assignment"
    NOT_FIRST = "not first"
    COMPUTED = "computed argument"
    INLINED = "inlined function"
    DEEP = "nested deeply"
    FIRST_IN_DO = "first in do"
    DO_LABEL = "label of a DO"
    BRACES = "braces"
    UNFINISHED = "unfinished"
    MAYBE_INTRINSIC = "perhaps an intrinsic"
    LAYOUT = "layout"
    """The lines of the call cannot be rewritten to make room for a directive."""


BY_OPTION = frozenset(
    {
        Code.HEADER,
        Code.DECLARATION,
        Code.NO_ASSIGNMENT,
        Code.NOT_FIRST,
        Code.COMPUTED,
        Code.INLINED,
        Code.FIRST_IN_DO,
        Code.DO_LABEL,
        Code.LAYOUT,
    }
)
"""Obstacles to directives alone: Tapenade's option ``-nocheckpoint`` with the name of the callee reaches the call."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why no directive can switch a call."""

    code: Code
    short: str
    """For tables."""
    long: str
    """For messages: what is wrong and, where something can be done, what to do."""

    @property
    def by_option(self) -> bool:
        """Whether the option ``-nocheckpoint``, which reaches all calls of a callee, reaches this one too."""
        return self.code in BY_OPTION

    def __str__(self) -> str:
        return self.long


def obstacle(code: Code, short: str, rest: str = "") -> Obstacle:
    """An obstacle whose long words begin with the short ones."""
    return Obstacle(code, short, short + rest)


UNKNOWN = obstacle(Code.UNKNOWN, "unknown procedure", ": none of the files given defines it")
MACRO = obstacle(Code.MACRO, "macro", ": only cpp knows what it becomes")
