"""Reading a ``tune.toml``: every value is checked before anything is done, and what is wrong is given with its line."""

from __future__ import annotations

import difflib
import math
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rewriter.callsites.listing import sites
from rewriter.callsites.resolve import selected
from rewriter.callsites.site import CallSite
from rewriter.callsites.written import NAMES
from rewriter.errors import Refused, UsageError
from rewriter.languages.binomial import unfit
from rewriter.search.registry import STRATEGIES
from rewriter.text.toml import Toml, read
from rewriter.tuning.fields import library
from rewriter.tuning.inside import from_root, link_out
from rewriter.tuning.sizes import FACTOR, size_of
from rewriter.tuning.task import CLOCKS, COMPARED_AS, FIXME, HIDDEN_FILES, HOWS, Binomial, Task


def load(path: Path) -> Task:
    """Read a ``tune.toml``.

    Raises :class:`UsageError`, with file and line, for what is not TOML, not known, missing, of the wrong type, or
    makes no sense; :class:`Refused` for a loop that is not certain.
    """
    toml = read(path)
    hints = get_type_hints(Task)
    sections = {entry.name: hints[entry.name] for entry in fields(Task) if entry.name != "file"}
    toml.check_known(toml.data, sections, "section")
    del sections["binomial"], sections["languages"]
    values = {name: _section(kind, toml.data.get(name, {}), _Section(toml, name)) for name, kind in sections.items()}
    task = Task(file=path.resolve(), languages=_languages(toml.data.get("languages", {}), toml), **values)
    for check in _CHECKS:
        check(task, toml)
    task = _inside(task, toml)
    return replace(task, binomial=_loops(toml.data.get("binomial", []), task, toml))


@dataclass(frozen=True, slots=True)
class _Section:
    """One table of the file."""

    toml: Toml
    name: str
    number: int = 1
    """Which of the tables of this name it is."""

    def wrong(self, key: str, why: str) -> UsageError:
        return self.toml.wrong(why, self.name, key, self.number)


def _section(kind: type, given: Any, section: _Section) -> Any:
    """The value of a table: its keys are the fields of a dataclass."""
    name = section.name
    if not isinstance(given, Mapping):
        raise section.toml.wrong(f"{name} must be a section, [{name}]", key=name)
    hints = get_type_hints(kind)
    section.toml.check_known(given, hints, "key", name, section.number)
    values = {key: _value(hints[key], value, key, section) for key, value in given.items()}
    for entry in fields(kind):
        if entry.name not in values and entry.default is MISSING and entry.default_factory is MISSING:
            raise section.wrong("", f"[{name}] needs {entry.name}")
    for key, value in given.items():
        if FIXME in str(value):
            raise section.wrong(key, f"{key} still contains {FIXME}; replace it by a value")
    return kind(**values)


def _languages(given: Any, toml: Toml) -> dict[str, str]:
    """The globs of ``[languages]``, each with what its files are written in."""
    if not isinstance(given, Mapping):
        raise toml.wrong("languages must be a section, [languages]", key="languages")
    for glob, name in given.items():
        if not isinstance(name, str) or name not in NAMES:
            raise toml.wrong(f"{glob} must be one of {', '.join(NAMES)}, not {name!r}", "languages", glob)
    return dict(given)


def _value(kind: Any, value: Any, key: str, section: _Section) -> Any:
    options = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if key == "memory":
        return size_of(value, lambda why: section.wrong(key, why))
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
    raise section.wrong(key, f"{key} must be {words.get(options[0], 'a table')}, not {value!r}")


def _loops(given: Any, task: Task, toml: Toml) -> tuple[Binomial, ...]:
    """The tables of binomial loops, each loop by its id."""
    if not isinstance(given, list):
        raise toml.wrong("binomial must be written as tables, [[binomial]]", key="binomial")
    if not given:
        return ()
    listing = sites(
        [task.root / name for name in task.sources.files], root=task.root, languages=task.languages, loops=True
    )
    found: list[Binomial] = []
    for number, table in enumerate(given, 1):
        section = _Section(toml, "binomial", number)
        one = _section(Binomial, table, section)
        loop = _loop(one.loop, listing.sites, section)
        if any(other.loop == loop for other in found):
            raise section.wrong("loop", f"{loop} has two tables; list all its numbers of snapshots in one")
        if not one.snapshots or min(one.snapshots) < 1:
            raise section.wrong("snapshots", "snapshots must list the numbers to try, each 1 or more")
        for key, words in (("steps", one.steps), ("first", one.first)):
            if not str(words).strip():
                raise section.wrong(key, f"{key} is empty")
            if why := unfit(f"{''.join(str(words).split())} 1 1"):
                raise section.wrong(key, why)
        found.append(replace(one, loop=loop))
    return tuple(found)


def _loop(words: str, loops: Sequence[CallSite], section: _Section) -> str:
    """The id of the one loop that is meant. Raises :class:`Refused` with candidates where it is not certain."""
    if not loops:
        raise section.wrong("loop", "there is no DO loop in the sources (BINOMIAL-CKP works for Fortran only)")
    candidates: Sequence[str] = ()
    try:
        found = [loop.id for loop in selected(words, loops)]
        if len(found) == 1:
            return found[0]
        candidates = found
    except Refused as refused:
        candidates = refused.candidates
    except UsageError as error:
        raise section.wrong("loop", str(error)) from error
    message = f"{words!r} does not name one DO loop; `rewriter sites --loops` lists them"
    offered = (candidates or [loop.id for loop in loops])[:10]
    raise Refused(str(section.wrong("loop", message)), candidates=offered)


def _check_words(task: Task, toml: Toml) -> None:
    """Words that must be one of a few."""
    for section, key, value, known in (
        ("compare", "how", task.compare.how, HOWS),
        ("compare", "form", task.compare.form, COMPARED_AS),
        ("run", "time", task.run.time, CLOCKS),
        ("search", "strategy", task.search.strategy, STRATEGIES),
    ):
        if value not in known:
            near = difflib.get_close_matches(value, known, 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise toml.wrong(f"{key} must be one of {', '.join(known)}, not {value!r}{hint}", section, key)


def _check_numbers(task: Task, toml: Toml) -> None:
    """Numbers that must be large enough, and sizes."""
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
            raise toml.wrong(f"{key} must be at least {least:g} and finite, not {number:g}", section, key)
    for key, words in (("peak", task.budget.peak), ("resident", task.budget.resident)):
        if words and not FACTOR.fullmatch(words.strip()):
            size_of(words, lambda why, key=key: toml.wrong(why, "budget", key))


def _check_patterns(task: Task, toml: Toml) -> None:
    """Regular expressions that must have a group."""
    for section, key, patterns in (
        ("compare", "output", task.compare.output),
        ("run", "seconds", (task.run.seconds,) if task.run.time == "output" else ()),
    ):
        for pattern in patterns:
            try:
                groups = re.compile(pattern).groups
            except re.error as error:
                raise toml.wrong(f"{pattern!r} is not a regular expression: {error}", section, key) from error
            if not groups:
                raise toml.wrong(f"{pattern!r} needs a group in parentheses around what is meant", section, key)


def _check_commands(task: Task, toml: Toml) -> None:
    """Command lines, and what they must hold."""
    for section, key, command in (
        ("sources", "cpp", task.sources.cpp),
        ("differentiate", "command", task.differentiate.command),
        ("build", "command", task.build.command),
        ("run", "command", task.run.command),
    ):
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise toml.wrong(f"{key} is not a command line: {error}", section, key) from error
        if section in ("build", "run") and not words:
            raise toml.wrong(f"{key} is empty", section, key)
    if not (task.differentiate.command or task.differentiate.head):
        raise toml.wrong("[differentiate] needs head, or a command that runs Tapenade", "differentiate", "head")
    if "{extra}" not in task.build.command:
        why = "command must contain {extra}: sources and flags to compile and link as well"
        raise toml.wrong(why, "build", "command")


def _check_presence(task: Task, toml: Toml) -> None:
    """What must be there."""
    if not task.root.is_dir():
        raise toml.wrong(f"{task.root}: no such directory", "sources", "root")
    if not (task.compare.output or task.compare.files):
        raise toml.wrong("[compare] needs output or files: what shows that the gradient is right", "compare", "output")
    if task.compare.form == "netcdf":
        try:
            library()
        except UsageError as error:
            raise toml.wrong(str(error), "compare", "form") from error


_CHECKS: tuple[Callable[[Task, Toml], None], ...] = (
    _check_words,
    _check_numbers,
    _check_patterns,
    _check_commands,
    _check_presence,
)


def _inside(task: Task, toml: Toml) -> Task:
    """The task with all its files named from the root; what a trial writes or removes must lie in its copy."""
    root, outside = task.root, f"it is outside the root, {task.root}"

    def named(section: str, key: str, name: str, why: str) -> str:
        found = from_root(root, name)
        if found is None:
            raise toml.wrong(f"{name}: {outside}; {why}", section, key)
        return found

    def written(section: str, key: str, name: str) -> str:
        found = named(section, key, name, "a trial writes to its own copy only, so name a place in the root")
        if link := link_out(root, found):
            leak = f"{name}: {link} is a link to {(root / link).resolve()}, and a trial would write there"
            raise toml.wrong(f"{leak}; make it a real folder, or choose another place", section, key)
        return found

    sources: dict[str, None] = {}
    for name in task.sources.files:
        found = named("sources", "files", name, 'set root in [sources] to a folder that holds it, such as ".."')
        if not (root / found).is_file():
            raise toml.wrong(f"{name}: no such file in {root}", "sources", "files")
        parts = PurePosixPath(found).parts
        if glob := next((glob for glob in task.left_out for part in parts if fnmatch(part, glob)), None):
            why = "hidden files are not" if glob == HIDDEN_FILES else f"because of {glob!r} in leave_out it is not"
            raise toml.wrong(f"{name}: {why} copied, so no trial can use it", "sources", "files")
        sources[found] = None
    output = task.differentiate.output
    return replace(
        task,
        sources=replace(task.sources, files=tuple(sources)),
        differentiate=replace(task.differentiate, output=written("differentiate", "output", output)),
        compare=replace(task.compare, files=tuple(written("compare", "files", name) for name in task.compare.files)),
    )
