"""What searches found, from journals to files of every kind."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from rewriter.errors import UsageError
from rewriter.reports.landscape.draw import TITLE, draw
from rewriter.search.trial import Verdict
from rewriter.tuning.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Of a search that tried one configuration beside the baseline."""

    def step(verdict: Verdict, seconds: float, peak: int, *sites: str) -> dict[str, object]:
        measured = {"median": seconds, "relative": seconds / 2, "peak": peak}
        return {"verdict": verdict, **measured, "not_checkpointed": sites, "binomial": {}}

    steps = [step(Verdict.BASELINE, 2.0, 1000), step(Verdict.KEPT, 1.0, 1500, "a.f::s>f#1")]
    Journal(tmp_path / "a.jsonl").add("search", {"strategy": "gain-first", "steps": steps, "budget": 2000})
    return tmp_path / "a.jsonl"


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.PDF", b"%PDF"), ("a.html", b"<!doctype html>")],
)
def test_the_suffix_says_as_what(name: str, beginning: bytes, journal: Path, tmp_path: Path) -> None:
    draw([journal], tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_the_page_has_the_title_and_the_budget(journal: Path, tmp_path: Path) -> None:
    draw([journal], tmp_path / "a.html", title="Été")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<h1>Été</h1>" in text and "budget, 2.00 kB" in text


def test_json_has_the_points_and_which_are_on_the_front(journal: Path, tmp_path: Path) -> None:
    draw([journal], tmp_path / "a.json")
    drawn = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (drawn["title"], drawn["budget"]) == (TITLE, 2000)
    assert [(point["series"], point["pareto"], point["not_checkpointed"]) for point in drawn["points"]] == [
        ("baseline", True, []),
        ("gain-first", True, ["a.f::s>f#1"]),
    ]


def test_csv_has_a_row_for_each_point(journal: Path, tmp_path: Path) -> None:
    draw([journal], tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert [row["series"] for row in csv.DictReader(file)] == ["baseline", "gain-first"]


def test_another_suffix_is_refused_and_nothing_written(journal: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a\.gif: the name must end in \.png"):
        draw([journal], tmp_path / "a.gif")
    assert not (tmp_path / "a.gif").exists()


def test_without_a_finished_search_nothing_is_drawn(tmp_path: Path) -> None:
    Journal(tmp_path / "b.jsonl").add("something else", {})
    with pytest.raises(UsageError, match="no search has finished there"):
        draw([tmp_path / "b.jsonl"], tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()
