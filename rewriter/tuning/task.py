"""``tune.toml``: what to differentiate, build and run, what to compare, and how far to go."""

from __future__ import annotations

import difflib
import math
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rewriter.callsites.resolve import selected
from rewriter.callsites.site import CallSite
from rewriter.configuration.commands import sites
from rewriter.errors import Refused, UsageError
from rewriter.search.choice import Setting
from rewriter.search.registry import STRATEGIES
from rewriter.text.files import regular
from rewriter.tuning.fields import library
from rewriter.tuning.inside import from_root, link_out

UNKNOWN = "FIXME"
"""Stands in a task where something must still be filled in."""
HIDDEN = ".*"
"""The glob of names that are never copied."""
HOWS = ("bitwise", "digits", "relative")
TIMES = ("wall", "cpu", "output")
FORMS = ("text", "raw", "raw:<f4", "raw:>f4", "raw:<f8", "raw:>f8", "netcdf")
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
    """Instead of ``head`` and ``options``; ``{tapenade}`` is the folder of Tapenade."""
    output: str = "ad"
    """The folder that the adjoint code is made in, or a glob of its files."""
    limit: float = 3600.0
    """Seconds."""


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
    """Of the files, one of :data:`FORMS`."""
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
class Sites:
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
    def settings(self) -> tuple[Setting, ...]:
        """What a search may set the loop to."""
        steps, first = ("".join(str(words).split()) for words in (self.steps, self.first))
        return tuple(Setting(self.loop, steps, count, first) for count in dict.fromkeys(self.snapshots))


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
    sites: Sites = Sites()
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
        return (*self.sources.leave_out, HIDDEN)


def load(path: Path) -> Task:
    """Read a ``tune.toml``.

    Raises :class:`UsageError`, with file and line, for what is not TOML, not known, missing, or of the wrong type.
    """
    try:
        text = regular(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8, as TOML must be: {error.reason} at byte {error.start}") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML: {error}") from error
    hints = get_type_hints(Task)
    sections = {entry.name: hints[entry.name] for entry in fields(Task) if entry.name != "file"}
    where = _Where(path, text)
    where.known(data, sections, "section", None)
    loops = data.pop("binomial", [])
    del sections["binomial"]
    values = {name: _section(kind, data.get(name, {}), name, where) for name, kind in sections.items()}
    for name in sections:
        _finished(data.get(name, {}), name, where)
    task = Task(file=path.resolve(), **values)
    _checked(task, where)
    task = _inside(task, where)
    return replace(task, binomial=_loops(loops, task, where))


@dataclass(frozen=True, slots=True)
class _Where:
    """Finds the line of a key."""

    path: Path
    text: str
    table: int = 1
    """Which of several tables of one name is meant."""

    def line(self, section: str | None, key: str) -> int:
        current, heading_line = None, 1
        tables: Counter[str] = Counter()
        for number, line in enumerate(self.text.splitlines(), 1):
            if heading := re.match(r"\s*\[\[?([\w.]+)\]", line):
                current = heading[1]
                tables[current] += 1
                if section is None and current.partition(".")[0] == key and tables[current] == self.table:
                    return number
                if current == section and tables[current] == self.table:
                    heading_line = number
            elif (
                re.match(rf"\s*{re.escape(key)}\s*[=.]", line)
                and current == section
                and (current is None or tables[current] == self.table)
            ):
                return number
        return heading_line

    def wrong(self, section: str | None, key: str, why: str) -> UsageError:
        return UsageError(f"{self.path}:{self.line(section, key)}: {why}")

    def known(self, given: Mapping[str, Any], names: Mapping[str, Any], what: str, section: str | None) -> None:
        for key in given:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1, 0.5)
                hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(names)}"
                raise self.wrong(section, key, f"unknown {what} {key}; {hint}")


def _section(kind: type, given: Any, name: str, where: _Where) -> Any:
    if not isinstance(given, Mapping):
        raise where.wrong(None, name, f"{name} must be a section, [{name}]")
    hints = get_type_hints(kind)
    where.known(given, hints, "key", name)
    values = {key: _value(hints[key], value, name, key, where) for key, value in given.items()}
    for entry in fields(kind):
        if entry.name not in values and entry.default is MISSING and entry.default_factory is MISSING:
            raise where.wrong(None, name, f"[{name}] needs {entry.name}")
    return kind(**values)


def _loops(given: Any, task: Task, where: _Where) -> tuple[Binomial, ...]:
    """The tables, each loop by its id."""
    if not isinstance(given, list):
        raise where.wrong(None, "binomial", "binomial must be written as tables, [[binomial]]")
    if not given:
        return ()
    listing = sites([task.root / name for name in task.sources.files], root=task.root, loops=True)
    found: list[Binomial] = []
    for number, table in enumerate(given, 1):
        here = replace(where, table=number)
        one = _section(Binomial, table, "binomial", here)
        _finished(table, "binomial", here)
        loop = _loop(one.loop, listing.sites, here)
        if any(other.loop == loop for other in found):
            raise here.wrong("binomial", "loop", f"{loop} has two tables; list all its numbers of snapshots in one")
        if not one.snapshots or min(one.snapshots) < 1:
            raise here.wrong("binomial", "snapshots", "snapshots must list the numbers to try, each 1 or more")
        for key, words in (("steps", one.steps), ("first", one.first)):
            if not str(words).strip():
                raise here.wrong("binomial", key, f"{key} is empty")
        found.append(replace(one, loop=loop))
    return tuple(found)


def _loop(words: str, loops: Sequence[CallSite], where: _Where) -> str:
    """The id of the one loop that is meant. Raises :class:`Refused` with candidates where it is not certain."""
    if not loops:
        raise where.wrong(
            "binomial", "loop", "there is no DO loop in the sources (BINOMIAL-CKP works for Fortran only)"
        )
    candidates: Sequence[str] = ()
    try:
        found = [loop.id for loop in selected(words, loops)]
        if len(found) == 1:
            return found[0]
        candidates = found
    except Refused as refused:
        candidates = refused.candidates
    except UsageError as error:
        raise where.wrong("binomial", "loop", str(error)) from error
    message = f"{words!r} does not name one DO loop; `rewriter sites --loops` lists them"
    wrong = str(where.wrong("binomial", "loop", message))
    raise Refused(wrong, candidates=(candidates or [loop.id for loop in loops])[:10])


def _value(kind: Any, value: Any, section: str, key: str, where: _Where) -> Any:
    options = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if key == "memory":
        return size_of(value, lambda why: where.wrong(section, key, why))
    for option in options:
        if (
            get_origin(option) is tuple
            and isinstance(value, list)
            and all(type(part) is get_args(option)[0] for part in value)
        ):
            return tuple(value)
        if get_origin(option) is Mapping and isinstance(value, dict):
            return {name: str(part) for name, part in value.items()}
        if option is float and isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if isinstance(option, type) and type(value) is option:
            return value
    words: dict[Any, str] = {int: "a whole number", float: "a number", str: "a string", bool: "true or false"}
    words |= {tuple[str, ...]: "a list of strings", tuple[int, ...]: "a list of whole numbers"}
    wanted = words.get(options[0], "a table")
    raise where.wrong(section, key, f"{key} must be {wanted}, not {value!r}")


_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kMGT]?i?B)?", re.IGNORECASE)
_FACTOR = re.compile(r"(\d+(?:\.\d+)?)\s*x")
_UNITS = {"": 1, "b": 1}
_UNITS |= {f"{letter}b": 1000**power for power, letter in enumerate("kmgt", 1)}
_UNITS |= {f"{letter}ib": 1024**power for power, letter in enumerate("kmgt", 1)}


def size_of(value: object, wrong: Any = UsageError) -> int:
    """Bytes of ``"200 MB"``, ``"64 KiB"`` or a plain number."""
    match = _SIZE.fullmatch(str(value).strip())
    if match is None:
        raise wrong(f"{value!r} is not a size; write 200 MB, 64 KiB, or a number of bytes")
    return int(float(match[1]) * _UNITS[(match[2] or "").lower()])


def allowed(words: str, baseline: int) -> int | None:
    """Bytes of a budget, which may be a factor of the baseline's (``"3x"``); ``None`` for none."""
    if not words:
        return None
    factor = _FACTOR.fullmatch(words.strip())
    return int(float(factor[1]) * baseline) if factor else size_of(words)


def _finished(given: Mapping[str, Any], section: str, where: _Where) -> None:
    """Refuse values that :mod:`rewriter.tuning.template` could not determine and the user has not filled in."""
    for key, value in given.items():
        if UNKNOWN in str(value):
            raise where.wrong(section, key, f"{key} still contains {UNKNOWN}; replace it by a value")


def _checked(task: Task, where: _Where) -> None:
    for section, key, value, known in (
        ("compare", "how", task.compare.how, HOWS),
        ("compare", "form", task.compare.form, FORMS),
        ("run", "time", task.run.time, TIMES),
        ("search", "strategy", task.search.strategy, STRATEGIES),
    ):
        if value not in known:
            near = difflib.get_close_matches(value, known, 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise where.wrong(section, key, f"{key} must be one of {', '.join(known)}, not {value!r}{hint}")
    for section, key, number, least in (
        ("differentiate", "limit", task.differentiate.limit, 0.0),
        ("build", "limit", task.build.limit, 0.0),
        ("run", "limit", task.run.limit, 0.0),
        ("run", "repetitions", task.run.repetitions, 1),
        ("compare", "digits", task.compare.digits, 1),
        ("compare", "relative", task.compare.relative, 0.0),
        ("search", "at_once", task.search.at_once, 1),
        ("search", "trials", task.search.trials, 0),
        ("search", "limit", task.search.limit, 0.0),
    ):
        if number is not None and not least <= number < math.inf:
            raise where.wrong(section, key, f"{key} must be at least {least:g} and finite, not {number:g}")
    if task.compare.form == "netcdf":
        try:
            library()
        except UsageError as error:
            raise where.wrong("compare", "form", str(error)) from error
    for key, words in (("peak", task.budget.peak), ("resident", task.budget.resident)):
        if words and not _FACTOR.fullmatch(words.strip()):
            size_of(words, lambda why, key=key: where.wrong("budget", key, why))
    for section, key, patterns in (
        ("compare", "output", task.compare.output),
        ("run", "seconds", (task.run.seconds,) if task.run.time == "output" else ()),
    ):
        for pattern in patterns:
            try:
                groups = re.compile(pattern).groups
            except re.error as error:
                raise where.wrong(section, key, f"{pattern!r} is not a regular expression: {error}") from error
            if not groups:
                raise where.wrong(section, key, f"{pattern!r} needs a group in parentheses around the value")
    for section, key, command in (
        ("sources", "cpp", task.sources.cpp),
        ("differentiate", "command", task.differentiate.command),
        ("build", "command", task.build.command),
        ("run", "command", task.run.command),
    ):
        try:
            words_of = shlex.split(command)
        except ValueError as error:
            raise where.wrong(section, key, f"{key} is not a command line: {error}") from error
        if section in ("build", "run") and not words_of:
            raise where.wrong(section, key, f"{key} is empty")
    if not (task.differentiate.command or task.differentiate.head):
        raise where.wrong("differentiate", "head", "[differentiate] needs head, or a command that runs Tapenade")
    if "{extra}" not in task.build.command:
        raise where.wrong(
            "build",
            "command",
            "it must contain {extra}, which stands for sources and flags to compile and link as well",
        )
    if not task.root.is_dir():
        raise where.wrong("sources", "root", f"{task.root}: no such folder")
    if not (task.compare.output or task.compare.files):
        raise where.wrong("compare", "output", "[compare] needs output or files, to verify the gradient")


def _inside(task: Task, where: _Where) -> Task:
    """The task with all its files named from the root; what a trial writes or removes must lie in its copy."""
    root, outside = task.root, f"it is outside the root, {task.root}"

    def named(section: str, key: str, name: str, why: str) -> str:
        found = from_root(root, name)
        if found is None:
            raise where.wrong(section, key, f"{name}: {outside}; {why}")
        return found

    def written(section: str, key: str, name: str) -> str:
        found = named(section, key, name, "a trial writes to its own copy only, so name a place in the root")
        if link := link_out(root, found):
            leak = f"{name}: {link} is a link to {(root / link).resolve()}, and a trial would write there"
            raise where.wrong(section, key, f"{leak}; make it a real folder, or choose another place")
        return found

    sources: dict[str, None] = {}
    for name in task.sources.files:
        found = named("sources", "files", name, 'set root in [sources] to a folder that holds it, such as ".."')
        if not (root / found).is_file():
            raise where.wrong("sources", "files", f"{name}: no such file in {root}")
        parts = PurePosixPath(found).parts
        if glob := next((glob for glob in task.left_out for part in parts if fnmatch(part, glob)), None):
            why = "hidden files are not" if glob == HIDDEN else f"because of {glob!r} in leave_out it is not"
            raise where.wrong("sources", "files", f"{name}: {why} copied, so no trial can use it")
        sources[found] = None
    output = task.differentiate.output
    return replace(
        task,
        sources=replace(task.sources, files=tuple(sources)),
        differentiate=replace(task.differentiate, output=written("differentiate", "output", output)),
        compare=replace(task.compare, files=tuple(written("compare", "files", name) for name in task.compare.files)),
    )
