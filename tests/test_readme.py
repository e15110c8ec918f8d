"""The example in the README, run as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


def test_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TOP / "fixtures" / "basin", tmp_path / "model")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (TOP / "README.md").read_text(), re.DOTALL)
    assert blocks
    for block in blocks:
        names: dict[str, object] = {}
        exec(block, names)  # noqa: S102 - our own README
        assert names["changed"], "the example switches something"
