"""Procedures that several files may define: of these, one that is gone from its file was not moved to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from rewriter.callsites.reader import Reading
from rewriter.configuration.model import Entry
from rewriter.languages.registry import SUFFIXES
from rewriter.text.edits import decode
from rewriter.text.files import found, regular, relative

_HEADER = re.compile(r"(?:\b(?:subroutine|function|procedure)[ \t]+|^\w[\w \t*]*[ \t*])(\w+)", re.MULTILINE)
"""The name in the header of a procedure, and in other places too."""


def simple(procedure: str) -> str:
    """The name of a procedure without what is around it."""
    return procedure.rpartition(".")[2]


def copied(entries: Iterable[Entry], reading: Reading) -> tuple[str, ...]:
    """The procedures of entries that another file below the root may define as well, in lower case.

    What was read tells it by its calls; of what was not, the words of its headers must do.
    """
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(simple(entry.id.procedure).lower(), set()).add(entry.id.path)
    if not wanted:
        return ()
    for site in reading.rows.sites:
        if (name := simple(site.procedure).lower()) in wanted:
            wanted[name].add(site.path)
    read = set(reading.files)
    for file in found([reading.root], SUFFIXES):
        path = relative(file, reading.root)
        if path not in read:
            for name in _defined(file) & wanted.keys():
                wanted[name].add(path)
    return tuple(sorted(name for name, paths in wanted.items() if len(paths) > 1))


def _defined(file: Path) -> set[str]:
    try:
        return set(_HEADER.findall(decode(regular(file).read_bytes()).lower()))
    except OSError:
        return set()
