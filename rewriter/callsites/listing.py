"""Listing the call sites of many files, on all cores where that pays."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from rewriter.callsites.site import CallSite, Index, call_sites, index
from rewriter.errors import UsageError
from rewriter.languages.model import Scan
from rewriter.languages.registry import SUFFIXES, Language, language_of
from rewriter.text.edits import Lines, decode, line_of
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


@dataclass(frozen=True, slots=True)
class Listing:
    """All call sites of a tree, in the order of paths and lines."""

    root: Path
    files: tuple[str, ...]
    sites: tuple[CallSite, ...]
    problems: tuple[FileProblem, ...]
    names: Index
    """What all the files define, to read one of them again as it was read among all."""


def sites(
    paths: Sequence[Path | str],
    *,
    root: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    form: str | None = None,
    loops: bool = False,
) -> Listing:
    """The call sites (with ``loops``, the DO loops) of files and folders.

    Files that cannot be understood are among the problems and do not stop the others.

    Raises :class:`UsageError` for a path that does not exist.
    """
    named = [Path(path) for path in paths]
    top = (root or root_of(named)).absolute()
    files = found(named, SUFFIXES, include, exclude)
    names = {file: relative(file, top) for file in files}
    size = sum(map(_size, files))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if size < _WORTH_SHARING or cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        part = _Part([(file, names[file]) for file in files], form)
        everything = part.names
        rows, problems = part.rows(everything, loops)
    else:
        rows, problems, everything = _shared(files, names, form, loops, min(cores, 8))
    return Listing(top, tuple(names[file] for file in files), tuple(rows), tuple(problems), everything)


class _Part:
    """Some of the files: read first, listed once the names that all files define are known."""

    def __init__(self, files: Sequence[tuple[Path, str]], form: str | None) -> None:
        self.scans: list[tuple[str, Language, Scan]] = []
        self.problems: list[FileProblem] = []
        for file, name in files:
            try:
                data = regular(file).read_bytes()
                text = decode(data)
                language = language_of(file, text)
            except OSError as error:
                self.problems.append(FileProblem(name, 0, error.strerror or str(error)))
                continue
            except UsageError as error:
                self.problems.append(FileProblem(name, 0, error.reason))
                continue
            if "\0" in text:
                line = line_of(text, text.index("\0"))
                self.problems.append(
                    FileProblem(name, line, "a NUL character: not a text file, or not in a byte encoding")
                )
                continue
            scan = language.scan(text, file.suffix, form)
            if scan.problems:
                lines = Lines(text)
                self.problems += (FileProblem(name, lines.number(p.offset), p.reason) for p in scan.problems)
            self.scans.append((name, language, scan))
        self.names = Index.of(index(language, scan) for _, language, scan in self.scans)

    def rows(self, names: Index, loops: bool) -> tuple[list[CallSite], list[FileProblem]]:
        rows: list[CallSite] = []
        for name, language, scan in self.scans:
            rows += call_sites(name, language, scan, names, loops=loops)
        return rows, self.problems


def _shared(
    files: Sequence[Path], names: dict[Path, str], form: str | None, loops: bool, workers: int
) -> tuple[list[CallSite], list[FileProblem], Index]:
    """Neighbouring files go to one process, so that the parts, put together, are in order."""
    context = multiprocessing.get_context("fork")
    connections: list[Connection] = []
    processes = []
    for part in _even_parts(files, workers):
        ours, theirs = context.Pipe()
        arguments = (ours, theirs, [(file, names[file]) for file in part], form, loops)
        process = context.Process(target=_serve, args=arguments, daemon=True)  # ends with us, also when interrupted
        process.start()
        theirs.close()
        connections.append(ours)
        processes.append(process)
    everything = Index.of(connection.recv() for connection in connections)
    for connection in connections:
        connection.send(everything)
    rows: list[CallSite] = []
    problems: list[FileProblem] = []
    for connection, process in zip(connections, processes, strict=True):
        part_rows, part_problems = connection.recv()
        rows += part_rows
        problems += part_problems
        process.join()
    return rows, problems, everything


def _serve(
    parents: Connection, connection: Connection, files: list[tuple[Path, str]], form: str | None, loops: bool
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C the parent speaks, and ends this process
    parents.close()  # so that this end is notified when the parent is gone
    with suppress(EOFError, ConnectionError):
        part = _Part(files, form)
        connection.send(part.names)
        connection.send(part.rows(connection.recv(), loops))


def _size(file: Path) -> int:
    """Bytes; 0 for a link that leads nowhere or a file that has just vanished, which reading it will tell."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _even_parts(files: Sequence[Path], count: int) -> list[list[Path]]:
    """The files in ``count`` runs of about the same number of bytes."""
    sizes = [_size(file) for file in files]
    share = sum(sizes) / count
    parts: list[list[Path]] = [[] for _ in range(count)]
    done = 0.0
    for file, size in zip(files, sizes, strict=True):
        parts[min(count - 1, int(done / share))].append(file)
        done += size
    return [part for part in parts if part]
