"""The table of directives: a row is enough to read a directive, and to list what it makes of a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.listing import sites
from rewriter.callsites.site import CallSite, State
from rewriter.callsites.source import Source
from rewriter.configuration import commands
from rewriter.errors import Refused
from rewriter.languages import directives
from rewriter.languages.directive_text import parsed
from rewriter.languages.directives import Attaches, Row, Sentinel
from rewriter.languages.model import Change

FORTRAN = """\
      subroutine s(x)
      call f(x)
{}
      call f(x)
      end
      subroutine f(x)
      end
"""
C = """\
void f(double *x) {{ }}
void s(double *x) {{
  f(x);
{}
  f(x);
}}
"""
LATER = "CHECKPOINT at line 3 (for Tapenade of 17 October 2024 or later)"


def listed(tmp_path: Path, name: str, text: str) -> list[CallSite]:
    (tmp_path / name).write_text(text)
    return [site for site in sites([tmp_path / name]).sites if site.callee == "f"]


@pytest.mark.parametrize(
    ("comment", "state", "directive"),
    [
        ("C$AD NOCHECKPOINT", State.NOT_CHECKPOINTED, "NOCHECKPOINT at line 3"),
        ("C$AD CHECKPOINT", State.CHECKPOINTED, LATER),
        ("C$AD CHECKPOINT\nC$AD NOCHECKPOINT", State.CHECKPOINTED, LATER),
        ("C$AD NOSNAPSHOT", State.CHECKPOINTED, ""),
        ("C$AD UNHEARD OF", State.CHECKPOINTED, ""),
    ],
)
def test_what_a_directive_makes_of_a_call(comment: str, state: str, directive: str, tmp_path: Path) -> None:
    before, after = listed(tmp_path, "a.f", FORTRAN.format(comment))
    assert (before.state, before.directive) == (State.CHECKPOINTED, "")
    assert (after.state, after.directive) == (state, directive)


def test_checkpoint_in_c(tmp_path: Path) -> None:
    before, after = listed(tmp_path, "a.c", C.format("  /* $AD CHECKPOINT */"))
    assert (before.directive, after.state) == ("", State.CHECKPOINTED)
    assert after.directive == LATER.replace("line 3", "line 4")


def test_checkpoint_at_the_end_of_the_line_of_a_call(tmp_path: Path) -> None:
    text = "subroutine s(x)\n  call f(x) !$AD CHECKPOINT\n  call f(x)\nend\nsubroutine f(x)\nend\n"
    before, after = listed(tmp_path, "a.f90", text)
    assert (before.directive, after.directive) == (LATER.replace("line 3", "line 2"), "")


def test_checkpoint_at_a_call_of_what_is_split_by_its_definition(tmp_path: Path) -> None:
    text = FORTRAN.format("C$AD CHECKPOINT").replace("      subroutine f", "C$AD NOCHECKPOINT\n      subroutine f")
    before, after = listed(tmp_path, "a.f", text)
    assert (before.state, before.directive) == (State.NOT_CHECKPOINTED, "NOCHECKPOINT before the definition of f")
    assert (after.state, after.directive) == (State.CHECKPOINTED, LATER)


def test_checkpoint_is_not_placed() -> None:
    for name, text in (("a.f", FORTRAN), ("a.c", C)):
        source = Source(name, text.format("").encode())
        with pytest.raises(Refused, match=rf"^{name}:\d: CHECKPOINT: not a directive that is placed in"):
            source.with_changes([Change("CHECKPOINT", source.scan.calls[0].body)])


def test_nocheckpoint_is_not_placed_where_checkpoint_would_undo_it(tmp_path: Path) -> None:
    (tmp_path / "a.f").write_text(FORTRAN.format("C$AD CHECKPOINT"))
    (tmp_path / "b.f").write_text(FORTRAN.format("").replace("call f(x)\n\n", "call f(x) !$AD CHECKPOINT\n\n"))
    for place in ("a.f:4", "b.f:2"):
        with pytest.raises(Refused, match=rf"^{place}: .*>f#. is kept checkpointed by the CHECKPOINT at its call"):
            commands.save([tmp_path], nocheckpoint=[place])
    saved = commands.save([tmp_path], nocheckpoint=["a.f:2", "b.f:4"])
    assert len(saved.configuration.entries) == 2


@pytest.mark.parametrize(
    ("words", "keyword", "arguments"),
    [
        ("$AD CHECKPOINT-STARTx y", "CHECKPOINT-START", "x y"),
        ("$AD CHECKPOINT x", "CHECKPOINT", "x"),
        ("$ad nocheckpointrewriter", "NOCHECKPOINT", "rewriter"),
        ("$AD  STORE x", "STORE", "x"),
    ],
)
def test_keywords_end_where_they_end(words: str, keyword: str, arguments: str) -> None:
    assert parsed(words)[:3] == (keyword, arguments, False)


STORE = Row("STORE", Attaches.CALL, sentinel=Sentinel("CADJ", "ADJ", blanks=False))


def test_a_row_is_enough_for_the_directive_of_another_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, prose = FORTRAN.format("CADJ STORE x = tape"), FORTRAN.format("C ADJ STORE x = tape")
    assert [site.directive for site in listed(tmp_path, "a.f", store)] == ["", ""]
    monkeypatch.setattr(directives, "TABLE", (*directives.TABLE, STORE))
    assert [(s.state, s.directive) for s in listed(tmp_path, "b.f", store)] == [
        (State.CHECKPOINTED, ""),
        (State.CHECKPOINTED, "CADJ STORE at line 3"),
    ]
    assert [site.directive for site in listed(tmp_path, "c.f", prose)] == ["", ""]
    (tmp_path / "d.f90").write_text("subroutine s(x)\n!ADJ store x = tape\n  call f(x)\nend\n")
    source = Source("d.f90", (tmp_path / "d.f90").read_bytes())
    assert [(d.keyword, d.arguments, d.sentinel) for d in source.language.directives(source.scan)] == [
        ("STORE", "x = tape", "ADJ")
    ]


def test_a_word_of_another_sentinel_is_no_directive_of_tapenade(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Row("NOCHECKPOINT", Attaches.CALL, sentinel=STORE.sentinel)
    monkeypatch.setattr(directives, "TABLE", (*directives.TABLE, other))
    assert not parsed("ADJ NOCHECKPOINT rewriter").ours
