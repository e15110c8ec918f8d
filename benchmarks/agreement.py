"""Whom to believe: our call sites against fparser's and tree-sitter's, every difference with file and line.

    python -m benchmarks.agreement PATH... [--seconds N] [--only fparser|tree-sitter]

fparser is slow (a few thousand lines a second): with ``--seconds`` it reads files in a shuffled
order, the same each time, until the time is up. Where lines differ only the reader can tell who is right.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rewriter.callsites.site import CallSite
from rewriter.callsites.source import Source
from rewriter.languages.model import Kind
from rewriter.languages.registry import SUFFIXES, C
from rewriter.text.files import found
from tests.support import oracles

Read = tuple[Source, list[CallSite]]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Compare call sites with other readers.")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop fparser after this time")
    parser.add_argument("--only", choices=("fparser", "tree-sitter"))
    given = parser.parse_args(arguments)
    read = oracles.read(found(given.paths, SUFFIXES))
    print(f"{len(read)} files, {sum(len(sites) for _, sites in read)} sites")
    if given.only != "tree-sitter":
        with_fparser(read, given.seconds)
    if given.only != "fparser":
        with_tree_sitter(read)


def with_fparser(read: Sequence[Read], seconds: float) -> None:
    """Compare with fparser on every file it can read, in the time given."""
    files = [(source, sites) for source, sites in read if source.language is not C]
    random.Random(20).shuffle(files)
    deadline = time.monotonic() + seconds
    counts: Counter[str] = Counter()
    for source, sites in files:
        if time.monotonic() > deadline:
            break
        counts["tried"] += 1
        if source.scan.form == "fixed-132":
            counts["too wide for it"] += 1
            continue
        reading = oracles.fparser_reading(source.text, source.scan.form)
        if reading is None:
            counts["unreadable for it"] += 1
            continue
        counts["read"] += 1
        counts["lines"] += source.text.count("\n")
        calls = [site for site in sites if site.kind & Kind.CALL]
        report("fparser", source, oracles.compared(calls, reading.calls), [], counts)
        functions = [site for site in sites if site.kind & Kind.FUNCTION]
        references = oracles.compared(functions, reading.references)
        counts["calls of both"] += len(calls)
        counts["function references checked"] += len(functions)
        for site in references.extra:
            counts["references it does not see"] += 1
            print(f"{source.path}:{site.first_line}: fparser sees no reference: {oracles.shown(site)}")
    print(f"fparser, {len(files)} Fortran files: {told(counts)}")


def with_tree_sitter(read: Sequence[Read]) -> None:
    """Compare with tree-sitter on C and on free-form Fortran."""
    for language in ("fortran", "c"):
        counts: Counter[str] = Counter()
        for source, sites in read:
            if (source.language is C) != (language == "c") or source.scan.form.startswith("fixed"):
                continue
            if language == "c":
                reading = oracles.tree_sitter_c_reading(source.data)
                ours = sites
            else:
                reading = oracles.tree_sitter_fortran_reading(source.data)
                ours = [s for s in sites if s.kind & Kind.CALL and not s.kind & (Kind.SENTINEL | Kind.MACRO)]
            counts["tried"] += 1
            counts["lines"] += source.text.count("\n")
            counts["read without an error"] += not reading.errors
            counts["calls of ours"] += len(ours)
            report("tree-sitter", source, oracles.compared(ours, reading.calls), reading.errors, counts)
        print(f"tree-sitter, {language}: {told(counts)}")


def report(
    reader: str,
    source: Source,
    difference: oracles.Comparison,
    errors: Iterable[tuple[int, int]],
    counts: Counter[str],
) -> None:
    """Print each difference; those where the reader itself met an error are counted apart."""
    errors = list(errors)
    for site in difference.extra:
        note = f" ({reader} met an error in this file)" if errors else ""
        counts[f"only ours{note and ', in files with errors'}"] += 1
        print(f"{source.path}:{site.first_line}: only rewriter: {oracles.shown(site)}{note}")
    for one in difference.missing:
        note = f" ({reader} met an error here)" if oracles.inside(one.first, errors) else ""
        counts[f"only theirs{note and ', on lines with errors'}"] += 1
        print(f"{source.path}:{one.first}: only {reader}: {one.procedure}>{one.callee}{note}")


def told(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.items())


if __name__ == "__main__":
    main(sys.argv[1:])
