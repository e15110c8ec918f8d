"""The fixture models: what they are made of, and their adjoint made, built and run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.tools.process import run
from rewriter.tools.tapenade import Differentiated, Tapenade, differentiate
from tests.support.patience import PATIENCE

FIXTURES = Path(__file__).parents[2] / "fixtures"


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
) -> Differentiated:
    """Tapenade's adjoint of a model, into ``output``; ``sources`` is the folder of an annotated copy."""
    files = [(sources or model.folder) / name for name in model.files]
    return differentiate(tapenade, files, ["-reverse", "-head", model.head, *options], output, limit=PATIENCE)


def executable(
    model: Model,
    tapenade: Tapenade,
    made: Path,
    output: Path,
    *,
    sources: Path | None = None,
    extra: str = "",
    driver: Path | None = None,
) -> Path:
    """The program of a model with the adjoint in ``made``, built by its Makefile; ``extra`` is compiled with it.

    ``driver`` takes the place of the model's own.
    """
    settings = {
        "SOURCES": sources or model.folder,
        "AD": made,
        "OUT": output,
        "KIT": tapenade.kit,
        "EXTRA": extra,
        **({"DRIVER": driver} if driver else {}),
    }
    built = run(
        ["make", "-f", model.folder / "Makefile", *(f"{name}={value}" for name, value in settings.items())],
        limit=PATIENCE,
    )
    assert built.status == 0, built.output
    return output / "run"


def printed(program: Path, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the program of a model prints, by name."""
    finished = run([program], environ={**os.environ, **(environ or {})}, limit=PATIENCE)
    assert finished.status == 0, finished.output
    return dict(line.split() for line in finished.output.splitlines())


def build_and_run(model: Model, tapenade: Tapenade, made: Path, output: Path, sources: Path | None = None) -> Outcome:
    """Build a model with the adjoint in ``made`` by its Makefile, and run it."""
    told = printed(executable(model, tapenade, made, output, sources=sources))
    numbers = {name: float(value) for name, value in told.items() if name != "hash"}
    return Outcome(hash=told["hash"], **numbers)
