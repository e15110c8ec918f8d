"""Our callbacks against those that Tapenade of Oct 2024 places itself (``-profile``), on the same primals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest

from rewriter.callbacks.files import AdjointFile, instrumented_files, write_files
from rewriter.tools.process import run
from rewriter.tools.tapenade import Tapenade
from tests.support.models import FIXTURES
from tests.support.patience import PATIENCE

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden" / "callbacks"
FEATURES = {path.stem: path for path in sorted((GOLDEN / "primal").iterdir())}
SOURCES = {**FEATURES, "basin": FIXTURES / "basin", "river": FIXTURES / "river"}

BEHIND_SEMICOLON = {
    ("pass", "filter.f", 9): 8,
    ("shear", "forcing.f", 16): 15,
    ("friction", "physics.f90", 22): 21,
    ("filtr", "step.f90", 27): 26,
    ("mix", "flow.f90", 42): 41,
}
"""Difference 1: of a statement after ``;`` Tapenade gives the line number one too high; we give the right one."""

OURS_ALONE = ("beginForward", "endForward", "beginBackward", "endBackward")
"""Difference 2: Tapenade places no callbacks at split calls."""


class Event(NamedTuple):
    kind: str
    callee: str
    file: str
    line: int


_PLACED = re.compile(
    r"adprofileadj_(?P<kind>\w+)\(['\"](?P<callee>\w+)['\"](?://char\(0\))?,['\"](?P<file>[\w.]+)['\"](?://char\(0\))?"
    r"(?:,(?P<line>\d+))?\)|(?:subroutine|function|void|double)(?P<unit>\w+_(?:b|fwd|bwd))\(",
    re.IGNORECASE,
)


def corrected(event: Event) -> Event:
    return event._replace(line=BEHIND_SEMICOLON.get((event.callee, event.file, event.line), event.line))


def placed(path: Path) -> Iterator[tuple[str, Event]]:
    """The callbacks in the text of an adjoint file, each with the procedure it is in."""
    text = re.sub(r"(?: !| /\*) rewriter callback.*", "", path.read_text("latin-1"))
    text = re.sub(r"&[ \t]*\n[ \t]*&?", "", text) if path.suffix == ".f90" else re.sub(r"\n     \+", "", text)
    unit = ""
    for match in _PLACED.finditer(re.sub(r"[ \t\n]+", "", text)):
        if match["unit"]:
            unit = match["unit"].lower()
        else:
            yield unit, Event(match["kind"].lower(), match["callee"], match["file"], int(match["line"] or 0))


def ours(case: str, folder: Path, *, tapenade_runtime: bool = False) -> list[AdjointFile]:
    """The plain code of a case, with our callbacks, in ``folder``."""
    plain = GOLDEN / "2024" / case / "plain"
    files = instrumented_files([plain], [SOURCES[case]], tapenade_runtime=tapenade_runtime)
    write_files([file for file in files if file.path.suffix != ".h"], folder)
    for header in plain.glob("*.h"):
        (folder / header.name).write_bytes(header.read_bytes())
    return files


@pytest.mark.parametrize("case", SOURCES)
def test_every_site_of_tapenade_is_ours_too(case: str, tmp_path: Path) -> None:
    """The same procedures hold the same callbacks with the same names, files and lines. (Of turns the events at run
    time must be the same; their number in the text may differ, see below.)"""
    for file in ours(case, tmp_path, tapenade_runtime=True):
        assert file.instrumented is not None
        assert file.instrumented.problems == ()
        if file.path.suffix == ".h":
            continue
        name = file.path.name
        theirs = [(unit, corrected(e)) for unit, e in placed(GOLDEN / "2024" / case / "profile" / name)]
        mine = list(placed(tmp_path / name))
        assert Counter(entry for entry in mine if entry[1].kind != "turn") == Counter(
            entry for entry in theirs if entry[1].kind != "turn"
        )
        assert {entry for entry in mine if entry[1].kind == "turn"} == {e for e in theirs if e[1].kind == "turn"}


@pytest.mark.parametrize("case", sorted(path.name for path in (GOLDEN / "2020").iterdir()))
def test_code_with_line_markers_has_the_same_sites(case: str) -> None:
    """``-profile`` of the release of 2020 marks calls with lines, and pulls the sweeps of last branches apart."""
    found = []
    for folder in (GOLDEN / "2020" / case / "marked", GOLDEN / "2024" / case / "plain"):
        made = [file.instrumented for file in instrumented_files([folder], [SOURCES[case]]) if file.instrumented]
        assert [problem for one in made for problem in one.problems] == []
        found.append(sorted((r.procedure, r.site.callee, r.site.line) for one in made for r in one.sites))
    assert found[0] == found[1]


def built(case: str, folder: Path, tapenade: Tapenade) -> Path:
    """The program of a feature model, from the adjoint in ``folder``."""
    source, program = FEATURES[case], folder / "run"
    kit, options = tapenade.kit, ["-w", "-O1", "-ffp-contract=off"]
    if source.suffix == ".c":
        support = [kit / "adStack.c", *kit.glob("adBuffer.c")]
        headers = ["-include", "adBuffer.h"] if (kit / "adBuffer.h").exists() else []  # the name of 2020
        adjoint = folder / f"{case}_b.o"
        compiled: list[str | Path] = ["-c", adjoint.with_suffix(".c"), "-o", adjoint]
        # What Tapenade makes of C declares functions as void f(), or some of them not at all.
        old = ["-std=gnu17", "-Wno-implicit-function-declaration"]
        made = run(["gcc", *options, *old, f"-I{HERE}", f"-I{kit}", *headers, *compiled], limit=PATIENCE)
        assert made.status == 0, made.output
        files = [adjoint, HERE / "main.c", HERE / "trace.c", *support]
        made = run(["gcc", *options, f"-I{kit}", *files, "-lm", "-o", program], limit=PATIENCE)
        assert made.status == 0, made.output
        return program
    for support_file in (kit / "adStack.c", kit / "adBinomial.c", HERE / "trace.c"):
        target = folder / f"{support_file.stem}.o"
        made = run(["gcc", *options, f"-I{kit}", "-c", support_file, "-o", target], limit=PATIENCE)
        assert made.status == 0, made.output
    main = HERE / ("main_state.f90" if case == "state" else "main.f90")
    adjoint = folder / f"{case}_b{source.suffix}"
    files = [HERE / "diffsizes.f90", source, adjoint, *kit.glob("adBuffer.f"), main, *folder.glob("*.o")]
    made = run(["gfortran", *options, "-std=legacy", f"-J{folder}", *files, "-o", program], limit=PATIENCE)
    assert made.status == 0, made.output
    return program


def traced(program: Path) -> tuple[str, list[Event]]:
    """What a program prints, and the events of its run. (It fails where they are not balanced.)"""
    trace = program.with_suffix(".trace")
    finished = run(["env", f"TRACE={trace}", program], limit=PATIENCE)
    assert finished.status == 0, finished.output
    lines = trace.read_text().splitlines() if trace.exists() else []
    return finished.output, [Event(kind, callee, file, int(line)) for kind, callee, file, line in map(str.split, lines)]


def without_early_writes(events: list[Event], alone: set[Event]) -> list[Event]:
    """Events without the write of the snapshot, and the advance, of sites whose primal call is not repeated.

    Difference 3: there Tapenade has these three callbacks, with nothing between, where the primal call would be.
    In plain code the branches and loops around that place are gone, so that ours stand before the turn or directly
    before the adjoint call. The stack is as high in all three places, and the time between them is nothing.
    """
    writes = {"SNPWrite", "beginAdvance", "endAdvance"}
    return [e for e in events if not (e.kind in writes and e._replace(kind="") in alone) and e.kind not in OURS_ALONE]


@pytest.mark.parametrize("case", FEATURES)
def test_the_same_events_happen_at_run_time(case: str, tapenade: Tapenade, tmp_path: Path) -> None:
    plain, profile, own = (tmp_path / name for name in ("plain", "profile", "own"))
    for folder in (plain, profile):
        folder.mkdir()
        for path in (GOLDEN / "2024" / case / folder.name).iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    files = ours(case, own)
    gradient, nothing = traced(built(case, plain, tapenade))
    assert nothing == []
    their_gradient, theirs = traced(built(case, profile, tapenade))
    own_gradient, mine = traced(built(case, own, tapenade))
    assert gradient == own_gradient == their_gradient
    alone = {
        Event("", record.site.callee, record.site.file, record.site.line)
        for file in files
        for record in (file.instrumented.sites if file.instrumented else ())
        if record.site.shape == "joint, primal call not repeated"
    }
    theirs = list(map(corrected, theirs))
    assert Counter(e for e in mine if e.kind not in OURS_ALONE) == Counter(theirs)
    assert without_early_writes(mine, alone) == without_early_writes(theirs, alone)


def test_split_calls_have_callbacks_of_their_own(tapenade: Tapenade, tmp_path: Path) -> None:
    ours("ckp", tmp_path)
    _, events = traced(built("ckp", tmp_path, tapenade))
    split = [(e.kind, e.callee, e.line) for e in events if e.kind in OURS_ALONE]
    both = ("first", 16), ("other", 13)
    assert [e for e, _ in groupby(split)] == [
        ("beginForward", *both[1]),
        ("endForward", *both[1]),
        *[("beginForward", *both[0]), ("endForward", *both[0])] * 3,
        *[("beginBackward", *both[0]), ("endBackward", *both[0])] * 3,
        ("beginBackward", *both[1]),
        ("endBackward", *both[1]),
    ]
