"""Tapenade's reports shown as ours are."""

from __future__ import annotations

from rewriter.profile.tapenade_report import Report, ReportRow
from rewriter.reports.profile import HEADINGS
from rewriter.reports.tapenade_report import group, record, text


def row(callee: str | None, peak: int, seconds: float | None = 1.5, ticks: int | None = None) -> ReportRow:
    return ReportRow(callee, "a.f90", 7, 1, 1200, seconds, ticks, peak)


COSTS, GAINS, NOTHING = row("f", 2_000), row("g", -3_000), row(None, 0, None, 67_283)


def test_groups() -> None:
    assert [group(one) for one in (COSTS, GAINS, NOTHING)] == ["cost", "gain", "neutral"]


def test_rows_under_headings() -> None:
    assert [line for line in text(Report(4_000_000, (GAINS, NOTHING, COSTS)), colour=False) if line] == [
        "peak stack 4.00 MB",
        HEADINGS["gain"],
        "time gain      peak  calls  callee  at",
        "  1.500 s  -3.00 kB  1,200  g       a.f90:7",
        HEADINGS["neutral"],
        "time gain  peak  calls  callee      at",
        "67283 mms   0 B  1,200  (fragment)  a.f90:7",
        HEADINGS["cost"],
        "time gain      peak  calls  callee  at",
        "  1.500 s  +2.00 kB  1,200  f       a.f90:7",
    ]


def test_each_group_has_one_heading_however_the_report_mixes_them() -> None:
    mixed = Report(1, (COSTS, GAINS, row("h", 1), row("k", -1)))
    lines = list(text(mixed, colour=False))
    assert [line for line in lines if line in HEADINGS.values()] == [HEADINGS["gain"], HEADINGS["cost"]]
    assert [line.split()[-2] for line in lines if line.endswith("a.f90:7")] == ["g", "k", "f", "h"]


def test_only_the_first_of_each_group_and_how_many_more() -> None:
    lines = list(text(Report(1, (*[row("f", 1)] * 3, row("g", -1))), colour=False, top=2))
    assert sum(line.endswith("a.f90:7") for line in lines) == 3
    assert [line for line in lines if "more" in line] == ["  and 1 more"]


def test_records_have_null_where_the_report_has_nothing() -> None:
    assert record(NOTHING) == {
        "callee": None,
        "group": "neutral",
        "sites": [{"file": "a.f90", "line": 7, "id": None}],
        "calls": 1200,
        "seconds": None,
        "mms": 67_283,
        "peak": 0,
    }
