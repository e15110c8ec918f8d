"""The calls of the primal procedures, in the order in which they are made, with their lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePath
from typing import NamedTuple

from rewriter.callbacks.markers import PrimalMarkers
from rewriter.callsites.names import Index, Knowledge
from rewriter.callsites.source import Source
from rewriter.languages.directives import Makes, made
from rewriter.languages.instrumenting import units
from rewriter.languages.model import Directive
from rewriter.languages.tree import Arm, Node, Unit, conditions_around, leaves, loops_around
from rewriter.text.edits import Lines

_INTERFACE = re.compile(r"^[ \t]*interface[ \t]+(\w+)[ \t]*$(.*?)^[ \t]*end[ \t]*interface\b", re.MULTILINE | re.DOTALL)
_SPECIFIC = re.compile(r"\bprocedure[ \t]*(?:::)?[ \t]*([\w \t,]+)")
_WORD = re.compile(r"[A-Za-z_]\w*")


class Around(Enum):
    """What a call can stand in that runs more than once in the adjoint."""

    FRAGMENT = auto()
    LOOP = auto()
    """One under binomial checkpointing."""


class Region(NamedTuple):
    """A fragment or a binomial loop of a procedure."""

    kind: Around
    number: int


class PrimalCall(NamedTuple):
    """One call or function reference of a primal procedure."""

    callee: str
    """Lower case in Fortran."""
    arguments: tuple[str, ...]
    line: int
    """Of the statement's first line; for a one-line IF, the IF's."""
    file: str
    """Name of the primal file, without its folders."""
    loops: tuple[str, ...]
    """Heads of the loops around it."""
    conditions: tuple[str, ...]
    """Of the alternatives around it."""
    regions: tuple[Region, ...]
    """The fragments and binomial loops around it, the outermost first."""
    function: bool
    marked: tuple[int, ...] = ()
    """The numbers that LINE can have before it: see :meth:`PrimalMarkers.lines`."""
    marker: str = ""
    """What ``@CKP`` says before it."""
    defined: str = ""
    """The callee's own name, where USE renames it."""

    @property
    def shown(self) -> str:
        """What callbacks call the callee, as Tapenade's own do."""
        return self.defined or self.callee


@dataclass(frozen=True, slots=True)
class PrimalProcedure:
    """A primal procedure as the adjoint of it is compared with."""

    name: str
    """Dotted path."""
    file: str
    calls: tuple[PrimalCall, ...]
    words: frozenset[str]
    """Every name that occurs in its file, in lower case."""

    @property
    def simple(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Primal:
    """All primal sources that were given."""

    procedures: dict[str, list[PrimalProcedure]]
    """By simple name in lower case."""
    functions: frozenset[str]
    """Names that are referenced rather than called."""
    generics: dict[str, frozenset[str]]
    """The specific procedures of each generic name."""

    def found(self, name: str) -> list[PrimalProcedure]:
        """The procedures of that simple name."""
        return self.procedures.get(name.lower(), [])


def primal(sources: Sequence[Source]) -> Primal:
    """Read the primal sources."""
    functions = frozenset(name.lower() for source in sources for name in _functions(source))
    names = Index.of(source.part for source in sources)
    procedures: dict[str, list[PrimalProcedure]] = {}
    for source in sources:
        words = frozenset(word.lower() for word in _WORD.findall(source.scan.masked or source.text))
        lines = Lines(source.text)
        known, lower = source.known(names), source.language.name == "fortran"
        numbers = {procedure.name: number for number, procedure in enumerate(source.scan.procedures)}
        markers = PrimalMarkers(source.scan)
        directives = list(source.language.directives(source.scan))
        starts = [directive.start for directive in directives]
        for unit in units(source.scan):
            inside = directives[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)]
            regions = _regions(source, unit, inside)
            calls = tuple(
                _calls(source, unit, _Meant(numbers.get(unit.name, -1), known, lower), lines, markers, regions)
            )
            procedure = PrimalProcedure(unit.name, PurePath(source.path).name, calls, words)
            procedures.setdefault(procedure.simple.lower(), []).append(procedure)
    return Primal(procedures, functions, _generics(sources))


def _regions(source: Source, unit: Unit, directives: Sequence[Directive]) -> list[tuple[Region, int, int]]:
    """The fragments and binomial loops of a procedure, the outer ones before the inner ones."""
    found: list[tuple[Around, int, int]] = []
    open_fragments: list[int] = []
    loops = {node.start: node for node in _loops(unit.body)}
    for directive in directives:
        makes = made(directive.keyword, directive.sentinel)
        if makes is Makes.FRAGMENT_START:
            open_fragments.append(directive.start)
        elif makes is Makes.FRAGMENT_END and open_fragments:
            found.append((Around.FRAGMENT, open_fragments.pop(), directive.start))
        elif makes is Makes.BINOMIAL_LOOP:
            loop = loops.get(source.language.reach(source.scan, directive))
            if loop is not None:
                found.append((Around.LOOP, loop.start, loop.end))
    found.sort(key=lambda region: (region[1], -region[2]))
    return [(Region(kind, number), start, end) for number, (kind, start, end) in enumerate(found)]


def _loops(arm: Arm) -> Iterator[Node]:
    for node in arm.nodes:
        if node.kind == "loop":
            yield node
        for inner in node.arms:
            yield from _loops(inner)


def _generics(sources: Sequence[Source]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for source in sources:
        for match in _INTERFACE.finditer(source.scan.masked):
            names = {name for listed in _SPECIFIC.findall(match[2]) for name in re.findall(r"\w+", listed)}
            found[match[1]] = found.get(match[1], frozenset()) | names
    return found


def _functions(source: Source) -> frozenset[str]:
    return source.scan.functions if source.language.name == "fortran" else source.scan.defines


class _Meant(NamedTuple):
    """What names mean in a procedure."""

    unit: int
    known: Knowledge
    lower: bool
    """Whether the case of letters counts for nothing."""

    def is_function(self, name: str) -> bool:
        """Whether a reference with parentheses means a function."""
        return self.known.is_function(self.unit, name.lower() if self.lower else name)

    def defined(self, name: str) -> str:
        """The callee's own name, where USE renames it; else ``""``."""
        aliases = self.known.aliases(self.unit, name.lower() if self.lower else name)
        return aliases[0] if len(aliases) == 1 else ""


def _calls(
    source: Source,
    unit: Unit,
    meant: _Meant,
    lines: Lines,
    markers: PrimalMarkers,
    regions: Sequence[tuple[Region, int, int]],
) -> Iterable[PrimalCall]:
    file = PurePath(source.path).name
    after = unit.start
    for leaf in leaves(unit.body):
        inside = tuple(region for region, start, end in regions if start <= leaf.start < end)
        arm = leaf.parent
        one_line_if = arm is not None and arm.unbraced and source.language.name == "fortran"
        start = arm.owner.start if one_line_if and arm and arm.owner else leaf.start
        line = lines.number(start)
        around = loops_around(leaf), conditions_around(leaf)
        marked = markers.lines(start, line), markers.name(leaf.start, after)
        made = False
        for reference in leaf.references:
            if meant.is_function(reference.name) and reference != leaf.called and leaf.words.find("(") >= 0:
                made = True
                name = meant.defined(reference.name)
                yield PrimalCall(reference.name, reference.arguments, line, file, *around, inside, True, *marked, name)
        if leaf.called is not None:
            made = True
            name = meant.defined(leaf.called.name)
            yield PrimalCall(leaf.called.name, leaf.called.arguments, line, file, *around, inside, False, *marked, name)
        after = leaf.start if made else after
