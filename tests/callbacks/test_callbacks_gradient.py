"""The fixtures' adjoints, with callbacks, give the same gradient to the last bit, and their events are balanced."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import rewriter
from rewriter.callbacks.files import AdjointFile, instrumented_files, uninstrumented_files, write_files
from rewriter.tools.process import run
from rewriter.tools.tapenade import Tapenade
from tests.support.models import BASIN, RIVER, Model, adjoint
from tests.support.patience import PATIENCE

HERE = Path(__file__).parent


def gradient(model: Model, tapenade: Tapenade, made: Path, output: Path) -> str:
    """The hash of the gradient of a model whose adjoint is in ``made``."""
    output.mkdir()
    trace = output / "trace.o"
    compiled = run(["gcc", "-w", "-c", HERE / "trace.c", "-o", trace], limit=PATIENCE)
    assert compiled.status == 0, compiled.output
    settings = {
        "SOURCES": model.folder,
        "AD": made,
        "OUT": output,
        "KIT": tapenade.kit,
        "FFLAGS": f"-O1 -ffp-contract=off -std=legacy -w {trace}",
    }
    if model is RIVER:
        settings["CFLAGS"] = f"-std=gnu17 -O1 -ffp-contract=off -w -I{HERE} {trace}"
    words = [f"{key}={value}" for key, value in settings.items()]
    built = run(["make", "-f", model.folder / "Makefile", *words], limit=PATIENCE)
    assert built.status == 0, built.output
    finished = run([output / "run"], limit=PATIENCE)
    assert finished.status == 0, finished.output
    return dict(line.split() for line in finished.output.splitlines())["hash"]


@pytest.mark.parametrize(("model", "tuned"), [(BASIN, True), (RIVER, False)], ids=["basin tuned", "river"])
def test_gradients_are_the_same_to_the_last_bit(model: Model, tuned: bool, tapenade: Tapenade, tmp_path: Path) -> None:
    """Tuned: with some calls that are not checkpointed."""
    sources = tmp_path / "sources"
    shutil.copytree(model.folder, sources)
    if tuned:
        assert rewriter.apply(sources / "tuned.toml", root=sources)
    result = adjoint(model, tapenade, tmp_path / "made", sources=sources)
    assert not result.failed, result.failure
    files = instrumented_files([tmp_path / "made"], [sources])
    assert problems(files) == []
    shapes = {record.site.shape for file in files if file.instrumented for record in file.instrumented.sites}
    assert ("split" in shapes) is tuned
    before = gradient(model, tapenade, tmp_path / "made", tmp_path / "plain-run")
    original = {file.path: file.source.data for file in files}
    write_files(files)
    assert gradient(model, tapenade, tmp_path / "made", tmp_path / "run") == before
    write_files(uninstrumented_files([tmp_path / "made"]))
    assert {path: path.read_bytes() for path in original} == original


def problems(files: list[AdjointFile]) -> list[object]:
    return [problem for file in files if file.instrumented for problem in file.instrumented.problems]
