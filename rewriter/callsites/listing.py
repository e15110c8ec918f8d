"""Listing the call sites of many files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.callsites.lint import Idle
from rewriter.callsites.reader import FileProblem, Wanted, read
from rewriter.callsites.site import CallSite
from rewriter.callsites.written import written


@dataclass(frozen=True, slots=True)
class Listing:
    """All call sites of a tree, in the order of paths and lines."""

    root: Path
    files: tuple[str, ...]
    sites: tuple[CallSite, ...]
    problems: tuple[FileProblem, ...]
    """Files, or places in them, that could not be understood."""
    notes: tuple[FileProblem, ...] = ()
    """What else the user should know of files."""
    idle: tuple[Idle, ...] = ()
    """With ``lint``, the directives written by hand that do nothing."""


def sites(
    paths: Sequence[Path | str],
    *,
    root: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    include_dirs: Sequence[Path] = (),
    form: str | None = None,
    languages: Mapping[str, str] | None = None,
    loops: bool = False,
    lint: bool = False,
) -> Listing:
    """The call sites (with ``loops``, the DO loops) of files and folders, with ``lint`` also idle directives.

    ``languages``: globs of files, each with what they are written in; see :mod:`rewriter.callsites.written`.

    Files that cannot be understood are among the problems and do not stop the others.

    Raises :class:`UsageError` for a path that does not exist.
    """
    wanted = Wanted(sites=not loops, loops=loops, idle=lint)
    reading = read(
        paths,
        root=root,
        include=include,
        exclude=exclude,
        include_dirs=include_dirs,
        how=written(form, languages or {}),
        wanted=wanted,
    )
    rows = reading.rows
    listed = tuple(rows.loops if loops else rows.sites)
    return Listing(reading.root, reading.files, listed, tuple(rows.problems), tuple(rows.notes), tuple(rows.idle))
