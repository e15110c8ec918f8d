"""Profiles with figures that nothing can have: told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.errors import UsageError
from rewriter.profile import profile_file, tapenade_report

BASIN = (Path(__file__).parents[1] / "golden" / "profiles" / "basin.profile").read_text()
HUGE = "1" * 400


@pytest.mark.parametrize("number", [HUGE, f"-{HUGE}", "1" * 5000, str(2**63)])
@pytest.mark.parametrize("word", ["wall", "overhead", "peak", "process"])
def test_absurd_numbers(word: str, number: str) -> None:
    lines = BASIN.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith(f"{word} "))
    lines[at] = f"{word} {number}"
    with pytest.raises(UsageError, match=rf"^p:{at + 1}: `{number[:30]}` is too large") as told:
        profile_file.parse("\n".join(lines), "p")
    assert len(str(told.value)) < 200


def test_absurd_times_of_a_site() -> None:
    lines = BASIN.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("site "))
    words = lines[at].split(" ")
    lines[at] = " ".join([*words[:3], HUGE, *words[4:]])
    with pytest.raises(UsageError, match=rf"^p:{at + 1}: .* is too large"):
        profile_file.parse("\n".join(lines), "p")


HEAD = f"{profile_file.MAGIC} {profile_file.FORMAT}\nsite 1 0 0 0 0 0 0 0 0 f a.f\nrecording 1\nvisit 1 0 -1 0\n"


@pytest.mark.parametrize(
    ("nested", "line"),
    [
        ("block v0*4000000000\nblock b0*4000000000\n", 6),
        ("recording 1 v0*4000000000\nvisit 1 0 -1 1\nrecording 1 v1*4000000000\n", 7),
        ("recording 1 v0*4000000000\nrun 4000000000 1\n", 6),
        ("recording 1 v0*4000000000\nrecording 1 e1*4000000000\n", 6),
    ],
)
def test_more_visits_than_can_be_counted(nested: str, line: int) -> None:
    with pytest.raises(UsageError, match=rf"^p:{line}: there are too many visits"):
        profile_file.parse(f"{HEAD}{nested}end\n", "p")


ROW = "  - Time gain - {} s. at peak memory cost {} Mb for call f ({} times), at location#1: line {} of file a.f"


@pytest.mark.parametrize("spoiled", range(4))
@pytest.mark.parametrize("digits", [400, 5000])
def test_absurd_numbers_of_tapenade(spoiled: int, digits: int) -> None:
    words = ["0.000", "1.000000", "1", "2"]
    words[spoiled] = "1" * digits + words[spoiled]
    with pytest.raises(UsageError, match=r"^r\.txt:2:\d+: this line of the report is torn at '1111"):
        tapenade_report.parse(f"PEAK STACK:8\n{ROW.format(*words)}\n", "r.txt")


@pytest.mark.parametrize("digits", [400, 5000])
def test_an_absurd_peak_of_tapenade(digits: int) -> None:
    with pytest.raises(UsageError, match=r"^r\.txt:1:12: .* where a whole number should stand"):
        tapenade_report.parse(f"PEAK STACK:{'1' * digits}\n", "r.txt")
