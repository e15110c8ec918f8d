"""C, as Tapenade reads it."""

from rewriter.languages.c.directives import directives, reach
from rewriter.languages.c.placing import place, undo
from rewriter.languages.c.scanning import scan
from rewriter.languages.c.spans import statement_spans, statements

__all__ = ["directives", "place", "reach", "scan", "statement_spans", "statements", "undo"]
