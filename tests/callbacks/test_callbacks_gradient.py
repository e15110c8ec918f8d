"""The fixtures' adjoints, with callbacks, give the same gradient to the last bit, and their events are balanced."""

from __future__ import annotations

from pathlib import Path

import pytest
from models import BASIN, RIVER, Model, adjoint

from rewriter.callbacks.files import AdjointFile, instrumented_files, uninstrumented_files, written
from rewriter.engine.process import run
from rewriter.engine.tapenade import Tapenade

HERE = Path(__file__).parent


def gradient(model: Model, tapenade: Tapenade, made: Path, output: Path) -> str:
    """The hash of the gradient of a model whose adjoint is in ``made``."""
    output.mkdir()
    trace = output / "trace.o"
    compiled = run(["gcc", "-w", "-c", HERE / "trace.c", "-o", trace], limit=60.0)
    assert compiled.status == 0, compiled.output
    settings = {
        "SOURCES": model.folder,
        "AD": made,
        "OUT": output,
        "KIT": tapenade.kit,
        "FFLAGS": f"-O1 -ffp-contract=off -std=legacy -w {trace}",
    }
    if model is RIVER:
        settings["CFLAGS"] = f"-O1 -ffp-contract=off -w -I{HERE} {trace}"
    words = [f"{key}={value}" for key, value in settings.items()]
    built = run(["make", "-f", model.folder / "Makefile", *words], limit=120.0)
    assert built.status == 0, built.output
    finished = run([output / "run"], limit=60.0)
    assert finished.status == 0, finished.output
    return dict(line.split() for line in finished.output.splitlines())["hash"]


@pytest.mark.parametrize("model", [BASIN, RIVER], ids=["basin", "river"])
def test_gradients_are_the_same_to_the_last_bit(model: Model, tapenade: Tapenade, tmp_path: Path) -> None:
    result = adjoint(model, tapenade, tmp_path / "made")
    assert not result.failed, result.failure
    files = instrumented_files([tmp_path / "made"], [model.folder])
    assert problems(files) == []
    before = gradient(model, tapenade, tmp_path / "made", tmp_path / "plain-run")
    original = {file.path: file.source.data for file in files}
    written(files)
    assert gradient(model, tapenade, tmp_path / "made", tmp_path / "run") == before
    written(uninstrumented_files([tmp_path / "made"]))
    assert {path: path.read_bytes() for path in original} == original


@pytest.mark.parametrize(("model", "count"), [(BASIN, 36), (RIVER, 18)], ids=["basin", "river"])
def test_code_with_line_markers_has_the_same_sites(
    model: Model, count: int, tapenade: Tapenade, tmp_path: Path
) -> None:
    """``-profile`` of the release of 2020 marks calls with lines and pulls the sweeps apart."""
    found = []
    for name, options in (("plain", []), ("marked", ["-profile"])):
        result = adjoint(model, tapenade, tmp_path / name, options=options)
        assert not result.failed, result.failure
        files = instrumented_files([tmp_path / name], [model.folder])
        assert problems(files) == []
        made = [record for file in files if file.instrumented for record in file.instrumented.sites]
        found.append(sorted((record.procedure, record.site[:3]) for record in made))
    assert found[0] == found[1]
    assert len(found[0]) == count


def problems(files: list[AdjointFile]) -> list[object]:
    return [problem for file in files if file.instrumented for problem in file.instrumented.problems]
