"""Predicted against real: what each site gains and costs if it alone is not checkpointed.

    python -m benchmarks.single_site [MODEL...] [--tapenade DIR] [--repeat N] [--json]
    python -m benchmarks.single_site tune.toml... [--sites N] [--work DIR] [--tapenade DIR] [--repeat N] [--json]

For every switchable site of a fixture model, or of the code that a tune.toml describes, that its profile knows:
regenerate with that one directive, build, run; print the time gained and the change of the peak stack beside the
estimates of one profile of the untouched model.
Times are CPU seconds of the adjoint, medians of runs made in turn with the untouched model. A peak is the largest
stack size that a callback saw. Where prediction and reality are apart by more than 1 % of the peak, the two
profiles tell why: what code made for the other configuration pushes that this one did not, by name. That the site's
own snapshots are gone is what the prediction holds already. Where nothing of the kind is found, or where the model
does not compute each run's own peak from what that run pushed, the model is wrong.

Of a tune.toml the times are what it says, the sites come in the order of what they are predicted to matter, those that
fail are named with the reason, and each is printed as soon as it is known.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

from rewriter.callbacks.files import instrumented_files, write_files
from rewriter.callsites.listing import sites
from rewriter.configuration.commands import apply, save
from rewriter.profile import profile_file
from rewriter.profile.calltree import UNSEEN, Visit
from rewriter.profile.profiled import Profiled
from rewriter.profile.visits import occurrences, walk
from rewriter.reports.units import change, size, time
from rewriter.runtime import FOLDER, SOURCE
from rewriter.search.choice import BASELINE, Choice
from rewriter.search.trial import Trial
from rewriter.tools.tapenade import Tapenade, find
from rewriter.tuning.task import Task
from rewriter.tuning.task_file import load
from rewriter.tuning.workshop import Workshop
from tests.support.models import BASIN, GLACIER, RIVER, Model, adjoint, executable, printed

MODELS = {model.name: model for model in (GLACIER, BASIN, RIVER)}
BLOCK = 65536
"""Bytes of one block of the stack in Tapenade's kits."""


@dataclass(frozen=True, slots=True)
class Built:
    """A model with one configuration, built twice: plain, to be timed, and instrumented, to be measured."""

    plain: Path
    run: Profiled
    hash: str

    @property
    def peak(self) -> int:
        return self.run.model.profile.peak


@dataclass(frozen=True, slots=True)
class Row:
    """One site."""

    site: str
    predicted_seconds: float
    seconds: float
    predicted_peak: int
    peak: int
    close: bool
    """Whether the peaks agree to 1 % of the baseline's, of the new peak's, or to a block."""
    same_gradient: bool
    why: tuple[str, ...]
    """What the prediction could not know of the stack, where they do not agree to 1 % of the baseline's."""

    @property
    def verdict(self) -> str:
        return "close" if self.close else "explained" if self.why else "NOT EXPLAINED"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Predicted against real, site by site.")
    parser.add_argument("models", nargs="*", default=[], help=f"{', '.join(MODELS)}, or files like tune.toml")
    parser.add_argument("--tapenade", type=Path)
    parser.add_argument("--repeat", type=int, default=5, help="runs of each configuration (default: 5)")
    parser.add_argument("--sites", type=int, help="of a tune.toml only so many, the most important ones")
    parser.add_argument("--work", type=Path, help="folder to work in for a tune.toml (default: a temporary one)")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    tapenade = find(given.tapenade)
    figures = {}
    for name in given.models or MODELS:
        with tempfile.TemporaryDirectory() as folder:
            if name in MODELS:
                base, rows = compared(MODELS[name], tapenade, Path(folder), given.repeat)
                peak, failed = base.peak, dict[str, str]()
            else:
                task = load(Path(name))
                task = replace(task, run=replace(task.run, repetitions=given.repeat))
                peak, rows, failed = of_task(task, tapenade, given.work or Path(folder), given.sites)
        show(name, peak, rows)
        for site, why in failed.items():
            print(f"  not measured: {site}: {why}")
        figures[name] = {"peak": peak, "sites": [asdict(row) for row in rows], "failed": failed}
    if given.json:
        print(json.dumps(figures))


def compared(model: Model, tapenade: Tapenade, folder: Path, repeat: int) -> tuple[Built, list[Row]]:
    """Each site of a model, predicted and measured."""
    base = built(model, tapenade, folder / "base", None)
    run = base.run
    rows = []
    for site in sites([model.folder / name for name in model.files], root=model.folder).sites:
        if not site.switchable or site.id not in run.estimates:
            continue
        estimate = run.estimates[site.id]
        single = built(model, tapenade, folder / "single", site.id)
        before, after = [], []
        for _ in range(repeat):
            before.append(float(printed(base.plain)["seconds"]))
            after.append(float(printed(single.plain)["seconds"]))
        grown = single.peak - base.peak
        off = abs(grown - estimate.peak)
        close = off <= max(0.01 * base.peak, 0.01 * single.peak, BLOCK)
        rows.append(
            Row(
                site.id,
                estimate.seconds,
                median(before) - median(after),
                estimate.peak,
                grown,
                close,
                single.hash == base.hash,
                () if off <= 0.01 * base.peak else reasons(run, single.run, site.id),
            )
        )
    return base, rows


def of_task(task: Task, tapenade: Tapenade, folder: Path, count: int | None) -> tuple[int, list[Row], dict[str, str]]:
    """The peak of the baseline, the sites, and why others could not be measured."""
    workshop = Workshop(task, tapenade, folder)
    none = BASELINE
    first = workshop.trial(none, none)
    if first.measured is None:
        sys.exit(f"the baseline: {first.failure}: {first.reason}; see {first.log}")
    run = Profiled(profile_file.parse(workshop.profile(none), "baseline"), workshop.annotated(none))
    peak = first.measured.peak
    known = list(important(run, median(first.measured.seconds), peak))
    print(
        f"{len(workshop.listing.sites)} call sites, {len(known)} of them can be switched and occur in the run;"
        f" peak stack {size(peak)}, {time(median(first.measured.seconds))}",
        flush=True,
    )
    rows: list[Row] = []
    failed: dict[str, str] = {}
    for site in known[:count]:
        workshop.store.keep_only([none])
        tried = workshop.trial(Choice(frozenset([site])), none)
        if tried.measured is None:
            failed[site] = f"{tried.failure}: {tried.reason}"
            print(f"  {site}: {failed[site]}", flush=True)
            continue
        after = Profiled(profile_file.parse(workshop.profile(tried.choice), site), workshop.annotated(tried.choice))
        rows.append(row(site, run, tried, after, peak))
        print(line(rows[-1]), flush=True)
    return peak, rows, failed


def important(run: Profiled, seconds: float, peak: int) -> Iterator[str]:
    """The sites of a run that can be switched, those first whose share in time or peak is predicted to be largest."""
    switchable = [site.id for site in run.listing.sites if site.switchable and site.id in run.estimates]

    def share(site: str) -> float:
        estimate = run.estimates[site]
        return max(estimate.seconds / seconds, abs(estimate.peak) / peak)

    yield from sorted(switchable, key=share, reverse=True)


def row(site: str, run: Profiled, tried: Trial, after: Profiled, peak: int) -> Row:
    """One site of a tune.toml."""
    estimate = run.estimates[site]
    assert tried.measured is not None
    off = abs(tried.measured.peak - peak - estimate.peak)
    return Row(
        site,
        estimate.seconds,
        median(tried.reference) - median(tried.measured.seconds),
        estimate.peak,
        tried.measured.peak - peak,
        off <= max(0.01 * peak, 0.01 * tried.measured.peak, BLOCK),
        True,
        () if off <= 0.01 * peak else reasons(run, after, site),
    )


def built(model: Model, tapenade: Tapenade, folder: Path, site: str | None) -> Built:
    """Copy, apply, differentiate, instrument, build and run."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(model.folder, folder)
    if site is not None:
        files = [folder / name for name in model.files]
        apply(save(files, root=folder, nocheckpoint=[site]).configuration, root=folder)
    made = adjoint(model, tapenade, folder / "made", sources=folder)
    instrumented = instrumented_files([folder / "made"], [folder / name for name in model.files])
    write_files(instrumented, folder / "seen")
    for other in (path for path in (folder / "made").iterdir() if not (folder / "seen" / path.name).exists()):
        shutil.copy(other, folder / "seen")
    plain = executable(model, tapenade, folder / "made", folder / "plain", sources=folder)
    seen = executable(
        model, tapenade, folder / "seen", folder / "watched", sources=folder, extra=f"-I{FOLDER} {SOURCE}"
    )
    told = printed(seen, {"REWRITER_PROFILE": str(folder / "profile")})
    assert not made.failed, made.failure
    listing = sites([folder / name for name in model.files], root=folder)
    return Built(plain, Profiled(profile_file.read(folder / "profile"), listing), told["hash"])


def reasons(before: Profiled, after: Profiled, switched: str) -> tuple[str, ...]:
    """What changed on the stack, by name; nothing where that does not account for the peaks.

    It does if from what each run pushed the model computes the peak of that run: then the two peaks differ by what
    was pushed and by nothing else.
    """
    for run in (before, after):
        seen = run.model.profile.peak
        if abs(run.model.predict(run.model.measured).peak - seen) > 0.01 * seen:
            return ()
    return tuple(differences(before, after, switched))


def differences(before: Profiled, after: Profiled, switched: str) -> list[str]:
    """By name, what is on the stack in the one run and not in the other, most bytes first.

    The snapshots of the switched site are left out: that they are gone was foreseen.
    """
    was, now = contents(before), contents(after)
    for content in (was, now):
        content.pop(f"snapshots of {switched.rpartition('::')[2]}", None)
    found = [(now.get(name, 0) - was.get(name, 0), name) for name in sorted(was.keys() | now.keys())]
    return [f"{name} {change(delta)}" for delta, name in sorted(found, key=lambda row: -abs(row[0])) if delta][:3]


def contents(run: Profiled) -> dict[str, int]:
    """All bytes that a run pushed: snapshots by site, and what the recordings of each callee push themselves."""
    profile = run.model.profile
    names = {index: f"{site.callee} at {site.file}:{site.line}" for index, site in enumerate(profile.sites)}
    names |= {index: call.id.rpartition("::")[2] for index, call in run.attribution.placed.items()}
    own = [
        recording.tail + sum(times * item.gap for times, item in walk(recording.items) if isinstance(item, Visit))
        for recording in profile.recordings
    ]
    result = {"own pushes of the head": sum(times * own[index] for times, index in profile.runs)}
    for times, visit in occurrences(profile):
        pushed = f"own pushes in {names[visit.site]}"
        result[pushed] = result.get(pushed, 0) + times * own[visit.recording]
        if visit.snapshot != UNSEEN:
            snapshots = f"snapshots of {names[visit.site]}"
            result[snapshots] = result.get(snapshots, 0) + times * visit.snapshot
    return result


def show(name: str, peak: int, rows: Sequence[Row]) -> None:
    counts = Counter(row.verdict for row in rows)
    told = ", ".join(f"{counts[verdict]} {verdict.lower()}" for verdict in ("close", "explained", "NOT EXPLAINED"))
    print(f"{name}: peak stack {size(peak)}, {len(rows)} sites: {told}")
    print(f"  {'time gained':>23}  {'growth of the peak':>25}")
    print(f"  {'predicted':>11} {'real':>11}  {'predicted':>12} {'real':>12}  site")
    for one in rows:
        print(line(one))


def line(row: Row) -> str:
    note = "" if row.close else f"  not close, {row.verdict}"
    note += f"{':' if note else '  within a block:'} {'; '.join(row.why)}" if row.why else ""
    note += "" if row.same_gradient else "  GRADIENT DIFFERS"
    return (
        f"  {time(row.predicted_seconds):>11} {time(row.seconds):>11}"
        f"  {change(row.predicted_peak):>12} {change(row.peak):>12}  {row.site}{note}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
