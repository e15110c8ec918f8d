"""Fortran, in fixed and free form."""

from rewriter.languages.fortran.directives import directives, reach
from rewriter.languages.fortran.form import references, scan
from rewriter.languages.fortran.loops import loops
from rewriter.languages.fortran.placing import hindrance, place, undo
from rewriter.languages.fortran.spans import statement_spans

__all__ = [
    "directives",
    "hindrance",
    "loops",
    "place",
    "reach",
    "references",
    "scan",
    "statement_spans",
    "undo",
]
