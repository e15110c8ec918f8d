"""Tapenade's own reports: all kinds, whole and torn, and against what the model says of the same run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import UsageError
from rewriter.profile import profile_file
from rewriter.profile.estimates import by_site
from rewriter.profile.model import Model
from rewriter.profile.tapenade_report import Report, ReportRow, is_report, limits, parse
from tests.support.call_trees import merged_changes

PROFILES = Path(__file__).parents[1] / "golden" / "profiles"
RELEASE_2024 = (PROFILES / "tapenade-2024-basin.txt").read_text()


def test_a_report_of_the_2024_release() -> None:
    report = parse(RELEASE_2024, "r.txt")
    assert report.peak == 4_281_272
    assert len(report.rows) == 36
    assert report.rows[0] == ReportRow("accelerate", "step.f90", 16, 7, 96, 0.0, None, -28_608)
    assert report.rows[-1] == ReportRow("step", "basin.f90", 16, 2, 96, 0.0, None, 2_793_792)
    assert sum(row.peak == 0 for row in report.rows) == 30
    assert any("whole seconds" in limit for limit in limits(report))


def test_the_same_run_by_the_model() -> None:
    # basin.profile is of the same code with the same callbacks.
    profile = profile_file.read(PROFILES / "basin.profile")
    theirs = {(row.callee, row.file, row.line): row for row in parse(RELEASE_2024, "r.txt").rows}
    ours = {e.sites[0]: e for e in by_site(Model(profile))}
    forgetful = merged_changes(profile, forgetful=True)
    different = set()
    for index, site in enumerate(profile.sites):
        row = theirs.pop((site.callee, site.file, site.line))
        assert ours[index].calls == row.calls
        assert forgetful[index] == row.peak  # the runtime's own rule, replayed on the recorded tree
        if ours[index].peak != row.peak:
            different.add((site.callee, site.line, row.peak))
            # It claims a gain in a part of the run that is not the one with the highest peak.
            assert row.peak < 0 == ours[index].peak
    assert not theirs
    assert different == {("filtr", 23, -6_912), ("thickness", 19, -13_824)}


def test_reports_of_spring_2024() -> None:
    text = """\
 step 1 of 2
CLOCKS_PER_SEC:1000000
PEAK STACK:94516368 bytes
CHECKPOINTING COST/BENEFITS:
  - 67283mms//0b for call exch1_rl (18, executed 54054 times) at line 655 of file exch_xy_rl.f
  - 1mms//-8b for call f (2, executed 1 times) at line 0 of file two words.f
 step 2 of 2"""
    report = parse(text, "r.txt")
    assert report.rows == (
        ReportRow("exch1_rl", "exch_xy_rl.f", 655, 18, 54_054, None, 67_283, 0),
        ReportRow("f", "two words.f", 0, 2, 1, None, 1, -8),
    )
    found = " ".join(limits(report))
    assert "`mms`" in found and "1 of its rows name line 0" in found
    assert parse("PEAK STACK:8\nSUGGESTED NOCHECKPOINTs:\n", "r.txt") == Report(8, ())


def test_fragments_and_large_figures() -> None:
    text = (
        "PEAK STACK:4294952196\r\n"
        "  - Time gain -12.345 s. at peak memory cost 2843.638840 Mb for checkpoint (3 times) starting at"
        " location#4: line 7 of file a.f\r\n"
    )
    report = parse(text, "r.txt")
    assert report == Report(4_294_952_196, (ReportRow(None, "a.f", 7, 4, 3, 12.345, None, 2_843_638_840),))
    found = " ".join(limits(report))
    assert "4,294,952,196 bytes is just below 4 GiB" in found and "milliseconds" in found


ROW = "  - Time gain - 0.000 s. at peak memory cost zero for call f (1 times), at location#1: line 2 of file a.f"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", r"^r\.txt: no line begins with `PEAK STACK:`"),
        ("PEAK STACK:1\nPEAK STACK:2\n", r"^r\.txt:2: a second report"),
        ("PEAK STACK:many\n", r"^r\.txt:1:12: .* torn at 'many', where a whole number should stand"),
        ("PEAK STACK:1 Mb\n", r"^r\.txt:1:14: .* torn at 'Mb'"),
        (f"PEAK STACK:1\n{ROW[:40]}", r"^r\.txt:2:26: .* where .*`at peak memory cost`"),
        (f"PEAK STACK:1\n{ROW}\n{ROW[:-3]}", r"^r\.txt:3:\d+: .* torn at 'the end of the line', where a file"),
        (f"x\nPEAK STACK:1\n{ROW.replace('zero', '0.01 Mb')}\n", r"^r\.txt:3:46: .* torn at '0.01 Mb"),
    ],
)
def test_mistakes_are_told_with_line_and_column(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse(text, "r.txt")


def test_output_of_the_program_inside_a_row() -> None:
    # The Fortran library wrote its lines while a buffer of the C library was half written.
    torn = (PROFILES / "tapenade-2024-basin-torn.txt").read_text()
    assert is_report(torn)
    with pytest.raises(UsageError, match=r"r\.txt:37:99: .* 'lincost .*`line` should stand"):
        parse(torn, "r.txt")


NOISE = st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=30).filter(
    lambda line: not line.lstrip(" \t\r").startswith(("-", "PEAK STACK:", "CLOCKS_PER_SEC:"))
)


@given(st.lists(NOISE, max_size=3), st.lists(NOISE, max_size=3), st.lists(NOISE, max_size=3))
def test_lines_of_the_program_around_it_do_not_matter(before: list[str], between: list[str], after: list[str]) -> None:
    lines = [*before, "PEAK STACK:64 bytes", *between, ROW, *after]
    assert parse("\n".join(lines), "r.txt") == parse(f"PEAK STACK:64 bytes\n{ROW}\n", "r.txt")
