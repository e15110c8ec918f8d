"""Call sites as a table for people and as records for programs."""

from __future__ import annotations

from pathlib import Path

import click

from rewriter.callsites.listing import sites
from rewriter.callsites.site import CallSite
from rewriter.reports.listing import record, summary, table
from tests.support.listings import listed, procedure

MODEL = """\
subroutine top(x)
  call a(x)
  !$AD NOCHECKPOINT
  call a(x, &
         1)
  if (x > 0) call unknown(x)
end subroutine top
""" + procedure("a")


def found(folder: Path, text: str, name: str = "m.f90", *, loops: bool = False) -> tuple[CallSite, ...]:
    (folder / name).write_text(text)
    return sites([folder / name], root=folder, loops=loops).sites


def test_a_row_tells_lines_name_state_and_kind(tmp_path: Path) -> None:
    assert list(table(found(tmp_path, MODEL), colour=False)) == [
        "m.f90::top>",
        "    2  a#1        checkpointed      call",
        "  4-5  a#2        not checkpointed  call               NOCHECKPOINT at line 3",
        "    6  unknown#1  checkpointed      call, one-line IF  no: unknown procedure",
    ]


def test_each_procedure_and_file_has_a_heading(tmp_path: Path) -> None:
    text = procedure("one", "a", "a") + procedure("two", "a")
    both = [*found(tmp_path, text), *found(tmp_path, text, "n.f90")]
    headings = [line for line in table(both, colour=False) if not line.startswith(" ")]
    assert headings == ["m.f90::one>", "m.f90::two>", "n.f90::one>", "n.f90::two>"]


def test_a_long_name_pushes_its_own_row_alone(tmp_path: Path) -> None:
    long = "a" * 60
    _, first, second = table(found(tmp_path, procedure("top", long, "b")), colour=False)
    assert first.startswith(f"  3  {long}#1  checkpointed")
    assert second.startswith(f"  4  {'b#1'.ljust(36)}  checkpointed")


def test_loops_have_settings_and_no_state(tmp_path: Path) -> None:
    text = "subroutine top(x)\n!$AD BINOMIAL-CKP n+1 4 1\ndo i = 1, n\ncall a(x)\nend do\nend subroutine top\n"
    (_, row) = table(found(tmp_path, text, loops=True), colour=False)
    assert row.split("  ") == ["", "3-5", "do#1", "BINOMIAL-CKP n+1 4 1", "loop"]
    (_, row) = table(found(tmp_path, text), colour=False)
    assert "checkpointed, in BINOMIAL-CKP n+1 4 1" in row


def test_colour_changes_nothing_but_colour(tmp_path: Path) -> None:
    rows = found(tmp_path, MODEL)
    coloured = list(table(rows, colour=True))
    assert [click.unstyle(line) for line in coloured] == list(table(rows, colour=False))
    assert click.style("not checkpointed", fg="green") in coloured[2]


def test_a_name_of_a_file_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    (heading, _) = table(found(tmp_path, procedure("top", "a"), "\x1b[2J.f90"), colour=False)
    assert heading == "\\x1b[2J.f90::top>"


def test_a_record_has_all_of_a_site(tmp_path: Path) -> None:
    _, second, third = found(tmp_path, MODEL)
    assert record(second) == {
        "id": "m.f90::top>a#2",
        "path": "m.f90",
        "procedure": "top",
        "callee": "a",
        "ordinal": 2,
        "first_line": 4,
        "last_line": 5,
        "kind": ["call"],
        "state": "not checkpointed",
        "directive": "NOCHECKPOINT at line 3",
        "fragment": "",
        "binomial": "",
        "switchable": True,
        "why_not": "",
    }
    assert record(third)["switchable"] is False and "unknown" in record(third)["why_not"]


def test_the_summary_counts(tmp_path: Path) -> None:
    told = summary(found(tmp_path, MODEL), 1)
    assert told == "3 call sites in 1 file: 2 can be switched, 1 not checkpointed"
    assert summary(listed(tmp_path, procedure("top", "a")).sites, 2) == (
        "1 call site in 2 files: 0 can be switched, 0 not checkpointed"
    )
    assert summary([], 0) == "0 call sites in 0 files: 0 can be switched, 0 not checkpointed"
