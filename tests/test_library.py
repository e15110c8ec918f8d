"""The library does what the commands do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import rewriter
from rewriter.profile.calltree import Profile
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.loop import Step
from rewriter.tuning.tune import Plan

HERE = Path(__file__).parent


def test_every_public_name_is_there() -> None:
    assert all(callable(getattr(rewriter, name)) for name in rewriter.__all__)
    assert set(rewriter.__all__) <= set(dir(rewriter))


def test_adjoint_code_is_instrumented_and_the_bytes_come_back(tmp_path: Path) -> None:
    adjoint, primal = tmp_path / "ad", HERE.parent / "fixtures" / "basin"
    shutil.copytree(HERE / "golden" / "callbacks" / "2024" / "basin" / "plain", adjoint)
    before = {path.name: path.read_bytes() for path in adjoint.iterdir()}
    done = rewriter.instrument([adjoint], [primal])
    assert {path.name: path.read_bytes() for path in adjoint.iterdir()} == {file.path.name: file.after for file in done}
    assert sum(len(file.instrumented.sites) for file in done if file.instrumented) > 20
    rewriter.uninstrument([adjoint])
    assert {path.name: path.read_bytes() for path in adjoint.iterdir()} == before


def test_a_search_gives_a_configuration_that_can_be_applied_and_drawn(tmp_path: Path, tapenade: Tapenade) -> None:
    folder = tmp_path / "steps"
    shutil.copytree(HERE / "steps", folder)
    seen: list[object] = []

    class Watcher:
        def begins(self, plan: Plan) -> None:
            seen.append(plan.strategy)

        def baseline(self, profile: Profile, *, estimates: bool) -> None:
            seen.append((profile.peak, estimates))

        def tried(self, steps: Sequence[Step]) -> None:
            seen.append(steps[-1])

    result = rewriter.tune(folder / "tune.toml", tapenade=tapenade, watcher=Watcher())
    assert seen[:3] == ["gain-first", result.steps[0], (result.baseline.peak, True)]
    assert tuple(seen[3:]) == result.steps[1:]
    assert result.relative[-2] is not None and result.relative[-2] < 0.6, "two of four primal runs are left"
    assert result.configuration is not None
    assert [change.path for change in rewriter.apply(result.configuration, root=folder)] == ["model.c"]
    rewriter.report([folder / "tune.jsonl"], tmp_path / "tuned.json", title="Steps")
    assert json.loads((tmp_path / "tuned.json").read_text())["title"] == "Steps"
