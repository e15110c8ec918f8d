"""Files that define names for the others of a tree, and what all say together."""

from __future__ import annotations

from rewriter.callsites.names import Index
from rewriter.callsites.source import Source
from rewriter.languages import fortran
from rewriter.languages.model import Call, Scan


def together(*sources: Source) -> Index:
    """What these files say of names together."""
    return Index.of(source.part for source in sources)


def defining(subroutines: str = "", functions: str = "", *, split: str = "") -> Source:
    """A Fortran file with procedures of these names; those ``split`` have a NOCHECKPOINT before their header."""
    lines = []
    for word, names in (("subroutine", subroutines), ("function", functions)):
        for name in names.split():
            lines += ["!$AD NOCHECKPOINT"] * (name in split.split())
            lines += [f"{word} {name}(x)", f"end {word}"]
    return Source("others.f90", "\n".join([*lines, ""]).encode())


def defining_in_c(functions: str = "", macros: str = "") -> Source:
    """A header with functions and function-like macros of these names."""
    lines = [f"void {name}(void) {{}}" for name in functions.split()]
    lines += [f"#define {name}(x) (x)" for name in macros.split()]
    return Source("others.h", "\n".join([*lines, ""]).encode())


def references(scan: Scan, functions: str) -> list[Call]:
    """The calls of a scan of Fortran, with references to functions of these names that another file defines."""
    own, others = fortran.declared("m.f90", scan), defining(functions=functions)
    names = fortran.joined([own, others.part.declared], {}, {})
    return fortran.references(scan, names.candidates, fortran.meanings("m.f90", scan, own, names).is_function)
