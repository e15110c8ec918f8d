"""``tune.toml``: what to differentiate, build and run, what to compare, and how far to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rewriter.search.choice import LoopSetting

FIXME = "FIXME"
"""Stands in a task where something must still be filled in."""
HIDDEN_FILES = ".*"
"""The glob of names that are never copied."""
HOWS = ("bitwise", "digits", "relative")
CLOCKS = ("wall", "cpu", "output")
COMPARED_AS = ("text", "raw", "raw:<f4", "raw:>f4", "raw:<f8", "raw:>f8", "netcdf")
"""Of files: words; real numbers of 4 or 8 bytes, little (``<``) or big-endian, ``raw`` being ``raw:<f8``; NetCDF."""


@dataclass(frozen=True, slots=True)
class Sources:
    """``[sources]``: the primal."""

    files: tuple[str, ...]
    """What is differentiated, in the order Tapenade wants it; relative to ``root``."""
    root: str = "."
    """The folder that a trial works on a copy of; relative to the file."""
    leave_out: tuple[str, ...] = ()
    """Globs of names that are not copied, besides hidden ones."""
    cpp: str = ""
    """Where Tapenade reads the ``x.f`` made of each file ``x.F``: the command, without ``-P``, that makes it."""


@dataclass(frozen=True, slots=True)
class Differentiate:
    """``[differentiate]``: Tapenade with its options, or a command that runs it."""

    head: str = ""
    """As for Tapenade's ``-head``."""
    options: tuple[str, ...] = ("-reverse",)
    command: str = ""
    """Instead of ``head`` and ``options``; ``{tapenade}`` is the folder of Tapenade, ``{options}`` what it is to be
    given so that sites are switched that no directive reaches."""
    output: str = "ad"
    """The folder that the adjoint code is made in, or a glob of its files."""
    limit: float = 3600.0
    """Seconds."""

    @property
    def takes_options(self) -> bool:
        """Whether Tapenade can be given more options."""
        return not self.command or "{options}" in self.command


@dataclass(frozen=True, slots=True)
class Build:
    """``[build]``: how the program is made of it."""

    command: str
    """``{kit}`` is Tapenade's ADFirstAidKit; ``{extra}`` must reach the compilation and the link."""
    reuse: bool = True
    """Whether a trial begins with what was built for the baseline, so that make compiles what has changed."""
    limit: float = 3600.0
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Run:
    """``[run]``: the program, and what marks a good run of it."""

    command: str
    repetitions: int = 3
    limit: float = 3600.0
    """Seconds."""
    memory: int | None = None
    """Largest address space, in bytes."""
    status: int = 0
    must: tuple[str, ...] = ()
    """Text that must appear in what it prints."""
    must_not: tuple[str, ...] = ()
    time: str = "wall"
    """What is to become small: ``wall``, ``cpu``, or ``output``, a number of seconds that it prints."""
    seconds: str = ""
    """With ``output``: a regular expression whose first group is the number."""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compare:
    """``[compare]``: what must be the same as without the directives."""

    output: tuple[str, ...] = ()
    """Regular expressions; the first group of each match is compared, as a number where it is one."""
    files: tuple[str, ...] = ()
    """Files that the run writes, relative to ``root``."""
    form: str = "text"
    """Of the files, one of :data:`COMPARED_AS`."""
    variables: tuple[str, ...] = ()
    """Of NetCDF files: globs on the variables to compare; all that hold numbers where there is none."""
    how: str = "bitwise"
    """``bitwise``, to ``digits``, or ``relative`` to the largest value of a field."""
    digits: int = 12
    relative: float = 1e-10


@dataclass(frozen=True, slots=True)
class Allowed:
    """``[budget]``: bytes, or a factor of the baseline's."""

    peak: str = ""
    """Of the stack."""
    resident: str = ""
    """Of resident memory."""


@dataclass(frozen=True, slots=True)
class Search:
    """``[search]``."""

    strategy: str = "gain-first"
    at_once: int = 1
    trials: int | None = None
    seed: int = 0
    limit: float | None = None
    """Seconds for the whole search."""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """``[sites]``: globs on site ids."""

    untouchable: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    """Sites to try although Tapenade is known to go wrong at them."""


@dataclass(frozen=True, slots=True)
class Binomial:
    """``[[binomial]]``: a DO loop under binomial checkpointing, whose number of snapshots is tuned."""

    loop: str
    """Its id, or ``file:line``; always its id once it is read."""
    steps: str | int
    """The number of steps + 1, as an expression."""
    snapshots: tuple[int, ...]
    """The numbers to try."""
    first: str | int = "1"
    """The first step."""

    @property
    def settings(self) -> tuple[LoopSetting, ...]:
        """What a search may set the loop to."""
        steps, first = ("".join(str(words).split()) for words in (self.steps, self.first))
        return tuple(LoopSetting(self.loop, steps, count, first) for count in dict.fromkeys(self.snapshots))


@dataclass(frozen=True, slots=True)
class Task:
    """All of a ``tune.toml``."""

    file: Path
    """The file that it was read from; ``sources.root`` is relative to its folder."""
    sources: Sources
    build: Build
    run: Run
    differentiate: Differentiate = Differentiate()
    compare: Compare = Compare()
    budget: Allowed = Allowed()
    search: Search = Search()
    sites: SiteRules = SiteRules()
    languages: Mapping[str, str] = field(default_factory=dict)
    """``[languages]``: globs of files, each with what they are written in."""
    binomial: tuple[Binomial, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return self.file.parent

    @property
    def root(self) -> Path:
        """The folder of the primal."""
        return (self.folder / self.sources.root).resolve()

    @property
    def left_out(self) -> tuple[str, ...]:
        """Globs of the names that trials do without."""
        return (*self.sources.leave_out, HIDDEN_FILES)
