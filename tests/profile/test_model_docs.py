"""The example in docs/model.md, run as it stands there, on the recorded run of a fixture model."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


def test_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(TOP / "fixtures" / "basin", tmp_path / "model")
    shutil.copy(TOP / "tests" / "golden" / "profiles" / "basin.profile", tmp_path)
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", (TOP / "docs" / "model.md").read_text(), re.DOTALL)
    exec(block, {})  # noqa: S102 - our own documentation
    words = capsys.readouterr().out.split()
    assert words[0] == "basin.f90::basin>step#1"
    assert float(words[1]) == pytest.approx(0.106968, abs=1e-6)
    assert words[2:] == ["s", "2793792", "bytes", "or", "more"]
