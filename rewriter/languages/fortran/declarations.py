"""What one specification statement says of the names in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from rewriter.languages.fortran.patterns import ARGUMENTS, NAME
from rewriter.languages.fortran.statement import statement_around
from rewriter.languages.nesting import separated


class Meaning(StrEnum):
    """What a name stands for in a scope."""

    FUNCTION = "function"
    """Of a body, an interface or an EXTERNAL that the scope has, or that it uses."""
    SUBROUTINE = "subroutine"
    VALUE = "value"
    """An array, a character string, a statement function or an intrinsic: no procedure of the user's."""
    TYPED = "typed"
    """It has a type and no dimensions: a scalar or, if it is referenced with parentheses, an external function."""


_OTHER = (
    r"(?:call|subroutine|function|program|module|submodule|entry|end\w*|use|return|go|goto|else|do|case|print|write|read"
    r"|interface|abstract|block|implicit|import|include|data|namelist|equivalence|pure|elemental|impure|recursive|type"
    r"|stop|where|forall|select|contains|enum|enumerator|generic|final|procedure)\b"
)
_TYPE = re.compile(
    rf"(?:integer|real|logical|complex|character|byte|double[ \t]*precision|double[ \t]*complex)(?![\w$])[ \t]*"
    rf"(?:\*[ \t]*(?:\d+|{ARGUMENTS})|{ARGUMENTS}(?=[ \t]*[,:a-z_$]))?"
    rf"|(?:integer|real|logical|complex|character)\*\d+[ \t]*"
    rf"|(?:type|class|procedure)[ \t]*{ARGUMENTS}"
    rf"|(?!{_OTHER})_?{NAME}(?=[ \t]+{NAME}[ \t]*(?:[,(*]|\Z))"
)
"""A type; also a macro that stands for one (``_RL x(3)``)."""
_ATTRIBUTE = re.compile(
    r"(?:dimension|allocatable|pointer|target|save|parameter|optional|intent|contiguous|volatile|asynchronous|value)"
    rf"(?![\w$])[ \t]*{ARGUMENTS}?"
)
_COMMON = re.compile(r"common(?![\w$])[ \t]*|common(?=[ \t]*/)")
_ASSOCIATED = re.compile(rf"(?:{NAME}[ \t]*:[ \t]*)?(?:associate|select[ \t]*type)[ \t]*\((.*)\)")
_ASSOCIATION = re.compile(rf"[ \t]*({NAME})[ \t]*=>")
_BLOCK = re.compile(r"/[^/]*/")
_LISTED = re.compile(r"(external|intrinsic)(?![\w$])[ \t]*(?:::)?")
_ENTITY = re.compile(rf"[ \t]*(?:&?[ \t]*)({NAME})[ \t]*(\(|\[)?")
_EXTERNAL = re.compile(r"external\b(?<![\w$]external)")
_WORDS = re.compile(r"dimension|external|intrinsic|procedure")
_NO_ENTITY = frozenset({"function", "subroutine", "module", "none", "procedure"})


@lru_cache(maxsize=4096)
def declared(statement: str) -> dict[str, Meaning]:
    """The names that a specification statement (masked, without its label) declares, and what as."""
    statement = statement.strip()
    if listed := _LISTED.match(statement):
        meaning = Meaning.FUNCTION if listed[1] == "external" else Meaning.VALUE
        return {name: meaning for name, _ in _entities(statement[listed.end() :])}
    if associated := _ASSOCIATED.match(statement):
        return {one[1]: Meaning.VALUE for one in map(_ASSOCIATION.match, separated(associated[1])) if one is not None}
    if common := _COMMON.match(statement):
        return _meant(_BLOCK.sub(",", statement[common.end() :]), Meaning.TYPED)
    head = _TYPE.match(statement) or _ATTRIBUTE.match(statement)
    if head is None:
        return {}
    attributes, colons, entities = statement.partition("::")
    if not colons:
        return _meant(statement[head.end() :], _attributed(head[0], Meaning.TYPED, bare=True))
    return _meant(entities, _attributed(attributes, Meaning.TYPED))


def _attributed(attributes: str, meaning: Meaning, *, bare: bool = False) -> Meaning:
    """What the words before the names make of all of them."""
    for word in _WORDS.findall(attributes):
        if word == "dimension" and not bare:
            return Meaning.VALUE
        if word == "intrinsic":
            return Meaning.VALUE
        if word in ("external", "procedure"):
            return Meaning.FUNCTION
    return meaning


def _meant(entities: str, meaning: Meaning) -> dict[str, Meaning]:
    return {
        name: Meaning.VALUE if dimensioned else meaning
        for name, dimensioned in _entities(entities)
        if name not in _NO_ENTITY
    }


def _entities(text: str) -> list[tuple[str, bool]]:
    """The names of a list, and whether each has dimensions of its own."""
    found = []
    for item in separated(text):
        match = _ENTITY.match(item)
        if match:
            found.append((match[1], match[2] is not None))
    return found


def externals(masked: str, start: int, stop: int) -> Iterator[tuple[int, list[str]]]:
    """Where an EXTERNAL stands in ``masked[start:stop]``, and the names that it makes those of procedures."""
    for match in _EXTERNAL.finditer(masked, start, stop):
        statement = statement_around(masked, match.start())
        said = declared(masked[statement.start : statement.end])
        yield match.start(), [name for name, meaning in said.items() if meaning is Meaning.FUNCTION]
