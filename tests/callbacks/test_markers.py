"""Markers in real adjoints: they decide where the order of calls does not, and nothing is guessed against them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rewriter.callbacks.instrument import Instrumented, instrument
from rewriter.callbacks.names import Names
from rewriter.callbacks.primal import Primal, primal
from rewriter.callsites.source import Source
from rewriter.tools.tapenade import Tapenade, differentiate
from tests.support.models import FIXTURES
from tests.support.patience import PATIENCE

HERE = Path(__file__).parent
ALIKE = {path.suffix: path for path in sorted((HERE / "alike").iterdir())}
GOLDEN = HERE.parent / "golden" / "callbacks"
COMMENT = r"^[ \t]*(?:[cC*!]|//|/\*)[ \t]*"
LINE = re.compile(rf"{COMMENT}\$AD LINE (\d+)\n(?:[cC*!].*\n)*[ \t]*(?:CALL )?(\w+)\(", re.MULTILINE)


def blank(text: str) -> str:
    """Fortran without comments, line by line. (There is no ``!`` in its strings.)"""
    return re.sub(r"!.*|^[C*].*", "", text, flags=re.MULTILINE)


def without(text: str, what: str) -> str:
    """The text without the markers of a kind; their comments stay, empty."""
    return re.sub(rf"{what} \w+", "", text)


def read(path: Path) -> Primal:
    return primal([Source(path.name, path.read_bytes())])


def seen(text: str, name: str, known: Primal) -> Instrumented:
    return instrument(Source(name, text.encode()), known, Names())


def sites(done: Instrumented) -> list[tuple[str, int]]:
    return [(record.site.callee, record.site.line) for record in done.sites]


@pytest.fixture(scope="module")
def adjoints(tapenade: Tapenade, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The adjoints, those of Fortran with LINE markers; and, as ``blank``, of a copy without comments."""
    folder = tmp_path_factory.mktemp("alike")
    (folder / "free.f90").write_text(blank(ALIKE[".f90"].read_text()))
    made = {}
    for name, path in {**ALIKE, "blank": folder / "free.f90"}.items():
        options = [] if name == ".c" else ["-profile"]
        result = differentiate(
            tapenade, [path], [*options, "-reverse", "-head", "top(y)/(x)"], folder / name, limit=PATIENCE
        )
        assert not result.failed, result.failure
        made[name] = (folder / name / f"{path.stem}_b{path.suffix}").read_text()
    return made


LIVE = {
    ".f90": [("square", 12), ("halve", 19)],
    ".f": [("square", 10), ("halve", 17)],
    ".c": [("square", 18), ("halve", 25)],
}
"""Of the calls that read alike, those that are in the adjoint; each stands there once in either sweep."""


@pytest.mark.parametrize("kind", ALIKE)
def test_what_order_leaves_open_markers_decide(kind: str, adjoints: dict[str, str]) -> None:
    known, name = read(ALIKE[kind]), f"a_b{kind}"
    whole = adjoints[kind]
    bare = seen(without(without(whole, r"\$AD LINE"), "@CKP"), name, known)
    assert sites(bare) == LIVE[kind][1:]
    assert [(problem.callee, problem.reason.split(" on lines")[0]) for problem in bare.problems] == [
        ("square", "its primal call could be any of those")
    ]
    ways = [whole, without(whole, r"\$AD LINE")] + ([without(whole, "@CKP")] if kind != ".c" else [])
    for text in ways:
        done = seen(text, name, known)
        assert (sites(done), done.problems) == (LIVE[kind], ())


def test_lines_of_a_source_whose_comments_were_blank(adjoints: dict[str, str]) -> None:
    assert "@CKP" not in adjoints["blank"]
    assert {int(line) for line, _ in LINE.findall(adjoints["blank"])} == {0, 12, 19}
    done = seen(adjoints["blank"], "a_b.f90", read(ALIKE[".f90"]))
    assert (sites(done), done.problems) == (LIVE[".f90"], ())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (r"(\$AD LINE) 11\n", r"\1 12\n", ["$AD LINE 12 and @CKP 4", "$AD LINE 12"]),  # no call at all
        ("@CKP 4", "@CKP 3", []),  # not of this callee: it may be that of a call that is gone
    ],
)
def test_a_marker_that_cannot_be(before: str, after: str, told: list[str], adjoints: dict[str, str]) -> None:
    text, changes = re.subn(before, after, adjoints[".f90"])
    assert changes
    done = seen(text, "a_b.f90", read(ALIKE[".f90"]))
    assert sites(done) == [("square", 12)] + [("halve", 19)] * (not told)
    for problem in done.problems:
        assert problem.callee == "halve"
        assert any(f"its marker ({words}) contradicts the order of calls (line 19)" == problem.reason for words in told)
    assert bool(done.problems) is bool(told)


def test_markers_that_contradict_each_other(adjoints: dict[str, str]) -> None:
    done = seen(adjoints[".f90"].replace("!@CKP 2\n", "!@CKP 3\n"), "a_b.f90", read(ALIKE[".f90"]))
    assert sites(done) == [("halve", 19)]
    assert [problem.callee for problem in done.problems] == ["square"]


def test_markers_that_contradict_the_order() -> None:
    known = read(GOLDEN / "primal" / "flow.f90")
    text = (GOLDEN / "2020" / "flow" / "marked" / "flow_b.f90").read_text()
    plain = sites(seen(text, "flow_b.f90", known))
    swapped = re.sub(
        r"(LINE 1[26])\n(.*1\.1d0|.*0\.9d0)", lambda m: f"{'LINE 16' if m[1][-1] == '2' else 'LINE 12'}\n{m[2]}", text
    )
    assert swapped != text
    done = seen(swapped, "flow_b.f90", known)
    left = [entry for entry in plain if entry not in {("scale", 13), ("scale", 17)}]
    assert [entry for entry in plain if entry not in left] and sites(done) == left
    assert sorted(problem.reason for problem in done.problems) == [
        "its marker ($AD LINE 12) contradicts the order of calls (line 17)",
        "its marker ($AD LINE 16) contradicts the order of calls (line 13)",
    ]


MARKED = {
    "basin": sorted(path for path in (FIXTURES / "basin").iterdir() if path.suffix in (".f", ".f90")),
    **{case: [path] for path in (GOLDEN / "primal").iterdir() if (case := path.stem) in ("flow", "old", "ckp")},
}


@pytest.mark.parametrize("case", MARKED)
def test_lines_are_counted_as_tapenade_does(case: str) -> None:
    """Every LINE of the release of 2020 is what we reckon for a call of that procedure, and of no other number."""
    known = primal([Source(path.name, path.read_bytes()) for path in MARKED[case]])
    checked = 0
    for path in sorted((GOLDEN / "2020" / case / "marked").iterdir()):
        counted = {
            (call.callee, call.marked[0])
            for found in known.procedures.values()
            for procedure in found
            if f"{Path(procedure.file).stem}_b" == path.stem
            for call in procedure.calls
        }
        for line, name in LINE.findall(path.read_text()):
            if int(line):
                callee = re.sub("_(b|bwd|nodiff)$", "", name.lower())
                names = {callee, *(generic for generic, those in known.generics.items() if callee in those)}
                assert any((one, int(line)) in counted for one in names), (path.name, line, name)
                checked += 1
    assert checked > 5
