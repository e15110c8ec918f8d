"""The languages, each behind the same few functions, and which one a file is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from pathlib import PurePath
from typing import Any, Protocol

from rewriter.errors import UsageError
from rewriter.languages import c, fortran
from rewriter.languages.macros import NONE, Macros
from rewriter.languages.model import Call, Change, Directive, Form, Scan, Undone
from rewriter.languages.obstacle import Obstacle
from rewriter.text.edits import Edit

FORMS: dict[str, Form] = {"fixed": "fixed-72", "fixed-72": "fixed-72", "fixed-132": "fixed-132", "free": "free"}
"""What a user may call the form of a Fortran file, and its name here."""

_ASIDE = re.compile(r"^(?:[ \t]*#(?:[^\n]*\\\r?\n)*[^\n]*|[cC*!](?![\w(=,;.\[])[^\n]*)", re.MULTILINE)
"""Lines of cpp and comment lines of fixed form, in which anything can stand."""
_C_LOOK = re.compile(r"/\*|[{};][ \t]*\r?$", re.MULTILINE)
_FORTRAN_LOOK = re.compile(
    r"^(?:[cC*!]([ \t]|$)"
    r"|[ \t]+(?:common|integer|real|logical|character|parameter|_r[ls]|double|call|subroutine|end)\b)",
    re.IGNORECASE | re.MULTILINE,
)


class Meanings(Protocol):
    """What names mean in one file, by its scopes; units are indices into :attr:`Scan.procedures`."""

    def declared(self, unit: int, name: str) -> bool | None:
        """Whether the unit itself declares a function (or something else) by this name; ``None``: neither."""

    def is_function(self, unit: int, name: str) -> bool:
        """Whether a reference with parentheses means a function."""

    def hindrance(self, unit: int, name: str) -> Obstacle | None:
        """Why no directive can switch a function reference by this name, whatever its statement is."""

    def definition(self, unit: int, name: str) -> str:
        """The procedure that a callee is, the same for all files; ``""``: none of the files defines it."""

    def aliases(self, unit: int, name: str) -> tuple[str, ...]:
        """Other names of a callee, by which callbacks can call it."""

    def is_macro(self, name: str) -> bool:
        """Whether it is a function-like macro."""

    @property
    def doubtful(self) -> Set[str]:
        """Included files and modules that are not there, where a name was taken for a function for want of them."""


class Language(Protocol):
    """What the rest of the program asks of a language: the names that the module of each must have."""

    name: str
    suffixes: frozenset[str]
    """How the names of its files end, with the dot."""

    def scan(self, text: str, suffix: str, form: str | None) -> Scan: ...

    def declared(self, path: str, scan: Scan) -> Any:
        """What a file says of names: with ``includes``, the files that it includes."""

    def joined(self, parts: Iterable[Any], fragments: Mapping[str, Any], found: Mapping[tuple[str, str], str]) -> Any:
        """The names of many files together, from what each of them says: with ``candidates``, names of functions.

        ``fragments``: what included files say, by their paths; ``found``: these paths, by the file that includes one
        and what it calls it.
        """

    def defined_by(self, path: str, scan: Scan, unit: int) -> str:
        """The procedure that a unit defines, as :meth:`Meanings.definition` names it."""

    def meanings(self, path: str, scan: Scan, declared: Any, names: Any) -> Meanings:
        """What names mean in a file, from what it says itself and what all say together."""

    def references(self, scan: Scan, candidates: frozenset[str], is_function: Callable[[int, str], bool]) -> list[Call]:
        """All calls of the scan, with references among them to what ``is_function`` of the ``candidates``."""

    def loops(self, scan: Scan) -> list[Call]:
        """DO loops as calls of ``do``, from the DO (``body``) to one past its end; none in C."""

    def directives(self, scan: Scan) -> Iterable[Directive]: ...

    def reach(self, scan: Scan, directive: Directive) -> int:
        """The first character of the statement the directive acts upon; -1 for none."""

    def comments(self, scan: Scan) -> Iterable[tuple[int, str]]:
        """Where comments begin, and each without what begins and ends it; trailing ones of Fortran are left out."""

    def dropped(self, scan: Scan, fragments: Sequence[tuple[int, int]]) -> list[str]:
        """Why Tapenade drops each fragment between directives that reach two statements; ``""`` if it does not."""

    def spelt(self, scan: Scan, words: str) -> str:
        """The line that is a directive of these words."""

    def spans(self, scan: Scan) -> list[tuple[int, str]]:
        """Offset and normalised text of each statement."""

    def macros(self, scan: Scan) -> Macros:
        """The cpp macros that a file defines, and what it declares that looks like one."""

    def place(self, scan: Scan, changes: Iterable[Change], known: Macros = NONE) -> list[Edit]: ...

    def hindrance(self, scan: Scan, call: Call, known: Macros = NONE) -> Obstacle | None:
        """Why the lines of this call cannot be rewritten to make room for a directive; ``None`` where they can."""

    def undo(self, text: str, form: Form) -> Undone: ...


FORTRAN: Language = fortran
C: Language = c
LANGUAGES: tuple[Language, ...] = (FORTRAN, C)
SUFFIXES = frozenset().union(*(language.suffixes for language in LANGUAGES))
_BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.suffixes}


def language_of(path: PurePath, text: str) -> Language:
    """The language of a file, by its suffix; a ``.h`` that looks like Fortran is Fortran.

    Raises :class:`UsageError` for a suffix that belongs to no language.
    """
    suffix = path.suffix
    if suffix == ".h":
        return FORTRAN if _FORTRAN_LOOK.search(text) and not _C_LOOK.search(_ASIDE.sub("", text)) else C
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    expected = " ".join(sorted(SUFFIXES))
    raise UsageError(f"neither Fortran nor C by its name; expected one of {expected}", str(path))
