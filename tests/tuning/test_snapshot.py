"""What trials are made from is the folder as it was when the search began."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rewriter.tuning.snapshot import changed, difference, take
from rewriter.tuning.task import Build, Run, Sources, Task


@pytest.fixture
def task(tmp_path: Path) -> Task:
    for name in ("code/shared.h", "data/big.bin", "model/a.f90", "model/input.nml", "model/Makefile", "model/run.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "model" / "shared.h").symlink_to("../code/shared.h")
    (tmp_path / "model" / "big.bin").symlink_to("../data/big.bin")
    (tmp_path / "model" / "same.nml").symlink_to("input.nml")
    os.mkfifo(tmp_path / "model" / "pipe.f90")
    return Task(tmp_path / "tune.toml", Sources(("a.f90",), "model"), Build("make"), Run("./run"))


def test_what_is_edited_later_is_not_in_it_and_is_told(task: Task, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shot = take(task, tmp_path / "work" / "snapshot", [])
    assert set(shot.digests) == {"Makefile", "a.f90", "big.bin", "input.nml", "same.nml", "shared.h"}
    assert shot.digests["big.bin"] == f"-> {tmp_path}/data/big.bin"
    assert shot.digests["same.nml"] == "-> input.nml"
    assert changed(task, shot, []) == []

    os.utime(model / "a.f90")
    assert changed(task, shot, []) == [], "the same again"
    (model / "notes.txt").write_text("new")
    (model / "run.log").write_text("longer")
    assert changed(task, shot, []) == [], "nothing is built from these"
    (tmp_path / "code" / "shared.h").write_text("edited behind the link")
    (model / "a.f90").write_text("edited")
    (model / "input.nml").unlink()
    (model / "new.f90").write_text("new")
    assert changed(task, shot, []) == ["a.f90", "input.nml", "new.f90", "shared.h"]
    assert (shot.root / "shared.h").read_text() == "code/shared.h"
    assert (shot.root / "a.f90").read_text() == "model/a.f90"
    assert not (shot.root / "pipe.f90").exists()


def test_the_digest_is_of_contents_and_names(task: Task, tmp_path: Path) -> None:
    first = take(task, tmp_path / "one", [])
    assert take(task, tmp_path / "two", []).digest == first.digest
    (tmp_path / "model" / "a.f90").write_text("edited")
    second = take(task, tmp_path / "two", [])
    assert second.digest != first.digest
    assert difference(first.digests, second.digests) == ["a.f90"]
    assert take(task, tmp_path / "two", [tmp_path / "model" / "a.f90"]).digests.keys() == first.digests.keys() - {
        "a.f90"
    }
