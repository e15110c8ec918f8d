"""The sites listed are those that are there: those read off by eye, and those that fparser and tree-sitter see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rewriter.callsites.site import CallSite
from rewriter.callsites.source import Source
from rewriter.languages.model import Kind
from rewriter.languages.registry import FORTRAN, SUFFIXES, C
from rewriter.tools.tapenade import Tapenade
from tests.support import oracles
from tests.support.oracles import Reading, read, shown

HERE = Path(__file__).parents[1]
TRAPS = sorted((HERE / "golden" / "fortran" / "traps").glob("*.[fF]*"))
FIXTURES = sorted(path for path in (HERE.parent / "fixtures").rglob("*") if path.suffix in SUFFIXES)
_TEXTLESS = Kind.SENTINEL | Kind.MACRO
"""Kinds that a reader of one standard language cannot see: it takes them for comments or array elements."""


def kit(tapenade: Tapenade) -> list[Path]:
    """The sources that Tapenade brings with it."""
    return sorted(path for path in tapenade.kit.rglob("*") if path.suffix in SUFFIXES)


@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.name)
def test_sites_are_those_read_off_by_eye(path: Path) -> None:
    """A ``.expected`` file has the form, then a line for each site; ``#`` begins a comment."""
    expected = [line for line in path.with_suffix(".expected").read_text().splitlines() if not line.startswith("#")]
    ((source, sites),) = read([path])
    assert [f"form {source.scan.form}", *map(shown, sites)] == expected
    assert not source.scan.problems


def assert_agrees(source: Source, sites: Sequence[CallSite], reading: Reading) -> None:
    """The same calls, and no function reference where the other reader sees none."""
    calls = oracles.compared((site for site in sites if site.kind & Kind.CALL), reading.calls)
    assert [shown(site) for site in calls.extra] == [], f"{source.path}: only we see these"
    assert calls.missing == [], f"{source.path}: we do not see these"
    functions = oracles.compared((site for site in sites if site.kind & Kind.FUNCTION), reading.references)
    assert [shown(site) for site in functions.extra] == [], f"{source.path}: no such reference"


def fparser_agrees(files: Sequence[Path]) -> list[str]:
    """Names of the files that fparser could read, in each of which it sees the same."""
    compared = []
    for source, sites in read(files):
        if source.language is FORTRAN and source.scan.form != "fixed-132":
            reading = oracles.fparser_reading(source.text, source.scan.form)
            if reading is not None:
                assert_agrees(source, sites, reading)
                compared.append(Path(source.path).name)
    return compared


def tree_sitter_agrees(files: Sequence[Path]) -> list[str]:
    """Names of the files that tree-sitter read without an error, in each of which it sees the same.

    Where it did not understand some lines, each of its sites elsewhere is still one of ours.
    """
    compared = []
    for source, sites in read(files):
        if source.language is C:
            reading = oracles.tree_sitter_c_reading(source.data)
            ours = [site for site in sites if site.kind & (Kind.CALL | Kind.FUNCTION)]
        elif source.scan.form == "free":
            reading = oracles.tree_sitter_fortran_reading(source.data)
            ours = [site for site in sites if site.kind & Kind.CALL and not site.kind & _TEXTLESS]
        else:
            continue
        difference = oracles.compared(ours, reading.calls)
        unexplained = [one for one in difference.missing if not oracles.inside(one.first, reading.errors)]
        assert unexplained == [], f"{source.path}: we do not see these"
        if not reading.errors:
            assert [shown(site) for site in difference.extra] == [], f"{source.path}: only we see these"
            compared.append(Path(source.path).name)
    return compared


def test_fparser_sees_the_same_in_the_traps() -> None:
    assert set(fparser_agrees(TRAPS)) >= {"crlf.f90", "disguised.F", "free.f90", "unended.f"}


def test_fparser_sees_the_same_in_the_fixtures() -> None:
    fortran = {path.name for path in FIXTURES if path.suffix.lower() in (".f", ".f90")}
    assert set(fparser_agrees(FIXTURES)) == fortran


def test_fparser_sees_the_same_in_the_kit_of_tapenade(tapenade: Tapenade) -> None:
    assert fparser_agrees(kit(tapenade))


def test_tree_sitter_sees_the_same_in_the_traps() -> None:
    assert set(tree_sitter_agrees(TRAPS)) >= {"crlf.f90", "disguised.F"}


def test_tree_sitter_sees_the_same_in_the_fixtures() -> None:
    others = {path.name for path in FIXTURES if path.suffix in (".f90", ".c", ".h")}
    assert set(tree_sitter_agrees(FIXTURES)) == others


def test_tree_sitter_sees_the_same_in_the_kit_of_tapenade(tapenade: Tapenade) -> None:
    assert len(tree_sitter_agrees(kit(tapenade))) >= 10
