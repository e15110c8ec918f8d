"""Procedures in few words; in Fortran ``;;`` stands between their lines."""

from __future__ import annotations

from rewriter.callbacks.names import Names
from rewriter.callbacks.primal import Primal, PrimalProcedure, primal
from rewriter.callbacks.sweeps import Reader
from rewriter.callsites.source import Source
from rewriter.languages.instrumenting import units
from rewriter.languages.tree import Arm, Node, leaves


def body(statements: str) -> Arm:
    """The body of a subroutine: its heading, then these statements, from line 2 on."""
    (unit,) = units(Source("m_b.f90", f"subroutine s(x)\n{statements}\nend\n".replace(";;", "\n").encode()).scan)
    return unit.body


def c_body(statements: str) -> Arm:
    """The same in C, whose statements end as they always do."""
    (unit,) = units(Source("m_b.c", f"void s(double *x) {{\n{statements}\n}}\n".encode()).scan)
    return unit.body


def known(model: str, others: str = "") -> tuple[PrimalProcedure, Primal]:
    """The primal procedure ``top`` of these statements, and the primal with what else stands in its file."""
    sources = [Source("m.f90", f"subroutine top(x)\n{model}\nend\n{others}".replace(";;", "\n").encode())]
    everything = primal(sources)
    (procedure,) = everything.found("top")
    return procedure, everything


def reader(model: str, others: str = "", names: Names | None = None) -> Reader:
    """What reads the adjoint of such a procedure."""
    procedure, everything = known(model, others)
    return Reader(procedure, names or Names(), everything)


def leaf(arm: Arm, words: str) -> Node:
    """The one statement with these words."""
    (found,) = (node for node in leaves(arm) if node.words == words)
    return found
