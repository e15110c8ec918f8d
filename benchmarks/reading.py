"""How fast call sites are listed, beside fparser and tree-sitter: lines per CPU second, all in one run.

    python -m benchmarks.reading [PATH...] [--json]

Without paths it reads the fixture models, repeated to 300,000 lines, and the adjoint that the
Tapenade found makes of them, repeated likewise. Fixed form, free form and C are measured apart.
The others are slow, fparser most of all (a few thousand lines a second), so they are given a sample;
what they cannot read at all is not counted. tree-sitter has no fixed form: there its figure is of a parser lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tree_sitter import Query, QueryCursor

from rewriter.callsites.reader import Wanted, read
from rewriter.callsites.source import Source
from rewriter.languages.registry import SUFFIXES
from rewriter.text.edits import decode, encode
from rewriter.text.files import found
from rewriter.tools.tapenade import find
from tests.support import oracles
from tests.support.models import BASIN, RIVER, adjoint

ENOUGH = 300_000
"""Lines of each form that the fixtures are repeated to."""
COMMAND_LINES = 400_000
"""Lines that the command is given."""
SAMPLE = 10_000
"""Lines that fparser parses."""

QUERIES = {
    "fortran": "(subroutine_call subroutine: (_) @name)",
    "c": "(call_expression function: (_) @name)",
}


@dataclass(frozen=True, slots=True)
class Speed:
    """One reader on one form."""

    reader: str
    lines: int
    seconds: float
    """CPU seconds of this process."""
    found: int
    """Calls, or for fparser's reader statements."""

    @property
    def rate(self) -> float:
        """Lines per CPU second."""
        return self.lines / self.seconds


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of ``rewriter sites`` took."""

    lines: int
    cores: int
    cpu_seconds: float
    wall_seconds: float
    peak_megabytes: float
    """Of the largest single process."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Measure how fast call sites are listed.")
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = found(given.paths, SUFFIXES) if given.paths else fixtures(place)
        speeds = {form: measured(form, group) for form, group in by_form(files).items()}
        for form, rows in speeds.items():
            show(form, rows)
        usages = command(files, place / "command")
    for usage in usages:
        print(
            f"rewriter sites, {usage.lines:,} lines, {usage.cores} core(s): {usage.cpu_seconds:.2f} s CPU, "
            f"{usage.wall_seconds:.2f} s wall, {usage.peak_megabytes:.0f} MB"
        )
    if given.json:
        figures = {
            form: [{**asdict(row), "lines_per_second": round(row.rate)} for row in rows]
            for form, rows in speeds.items()
        }
        print(json.dumps({"reading": figures, "command": [asdict(usage) for usage in usages]}))


# what is read


def fixtures(folder: Path) -> list[Path]:
    """The fixture models and their adjoints, copied until each form has enough lines."""
    tapenade = find()
    made: list[Path] = []
    for model in (BASIN, RIVER):
        made += [path for path in model.folder.rglob("*") if path.suffix in SUFFIXES]
        made += adjoint(model, tapenade, folder / model.name).files
    for form, group in by_form(made).items():
        lines = sum(map(count_lines, group))
        for copy in range(-(-ENOUGH // lines)):
            into = folder / "copies" / form / str(copy)
            into.mkdir(parents=True)
            for path in group:
                (into / path.name).write_bytes(path.read_bytes())
    return found([folder / "copies"], SUFFIXES)


def by_form(files: Iterable[Path]) -> dict[str, list[Path]]:
    """The files under ``fixed``, ``free`` and ``c``."""
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        groups[Source(path.name, path.read_bytes()).scan.form.partition("-")[0]].append(path)
    return dict(groups)


def count_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


# how fast


def measured(form: str, files: list[Path]) -> list[Speed]:
    """All readers on the files of one form."""
    rows = [ours(files)]
    if form != "c":
        sample = shuffled(files)
        rows += [fparser_reader(sample, form), fparser(sample, form)]
    return [*(row for row in rows if row.lines), tree_sitter(files, "c" if form == "c" else "fortran")]


def shuffled(files: list[Path]) -> list[Path]:
    mixed = list(files)
    random.Random(7).shuffle(mixed)
    return mixed


def ours(files: list[Path]) -> Speed:
    """One process lists all sites, files read included; what ``rewriter sites`` does on one core."""
    start = time.process_time()
    rows = read(files, wanted=Wanted(most=True)).rows.sites
    seconds = time.process_time() - start
    return Speed("rewriter", sum(map(count_lines, files)), seconds, len(rows))


def fparser(files: list[Path], form: str) -> Speed:
    """fparser parses whole files, of which only those it can read count, until the sample is full."""
    return sampled("fparser", files, SAMPLE, lambda text: calls_of_fparser(text, fparser_form(form)))


def calls_of_fparser(text: str, form: str) -> int | None:
    reading = oracles.fparser_reading(text, form)
    return None if reading is None else len(reading.calls)


def fparser_reader(files: list[Path], form: str) -> Speed:
    """fparser's reader of logical lines alone."""
    return sampled(
        "fparser's reader",
        files,
        10 * SAMPLE,
        lambda text: sum(1 for _ in oracles.fparser_reader(text, fparser_form(form))),
    )


def fparser_form(form: str) -> str:
    return "free" if form == "free" else "fixed-72"


def sampled(name: str, files: list[Path], enough: int, read: Callable[[str], int | None]) -> Speed:
    """Read files until so many lines have been read; a file that gives None does not count, nor does its time."""
    lines, seconds, seen = 0, 0.0, 0
    for path in files:
        if lines >= enough:
            break
        start = time.process_time()
        result = read(decode(path.read_bytes()))
        if result is not None:
            seconds += time.process_time() - start
            lines += count_lines(path)
            seen += result
    return Speed(name, lines, seconds, seen)


def tree_sitter(files: list[Path], language: str) -> Speed:
    """tree-sitter parses files, and a query collects the names and lines of the calls."""
    parser = oracles.tree_sitter_parser(language)
    assert parser.language is not None
    query = Query(parser.language, QUERIES[language])

    def calls(text: str) -> int:
        captures = QueryCursor(query).captures(parser.parse(encode(text)).root_node)
        return len([(node.text, node.start_point.row + 1) for node in captures.get("name", [])])

    return sampled("tree-sitter", shuffled(files), 10 * SAMPLE, calls)


def show(form: str, rows: list[Speed]) -> None:
    """A table with how many times as fast as each we are."""
    print(f"{form}\n  {'reader':<18}{'lines':>10}{'CPU s':>9}{'lines/s':>12}{'found':>9}{'ours is':>9}")
    for row in rows:
        ratio = f"{rows[0].rate / row.rate:8.1f}x"
        print(f"  {row.reader:<18}{row.lines:>10,}{row.seconds:>9.2f}{row.rate:>12,.0f}{row.found:>9,}{ratio}")


# the command


def command(files: Sequence[Path], folder: Path) -> list[Usage]:
    """``rewriter sites`` as a process of its own, on one core and on all: start of Python and table included."""
    lines = gathered(files, folder)
    cores = sorted(os.sched_getaffinity(0))
    return [run(folder, lines, allowed) for allowed in ({cores[0]}, set(cores))]


def gathered(files: Sequence[Path], folder: Path) -> int:
    """Copies of the files in folders as they were, in mixed order and again, until lines are enough."""
    lines, copy = 0, 0
    top = os.path.commonpath([path.parent for path in files])
    while lines < COMMAND_LINES:
        for path in shuffled(list(files)):
            into = folder / str(copy) / path.relative_to(top)
            into.parent.mkdir(parents=True, exist_ok=True)
            into.write_bytes(path.read_bytes())
            lines += count_lines(path)
            if lines >= COMMAND_LINES:
                break
        copy += 1
    return lines


def run(folder: Path, lines: int, cores: set[int]) -> Usage:
    """One run, measured by a process that does nothing else: resource usage adds up over children."""
    told = subprocess.run(
        [sys.executable, __file__, "--measure-child", str(folder), ",".join(map(str, cores))],
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    return Usage(lines, len(cores), *map(float, told.split()))


def measure_child(folder: str, cores: str) -> None:
    """Run the command on these cores; print CPU seconds, wall seconds and megabytes."""
    os.sched_setaffinity(0, set(map(int, cores.split(","))))
    command = [sys.executable, "-c", "from rewriter.cli import main; main()"]
    with tempfile.TemporaryDirectory() as caches:  # byte code is compiled once, as where it is installed
        env = {**os.environ, "PYTHONPYCACHEPREFIX": caches}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([*command, "sites", "--help"], env=env, stdout=subprocess.DEVNULL, check=True)
        used = cpu_seconds()
        before = time.perf_counter()
        finished = subprocess.run(
            [*command, "sites", "--quiet", folder], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        wall = time.perf_counter() - before
    assert finished.returncode in (0, 1), finished.stderr  # 1: there are lines it could not make out
    print(cpu_seconds() - used, wall, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def cpu_seconds() -> float:
    """CPU seconds of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure-child"]:
        measure_child(*sys.argv[2:])
    else:
        main(sys.argv[1:])
