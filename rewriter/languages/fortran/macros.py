"""Where a name in a Fortran statement may be a macro that makes it another statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rewriter.languages.fortran.mask import cpp_line
from rewriter.languages.fortran.statement import Statement
from rewriter.languages.macros import Macros, defined
from rewriter.languages.model import Scan

_DECLARATION = re.compile(
    r"^[ \t\d]*+(?=[a-z_])(?:(?:integer|real|double|complex|logical|character|type|class|dimension|common|allocatable"
    r"|pointer|target|save|data|equivalence|parameter|external|intrinsic|namelist|procedure|use\b)[^\n]*+"
    r"|(?!(?:call|else|go|do|end|print|return|case)\b)_?[a-z]\w*+[ \t]++[a-z]\w*+[ \t]*+(?=[,(\n]|\Z)[^\n]*+"
    r"|[^\n=]*?\b(?:subroutine|function|entry)\b[^\n]*+)",
    re.MULTILINE,
)
"""What declares names, or may: ``_RL x`` with a macro for the type among it."""
_CAPITALS = re.compile(r"(?<![\w$])[A-Z_][A-Z\d_$]+(?![\w$])")
_BARE = re.compile(r"^[ \t\d]*([a-z_][\w$]*)[ \t]*(?:\([^\n;]*\)[ \t]*)?$", re.MULTILINE)
"""A statement that is a name, perhaps with something in parentheses."""
_OWN = re.compile(
    r"(?:call|end|else|goto|stop|return)[a-z\d]*$|(?:if|do|dowhile|select|selectcase|case|where|forall|write|read|print|open"
    r"|close|inquire|rewind|backspace|flush|wait|format|allocate|deallocate|nullify|exit|cycle|continue|contains|block"
    r"|critical|associate|pause|sequence|private|save|critical|common|data|equivalence|parameter|namelist)$"
)
"""Those that Fortran knows."""
_NAME = re.compile(r"(?<![\w$.%])[A-Za-z_][\w$]*")

_PREDEFINED = frozenset({"__FILE__", "__LINE__", "__DATE__", "__TIME__"})


def macros(scan: Scan) -> Macros:
    """The macros that a file defines, and what it declares in capitals."""
    declared: set[str] = set()
    for match in _DECLARATION.finditer(scan.masked):
        for name in _CAPITALS.finditer(scan.text, *match.span()):
            if scan.masked[name.start()] != " ":
                declared.add(name[0].lower())
    return defined(scan.text)._replace(declared=frozenset(declared))


def closing_macro(scan: Scan, statement: Statement, known: Macros) -> str:
    """A name in what an IF guards that is, or may be, a macro that closes its parentheses or ends it; else ``""``."""
    for name, end in _names(scan, statement.body, statement.end):
        if name in known.closing:
            return name
        if known.whole and name not in known.harmless and _suspect(scan, name, end, known):
            return name
    return ""


def _names(scan: Scan, start: int, stop: int) -> Iterator[tuple[str, int]]:
    """The names after the first parenthesis of a statement, and where each ends."""
    opening = scan.masked.find("(", start, stop)
    for match in _NAME.finditer(scan.text, opening, stop) if opening >= 0 else ():
        if scan.masked[match.start()] != " ":
            yield match[0], match.end()


def _suspect(scan: Scan, name: str, end: int, known: Macros) -> bool:
    """Whether no declaration explains a name that is written as macros are: in capitals, or with an underscore."""
    underscored = name[0] == "_" or name[-1] == "_"
    if not underscored and (len(name) == 1 or name != name.upper()):
        return False
    after = scan.masked[end:].lstrip(" \t")[:2] if scan.masked[end : end + 1] in " \t=(" else ""
    if after[:1] == "=" and after != "==":
        return False  # the keyword of an argument
    if name in _PREDEFINED:
        return False
    if name[0] == "_":
        return True  # no name of Fortran begins so
    if name.lower() in known.declared or (after[:1] == "(" and not underscored):
        return False
    return bool(cpp_line(scan.form).search(scan.text)) and not _assigned(scan.masked, name.lower())


def _assigned(masked: str, name: str) -> bool:
    begins = r"(?:^|[;)]|\bdo\b)[ \t\d]*"
    pattern = rf"{begins}{re.escape(name)}[ \t]*(?:\([^\n]*\)[ \t]*)?=(?!=)"
    return re.search(pattern, masked, re.MULTILINE) is not None


class Hidden(NamedTuple):
    """A macro where a statement should be."""

    name: str
    at: int


def bordering_macro(scan: Scan, start: int, stop: int, known: Macros) -> Hidden | None:
    """The first macro between two places that begins or ends a block, or may: a statement that is none of Fortran."""
    for match in _NAME.finditer(scan.text, start, stop) if known.bordering else ():
        if match[0] in known.bordering and scan.masked[match.start()] != " ":
            return Hidden(match[0], match.start())
    for match in _BARE.finditer(scan.masked, start, stop) if known.whole else ():
        name = scan.text[match.start(1) : match.end(1)]
        if not _OWN.match(match[1]) and name not in known.harmless and name not in known.closing:
            return Hidden(name, match.start(1))
    return None
