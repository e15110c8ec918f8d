"""Damaged inputs: 300 of those that ``benchmarks/fuzz.py`` makes, from a fixed seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import fuzz
from rewriter.configuration import toml

SEED, COUNT = 1, 300


def test_no_law_is_broken() -> None:
    counts, failures = fuzz.fuzz(SEED, range(COUNT))
    assert not failures, "\n".join(map(str, failures))
    assert {kind for kind, verdict in counts if verdict == fuzz.HELD} >= set(fuzz.KINDS) - {"task"}
    assert {kind for kind, verdict in counts if verdict == fuzz.REFUSED} >= {"c", "configuration", "task"}


def test_an_index_makes_the_same_input_again() -> None:
    assert fuzz.example(SEED, 7) == fuzz.example(SEED, 7) != fuzz.example(SEED, 17)


@pytest.mark.parametrize(
    ("laws", "verdict"),
    [
        (Path.read_bytes, "held"),
        (lambda path: {}[path], "KeyError"),
        (toml.load, "refused"),
    ],
)
def test_the_judge(laws: object, verdict: str) -> None:
    kind = fuzz.Kind("a.txt", (), laws)  # type: ignore[arg-type]
    assert verdict in fuzz.broken(kind, b"= 1")


def test_a_hang_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: Path) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz, "LIMIT", 0.05)
    assert "s of the processor" in fuzz.broken(fuzz.Kind("a.txt", (), endless), b"")


def test_what_is_damaged_is_sound_before() -> None:
    kind = fuzz.KINDS["task"]
    assert [fuzz.broken(kind, data) for data in fuzz.seeds("task")] == [fuzz.HELD] * len(fuzz.seeds("task"))


def test_a_status_that_does_not_fit_is_told(tmp_path: Path) -> None:
    with pytest.raises(fuzz.Broken, match="not 2"):
        fuzz._command(("check", tmp_path / "absent.toml"), {0})
