"""Profiles for people and for programs: the tables, the warnings, the records."""

from __future__ import annotations

from dataclasses import replace

from rewriter.profile.calltree import UNSEEN, Recording, Repeat, Visit
from rewriter.profile.estimates import COST, NEUTRAL
from rewriter.profile.model import Model
from rewriter.profile.ranks import EstimateRow, Spread, rows
from rewriter.reports.profile import disturbed, estimates, row_record, run_record, summary, title, warnings
from tests.support.call_trees import LOOP, profile, site


def test_ranks_side_by_side() -> None:
    # Three ranks; flux does not occur on the third, where step is a leaf with a tape of 38 and a snapshot of 40.
    slow = replace(LOOP, sites=(replace(LOOP.sites[0], advance=3.0), LOOP.sites[1]), wall=30.0)
    alone = profile([LOOP.sites[1]], [Recording((), 38), Recording((Visit(0, 0, 40, 0),), 0)], wall=8.0)
    found = {row.callee: row for row in rows([Model(LOOP), Model(slow), Model(alone)])}
    assert found["flux"].seconds == Spread(0, 1.5, 3.5)
    assert found["flux"].peak == Spread(0, 30, 30)
    assert found["step"].peak == Spread(-2, 126, 126)
    assert found["step"].group == COST and found["step"].calls == 30
    assert found["flux"].yields == 1.5 / 30
    lines = list(summary(["a", "b", "c"], [LOOP, slow, alone], colour=False))
    assert [line.split()[0] for line in lines[1:]] == ["a", "b", "c", "minimum", "median", "maximum"]
    assert lines[4].split()[1:] == ["0", "B", "8.00", "s", "3.00", "s"]


def test_lower_bounds_and_rough_times_are_marked() -> None:
    split = profile(
        [LOOP.sites[0], site("step", split_visits=10, forward=2.0)],
        [*LOOP.recordings[:2], Recording((Repeat(10, (Visit(0, 1, UNSEEN, 1),)),), 5)],
    )
    text = "\n".join(estimates(rows([Model(split)]), 10.0, colour=False))
    assert "~-3.00 s" in text and ">= -486 B" in text and "?" in text
    assert "Not checkpointed in this run" in text and "\n~ : estimated" in text


def test_warnings() -> None:
    quiet = replace(LOOP, peak=1468, cpu=20.0, overhead=0.1)
    assert warnings(Model(quiet)) == []
    (noted,) = warnings(Model(replace(quiet, notes=("3 events without a partner",))))
    assert noted == "3 events without a partner"
    (hidden,) = warnings(Model(replace(quiet, peak=1500)))
    assert "1.47 kB, by the largest size seen 1.50 kB" in hidden
    (busy,) = warnings(Model(replace(quiet, cpu=18.0, switches=1234)))
    assert "18.0 s of processor time in 20.0 s and 1,234 interruptions" in busy
    (dear,) = warnings(Model(replace(quiet, overhead=5.0)))
    assert "about 25%" in dear
    assert "0" in warnings(Model(replace(quiet, sizes="none")))[0]
    assert "buffers" in warnings(Model(replace(quiet, sizes="coarse")))[0]


def test_two_thousand_rows() -> None:
    sites = [site(f"procedure_{n}", n, joint_visits=1, advance=0.001) for n in range(2_000)]
    visits = tuple(Visit(8, n, 16, 0) for n in range(2_000))
    many = profile(sites, [Recording((), 100), Recording(visits, 0)])
    found = rows([Model(many)])
    assert {row.group for row in found} == {NEUTRAL, COST}  # what the last leaves cannot be seen below another peak
    assert len(list(estimates(found, 10.0, colour=False, top=10))) < 40
    assert len(list(estimates(found, 10.0, colour=False))) > 2_000


def row(
    seconds: float, peak: int, callee: str = "f", sites: int = 1, *, at_least: bool = False, rough: bool = False
) -> EstimateRow:
    """Seconds and bytes that not checkpointing gains and costs on one rank."""
    places = tuple(site(callee, line) for line in range(1, sites + 1))
    spreads = Spread.of([seconds]), Spread.of([peak])
    return EstimateRow(callee, places, True, 1234, 16, 160, *spreads, at_least, rough)


def told(*rows: EstimateRow, top: int | None = None) -> list[str]:
    return [" ".join(line.split()) for line in estimates(rows, 10.0, colour=False, top=top)]


def test_the_best_of_a_group_are_shown_in_the_order_they_had() -> None:
    worst, good, best = row(1.0, -8, "worst"), row(2.0, -8, "good"), row(3.0, -8, "best")
    lines = told(worst, good, best, top=2)
    assert [line.split()[-2] for line in lines[3:5]] == ["good", "best"]
    assert lines[5:] == ["and 1 more"]


def test_what_costs_memory_is_best_where_a_byte_gains_most() -> None:
    lines = told(row(1.0, 10, "thrifty"), row(5.0, 1000, "dear"), top=1)
    assert "+10 B 1,234 16 B thrifty model.f90:1" in lines[3]


def test_several_sites_are_counted_and_one_is_named() -> None:
    assert told(row(1.0, 0))[3] == "1.00 s 10.0% 0 B 1,234 16 B f model.f90:1"
    assert told(row(1.0, 0, sites=3))[3] == "1.00 s 10.0% 0 B 1,234 16 B f 3 sites"


def test_notes_explain_only_the_marks_that_are_there() -> None:
    assert not [line for line in told(row(1.0, 5)) if line.startswith((">= :", "~ :"))]
    assert [line[:3] for line in told(row(1.0, 5, at_least=True))[-1:]] == [">= "]
    assert [line[:3] for line in told(row(1.0, 5, rough=True))[-1:]] == ["~ :"]


def test_a_quiet_machine_gave_nearly_all_the_time() -> None:
    assert disturbed(replace(LOOP, wall=100.0, cpu=95.0)) == ""
    assert disturbed(replace(LOOP, wall=100.0, cpu=94.9)) == (
        "the process had 94.9 s of processor time in 100 s:"
        " the machine was busy (or the program waited for others), so its times are not reliable"
    )


def test_the_title_has_the_medians_of_all_ranks() -> None:
    assert title([replace(LOOP, peak=2000)]) == "peak stack 2.00 kB, run 18.5 s, of it checkpointing 4.50 s (24%)"
    ranks = [replace(LOOP, peak=peak) for peak in (9000, 1000, 2000)]
    assert title(ranks).startswith("3 ranks, median: peak stack 2.00 kB, ")
    assert title([replace(LOOP, wall=LOOP.overhead)]).endswith("run 0 s, of it checkpointing 4.50 s")


def test_records_of_runs() -> None:
    record = run_record("a.profile", Model(replace(LOOP, rank=3, peak=1468, cpu=20.0, overhead=0.5)))
    assert record == {
        "file": "a.profile",
        "process": 1,
        "rank": 3,
        "peak": 1468,
        "seconds": 19.5,
        "checkpointing": 4.5,
        "wall": 20.0,
        "cpu": 20.0,
        "callbacks": 0.5,
        "sizes": "exact",
        "warnings": [],
    }


def test_records_of_rows_have_the_ids_that_are_known() -> None:
    record = row_record(row(1.5, -8, sites=2), {site("f", 2): "model.f90::s>f#1"})
    assert record["sites"] == [
        {"file": "model.f90", "line": 1, "id": None},
        {"file": "model.f90", "line": 2, "id": "model.f90::s>f#1"},
    ]
    assert record["group"] == "gain"
    assert record["seconds"] == {"low": 1.5, "median": 1.5, "high": 1.5}
