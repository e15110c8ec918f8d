"""The values a language module gives to the rest of the program.

Offsets are those of characters in the text of one file (decoded as Latin-1, so each is a byte). A *statement*
is what ends at a line's end or ``;``; its *body* is the part a directive acts upon: the
statement itself after its label, or, in a one-line ``IF (...) CALL f``, the ``CALL``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rewriter.languages.obstacle import Obstacle

Form = Literal["fixed-72", "fixed-132", "free", "c"]
"""How a file is written: the forms of Fortran, and C."""


ProcedureKind = Literal["program", "module", "submodule", "subroutine", "function", "procedure", "block data"]
"""What a program unit is; ``procedure``: the body of a module procedure in a submodule."""


class Kind(enum.IntFlag):
    """How a call is written; several can hold at once."""

    CALL = enum.auto()
    FUNCTION = enum.auto()
    METHOD = enum.auto()
    MACRO = enum.auto()
    ONE_LINE_IF = enum.auto()
    LABELLED = enum.auto()
    AFTER_SEMICOLON = enum.auto()
    SENTINEL = enum.auto()
    LOOP = enum.auto()
    """Not a call but a DO loop, which BINOMIAL-CKP names as a site is named."""


class Call(NamedTuple):
    """One call in the text, before anything is known of other files.

    A NamedTuple, not a dataclass: a large code has hundreds of thousands of them.
    """

    callee: str
    """Lower case in Fortran; ``a%b`` for a type-bound procedure, ``p->f`` or ``s.f`` in C."""
    kind: Kind
    start: int
    """The first character of the call: of ``CALL``, or of the function's name."""
    end: int
    """One past the call's last character (its closing parenthesis, or its name)."""
    statement: int
    """The first character of the statement, after its label."""
    body: int
    """Where the directive's reach begins: equal to ``statement`` except in a one-line IF."""
    procedure: int
    """Index into :attr:`Scan.procedures`; -1 outside of any."""
    obstacle: Obstacle | None
    """Why no directive can reach this call; ``None`` where one can."""


class Procedure(NamedTuple):
    """A program unit: what calls are counted in."""

    name: str
    """Dotted path of the enclosing units, ``module.outer.inner``."""
    kind: ProcedureKind
    start: int
    """The first character of the line of its header."""
    end: int
    """One past the line of its END."""


class ProblemKind(enum.StrEnum):
    """What is wrong at a place that could not be understood."""

    BRACES = "braces"
    """They do not match."""
    PARENTHESES = "parentheses"
    """They do not match."""
    CPP = "cpp"
    """Branches of ``#if`` cannot be read together."""
    STATEMENT = "statement"
    """It has an unexpected end."""


class Problem(NamedTuple):
    """A place that could not be understood."""

    offset: int
    reason: str
    kind: ProblemKind


@dataclass(frozen=True, slots=True)
class Scan:
    """All that one reading of one file gives."""

    form: Form
    text: str
    procedures: list[Procedure]
    calls: list[Call]
    """In the order of :attr:`Call.start`; Fortran function references are not among them
    (see ``fortran.references``): they cannot be told before all files are read."""
    defines: frozenset[str] = frozenset()
    """Simple names of the procedures, entries and generic interfaces that this file gives a body."""
    functions: frozenset[str] = frozenset()
    """Of these, the ones that are referenced rather than called (generic interfaces included)."""
    macros: frozenset[str] = frozenset()
    """Names of function-like cpp macros defined here."""
    problems: list[Problem] = field(default_factory=list)
    masked: str = ""
    """Fortran: the text in lower case, every logical line on one line, without comments and strings."""
    structure: object = None
    """What the language module keeps for itself to answer later questions."""


class Directive(NamedTuple):
    """A live directive in the text, or one of ours that switches a user's off."""

    keyword: str
    """Upper case; ``OFF`` for what switches one off."""
    arguments: str
    start: int
    """Span of the comment that holds it."""
    end: int
    ours: bool
    """Whether it bears our mark."""
    trailing: bool
    """Whether it stands after a statement on the same line, where releases of Tapenade disagree."""
    sentinel: str = "$AD"
    """Of which tool it is, upper case: see :mod:`rewriter.languages.directives`."""

    def moved(self, at: int) -> Directive:
        """The same, as if it stood before the character there."""
        return self._replace(start=at, end=at, trailing=False)


class Change(NamedTuple):
    """One thing to place into a text that bears no mark of ours.

    ``keyword`` is that of the directive to place, or ``OFF`` to switch a user's directive off.
    """

    keyword: str
    at: int
    """The body of the statement the directive acts upon (CHECKPOINT-END: of the one it stands
    after); for ``OFF`` the start of the user's directive."""
    arguments: str = ""


class Undone(NamedTuple):
    """A text without what we placed in it, and what that was."""

    text: str
    changes: list[Change]
    """Offsets refer to :attr:`text`; giving them to ``place`` restores the text they came from."""
