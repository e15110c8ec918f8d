"""Plays lists of events against the runtime, linked with a real stack, and what profile they should give."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rewriter import runtime
from rewriter.profile.calltree import Episode, Item, Profile, Repeat, Visit
from rewriter.profile.profile_file import read
from tests.support.patience import PATIENCE

DRIVER = Path(__file__).parents[1] / "runtime" / "driver.c"
STRICT = ("-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror")
LAUNCHERS = ("OMPI_", "PMIX_", "PMI_", "MV2_", "MPI_", "PALS_", "ALPS_", "SLURM_")
CHECKED = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def build(
    output: Path,
    stack: Sequence[Path | str],
    *options: str,
    sources: Sequence[Path] = (DRIVER,),
    linker: str = "gcc",
) -> Path:
    """A program of the sources, our runtime and a kit's stack."""
    ours = output.with_suffix(".o")
    _run(["gcc", "-c", "-O2", *STRICT, *options, runtime.SOURCE, "-o", ours])
    theirs = ["-w", f"-I{runtime.FOLDER}", *options]
    theirs += ["-Wl,--wrap=mmap,--wrap=clock_gettime"] * (DRIVER in sources)
    theirs += ["-std=legacy"] * (linker == "gfortran")
    _run([linker, *theirs, *sources, ours, *stack, "-o", output, "-lm", "-lpthread"])
    return output


def _run(command: Sequence[Path | str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True, slots=True)
class Played:
    """How a run of the driver ended."""

    status: int
    output: str
    errors: str
    folder: Path

    @property
    def profile(self) -> Profile:
        """The one profile that was written."""
        (profile,) = self.profiles
        return profile

    @property
    def profiles(self) -> list[Profile]:
        """All that is in the folder; nothing but whole profiles may be there."""
        return [read(path) for path in sorted(self.folder.iterdir())]


def play(
    program: Path,
    events: Iterable[str],
    folder: Path,
    environ: Mapping[str, str] | None = None,
    words: Sequence[str] = (),
) -> Played:
    """Run the driver, or another program with ``words`` on its command line, in an empty folder.

    Of the environment it sees neither our variables nor those of an MPI launcher.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("REWRITER_", *LAUNCHERS))}
    done = subprocess.run(
        [program, *words],
        input="".join(f"{event}\n" for event in events),
        cwd=folder,
        env={**inherited, **(environ or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return Played(done.returncode, done.stdout, done.stderr, folder)


# what should come out


@dataclass(frozen=True, slots=True)
class Call:
    """A visit of a site, before it is run: what is pushed and called."""

    gap: int
    site: int
    snapshot: int | None
    """None where the site is not checkpointed."""
    callee: Body


@dataclass(frozen=True, slots=True)
class Body:
    """A procedure: its visits and what it pushes after the last; or loops over parts of them."""

    calls: tuple[Call, ...]
    tail: int


def adjoint(body: Body) -> Iterator[str]:
    """The events of an adjoint run of a procedure."""
    yield from forward(body)
    yield "T"
    yield from backward(body)


def forward(body: Body) -> Iterator[str]:
    for call in body.calls:
        yield f"+ {call.gap}"
        if call.snapshot is None:
            yield f"f {call.site}"
            yield from forward(call.callee)
            yield f"g {call.site}"
        else:
            yield from (f"W {call.site}", f"+ {call.snapshot}", f"A {call.site}", f"E {call.site}")
    yield f"+ {body.tail}"


def backward(body: Body) -> Iterator[str]:
    yield f"- {body.tail}"
    for call in reversed(body.calls):
        if call.snapshot is None:
            yield f"b {call.site}"
            yield from backward(call.callee)
            yield f"c {call.site}"
        else:
            yield from (f"R {call.site}", f"- {call.snapshot}", f"B {call.site}")
            yield from adjoint(call.callee)
            yield f"X {call.site}"
        yield f"- {call.gap}"


def unfolded(profile: Profile, recording: int) -> Body:
    """The recording with its repeats written out; sites by the numbers that the driver gives them."""
    return Body(tuple(_calls(profile, profile.recordings[recording].items)), profile.recordings[recording].tail)


def _calls(profile: Profile, items: Iterable[Item]) -> Iterator[Call]:
    for item in items:
        match item:
            case Repeat(times=times, block=block):
                for _ in range(times):
                    yield from _calls(profile, block)
            case Visit():
                number = profile.sites[item.site].line - 100
                snapshot = None if item.snapshot < 0 else item.snapshot
                yield Call(item.gap, number, snapshot, unfolded(profile, item.recording))
            case Episode():
                raise AssertionError("no episode was expected")


def peak(body: Body) -> int:
    """The largest stack size that a callback of :func:`adjoint` sees."""
    sizes = [0]
    size = 0
    for event in adjoint(body):
        if event[0] in "+-":
            size += int(event[2:]) * (1 if event[0] == "+" else -1)
        else:
            sizes.append(size)
    return max(sizes)


def without_times(profile: Profile) -> Profile:
    """For comparing: the times and the process differ from run to run."""
    sites = tuple(replace(site, write=0, advance=0, read=0, reverse=0, forward=0, backward=0) for site in profile.sites)
    return replace(profile, sites=sites, wall=0, cpu=0, overhead=0, process=0, switches=0)
