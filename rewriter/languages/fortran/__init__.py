"""Fortran, in fixed and free form: the functions of :class:`rewriter.languages.registry.Language`."""

from rewriter.languages.fortran.directives import comments, directives, reach, spelt
from rewriter.languages.fortran.form import references, scan
from rewriter.languages.fortran.fragments import dropped
from rewriter.languages.fortran.loops import loops
from rewriter.languages.fortran.macros import macros
from rewriter.languages.fortran.names import declared, defined_by, joined, meanings
from rewriter.languages.fortran.placing import hindrance, place
from rewriter.languages.fortran.spans import spans
from rewriter.languages.fortran.undoing import undo

name = "fortran"
suffixes = frozenset(
    f".{one}" for suffix in ("f", "for", "ftn", "f77", "f90", "f95", "f03", "f08") for one in (suffix, suffix.upper())
)

__all__ = [
    "comments",
    "declared",
    "defined_by",
    "directives",
    "dropped",
    "hindrance",
    "joined",
    "loops",
    "macros",
    "meanings",
    "name",
    "place",
    "reach",
    "references",
    "scan",
    "spans",
    "spelt",
    "suffixes",
    "undo",
]
