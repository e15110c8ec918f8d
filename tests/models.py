"""The fixture models: what they are made of, and their adjoint made, built and run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.engine.process import run
from rewriter.engine.tapenade import Result, Tapenade, differentiate

FIXTURES = Path(__file__).parent.parent / "fixtures"


@dataclass(frozen=True, slots=True)
class Model:
    """One of the models in ``fixtures/``."""

    name: str
    head: str
    files: tuple[str, ...]
    """In the order in which Tapenade and a compiler want them."""

    @property
    def folder(self) -> Path:
        return FIXTURES / self.name


BASIN = Model(
    "basin",
    "basin(cost)/(h0)",
    (
        *("grid.f90", "physics.f90", "transport.f90", "surface.f90", "step.f90", "cost.f90", "basin.f90"),
        *("solver.f", "forcing.f", "filter.f"),
    ),
)
GLACIER = Model("glacier", "glacier(cost)/(bed)", ("glacier.f90",))
RIVER = Model("river", "river(cost)/(rain)", ("river.c", "catchment.c", "channel.c"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the program of a model prints."""

    cost: float
    norm: float
    hash: str
    adjoint: float
    differences: float
    seconds: float


def adjoint(
    model: Model, tapenade: Tapenade, output: Path, *, sources: Path | None = None, options: Sequence[str] = ()
) -> Result:
    """Tapenade's adjoint of a model, into ``output``; ``sources`` is the folder of an annotated copy."""
    files = [(sources or model.folder) / name for name in model.files]
    return differentiate(tapenade, files, ["-reverse", "-head", model.head, *options], output, limit=120.0)


def build_and_run(model: Model, tapenade: Tapenade, made: Path, output: Path, sources: Path | None = None) -> Outcome:
    """Build a model with the adjoint in ``made`` by its Makefile, and run it."""
    settings = {"SOURCES": sources or model.folder, "AD": made, "OUT": output, "KIT": tapenade.kit}
    built = run(
        ["make", "-f", model.folder / "Makefile", *(f"{name}={value}" for name, value in settings.items())], limit=120.0
    )
    assert built.status == 0, built.output
    finished = run([output / "run"], limit=60.0)
    assert finished.status == 0, finished.output
    printed = dict(line.split() for line in finished.output.splitlines())
    numbers = {name: float(value) for name, value in printed.items() if name != "hash"}
    return Outcome(hash=printed["hash"], **numbers)
