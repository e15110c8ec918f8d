"""Which form a Fortran file is written in: the one in which most of it can be understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import cast

from rewriter.languages.fortran import calls as reader
from rewriter.languages.fortran.mask import masked
from rewriter.languages.fortran.structure import Structure, structure
from rewriter.languages.model import Call, Form, Scan

FORMS: tuple[Form, ...] = ("fixed-72", "fixed-132", "free")
_NAMED: dict[str, Form] = {form: form for form in FORMS}
_FREE_SUFFIXES = (".f90", ".f95", ".f03", ".f08")
_LABEL_FIELD = re.compile(r"\n {0,4}[a-z&%(]")
_WORD_BYTES = bytes(
    code if (chr(code).isascii() and chr(code).isalnum()) or code in b"_$" else 32 for code in range(256)
)
_FIXED_MARKS = re.compile(r"\n(?:[c*][^\n=(%]*(?=\n)| {5}[1-9+$.&>#](?<!&\n {5}&)[^\n]*)")


def scan(text: str, suffix: str, form: str | None = None) -> Scan:
    """Read a file in the given form or, with None, in the one that leaves least unexplained.

    ``suffix`` is the file name's, with its dot; the usual form for it is tried first.
    """
    if form is not None:
        return _scan(text, _NAMED[form])
    usual: Form = "free" if suffix.lower() in _FREE_SUFFIXES else "fixed-72"
    best = _scan(text, usual)
    defects = _defects(best)
    if not defects:
        return best
    for other in FORMS:
        if other != usual:
            candidate = _scan(text, other)
            if (count := _defects(candidate)) < defects:
                best, defects = candidate, count
    return best


def references(scan: Scan, candidates: frozenset[str], is_function: Callable[[int, str], bool]) -> list[Call]:
    """The calls of a scan together with its references to those of the ``candidates`` that are functions there."""
    here = _encoded(candidates).intersection(scan.masked.encode("latin-1").translate(_WORD_BYTES).split())
    if not here:
        return scan.calls
    names = frozenset(name.decode("latin-1") for name in here)
    return reader.references(scan.masked, cast(Structure, scan.structure), names, scan.calls, is_function)


@lru_cache(maxsize=1)
def _encoded(names: frozenset[str]) -> frozenset[bytes]:
    # Texts are Latin-1: a name with other characters is in none of them.
    return frozenset(name.encode("latin-1") for name in names if max(name, default="") <= "\xff")


def _scan(text: str, form: Form) -> Scan:
    mask = masked(text, form)
    units = structure(mask)
    found, problems = reader.calls(mask, text, form, units)
    return Scan(form, text, units.procedures, found, units.defines, units.functions, frozenset(), problems, mask, units)


def _defects(scan: Scan) -> int:
    """How much speaks against the form: statements that do not close, marks that only the other form has."""
    defects = len(scan.problems)
    if scan.form == "free":
        if scan.problems or scan.text[:1] in "cC*":
            defects += len(_FIXED_MARKS.findall("\n" + scan.text.lower()))
        return defects
    defects += len(_LABEL_FIELD.findall("\n" + scan.masked))
    return defects
