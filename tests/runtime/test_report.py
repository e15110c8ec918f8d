"""Tapenade's report, as our runtime prints it: its format, and the same figures as the profile of that run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from rewriter.callbacks.files import instrumented_files, write_files
from rewriter.profile import profile_file
from rewriter.profile.calltree import Profile
from rewriter.profile.estimates import GROUPS, SPLIT
from rewriter.profile.model import Model as Prediction
from rewriter.profile.ranks import rows
from rewriter.profile.tapenade_report import ReportRow, parse
from rewriter.runtime import FOLDER, SOURCE
from rewriter.tools.process import run
from rewriter.tools.tapenade import Tapenade
from tests.support.models import GLACIER, RIVER, Model, adjoint, executable
from tests.support.patience import PATIENCE
from tests.support.playing import CHECKED, Body, Call, backward, build, forward, play, without_times
from tests.support.playing import adjoint as events_of

LINE = re.compile(
    r"PEAK STACK:\d+ bytes|SUGGESTED NOCHECKPOINTs:| \* Peak memory (?P<group>gain|neutral|cost):|"
    r"  - Time gain -(?P<seconds>[ \d]\d|\d{3,})\.\d{3} s\."
    r"(?: and peak memory gain -\d+b| at peak memory cost (?:zero|(?:[ \d]{3}\d|\d{5,})\.\d{6} Mb))"
    r"(?: for call \S+ \(\d+ times\), at| for checkpoint \(\d+ times\) starting at)"
    r" location#\d+: line \d+ of file \S.*"
)
"""Every line of a report of October 2024."""


def agree(report: str, profile: Profile) -> dict[str, list[ReportRow]]:
    """The rows of a report by group, after each was found to be as the profile has it, to the printed digits."""
    lines = report.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert [match["group"] for line in lines if (match := LINE.fullmatch(line)) and match["group"]] == list(GROUPS[:3])
    read = parse(report, "report")
    assert read.peak == Prediction(profile).predict(Prediction(profile).measured).peak
    expected = [row for row in rows([Prediction(profile)]) if row.group != SPLIT]
    by_group: dict[str, list[ReportRow]] = {group: [] for group in GROUPS[:3]}
    for row, told in zip(expected, read.rows, strict=True):
        (site,) = row.sites
        nanoseconds = round(sum(round(time * 1e9) for time in (site.write, site.advance, site.read)))
        milliseconds = (nanoseconds + 500_000) // 1_000_000
        place = (site.callee or None, site.file, site.line, 1 + profile.sites.index(site), site.joint_visits)
        assert (told.callee, told.file, told.line, told.location, told.calls) == place
        assert told.seconds == milliseconds / 1000
        assert told.peak == row.peak.high
        by_group[row.group].append(told)
    begins = [lines.index(f" * Peak memory {group}:") for group in GROUPS[:3]]
    assert begins[1] - begins[0] == 1 + len(by_group[GROUPS[0]])
    assert begins[2] - begins[1] == 1 + len(by_group[GROUPS[1]])
    return by_group


# on real adjoints


def reporting(model: Model, folder: Path) -> Path:
    """The driver of a model, which at its end has the report printed and written to a file."""
    (own,) = (model.folder / "driver").iterdir()
    text, driver = own.read_text(), folder / own.name
    if own.suffix == ".c":
        calls = 'adProfileAdj_showProfiles();\n  adProfileAdj_showProfilesFile("report");\n  return 0;\n}\n'
        assert text.endswith("return 0;\n}\n")
        driver.write_text('#include "adProfile.h"\n' + text.removesuffix("return 0;\n}\n") + calls)
    else:
        calls = "call adprofileadj_showprofiles()\n  call adprofileadj_showprofilesfile('report'//char(0))\n"
        assert text.endswith("end program main\n")
        driver.write_text(text.removesuffix("end program main\n") + calls + "end program main\n")
    return driver


@pytest.mark.parametrize("model", [GLACIER, RIVER], ids=["Fortran", "C"])
def test_of_a_model(model: Model, tapenade: Tapenade, tmp_path: Path) -> None:
    made, output = tmp_path / "made", tmp_path / "output"
    output.mkdir()
    assert not adjoint(model, tapenade, made).failed
    write_files(instrumented_files([made], [model.folder / name for name in model.files]))
    driver = reporting(model, tmp_path)
    program = executable(model, tapenade, made, output, extra=f"-I{FOLDER} {SOURCE}", driver=driver)
    finished = run(["env", "-C", output, "REWRITER_PROFILE=profile", program], limit=PATIENCE)
    assert finished.status == 0, finished.output
    report = (output / "report").read_text()
    assert report in finished.output
    profile = profile_file.read(output / "profile")
    assert profile.notes == ()
    groups = agree(report, profile)
    assert groups["cost"] and groups["neutral"]
    assert sum(row.seconds or 0 for told in groups.values() for row in told) > 0
    if model is GLACIER:
        assert all(groups.values())


# on what a driver plays


@pytest.fixture(scope="module")
def program(tapenade: Tapenade, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("driver") / "driver", tapenade.support("c"), *CHECKED)


def slow(events: Sequence[str], milliseconds: dict[tuple[str, int], int]) -> list[str]:
    """The events, with so much time passing after those of a kind at a site, and no other."""
    result = ["z"]
    for event in events:
        kind, _, number = event.partition(" ")
        result.append(event)
        if number and (kind, int(number)) in milliseconds:
            result.append(f"j {milliseconds[kind, int(number)]}")
    return result


LEAF = Body((), 40)
SMALL = Body((), 4)
WHOLE = Body(
    (
        Call(0, 7, 60, SMALL),  # a gain
        Call(0, 2, 9, Body((), 11)),  # 2 bytes for 3 s
        Call(0, 3, 40, LEAF),  # neutral
        Call(0, 1, 40, LEAF),  # neutral, but first by name
        Call(0, 4, 10, LEAF),  # 30 bytes for 4 s: worse than the one before
        Call(0, 5, None, LEAF),  # not checkpointed: no row
        Call(8, 6, 3_000, Body((), 2_000)),  # a gain
    ),
    8,
)
TIMES = {
    ("W", 2): 400,
    ("A", 2): 1300,
    ("R", 2): 1299,
    ("A", 4): 4000,
    ("B", 4): 90_000,
    ("E", 4): 50_000,
    ("A", 7): 123_456,
    ("A", 1): 999,
    ("f", 5): 7000,
}


def test_groups_order_and_long_times(program: Path, tmp_path: Path) -> None:
    played = play(program, [*slow([*events_of(WHOLE)], TIMES), "S"], tmp_path / "run")
    groups = agree(played.output, played.profile)
    assert (played.status, played.errors) == (3, "")
    found = {group: [(row.callee, row.seconds, row.peak) for row in told] for group, told in groups.items()}
    assert found == {
        "gain": [("callee6", 0.0, -1_000), ("callee7", 123.456, -56)],
        "neutral": [("callee1", 0.999, 0), ("callee3", 0.0, 0)],
        "cost": [("callee2", 2.999, 2), ("callee4", 4.0, 30)],
    }
    assert "  - Time gain -123.456 s. and peak memory gain -56b for call callee7 (1 times)" in played.output
    assert "  - Time gain - 2.999 s. at peak memory cost    0.000002 Mb for call callee2" in played.output


def test_of_several_adjoint_runs(program: Path, tmp_path: Path) -> None:
    small = Body((Call(0, 1, 8, LEAF), Call(0, 2, 8, LEAF)), 0)
    played = play(program, [*events_of(small), *events_of(WHOLE), *events_of(small), "S"], tmp_path / "run")
    assert [times for times, _ in played.profile.runs] == [1, 1, 1]
    agree(played.output, played.profile)


def test_a_report_takes_none_of_the_programs_time(program: Path, tmp_path: Path) -> None:
    """However often it is asked for, the profile is what it is without."""
    events = slow([*events_of(WHOLE)], TIMES)
    plain = play(program, events, tmp_path / "plain").profile
    played = play(program, [word for event in events for word in (event, "r 0")], tmp_path / "run")
    assert (played.status, played.output) == (3, "")
    assert without_times(played.profile) == without_times(plain)
    assert played.profile.sites == plain.sites
    agree((tmp_path / "report").read_text(), played.profile)


def test_amid_a_run_it_tells_of_those_before(program: Path, tmp_path: Path) -> None:
    told = "rewriter: an adjoint is running: the report has the sizes of ended adjoints only\n"
    begun = [*events_of(WHOLE), "S", *forward(WHOLE), "T"]
    played = play(program, [*begun, "S", *backward(WHOLE)], tmp_path / "run")
    first, second = (f"PEAK STACK{report}" for report in played.output.split("PEAK STACK")[1:])
    assert (played.status, played.errors) == (3, told)
    assert parse(first, "first").peak == parse(second, "second").peak
    assert [row.peak for row in parse(first, "first").rows] == [row.peak for row in parse(second, "second").rows]
    assert [times for times, _ in played.profile.runs] == [2]


def test_twice_and_before_anything(program: Path, tmp_path: Path) -> None:
    empty, *others = ["S", "S", "S"]
    played = play(program, [empty, *events_of(WHOLE), *others], tmp_path / "run")
    before, first, second = (f"PEAK STACK{report}" for report in played.output.split("PEAK STACK")[1:])
    assert parse(before, "before").rows == ()
    assert first == second
    agree(second, played.profile)
    assert without_times(played.profile) == without_times(
        play(program, [*events_of(WHOLE)], tmp_path / "plain").profile
    )


def test_a_file_that_cannot_be_written(program: Path, tmp_path: Path) -> None:
    for number, name, why in (
        (1, "../missing/report", "No such file or directory"),
        (2, "/dev/full", "No space left on device"),
    ):
        played = play(program, [*events_of(WHOLE), f"r {number}", *events_of(WHOLE), "S"], tmp_path / "run")
        assert played.status == 3
        assert played.errors == f"rewriter: the report cannot be written to {name}: {why}\n"
        agree(played.output, played.profile)


def test_without_memory(tapenade: Tapenade, tmp_path: Path) -> None:
    program = build(tmp_path / "unchecked", tapenade.support("c"))
    for pieces in range(1, 14):
        played = play(program, [f"M {pieces}", *events_of(WHOLE), "S"], tmp_path / "run")
        assert played.status == 3
        if "out of memory" not in played.output and played.profiles and not played.profile.notes:
            agree(played.output, played.profile)
