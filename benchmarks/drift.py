"""The site-drift suite: does a saved configuration ever reach the wrong call after the source has changed?

For call sites of real files: a configuration that names one, then a change of the source, then three ways to
put the directive back: the program itself, ``git apply`` and GNU ``patch`` with the diff of the original change.

    python -m benchmarks.drift PATH... [--sites N] [--seed S] [--alone] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from benchmarks.drift_mutations import Case, Mutant, Scene
from benchmarks.drift_settled import ALL, settled
from benchmarks.scratch import scratch
from rewriter.callsites.listing import sites
from rewriter.callsites.site import CallSite
from rewriter.configuration import commands
from rewriter.configuration.model import Configuration
from rewriter.errors import Refused
from rewriter.languages.fortran.mask import masked
from rewriter.languages.fortran.statement import statement_around
from rewriter.text.edits import decode, encode

RIGHT, REFUSED, MISAPPLIED = "right", "refused", "misapplied"
TOOLS = ("rewriter", "git apply", "patch")
LINES = 2500
"""Files longer than this are left out, to be done in minutes."""

BESIDE = "zq_"
"""Before the name of a file: the name of the second one."""

_DIRECTIVE = re.compile(r"^.*\$AD NOCHECKPOINT.*$", re.MULTILINE)


class Wrong(NamedTuple):
    """One misapplied directive."""

    tool: str
    site: str
    case: str
    line: int
    """Of the mutated file: where the directive went."""
    text: str
    """That line."""


@dataclass
class Tally:
    """Verdicts, counted."""

    sites: int = 0
    verdicts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By case, tool and verdict."""
    without_candidates: Counter[str] = field(default_factory=Counter)
    """Refusals of the program itself that name none, by case."""
    settled: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Verdicts on the program itself by case, of the calls that a person would settle."""
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.sites += other.sites
        self.verdicts += other.verdicts
        self.without_candidates += other.without_candidates
        self.settled += other.settled
        self.wrong += other.wrong

    def count(self, tool: str, verdict: str, case: str | None = None) -> int:
        return sum(
            number
            for (name, by, was), number in self.verdicts.items()
            if by == tool and was == verdict and case in (None, name)
        )


def chosen(paths: Sequence[Path], number: int, seed: int) -> list[tuple[Path, CallSite]]:
    """Switchable call sites of Fortran files, spread over as many files as possible."""
    listing = sites(paths, exclude=["*.c", "*.h"])
    by_file: dict[str, list[CallSite]] = {}
    for site in listing.sites:
        if site.switchable:
            by_file.setdefault(site.path, []).append(site)
    rng = random.Random(seed)
    files = sorted(by_file)
    rng.shuffle(files)
    result: list[tuple[Path, CallSite]] = []
    fit = [path for path in files if _fits(listing.root / path)][:number]
    for path in fit:
        alone = {site.call for site in sites([listing.root / path]).sites}
        by_file[path] = [site for site in by_file[path] if site.call in alone]
        rng.shuffle(by_file[path])
    while len(result) < number and any(by_file[path] for path in fit):
        for path in fit:
            if by_file[path] and len(result) < number:
                result.append((listing.root / path, by_file[path].pop()))
    return result


def _fits(path: Path) -> bool:
    data = path.read_bytes()
    return data.count(b"\n") < LINES and data.endswith(b"\n")


def drift(path: Path, site: CallSite, cases: Mapping[str, Case], seed: int, tools: int = len(TOOLS)) -> Tally:
    """What the first of the tools do at one site, case by case."""
    text = decode(path.read_bytes())
    scene = Scene(path.name, text, site.call.body)
    plain = _Saved.of(scene)
    tally = Tally(sites=plain is not None)
    for name, case in cases.items():
        rng = random.Random(f"{seed} {site.id} {name}")
        saved = plain
        if case.preparation is not None:
            prepared = case.preparation(scene, rng)
            saved = _Saved.of(scene.after(prepared)) if prepared else None
        mutant = case.mutation(saved.scene, rng) if saved else None
        if saved is None or mutant is None or mutant.whole == saved.scene.text + saved.scene.beside:
            continue
        for tool, (after, candidates) in zip(TOOLS[:tools], saved.applied(mutant), strict=False):
            verdict, at = judged(mutant, after, saved.scene.source.scan.form)
            tally.verdicts[name, tool, verdict] += 1
            if tool == TOOLS[0] and settled(name, saved.scene):
                tally.settled[name, verdict] += 1
            if verdict == REFUSED and tool == TOOLS[0] and not candidates:
                tally.without_candidates[name] += 1
            if verdict == MISAPPLIED:
                line = mutant.whole.count("\n", 0, at) + 1
                tally.wrong.append(Wrong(tool, site.id, name, line, mutant.whole.split("\n")[line - 1]))
    return tally


def judged(mutant: Mutant, after: str | None, form: str) -> tuple[str, int]:
    """What a tool's result is worth, and at which statement of the mutant it placed its directive."""
    if after is None:
        return REFUSED, -1
    text, truth = mutant.whole, mutant.place
    at = _common(text, after)
    mask = masked(text, form)
    following = re.compile(r"[^\s;]").search(mask, at)
    place = following.start() if following else len(text)
    if following and place != truth and not mask[:place].rpartition("\n")[2].strip():
        place = statement_around(mask, place).start
    placed = len(_DIRECTIVE.findall(after)) - len(_DIRECTIVE.findall(text))
    return (RIGHT if place == truth and placed == 1 else MISAPPLIED), place


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


@dataclass(frozen=True)
class _Saved:
    """A configuration that names the call of a scene, and the diff a user would have kept instead."""

    scene: Scene
    configuration: Configuration
    patch: bytes

    @classmethod
    def of(cls, scene: Scene) -> _Saved | None:
        """``None`` where the site cannot be named, or has its directive already, or cannot have it."""
        with scratch() as folder:
            root = Path(folder)
            file = root / scene.path
            file.write_bytes(encode(scene.text))
            if scene.beside:
                (root / f"{BESIDE}{scene.path}").write_bytes(encode(scene.beside))
            known = [s for s in sites([file], root=root).sites if s.call.start == scene.call.start]
            if len(known) != 1 or known[0].call.obstacle:
                return None
            try:
                saved = commands.save([root], root=root, nocheckpoint=[known[0].id]).configuration
                saved = replace(saved, entries=tuple(entry for entry in saved.entries if entry.id == known[0].identity))
                commands.apply(saved, root=root)
            except Refused:
                return None
            (root / "before").write_bytes(encode(scene.text))
            words = ["diff", "-u", "--label", f"a/{scene.path}", "--label", f"b/{scene.path}", "before", scene.path]
            made = subprocess.run(words, cwd=root, capture_output=True, check=False)
            assert made.returncode in (0, 1), made.stderr
            return cls(scene, saved, made.stdout) if made.returncode else None

    def applied(self, mutant: Mutant) -> Iterator[tuple[str | None, tuple[str, ...]]]:
        """The text each tool gives, ``None`` where it refuses; and the candidates it names."""
        with scratch() as folder:
            root = Path(folder)
            files, patch = _Files(root / self.scene.path, root / f"{BESIDE}{self.scene.path}"), root / ".patch"
            patch.write_bytes(self.patch)
            files.write(mutant)
            try:
                commands.apply(self.configuration, root=root)
                yield files.read(), ()
            except Refused as refusal:
                assert refusal.exit_status == 3
                assert files.read() == mutant.whole, "a refusal has written something"
                yield None, refusal.candidates
            for words in (
                ("git", "apply", "--whitespace=nowarn", ".patch"),
                ("patch", "-p1", "--no-backup-if-mismatch", "--forward", "--reject-file=-", "--input=.patch"),
            ):
                files.write(mutant)
                done = subprocess.run(words, cwd=root, env=_ENVIRONMENT, capture_output=True, check=False)
                yield (files.read() if done.returncode == 0 else None), ()


class _Files(NamedTuple):
    """The two files of a mutant."""

    first: Path
    second: Path

    def write(self, mutant: Mutant) -> None:
        self.first.write_bytes(encode(mutant.text))
        if mutant.beside:
            self.second.write_bytes(encode(mutant.beside))

    def read(self) -> str:
        """Both, one after the other."""
        return "".join(decode(path.read_bytes()) for path in self if path.exists())


_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CEILING_DIRECTORIES": tempfile.gettempdir(),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C",
}


def _one(job: tuple[Path, CallSite, int, int]) -> Tally:
    path, site, seed, tools = job
    return drift(path, site, ALL, seed, tools)


def measured(paths: Sequence[Path], number: int, seed: int, jobs: int, tools: int = len(TOOLS)) -> Tally:
    """The whole suite on the files below ``paths``, the sites being spread evenly over these."""
    tally = Tally()
    share = -(-number // len(paths))
    work = [(path, site, seed, tools) for tree in paths for path, site in chosen([tree], share, seed)]
    with Pool(jobs) as pool:
        for part in pool.imap(_one, work, chunksize=4):
            tally.add(part)
    return tally


def table(tally: Tally) -> str:
    """The three tools side by side, case by case, as text."""
    names = [name for name in ALL if any(name == case for case, _, _ in tally.verdicts)]
    width = max(map(len, ["in all", *names]))
    verdicts = (RIGHT, REFUSED, MISAPPLIED)
    lines = [" " * width + "".join(f" | {tool:^26}" for tool in TOOLS)]
    lines.append(" " * width + f" | {'right':>6} {'refused':>8} {'misapplied':>10}" * len(TOOLS))
    for name in [*names, None]:
        cells = [[tally.count(tool, verdict, name) for verdict in verdicts] for tool in TOOLS]
        lines.append(f"{name or 'in all':{width}}" + "".join(f" | {a:6} {b:8} {c:10}" for a, b, c in cells))
    shares = [_share(tally, tool) for tool in TOOLS]
    lines.append(f"{'misapplied':{width}}" + "".join(f" | {share:>24.2%}  " for share in shares))
    return "\n".join(lines)


def settled_table(tally: Tally) -> str:
    """Of the calls that a person would settle, how many the program finds, refuses and mistakes, case by case."""
    verdicts = (RIGHT, REFUSED, MISAPPLIED)
    rows = {name: [tally.settled[name, verdict] for verdict in verdicts] for name in ALL}
    rows = {name: row for name, row in rows.items() if any(row)}
    rows["in all"] = [sum(column) for column in zip(*rows.values(), strict=True)] or [0, 0, 0]
    width = max(map(len, rows))
    head = f"{'a person would settle':{width}} {'found':>7} {'refused':>8} {'wrong':>6} {'share':>7}"
    return "\n".join([head, *(_row(name.ljust(width), *row) for name, row in rows.items())])


def _row(name: str, found: int, refused: int, wrong: int) -> str:
    return f"{name} {found:7} {refused:8} {wrong:6} {found / max(1, found + refused + wrong):7.1%}"


def _share(tally: Tally, tool: str) -> float:
    everything = sum(tally.count(tool, verdict) for verdict in (RIGHT, REFUSED, MISAPPLIED))
    return tally.count(tool, MISAPPLIED) / max(1, everything)


def as_json(tally: Tally) -> str:
    """The figures for a program to read."""
    figures: dict[str, dict[str, dict[str, int]]] = {}
    for (case, tool, verdict), number in tally.verdicts.items():
        figures.setdefault(case, {}).setdefault(tool, {})[verdict] = number
    wrong = [w._asdict() for w in _of_rewriter(tally)]
    known: dict[str, dict[str, int]] = {}
    for (case, verdict), number in tally.settled.items():
        known.setdefault(case, {})[verdict] = number
    return json.dumps({"sites": tally.sites, "cases": figures, "settled": known, "misapplied": wrong}, indent=1)


def _of_rewriter(tally: Tally) -> Iterable[Wrong]:
    return (wrong for wrong in tally.wrong if wrong.tool == TOOLS[0])


def main() -> int:
    parser = argparse.ArgumentParser(description="How three tools find call sites again after the source has changed.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument(
        "--sites", type=int, default=800, help="how many call sites, spread over the paths (default: 800)"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--alone", action="store_true", help="only the program itself, without git apply and patch")
    given = parser.parse_args()
    start = time.perf_counter()
    tally = measured(given.paths, given.sites, given.seed, given.jobs, 1 if given.alone else len(TOOLS))
    if given.json:
        print(as_json(tally))
    else:
        print(table(tally))
        print(settled_table(tally))
        print(f"{tally.sites} call sites, {time.perf_counter() - start:.0f} s")
        print(f"rewriter: refusals without candidates: {dict(tally.without_candidates)}")
        for wrong in _of_rewriter(tally):
            print(f"MISAPPLIED {wrong.site}: {wrong.case}: line {wrong.line}: {wrong.text.strip()}")
    return 1 if any(_of_rewriter(tally)) else 0


if __name__ == "__main__":
    sys.exit(main())
