"""Listing the call sites of many files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.callsites.lint import Idle
from rewriter.callsites.reader import FileProblem, Wanted, read
from rewriter.callsites.site import CallSite


@dataclass(frozen=True, slots=True)
class Listing:
    """All call sites of a tree, in the order of paths and lines."""

    root: Path
    files: tuple[str, ...]
    sites: tuple[CallSite, ...]
    problems: tuple[FileProblem, ...]
    idle: tuple[Idle, ...] = ()
    """With ``lint``, the directives written by hand that do nothing."""


def sites(
    paths: Sequence[Path | str],
    *,
    root: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    form: str | None = None,
    loops: bool = False,
    lint: bool = False,
) -> Listing:
    """The call sites (with ``loops``, the DO loops) of files and folders, with ``lint`` also idle directives.

    Files that cannot be understood are among the problems and do not stop the others.

    Raises :class:`UsageError` for a path that does not exist.
    """
    wanted = Wanted(sites=not loops, loops=loops, idle=lint)
    reading = read(paths, root=root, include=include, exclude=exclude, form=form, wanted=wanted)
    rows = reading.rows.loops if loops else reading.rows.sites
    return Listing(reading.root, reading.files, tuple(rows), tuple(reading.rows.problems), tuple(reading.rows.idle))
