"""Directives into Fortran and out again: golden files, laws, and what may not be placed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.callsites.source import Source
from rewriter.configuration.file_state import FileState
from rewriter.configuration.verify import verify
from rewriter.errors import Refused
from rewriter.languages.fortran import directives, hindrance, place, reach, scan, spans, undo
from rewriter.languages.model import Change
from rewriter.languages.obstacle import Code
from rewriter.text.edits import edited
from tests.support.golden_cases import cases, everything_switched, names, switchable

FIXTURES = Path(__file__).parents[3] / "fixtures"
FORTRAN = sorted([*FIXTURES.glob("basin/*.f"), *FIXTURES.glob("basin/*.f90"), *(before for before, _ in cases())])


@pytest.mark.parametrize(("before", "after"), cases(), ids=lambda path: path.name)
def test_golden(before: Path, after: Path) -> None:
    assert everything_switched(before) == after.read_bytes()
    assert Source(before.name, after.read_bytes()).undone.text.encode("latin-1") == before.read_bytes()


@pytest.mark.parametrize("path", [p for p in FORTRAN if p.suffix != ".F"], ids=lambda path: path.name)
def test_same_object_code(path: Path, tmp_path: Path) -> None:
    """gfortran makes the same code of the original and of the file with every site switched."""
    objects = []
    for name, data in (("original", path.read_bytes()), ("rewritten", everything_switched(path))):
        folder = tmp_path / name
        folder.mkdir()
        modules = [FIXTURES / "basin" / file for file in ("grid.f90", "physics.f90", "transport.f90")]
        for module in modules:
            if "basin" in path.parts:
                subprocess.run(["gfortran", "-c", "-w", str(module)], cwd=folder, check=True)
        (folder / path.name).write_bytes(data)
        command = ["gfortran", "-O2", "-w", "-std=legacy", "-c", path.name, "-o", "it.o"]
        subprocess.run(command, cwd=folder, check=True)
        subprocess.run(["strip", "--strip-debug", "it.o"], cwd=folder, check=True)
        objects.append(
            subprocess.run(["objdump", "-s", "-d", "it.o"], cwd=folder, capture_output=True, check=True).stdout
        )
    assert objects[0] == objects[1]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("final", [True, False], ids=["ended", "unended"])
@pytest.mark.parametrize("path", FORTRAN, ids=lambda path: path.name)
@settings(max_examples=25)
@given(data=st.data())
def test_undo_is_the_inverse(path: Path, newline: str, final: bool, data: st.DataObject) -> None:
    text = path.read_text("latin-1").replace("\n", newline)
    text = text if final else text.rstrip("\r\n")
    original = Source(path.name, text.encode("latin-1"))
    available = switchable(original)
    chosen = data.draw(st.lists(st.sampled_from(available), unique=True)) if available else []
    changed = Source(path.name, original.with_changes(chosen))
    assert changed.undone.text == text
    assert sorted(changed.undone.changes) == sorted(chosen)
    assert [w for _, w in changed.language.spans(changed.scan)] == [w for _, w in original.spans]
    assert changed.with_changes(changed.undone.changes) == changed.data


SNIPPETS = [
    "call f(x)", "CALL g ( x , y )", "if (a>1) call f(x)", "IF (a(1)) CALL g(x, 'it''s; ok') ", "x = 1",
    "y = 'call f(x)'",
    "call f(x); call g(y)", "10 call f(x)", "if (a>1) x = 2", "if (a) then", "end if", "! call f", "", "do i = 1, 3",
    "end do", "!$omp parallel", "#ifdef X", "#endif", "x = 1; if (b) call f(x); y = 2", "20 if (a .eq. 2) call g(x)",
]  # fmt: skip


@settings(max_examples=300)
@given(
    lines=st.lists(st.tuples(st.sampled_from(SNIPPETS), st.integers(0, 9), st.sampled_from(["", " ! why", "\t"]))),
    form=st.sampled_from(["free", "fixed-72"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    final=st.booleans(),
    data=st.data(),
)
def test_any_text_comes_back(
    lines: list[tuple[str, int, str]], form: str, newline: str, final: bool, data: st.DataObject
) -> None:
    margin = 0 if form == "free" else 6
    rows = []
    for words, indent, tail in lines:
        label = re.match(r"\d+ ", words)
        if words.startswith("#") or (words.startswith("!") and form != "free"):
            rows.append(words)
        elif label and form != "free":
            rows.append(words[: label.end()].ljust(6) + " " * indent + words[label.end() :] + tail)
        else:
            rows.append(" " * (margin + indent) + words + tail)
    text = newline.join(rows) + (newline if final else "")
    read = scan(text, ".f90" if form == "free" else ".f", form)
    assert read.text == text
    available = [Change("NOCHECKPOINT", call.body) for call in read.calls if not call.obstacle]
    chosen = sorted(data.draw(st.lists(st.sampled_from(available), unique=True)) if available else [])
    after = edited(text, place(read, chosen))
    undone = undo(after, read.form)
    assert undone.text == text
    assert undone.changes == chosen
    new = scan(after, "", form)
    assert [w for _, w in spans(new)] == [w for _, w in spans(read)]
    reached = {reach(new, d) for d in directives(new)}
    assert reached == {call.body for call in new.calls if any(_same(call.start, c, text, after) for c in chosen)}


def _same(start: int, change: Change, text: str, after: str) -> bool:
    """Whether the call at ``start`` of the new text is the one that the change names in the old one."""
    words = re.compile(r"call\b", re.IGNORECASE)
    return len(words.findall(after[:start])) == len(words.findall(text[: change.at]))


def test_fragments_and_binomial() -> None:
    text = Path(FIXTURES / "basin/step.f90").read_text()
    step = Source("step.f90", text.encode())
    state = FileState(step, names(step))
    sites = {site.callee: site for site in state.sites}
    loop = next(iter(Source("basin.f90", (FIXTURES / "basin/basin.f90").read_bytes()).loops))
    assert (loop.procedure, loop.id) == ("basin", "basin.f90::basin>do#1")
    first, last = sites["tendency"].call.body, sites["accelerate"].call.body
    changes = [Change("CHECKPOINT-START", first), Change("CHECKPOINT-END", last), Change("NOCHECKPOINT", first)]
    after = step.with_changes(changes).decode()
    assert re.search(
        r"!\$AD CHECKPOINT-START rewriter\n *!\$AD NOCHECKPOINT rewriter\n *call tendency.*\n *call force.*\n"
        r" *call accelerate.*\n *!\$AD CHECKPOINT-END rewriter\n *call surface",
        after,
    )
    undone = undo(after, "free")
    assert (undone.text, sorted(undone.changes)) == (text, sorted(changes))


def test_a_statement_behind_a_hollerith_constant() -> None:
    text = b"      subroutine s(x)\n      y=6hcall f; call f(x)\n      y=5hdon't; call f(x)\n      end\n"
    source_ = Source("a.f", text)
    changes = [Change("NOCHECKPOINT", call.body) for call in source_.scan.calls]
    after = source_.with_changes(changes)
    verify(source_, after, changes)
    assert after.count(b"\nC$AD NOCHECKPOINT rewriter split ;.\n") == 2


def placed(text: str, *wanted: tuple[str, str], form: str = "free") -> str:
    """The text with these directives, each at the statement that begins with the words, and back again."""
    changes = [Change(keyword, text.index(at)) for keyword, at in wanted]
    after = edited(text, place(scan(text, "", form), changes))
    assert undo(after, scan(text, "", form).form).text == text
    return after


def test_a_directive_stands_on_a_line_before_its_statement() -> None:
    assert placed("! why\n10 call f( &\n  x)\n", ("NOCHECKPOINT", "call f")) == (
        "! why\n   !$AD NOCHECKPOINT rewriter\n10 call f( &\n  x)\n"
    )
    assert placed("   10 call f\r\n", ("NOCHECKPOINT", "call f"), form="fixed-72") == (
        "C$AD NOCHECKPOINT rewriter\r\n   10 call f\r\n"
    )


def test_a_statement_behind_a_semicolon_gets_a_line_of_its_own() -> None:
    assert placed("  x = 1;  call f ! why\n", ("NOCHECKPOINT", "call f")) == (
        "  x = 1\n  !$AD NOCHECKPOINT rewriter split ;..\n  call f ! why\n"
    )
    assert placed("      x = 1; call f\n", ("NOCHECKPOINT", "call f"), form="fixed-72") == (
        "      x = 1\nC$AD NOCHECKPOINT rewriter split ;.\n             call f\n"
    )
    for mark in "#*c":
        assert placed(f"      x = 1;\n     {mark}call f\n", ("NOCHECKPOINT", "call f"), form="fixed-72") == (
            f"      x = 1\nC$AD NOCHECKPOINT rewriter split ;%0A.....{mark}\n      call f\n"
        )


def test_directives_at_one_place_stand_in_the_order_of_their_ranks() -> None:
    text = "subroutine s\ncall e\ncall f\ncall g\nx = 1\nend\n"
    wanted = [("CHECKPOINT-END", "call g"), ("NOCHECKPOINT", "call f"), ("CHECKPOINT-START", "call f")]
    assert placed(text, *wanted) == (
        "subroutine s\ncall e\n!$AD CHECKPOINT-START rewriter\n!$AD NOCHECKPOINT rewriter\ncall f\ncall g\n"
        "!$AD CHECKPOINT-END rewriter\nx = 1\nend\n"
    )


def test_what_is_behind_an_opened_if_stands_behind_its_end() -> None:
    text = "subroutine s\ncall e\nif (a) call f\nx = 1\nend\n"
    wanted = [("CHECKPOINT-START", "call e"), ("CHECKPOINT-END", "call f"), ("NOCHECKPOINT", "call f")]
    assert placed(text, *wanted).endswith("  call f\nend if\n!$AD CHECKPOINT-END rewriter\nx = 1\nend\n")


def test_a_directive_of_the_user_is_switched_off_where_it_stands() -> None:
    assert placed("x = 1 !$AD II-LOOP\n", ("OFF", "!$AD")) == "x = 1 !rewriter off: !$AD II-LOOP\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Change("NOCHECKPOINT", 13, "x"), "line 2: NOCHECKPOINT: it takes no arguments, but was given 'x'"),
        (Change("CHECKPOINT-END", 13), "line 2: CHECKPOINT-END: the last statement of its block"),
    ],
)
def test_what_tapenade_would_not_obey_is_refused(change: Change, message: str) -> None:
    with pytest.raises(Refused, match=f"^{message}"):
        place(scan("subroutine s\ncall f\nend\n", "", "free"), [change])


def test_what_hinders_a_directive_is_told_beforehand() -> None:
    text = "x = 1; & ! why\n call f\ncall g\n"
    read = scan(text, "", "free")
    first, second = read.calls
    found = hindrance(read, first)
    assert found is not None
    assert (found.code, found.short) == (Code.LAYOUT, "comments or cpp lines before the statement after ';'")
    assert hindrance(read, second) is None


def test_an_end_before_what_follows_on_its_line_gets_a_line_of_its_own() -> None:
    wanted = [("CHECKPOINT-START", "call e"), ("CHECKPOINT-END", "call f")]
    assert placed("subroutine s\ncall e\ncall f; x = 1\nend\n", *wanted) == (
        "subroutine s\n!$AD CHECKPOINT-START rewriter\ncall e\ncall f\n"
        "!$AD CHECKPOINT-END rewriter split ;.\nx = 1\nend\n"
    )
    # What follows on the next line is left where it is, even if that line has several statements.
    assert placed("subroutine s\ncall e\ncall f\nx = 1; y = 2\nend\n", *wanted).endswith(
        "call f\n!$AD CHECKPOINT-END rewriter\nx = 1; y = 2\nend\n"
    )
