"""What people and programs are told of a search."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from rewriter.errors import UsageError
from rewriter.profile.calltree import Recording
from rewriter.reports.landscape.points import BASELINE_SERIES, BINOMIAL_ENDING, Point
from rewriter.reports.tuned import as_csv, baseline, factor, landscape, left_alone, line, path, standing
from rewriter.search.choice import Choice, LoopSetting
from rewriter.search.judging import Measured
from rewriter.search.trial import Trial, Verdict
from rewriter.tuning.journal import Journal
from rewriter.tuning.loop import Expected, Step
from rewriter.tuning.result import relative, step_record
from tests.support.call_trees import profile, site

LOOP = LoopSetting("a.f::s>do#1", "n+1", 4, "1")


def step(
    verdict: Verdict,
    seconds: float | None,
    sites: str = "",
    *,
    before: float | None = None,
    against: str = "",
    peak: int = 1000,
    loops: tuple[LoopSetting, ...] = (),
    expected: Expected | None = None,
    reason: str = "",
) -> Step:
    """A step with the sites of one letter each; ``before``: the seconds of what it was run in turn with."""
    measured = None if seconds is None else Measured((seconds,), peak, 5000)
    reference = () if before is None else (before,)
    tried = Trial(Choice(frozenset(sites), frozenset(loops)), measured, reference, log="trial.log")
    return Step(tried, verdict, reason, None, expected, Choice(frozenset(against)))


BASE = step(Verdict.BASELINE, 2.0)
KEPT = step(Verdict.KEPT, 1.0, "a", before=2.0, peak=2_000, expected=Expected(0.9, 1_900, at_least=True))
WORSE = step(Verdict.NOT_BETTER, 1.2, "ab", before=1.0, against="a", reason="gains -0.2 s, noise 0.01 s")
FAILED = step(Verdict.NOT_BUILT, None, "abcde", against="a", reason="a.f:3: error")
LAST = step(Verdict.KEPT, 0.6, "c", before=1.2, against="a", peak=3_000)
STEPS = [BASE, KEPT, WORSE, FAILED, LAST]


def test_factors() -> None:
    assert [factor(part) for part in (0.5, 1.0, 2.0, None, 0.0)] == ["2.00x", "1.00x", "0.50x", "", ""]


def test_run_times_are_parts_of_the_baseline_by_runs_made_in_turn() -> None:
    assert relative(STEPS) == [1.0, 0.5, pytest.approx(0.6), None, 0.25]
    final = Trial(LAST.tried.choice, Measured((1.5,), 3_000, 0), (2.5,))
    assert relative(STEPS, final) == [1.0, 0.5, pytest.approx(0.6), None, pytest.approx(0.6)]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "   1   5.00 s  baseline: 2.00 s (1.00x), peak 1.00 kB"),
        (2, "   1   5.00 s  kept a: 1.00 s (2.00x), peak 2.00 kB"),
        (3, "   1   5.00 s  not better beyond noise b: 1.20 s (1.67x), peak 1.00 kB: gains -0.2 s, noise 0.01 s"),
        (4, "   1   5.00 s  build failed b, c, d and 1 more: a.f:3: error; see trial.log"),
        (5, "   1   5.00 s  kept a, c: 600 ms (4.00x), peak 3.00 kB"),
    ],
)
def test_a_line_of_progress(count: int, words: str) -> None:
    assert line(1, STEPS[:count], 5.0) == words


def test_the_best_so_far() -> None:
    assert standing(STEPS[:1]) == "2.00 s (1.00x), peak 1.00 kB"
    assert standing(STEPS[:4]) == "1.00 s (2.00x), peak 2.00 kB"
    assert standing([step(Verdict.NOT_RUN, None)]) == "none"


def shown(steps: list[Step]) -> list[str]:
    """The rows of the path: gain, what was expected and what changed."""
    heading, *rows = path(steps, relative(steps), colour=False)
    at = [heading.index(word) + len(word) for word in ("run time", "gain", "resident", "expected")]
    return [" | ".join((row[at[0] : at[1]].strip(), row[at[2] : at[3]].strip(), row[at[3] :].strip())) for row in rows]


def test_the_path_is_what_was_kept_with_what_changed() -> None:
    assert shown(STEPS) == [
        "1.00x |  | (the baseline)",
        "2.00x | -900 ms, >= 1.90 kB | a",
        "4.00x |  | c; again checkpointed: a",
    ]


def test_each_start_is_a_path_of_its_own_that_ends_with_the_best() -> None:
    start = step(Verdict.START, 3.0, before=2.0, loops=(LOOP,))
    end = step(Verdict.BEST, 0.4, "a", before=0.6, against="c", loops=(LOOP,))
    rows = shown([*STEPS, start, end])
    assert rows[3:] == [f"0.67x |  | {LOOP}", "6.00x |  | (the best)"]
    later = replace(end, against=end.tried.choice)
    assert shown([*STEPS, start, end, start, later])[4].endswith("(the best so far)")


def test_the_heading_is_bold_in_colour() -> None:
    plain, bright = (next(path(STEPS, relative(STEPS), colour)) for colour in (False, True))
    assert bright != plain == click.unstyle(bright)


@pytest.mark.parametrize(
    ("joint", "words"),
    [
        ("", "the run reaches none of the call sites of the adjoint code"),
        ("11", "it checkpoints all 2 call sites that its run reaches"),
        (
            "100",
            "it checkpoints 1 of 3 call sites that its run reaches: options or directives have split the others",
        ),
        ("00", "it checkpoints 0 of 2 call sites that its run reaches: options or directives have split all"),
    ],
)
def test_what_the_baseline_checkpoints(joint: str, words: str) -> None:
    sites = [site("f", joint_visits=int(visits), split_visits=1 - int(visits)) for visits in joint]
    assert baseline(profile(sites, [Recording((), 0)])) == words


def journal(folder: Path, steps: list[dict[str, Any]], budget: int | None = None) -> Path:
    book = Journal(folder / "tune.jsonl")
    book.add("trial", {"seconds": 1})  # of another kind
    book.add("search", {"strategy": "random", "steps": steps, "budget": budget})
    return folder / "tune.jsonl"


def test_points_of_a_journal(tmp_path: Path) -> None:
    looped = step(Verdict.KEPT, 1.0, "a", before=2.0, loops=(LOOP,))
    steps = [*STEPS, looped]
    records = [step_record(one, part) for one, part in zip(steps, relative(steps), strict=True)]
    points, budget = landscape([journal(tmp_path, records, 4_000)])
    assert [(one.series, one.seconds, one.unchecked, one.kept) for one in points] == [
        (BASELINE_SERIES, 2.0, (), False),
        ("random", 1.0, ("a",), True),
        ("random", pytest.approx(1.2), ("a", "b"), False),
        ("random", 0.5, ("c",), True),
        ("random" + BINOMIAL_ENDING, 1.0, ("a",), True),
    ]
    assert points[-1].binomial == ((LOOP.loop, "n+1 4 1"),)
    assert budget == 4_000


@pytest.mark.parametrize("key", ["verdict", "peak", "relative", "not_checkpointed", "binomial"])
def test_a_damaged_record_is_told(key: str, tmp_path: Path) -> None:
    record = step_record(BASE, 1.0)
    for damaged in ({k: v for k, v in record.items() if k != key}, {**record, key: 7.5 if key != "relative" else "x"}):
        if key == "peak" and key in damaged:
            damaged = {**record, "peak": None}
        folder = tmp_path / str(len(damaged))
        folder.mkdir()
        with pytest.raises(UsageError, match=r"tune\.jsonl: the record of a search is damaged; search again$"):
            landscape([journal(folder, [damaged])])


def test_a_record_whose_loop_has_no_three_arguments_is_damaged(tmp_path: Path) -> None:
    damaged = {**step_record(BASE, 1.0), "binomial": {"m.f90::s>do#1": "n"}}
    with pytest.raises(UsageError, match="the record of a search is damaged"):
        landscape([journal(tmp_path, [damaged])])


def test_a_table_for_spreadsheets() -> None:
    points = [
        Point("=evil", 2.0, 100, (), False, "baseline"),
        Point("random", 1.0, 200, ("a", "b"), True, "kept", (("l", "n 4 1"), ("m", "n 2 1"))),
        Point("random", 3.0, 300, ("a",), False, "not better"),
    ]
    rows = list(csv.DictReader(io.StringIO(as_csv(points))))
    assert [row["series"] for row in rows] == ["'=evil", "random", "random"]
    assert [row["pareto"] for row in rows] == ["True", "True", "False"]
    assert (rows[1]["not_checkpointed"], rows[1]["binomial"]) == ("a b", "l n 4 1; m n 2 1")


def recorded(verdict: Verdict, seconds: float | None, part: float | None, *sites: str) -> dict[str, Any]:
    measured = {"median": seconds, "relative": part, "peak": 1000}
    return {"verdict": verdict, **measured, "not_checkpointed": sites, "binomial": {}}


def test_of_a_search_that_was_run_again_the_last_run_counts(tmp_path: Path) -> None:
    book = Journal(tmp_path / "a.jsonl")
    base, kept = recorded(Verdict.BASELINE, 2.0, 1.0), recorded(Verdict.KEPT, 1.0, 0.6, "s")
    later = recorded(Verdict.BASELINE, 3.0, 1.0), recorded(Verdict.KEPT, 1.5, 0.4, "s")
    failed = recorded(Verdict.GRADIENT_DIFFERS, None, None, "t")
    for steps, budget in (([base], 3000), ([base, kept, failed], 2000)):
        book.add("search gain-first", {"strategy": "gain-first", "steps": steps, "budget": budget})
    Journal(tmp_path / "b.jsonl").add("search random", {"strategy": "random", "steps": later, "budget": None})
    points, smallest = landscape([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    assert [(point.series, point.seconds, point.kept) for point in points] == [
        (BASELINE_SERIES, 2.0, False),
        ("gain-first", 1.2, True),
        ("random", 0.8, True),
    ]
    assert smallest == 2000


def test_each_reason_to_leave_sites_alone_is_told_once() -> None:
    why_not = {"a.f::a>f#1": "a macro", "a.f::a>g#1": "unknown", "b.f::b>f#1": "a macro"}
    assert list(left_alone(why_not)) == [
        "left alone: 2 sites, such as a.f::a>f#1: a macro",
        "left alone: a.f::a>g#1: unknown",
    ]
