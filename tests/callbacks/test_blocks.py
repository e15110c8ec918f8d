"""Procedures as blocks and statements, against what the other readers of the same text find."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rewriter.callsites.source import Source
from rewriter.languages.instrumenting import units as units_of
from rewriter.languages.model import Kind
from rewriter.languages.tree import Arm, conditions_around, leaves, loops_around
from tests.support.models import FIXTURES

GOLDEN = Path(__file__).parent.parent / "golden"
FILES = sorted(
    path
    for folder in (*FIXTURES.glob("*"), *GOLDEN.glob("callbacks/2024/*/plain"), GOLDEN / "callbacks" / "primal")
    if folder.is_dir()
    for path in folder.iterdir()
    if path.suffix in (".f90", ".f", ".c")
)


def body(text: str) -> Arm:
    source = Source("m.f90", text.encode())
    return units_of(source.scan)[0].body


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.parent.name}-{path.name}" for path in FILES])
def test_every_call_statement_is_a_leaf(path: Path) -> None:
    source = Source(path.name, path.read_bytes())
    units = units_of(source.scan)
    found = Counter(
        (leaf.start, leaf.called.name.lower())
        for unit in units
        for leaf in leaves(unit.body)
        if leaf.called is not None
    )
    wanted = Counter((call.body, call.callee.lower()) for call in source.scan.calls if call.kind & Kind.CALL)
    assert found == wanted


def test_blocks_of_fortran() -> None:
    arm = body(
        "subroutine s\nif (a == 1) then\n call f(x(1:2, 3), 'a, b')\nelse if (a > 2) then\n y%z(1) = g(h(x))\nelse\n"
        " do 10 i = 1, 3\n  do 10 while (k < 2)\n10 call f\nend if\nselect case (k)\ncase (1, 2)\n if (c) call f\n"
        "case default\nend select\nend subroutine s\n"
    )
    branch, choice = [node for node in arm.nodes if node.kind == "branch"]
    assert [inner.words for inner in branch.arms] == ["a==1", "a>2", ""]
    assert [inner.words for inner in choice.arms] == ["1,2", ""]
    calls = [leaf for leaf in leaves(arm) if leaf.called is not None]
    assert [len(leaf.called.arguments) for leaf in calls if leaf.called] == [2, 0, 0]
    assert loops_around(calls[1]) == ("do10i=1,3", "do10while(k<2)")
    assert conditions_around(calls[2]) == ("1,2", "c")
    assigned = next(leaf for leaf in leaves(arm) if leaf.target)
    assert (assigned.target, [reference.name for reference in assigned.references]) == ("y", ["z", "h", "g"])
