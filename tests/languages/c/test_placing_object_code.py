"""gcc makes the same code of a C file and of the file with every site switched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.golden_cases import FOLDER, everything_switched
from tests.support.models import RIVER

COMPILED = sorted([*RIVER.folder.glob("*.c"), *FOLDER.glob("c/*.before.c")])


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.name)
def test_same_object_code(path: Path, tmp_path: Path) -> None:
    original = path.read_bytes()
    rewritten = everything_switched(path)
    assert b"$AD NOCHECKPOINT rewriter" in rewritten
    assert compiled(original, path.name, tmp_path / "a") == compiled(rewritten, path.name, tmp_path / "b")


def compiled(data: bytes, name: str, folder: Path) -> str:
    """Code and data of the object file, disassembled; nothing in it tells of lines."""
    folder.mkdir()
    (folder / name).write_bytes(data)
    command = [
        "gcc",
        "-std=gnu17",
        "-Wno-implicit-function-declaration",
        "-O2",
        "-w",
        f"-I{RIVER.folder}",
        "-c",
        name,
        "-o",
        "it.o",
    ]
    subprocess.run(command, cwd=folder, check=True)
    shown = subprocess.run(["objdump", "-s", "-d", "-r", "it.o"], cwd=folder, capture_output=True, check=True)
    return shown.stdout.decode("latin-1")
