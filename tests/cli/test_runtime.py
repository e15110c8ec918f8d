"""``rewriter runtime``: where the C files are, and copies of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from rewriter import runtime
from tests.support.running import contents, ran

Captured = pytest.CaptureFixture[str]


def test_the_flags_compile_it(tmp_path: Path, capsys: Captured) -> None:
    assert ran("runtime", "--flags") == 0
    command = f"gcc -c {capsys.readouterr().out.strip()} -o {tmp_path}/a.o"
    subprocess.run(["sh", "-c", command], check=True)


def test_the_flags_as_records(capsys: Captured) -> None:
    ran("runtime", "--flags", "--format", "json")
    assert json.loads(capsys.readouterr().out) == [{"include": str(runtime.FOLDER), "source": str(runtime.SOURCE)}]


def test_the_files_are_copied_and_named(tmp_path: Path, capsys: Captured) -> None:
    assert ran("runtime", "--install", tmp_path / "new") == 0
    assert contents(tmp_path / "new") == {path.name: path.read_bytes() for path in runtime.files()}
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "new" / path.name) for path in runtime.files()]


def test_a_file_of_tapenade_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "adProfile.c").write_text("/* Tapenade's own */\n")
    assert ran("runtime", "--install", tmp_path) == 3
    assert contents(tmp_path) == {"adProfile.c": b"/* Tapenade's own */\n"}


@pytest.mark.parametrize("words", [[], ["--flags", "--install", "folder"]])
def test_either_is_to_be_asked_for(words: list[str], capsys: Captured) -> None:
    assert ran("runtime", *words) == 2
    assert "give either --install DIR or --flags" in capsys.readouterr().err
