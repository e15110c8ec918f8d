"""Callbacks into one file of adjoint code, and out of it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from rewriter.callbacks.derivatives import arguments, has_derivative, patterns
from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.names import Names, base, bases
from rewriter.callbacks.pairs import Missed
from rewriter.callbacks.placements import CallbackSite, plan
from rewriter.callbacks.preprocessed import Origin
from rewriter.callbacks.primal import Primal, PrimalProcedure
from rewriter.callsites.source import Source
from rewriter.errors import Refused
from rewriter.languages import callback_marks, instrumenting
from rewriter.languages.callback import Placement
from rewriter.languages.tree import Unit
from rewriter.text.edits import edited, line_of


class SiteRecord(NamedTuple):
    """A call that is instrumented, and the adjoint procedure it is in."""

    procedure: str
    site: CallbackSite


class LeftOut(NamedTuple):
    """A call, or a procedure, that is not instrumented."""

    procedure: str
    line: int
    """In the adjoint file."""
    callee: str
    """Empty where the whole procedure is meant."""
    reason: str


@dataclass(frozen=True, slots=True)
class Instrumented:
    """One file with its callbacks."""

    source: Source
    """As it was read."""
    after: bytes
    sites: tuple[SiteRecord, ...]
    problems: tuple[LeftOut, ...]
    derivatives: Counter[str] = field(default_factory=Counter)
    """How arguments that seem to be derivatives are named."""
    known: bool = False
    """Whether any derivative has the name that they are said to have."""


def instrument(
    source: Source,
    primal: Primal,
    names: Names,
    *,
    tapenade_runtime: bool = False,
    origins: Mapping[tuple[str, int], Origin] | None = None,
) -> Instrumented:
    """The file with callbacks around every checkpointed call; callbacks of an earlier run are replaced.

    A callback names the origin of its primal file and line, where ``origins`` has one.

    Raises :class:`Refused` for a file that Tapenade itself has instrumented.
    """
    clean = source.rewritten(uninstrumented(source))
    if "adprofileadj_" in clean.text.lower():
        raise Refused("Tapenade has placed callbacks itself (-profile); there is nothing to add", source.path)
    if not _has_adjoints(clean, names):
        return Instrumented(source, clean.encoded(clean.text), (), ())
    units = instrumenting.units(clean.scan)
    modules = {part.name for part in clean.scan.procedures if part.kind == "module"}
    markers = AdjointMarkers(clean.text, clean.scan.form)
    backward = _backward_sweeps(units, names)
    placements: list[Placement] = []
    sites: list[SiteRecord] = []
    problems: list[LeftOut] = []
    derivatives: Counter[str] = Counter()
    known = False
    for unit in units:
        if unit.name in modules or _copied(unit, clean, primal):
            continue
        name, second = _differentiated(unit, backward, names, primal)
        if not name:
            continue
        procedure = _primal_of(unit, name, primal, names, base(PurePath(source.path).stem, names.adjoint))
        if isinstance(procedure, str):
            problems.append(LeftOut(unit.name, line_of(clean.text, unit.start), "", procedure))
            continue
        found_here, known_here = _derivatives(clean, filter(None, (unit, second)), procedure, names)
        derivatives += found_here
        known = known or known_here
        bodies = [part.body for part in (unit, second) if part is not None]
        split = second is not None
        made = plan(bodies, procedure, primal, names, markers, split=split, tapenade_runtime=tapenade_runtime)
        placements += made.placements
        sites += (SiteRecord(unit.name, site) for site in made.sites)
        problems += (_left_out(missed, unit, clean.text) for missed in made.missed)
    located = [_located(placement, origins or {}) for placement in placements]
    after = edited(clean.text, instrumenting.insert(clean.scan, located))
    return Instrumented(source, clean.encoded(after), tuple(sites), tuple(problems), derivatives, known)


def _left_out(missed: Missed, unit: Unit, text: str) -> LeftOut:
    line = line_of(text, missed.node.start if missed.node is not None else unit.start)
    return LeftOut(unit.name, line, missed.callee, missed.reason)


def _has_adjoints(source: Source, names: Names) -> bool:
    simple = [_simple(part.name) for part in source.scan.procedures]
    return any(bases(name, pattern) for name in simple for pattern in (names.adjoint, names.forward))


def _derivatives(
    source: Source, units: Iterable[Unit], procedure: PrimalProcedure, names: Names
) -> tuple[Counter[str], bool]:
    """How the derivatives of an adjoint seem to be named, and whether one has the name that they are said to have."""
    heads = [(unit, arguments(source.scan, unit)) for unit in units]
    found = Counter(pattern for _, given in heads for pattern in patterns(given, procedure.words))
    return found, any(has_derivative(unit, given, procedure.words, names) for unit, given in heads)


def uninstrumented(source: Source) -> bytes:
    """The bytes of the file without our callbacks. Raises :class:`Refused` where they cannot be had."""
    try:
        return source.encoded(callback_marks.removed(source.text))
    except Refused as refusal:
        raise refusal.in_file(source.path) from None


def _located(placement: Placement, origins: Mapping[tuple[str, int], Origin]) -> Placement:
    origin = origins.get((placement.file, placement.line))
    return placement if origin is None else placement._replace(file=origin.file, line=origin.line)


def _copied(unit: Unit, source: Source, primal: Primal) -> bool:
    """Whether a unit has the name of a procedure of another file, and no argument that is unknown there: hence is a
    copy of it, whatever its name ends in."""
    given = arguments(source.scan, unit)
    return any(
        each.file != PurePath(source.path).name and each.words.issuperset(given)
        for each in primal.found(_simple(unit.name))
    )


def _backward_sweeps(units: Sequence[Unit], names: Names) -> dict[tuple[str, str], Unit]:
    """By the path around it, and the name without its number."""
    found: dict[tuple[str, str], Unit] = {}
    for unit in units:
        path, _, simple = unit.name.lower().rpartition(".")
        for name in bases(simple, names.backward):
            found.setdefault((path, name), unit)
    return found


def _differentiated(
    unit: Unit, backward: Mapping[tuple[str, str], Unit], names: Names, primal: Primal
) -> tuple[str, Unit | None]:
    """The name of what a unit is the adjoint or the forward sweep of, and its backward sweep; ``""`` if of nothing."""
    path, _, simple = unit.name.lower().rpartition(".")
    ways = [(name, None) for name in bases(simple, names.adjoint)]
    split = ((name, backward.get((path, name))) for name in bases(simple, names.forward))
    every: list[tuple[str, Unit | None]] = [*ways, *split]
    return next((way for way in every if primal.found(way[0])), every[0] if every else ("", None))


def _simple(name: str) -> str:
    return name.rpartition(".")[2]


def _primal_of(unit: Unit, name: str, primal: Primal, names: Names, stem: str) -> PrimalProcedure | str:
    """The procedure that a unit is the adjoint of; else why that is not known.

    Of several with one name, the one in a module of the right name, or in a file from which Tapenade makes files of
    this name (``stem`` without suffix).
    """
    found = primal.found(name)
    if len(found) > 1:
        module = unit.name.lower().rpartition(".")[0].rpartition(".")[2]
        module = module.removesuffix("_diff")
        found = [procedure for procedure in found if procedure.name.lower().rpartition(".")[0] == module] or found
    if len(found) > 1:
        found = [procedure for procedure in found if PurePath(procedure.file).stem.lower() == stem] or found
    if len(found) == 1:
        return found[0]
    if not found:
        return f"no primal source given defines {name}{_another(unit, name, primal, names)}"
    files = ", ".join(procedure.file for procedure in found)
    return f"several primal procedures are called {name}: in {files}"


def _another(unit: Unit, name: str, primal: Primal, names: Names) -> str:
    """What to do if a unit is a second adjoint of a procedure, with a longer ending than the first."""
    ends = [place for place, character in enumerate(name) if character == "_"]
    known = [place for place in ends if primal.found(name[:place])]
    if not known or name not in bases(_simple(unit.name), names.adjoint):
        return ""
    simple, ending = name[: known[-1]], name[known[-1] :]
    first, pattern = names.adjoint.replace("%", simple), names.adjoint.replace("%", f"%{ending}")
    second = _simple(unit.name)
    return f"; if {second} is an adjoint of {simple} as {first} is, instrument it with --adjoint-name {pattern}"
