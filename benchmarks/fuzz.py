"""Damaged inputs for every reader: nothing but the program's own errors, no hang, and what is placed comes off again.

    python -m benchmarks.fuzz --seed 1 --count 5000 --keep DIR

prints how many inputs of each kind held all laws, were refused, or broke one; of those also seed and index, which make
the same input again. Exit status 1 if there are any.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

from benchmarks.fuzz_mutations import mutated
from benchmarks.scratch import scratch
from rewriter.callbacks.files import instrumented_files, uninstrumented_files, write_files
from rewriter.callsites.source import Source
from rewriter.cli.main import ended
from rewriter.configuration import toml
from rewriter.configuration.commands import apply, check, revert, save, sites
from rewriter.configuration.model import Configuration
from rewriter.errors import RewriterError
from rewriter.profile import profile_file
from rewriter.reports.diff import unified
from rewriter.tuning import journal, task_file

ROOT = Path(__file__).parent.parent
FIXTURES, GOLDEN = ROOT / "fixtures", ROOT / "tests" / "golden"
HELD, REFUSED = "held", "refused"
LIMIT = 10.0
"""Seconds of the processor for one input."""


STEPS: tuple[dict[str, object], ...] = (
    {"median": 0.08, "relative": 1.0, "peak": 131369, "verdict": "baseline", "not_checkpointed": [], "binomial": []},
    {
        "median": 0.05,
        "relative": 0.625,
        "peak": 447000,
        "verdict": "kept",
        "not_checkpointed": ["a.f90::step>flow#1"],
        "binomial": [["a.f90::run>do#1", "nt+1 4 1"]],
    },
)
SEARCH = (
    json.dumps({"key": "search gain-first", "strategy": "gain-first", "steps": STEPS, "budget": 500000}) + "\n"
).encode()
"""The record of a search that came to its end."""


class Broken(Exception):
    """A law does not hold; the message names it."""


class _Hang(BaseException):
    """The limit is reached; no handler of the program's may take it for an error of its own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input: what its file is called, which files are damaged, and what must hold."""

    file: str
    seeds: tuple[str, ...]
    """Globs below the root of the project."""
    laws: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that broke a law."""

    kind: str
    seed: int
    index: int
    law: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.kind}: seed {self.seed}, index {self.index}: {self.law}"


def _command(words: Sequence[str | Path], fitting: Collection[int]) -> int:
    """Run a command. It ends with a status that fits, and where it did not do what it should, it says so."""
    told, printed = io.StringIO(), io.StringIO()
    with redirect_stderr(told), redirect_stdout(printed):
        try:
            status = ended(list(map(str, words)))
        finally:
            gc.enable()
    what = " ".join(str(word) for word in words[:2])
    if status not in fitting:
        raise Broken(f"{words[0]} ends with one of {sorted(fitting)}, not {status}: {told.getvalue().strip()[:200]}")
    if status > 1 and not told.getvalue().strip():
        raise Broken(f"{what} says why it ends with {status}")
    if "internal error" in told.getvalue() or "Traceback" in told.getvalue():
        raise Broken(f"{what} has no internal error")
    return status


@contextmanager
def _as_a_command(words: Sequence[str | Path], done: Collection[int]) -> Iterator[None]:
    """What the library refuses the command refuses, with the status of that error; else it ends as ``done`` tells."""
    try:
        yield
    except RewriterError as error:
        _command(words, {error.exit_status})
        raise
    _command(words, done)


def _source(path: Path) -> None:
    """A source is listed, saved, applied, checked and reverted."""
    before, root = path.read_bytes(), path.parent
    listing = sites([path], root=root)
    sites([path], root=root, loops=True)
    _command(("sites", path, "--root", root), {1 if listing.problems else 0})
    wanted = [site.id for site in listing.sites if site.switchable and site.state == "checkpointed"]
    tuned = save([path], root=root, nocheckpoint=wanted).configuration
    if toml.loads(toml.dumps(tuned)).entries != tuned.entries:
        raise Broken("a configuration is read as it was written")
    if any(finding.unresolved for finding in check(tuned, root=root)):
        raise Broken("what was just saved is found again")
    file = root / "saved.toml"
    file.write_text(toml.dumps(tuned))
    _command(("check", file), {0, 1})
    status = _command(("apply", file, "--diff"), {0, 3})
    try:
        apply(tuned, root=root)
    except RewriterError as error:
        if status != error.exit_status:
            raise Broken(f"apply --diff ends with {status}, apply with {error.exit_status}") from None
        raise
    if status:
        raise Broken(f"apply --diff ends with {status}, apply with 0")
    _applied(path, before, tuned)


def _applied(path: Path, before: bytes, tuned: Configuration) -> None:
    """What holds once a configuration is applied."""
    after, root = path.read_bytes(), path.parent
    "".join(unified(path.name, before, after, Source(path.name, before).scan.procedures))
    if not all(finding.holds for finding in check(tuned, root=root)):
        raise Broken("check after apply holds")
    if apply(tuned, root=root) or path.read_bytes() != after:
        raise Broken("apply twice is apply once")
    revert(tuned, root=root)
    was = Source(path.name, before)
    if was.undone.text == was.text and path.read_bytes() != before:
        raise Broken("apply then revert is the identity")


def _configuration(path: Path) -> None:
    basin = FIXTURES / "basin"
    with _as_a_command(("check", path, "--root", basin), {0, 1, 3}):
        loaded = toml.load(path)
        if toml.loads(toml.dumps(loaded)).entries != loaded.entries:
            raise Broken("a configuration is read as it was written")
        check(loaded, root=basin)
    other = path.with_name("other.toml")
    other.write_bytes(seeds("configuration")[0])
    ab = path.with_name("ab.toml")
    if not _command(("diff", path, other, "-o", ab), {0, 2, 3}):
        toml.load(ab)


def _adjoint(path: Path) -> None:
    """Callbacks into adjoint code and out of it again."""
    before = path.read_bytes()
    write_files(instrumented_files([path], [GOLDEN / "callbacks" / "primal"]))
    if path.read_bytes() == before:
        return
    write_files(uninstrumented_files([path]))
    if b"rewriter callback" not in before and path.read_bytes() != before:
        raise Broken("instrument then uninstrument is the identity")


def _profile(path: Path) -> None:
    with _as_a_command(("profile", "show", path), {0}):
        profile_file.read(path)


def _journal(path: Path) -> None:
    for suffix in ("csv", "json", "html"):
        _command(("report", path, "-o", path.with_suffix(f".{suffix}")), {0, 2})
    journal.read(path)
    list(journal.Journal(path))


def _task(path: Path) -> None:
    for seed in _found("task"):
        for beside in seed.parent.iterdir():
            if beside.is_file() and beside != seed and beside.suffix != ".toml":
                shutil.copy(beside, path.parent)
    task_file.load(path)


KINDS: Mapping[str, Kind] = {
    "free": Kind("a.f90", ("fixtures/*/*.f90", "tests/golden/fortran/**/*.f90"), _source),
    "fixed": Kind("a.f", ("fixtures/*/*.f", "tests/golden/fortran/**/*.[fF]"), _source),
    "preprocessed": Kind("a.F90", ("fixtures/*/*.[fF]*", "tests/golden/fortran/**/*.[fF]*"), _source),
    "c": Kind("a.c", ("fixtures/*/*.c", "tests/golden/c/*.c"), _source),
    "adjoint Fortran": Kind("a_b.f90", ("tests/golden/callbacks/20*/*/*/*.f90",), _adjoint),
    "adjoint C": Kind("a_b.c", ("tests/golden/callbacks/20*/*/*/*.c",), _adjoint),
    "configuration": Kind("t.toml", ("fixtures/basin",), _configuration),
    "profile": Kind("a.profile", ("tests/golden/profiles/*.profile",), _profile),
    "journal": Kind("tune.jsonl", ("fixtures/glacier/every.jsonl",), _journal),
    "task": Kind(
        "tune.toml",
        ("fixtures/*/tune.toml", "fixtures/*/tune-*.toml", "tests/faulty/*.toml", "tests/steps/*.toml"),
        _task,
    ),
}


@cache
def seeds(kind: str) -> list[bytes]:
    """The files of a kind that are damaged."""
    if kind == "configuration":
        names = ("relax", "force", "misfit")
        return [
            toml.dumps(save([FIXTURES / "basin"], root=FIXTURES / "basin", nocheckpoint=[n]).configuration).encode()
            for n in names
        ]
    data = [path.read_bytes()[:20_000] for path in _found(kind)]
    if kind == "journal":
        header = f'{{"format":"{journal.FORMAT}"}}\n'.encode()
        tried = [b"".join(b'{"key":"k",' + line[1:] for line in each.splitlines(True)[:8]) for each in data]
        return [header + SEARCH, header + SEARCH + SEARCH, *(header + each + SEARCH for each in tried)]
    return data


@cache
def _found(kind: str) -> list[Path]:
    """The files that the seeds of a kind are."""
    return sorted({path for glob in KINDS[kind].seeds for path in ROOT.glob(glob) if path.is_file()})


def broken(kind: Kind, data: bytes) -> str:
    """:data:`HELD`, :data:`REFUSED`, or the law that this input breaks."""
    with scratch() as folder:
        path = Path(folder) / kind.file
        path.write_bytes(data)
        try:
            with _limited():
                kind.laws(path)
        except RewriterError as error:
            return "a text, not nothing, is the message" if not str(error).strip() else REFUSED
        except Broken as law:
            return str(law)
        except _Hang:
            return f"no more than {LIMIT:.0f} s of the processor"
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            trace = error.__traceback__
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
            return f"none but the program's own errors: {type(error).__name__} at {where}: {error}"
        return HELD


@contextmanager
def _limited() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _Hang

    kept = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)


def example(seed: int, index: int) -> tuple[str, bytes]:
    """The input of this index: the same whatever came before."""
    rng = random.Random(f"{seed} {index}")
    kind = list(KINDS)[index % len(KINDS)]
    return kind, mutated(seeds(kind), rng)


def fuzz(seed: int, indices: Iterable[int]) -> tuple[Counter[tuple[str, str]], list[Failure]]:
    """How many inputs of each kind held and were refused, and those that broke a law."""
    counts: Counter[tuple[str, str]] = Counter()
    failures: list[Failure] = []
    for index in indices:
        kind, data = example(seed, index)
        law = broken(KINDS[kind], data)
        if law in (HELD, REFUSED):
            counts[kind, law] += 1
        else:
            counts[kind, "broke"] += 1
            failures.append(Failure(kind, seed, index, law, data))
    return counts, failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0, help="the first index, to try one again")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that break a law")
    given = parser.parse_args()
    counts, failures = fuzz(given.seed, range(given.first, given.first + given.count))
    print(f"{'kind':18}{HELD:>8}{REFUSED:>9}{'broke':>7}")
    for kind in KINDS:
        print(f"{kind:18}{counts[kind, HELD]:8}{counts[kind, REFUSED]:9}{counts[kind, 'broke']:7}")
    for failure in failures:
        print(failure)
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / f"{failure.index}-{KINDS[failure.kind].file}").write_bytes(failure.data)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
