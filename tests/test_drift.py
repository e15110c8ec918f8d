"""The site-drift suite on the fixture models: a changed source never leads to the wrong call."""

from __future__ import annotations

import pytest

from benchmarks.drift import MISAPPLIED, REFUSED, RIGHT, TOOLS, Tally, chosen, drift, judged, table
from benchmarks.drift_mutations import MUTATIONS, Mutant
from benchmarks.drift_settled import ALL
from tests.support.models import BASIN

SITES = 24
REWRITER = TOOLS[0]


@pytest.fixture(scope="module")
def tally() -> Tally:
    result = Tally()
    for path, site in chosen([BASIN.folder], SITES, seed=1):
        result.add(drift(path, site, ALL, seed=1))
    return result


def test_never_the_wrong_site(tally: Tally) -> None:
    assert tally.sites == SITES
    wrong = [w for w in tally.wrong if w.tool == REWRITER]
    assert tally.count(REWRITER, MISAPPLIED) == 0, "\n".join(map(str, wrong))


def test_the_site_is_found_where_only_the_layout_or_the_surroundings_change(tally: Tally) -> None:
    kept = ("lines shifted", "lines shifted near", "case swapped", "reindented", "lines rebroken", "trailing comments")
    moved = ("procedure renamed", "procedure moved to the end", "copy of procedure before", "copy of procedure after")
    for case in (*kept, *moved):
        assert tally.count(REWRITER, RIGHT, case) > 0, case
        assert tally.count(REWRITER, REFUSED, case) == 0, case
    for case in ("unrelated calls around", "other calls of callee around", "statement added far away"):
        right, refused = (tally.count(REWRITER, verdict, case) for verdict in (RIGHT, REFUSED))
        assert right >= 0.85 * (right + refused) > 0, case


def test_every_mutation_happens_somewhere(tally: Tally) -> None:
    assert {case for case, _, _ in tally.verdicts} == set(ALL)


def test_patches_do_reach_wrong_sites(tally: Tally) -> None:
    """That the judge can tell: the same mutations mislead both tools that go by lines."""
    assert tally.count("git apply", MISAPPLIED) > 0
    assert tally.count("patch", MISAPPLIED) > 0


def test_the_table_has_a_line_for_each_case(tally: Tally) -> None:
    text = table(tally)
    assert all(f"\n{case} " in text for case in MUTATIONS)
    assert all(tool in text for tool in TOOLS)


@pytest.mark.parametrize(
    ("after", "truth", "verdict"),
    [
        ("!$AD NOCHECKPOINT\ncall f\nx = 1\ncall f\n", 0, RIGHT),
        ("!$AD NOCHECKPOINT\ncall f\nx = 1\ncall f\n", 13, MISAPPLIED),
        ("!$AD NOCHECKPOINT\ncall f\nx = 1\ncall f\n", -1, MISAPPLIED),
        ("call f\nx = 1\n!$AD NOCHECKPOINT\ncall f\n", 13, RIGHT),
        ("call f\n!$AD NOCHECKPOINT\nx = 1\ncall f\n", 13, MISAPPLIED),
        ("!$AD NOCHECKPOINT\ncall f\nx = 1\n!$AD NOCHECKPOINT\ncall f\n", 0, MISAPPLIED),
        (None, 0, REFUSED),
    ],
)
def test_the_judge(after: str | None, truth: int, verdict: str) -> None:
    assert judged(Mutant("call f\nx = 1\ncall f\n", truth), after, "free")[0] == verdict
