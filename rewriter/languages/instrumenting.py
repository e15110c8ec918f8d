"""What instrumenting asks of a language beyond reading it: its blocks, and edits that put callbacks between them."""

from __future__ import annotations

from collections.abc import Sequence

from rewriter.languages.c import blocks as c_blocks
from rewriter.languages.c import inserting as c_inserting
from rewriter.languages.callback import Placement
from rewriter.languages.fortran import blocks as fortran_blocks
from rewriter.languages.fortran import inserting as fortran_inserting
from rewriter.languages.model import Scan
from rewriter.languages.tree import Unit
from rewriter.text.edits import Edit


def units(scan: Scan) -> list[Unit]:
    """The procedures of a file as blocks and statements."""
    return c_blocks.units(scan) if scan.form == "c" else fortran_blocks.units(scan)


def insert(scan: Scan, placements: Sequence[Placement]) -> list[Edit]:
    """The edits that place profiling callbacks."""
    return c_inserting.insert(scan, placements) if scan.form == "c" else fortran_inserting.insert(scan, placements)
