"""Reading the files of a tree, each once, on all cores where that pays."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from rewriter.callsites.lint import Idle
from rewriter.callsites.site import CallSite, Index, index
from rewriter.callsites.source import Source
from rewriter.errors import Refused, UsageError
from rewriter.languages.registry import SUFFIXES
from rewriter.text.edits import Lines, line_of
from rewriter.text.files import found, regular, relative, root_of

_WORTH_SHARING = 4_000_000
"""Bytes from which a second process is faster than one."""


class FileProblem(NamedTuple):
    """A file, or a place in one, that could not be understood. Line 0 means the file as a whole."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


class Wanted(NamedTuple):
    """What is wanted of each file."""

    sites: bool = True
    loops: bool = False
    idle: bool = False
    """Directives that do nothing."""
    most: bool = False
    """Whether most of the sources are needed as well, so that other processes should not read them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What was found in some of the files, in the order of paths and lines."""

    sites: list[CallSite] = field(default_factory=list)
    loops: list[CallSite] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    """The files that may hold directives."""

    def add(self, others: Rows) -> None:
        self.sites.extend(others.sites)
        self.loops.extend(others.loops)
        self.problems.extend(others.problems)
        self.idle.extend(others.idle)
        self.marked.extend(others.marked)


class Reading:
    """The files of a tree as they were read, and the names they define together."""

    def __init__(
        self, root: Path, files: Sequence[str], form: str | None, names: Index, rows: Rows, sources: Sequence[Source]
    ) -> None:
        """``sources``: those that need not be read again."""
        self.root = root
        self.files = tuple(files)
        self.names = names
        self.rows = rows
        self._form = form
        self._sources = {source.path: source for source in sources}

    def source(self, path: str) -> Source:
        """One of the files. What another process has read is read again here, but once.

        Raises :class:`Refused` where that file cannot be read any longer.
        """
        if path not in self._sources:
            try:
                data = regular(self.root / path).read_bytes()
            except OSError as error:
                raise Refused(f"{path}: cannot be read a second time: {error.strerror or error}; run again") from None
            self._sources[path] = Source(path, data, self._form)
        return self._sources[path]


def read(
    paths: Sequence[Path | str],
    *,
    root: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    form: str | None = None,
    wanted: Wanted = Wanted(),  # noqa: B008 - a value
) -> Reading:
    """Read files and folders.

    Files that cannot be understood are among the problems and do not stop the others.

    Raises :class:`UsageError` for a path that does not exist.
    """
    named = [Path(path) for path in paths]
    top = (root or root_of(named)).absolute()
    files = [(file, relative(file, top)) for file in found(named, SUFFIXES, include, exclude)]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    size = sum(_size(file) for file, _ in files)
    if wanted.most or size < _WORTH_SHARING or cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        part = _Part(files, form)
        names, rows, sources = part.names, part.rows(part.names, wanted), part.sources
    else:
        names, rows = _shared(files, form, wanted, min(cores, 8))
        sources = []
    return Reading(top, [name for _, name in files], form, names, rows, sources)


class _Part:
    """Some of the files: read first, listed once the names that all files define are known."""

    def __init__(self, files: Sequence[tuple[Path, str]], form: str | None) -> None:
        self.sources: list[Source] = []
        self.problems: list[FileProblem] = []
        for file, name in files:
            try:
                source = Source(name, regular(file).read_bytes(), form)
            except OSError as error:
                self.problems.append(FileProblem(name, 0, error.strerror or str(error)))
                continue
            except UsageError as error:
                self.problems.append(FileProblem(name, 0, str(error).removeprefix(f"{name}: ")))
                continue
            if "\0" in source.text:
                line = line_of(source.text, source.text.index("\0"))
                self.problems.append(
                    FileProblem(name, line, "a NUL character: not a text file, or not in a byte encoding")
                )
                continue
            if source.scan.problems:
                lines = Lines(source.text)
                self.problems += (FileProblem(name, lines.number(p.offset), p.reason) for p in source.scan.problems)
            self.sources.append(source)
        self.names = Index.of(index(source.language, source.scan) for source in self.sources)

    def rows(self, names: Index, wanted: Wanted) -> Rows:
        rows = Rows(problems=self.problems)
        for source in self.sources:
            if wanted.sites:
                rows.sites.extend(source.written_sites(names))
            if wanted.loops:
                rows.loops.extend(source.written_loops)
            if wanted.idle:
                rows.idle.extend(source.idle(names))
            if "$ad" in source.text.lower():
                rows.marked.append(source.path)
        return rows


def _shared(files: Sequence[tuple[Path, str]], form: str | None, wanted: Wanted, workers: int) -> tuple[Index, Rows]:
    """Neighbouring files go to one process, so that the parts, put together, are in order."""
    context = multiprocessing.get_context("fork")
    connections: list[Connection] = []
    processes = []
    for part in _even_parts(files, workers):
        ours, theirs = context.Pipe()
        arguments = (ours, theirs, part, form, wanted)
        process = context.Process(target=_serve, args=arguments, daemon=True)  # ends with us, also when interrupted
        process.start()
        theirs.close()
        connections.append(ours)
        processes.append(process)
    everything = Index.of(connection.recv() for connection in connections)
    for connection in connections:
        connection.send(everything)
    rows = Rows()
    for connection, process in zip(connections, processes, strict=True):
        rows.add(connection.recv())
        process.join()
    return everything, rows


def _serve(
    parents: Connection, connection: Connection, files: list[tuple[Path, str]], form: str | None, wanted: Wanted
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C the parent speaks, and ends this process
    parents.close()  # so that this end is notified when the parent is gone
    with suppress(EOFError, ConnectionError):
        part = _Part(files, form)
        connection.send(part.names)
        connection.send(part.rows(connection.recv(), wanted))


def _size(file: Path) -> int:
    """Bytes; 0 for a link that leads nowhere or a file that has just vanished, which reading it will tell."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _even_parts(files: Sequence[tuple[Path, str]], count: int) -> list[list[tuple[Path, str]]]:
    """The files in ``count`` runs of about the same number of bytes."""
    sizes = [_size(file) for file, _ in files]
    share = sum(sizes) / count
    parts: list[list[tuple[Path, str]]] = [[] for _ in range(count)]
    done = 0.0
    for file, size in zip(files, sizes, strict=True):
        parts[min(count - 1, int(done / share))].append(file)
        done += size
    return [part for part in parts if part]
