"""What a configuration remembers of names."""

from __future__ import annotations

import pytest

from rewriter.callsites.facts import Facts, Seen, facts
from rewriter.callsites.names import Index
from rewriter.callsites.source import Source

F, G = Seen("a.f90", "s", "f"), Seen("a.f90", "t", "f")
ELSEWHERE = Seen("b.f90", "s", "f")


@pytest.mark.parametrize(
    ("holds", "not_", "expected"),
    [
        ([F], [], ("f",)),
        ([F, G, ELSEWHERE], [], ("f",)),
        ([F, G], [ELSEWHERE], ("a.f90::f",)),
        ([F], [G], ("a.f90::s>f",)),
        ([F, ELSEWHERE], [G], ("a.f90::s>f", "b.f90::f")),
        ([], [F], ()),
    ],
)
def test_a_fact_is_as_short_as_it_can_be(holds: list[Seen], not_: list[Seen], expected: tuple[str, ...]) -> None:
    assert facts(holds, not_) == expected


@pytest.mark.parametrize(
    ("fact", "functions"),
    [
        ("f", ["s", "t"]),
        ("a.f90::f", ["s", "t"]),
        ("a.f90::s>f", ["s"]),
        ("b.f90::f", []),
        ("b.f90::s>f", []),
        ("g", []),
    ],
)
def test_where_a_fact_holds(fact: str, functions: list[str]) -> None:
    source = Source("a.f90", b"subroutine s\nend\nsubroutine t\nend\nsubroutine u\nreal f(3)\nend\n")
    index = Index.of([source.part])
    known = Facts(frozenset({fact}), frozenset({fact}), index).about(
        source.path, source.language, source.scan, source.part.declared
    )
    units = [(unit, procedure.name) for unit, procedure in enumerate(source.scan.procedures)]
    assert [name for unit, name in units if known.is_function(unit, "f")] == functions
    assert [name for unit, name in units[:2] if known.is_split(unit, "f")] == functions


def test_where_nothing_is_remembered_the_files_tell() -> None:
    source = Source("a.f90", b"subroutine s\nend\nfunction f(x)\nend\n")
    for functions, expected in ((None, True), (frozenset[str](), False)):
        known = Facts(functions, frozenset(), Index.of([source.part])).about(
            source.path, source.language, source.scan, source.part.declared
        )
        assert known.is_function(0, "f") is expected
