"""Our marks: what they remember, what bears our word and is not ours, arguments taken for something else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callsites.source import Source
from rewriter.configuration import commands
from rewriter.configuration.model import LoopEntry
from rewriter.configuration.toml import loads
from rewriter.errors import Refused, UsageError
from rewriter.languages import c, fortran
from rewriter.languages.directive_text import parsed
from rewriter.languages.marks import quoted, unquoted
from rewriter.languages.model import Change

FIXTURES = Path(__file__).parents[2] / "fixtures"
LOOP = "basin.f90::basin>do#1"
UNFIT = [
    "n 5",
    "n 5 1 2",
    "n 5/* 1",
    "n*/2 5 1",
    "a//b 5 1",
    "n 5 1!",
    "'n' 5 1",
    'n 5 "1"',
    "n& 5 1",
    "n;stop 5 1",
    "#n 5 1",
    "n\\ 5 1",
    "n 5\0 1",
    "n 5 \x1b1",
    "\N{GREEK SMALL LETTER NU} 5 1",
    "rewriter 5 1",
    "n 5 REWRITER",
]


@pytest.fixture
def basin(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "basin", tmp_path / "basin")
    return tmp_path / "basin"


@pytest.mark.parametrize("arguments", UNFIT)
def test_arguments_that_cannot_be_placed(arguments: str, basin: Path) -> None:
    with pytest.raises(UsageError, match=r"^basin.f90:15: (the )?argument"):
        commands.save([basin], root=basin, binomial={"basin.f90:15": arguments})
    escaped = "".join(f"\\U{ord(character):08x}" for character in arguments)
    with pytest.raises(UsageError, match=r"number 1: (the )?argument"):
        loads(f'schema = 1\n[[binomial]]\nloop = "{LOOP}"\narguments = "{escaped}"\n')
    source = Source("basin.f90", (basin / "basin.f90").read_bytes())
    with pytest.raises(Refused, match=r"^basin.f90:15: BINOMIAL-CKP: (the )?argument"):
        source.with_changes([Change("BINOMIAL-CKP", source.loops[0].call.body, arguments)])


def test_other_directives_take_no_arguments(basin: Path) -> None:
    source = Source("step.f90", (basin / "step.f90").read_bytes())
    with pytest.raises(Refused, match=r"^step\.f90:14: NOCHECKPOINT: it takes no arguments, but was given 'x'"):
        source.with_changes([Change("NOCHECKPOINT", source.scan.calls[0].body, "x")])


@pytest.mark.parametrize("arguments", ["nt+1 10 1", "(n+1)/2 5 -1", "max(a,b)+1 3 first", "m%n 2 rewriter_1"])
def test_expressions_come_and_go(arguments: str, basin: Path) -> None:
    before = (basin / "basin.f90").read_bytes()
    saved = commands.save([basin], root=basin, binomial={LOOP: arguments}).configuration
    commands.apply(saved, root=basin)
    assert f"!$AD BINOMIAL-CKP {arguments} rewriter\n" in (basin / "basin.f90").read_text()
    assert commands.save([basin], root=basin).configuration == saved
    commands.revert(saved, root=basin)
    assert (basin / "basin.f90").read_bytes() == before


CHANCE = [
    "NOCHECKPOINT rewriter is great",
    "NOCHECKPOINT rewriter rewriter",
    "NOCHECKPOINT see rewriter",
    "NOCHECKPOINTrewriter",
    "NOCHECKPOINT rewriter if",
    "NOCHECKPOINT rewriter if;99999 .",
    "CHECKPOINT-START rewriter if .",
    "BINOMIAL-CKP rewriter 5 1",
    "BINOMIAL-CKP rewriter 5 1 rewriter",
    "BINOMIAL-CKP rewriter",
    "II-LOOP rewriter",
    "rewriter",
    "rewriter rewriter",
]


@pytest.mark.parametrize("words", CHANCE)
def test_what_bears_our_word_by_chance_is_the_users(words: str, basin: Path) -> None:
    assert not parsed(f"$AD {words}").ours
    path = basin / "basin.f90"
    lines = path.read_text().split("\n")
    lines.insert(14, f"  !$AD {words}")
    lines.append(f"!$AD {words}")  # nothing stands after it
    path.write_text("\n".join(lines))
    before = path.read_bytes()
    saved = commands.save([basin], root=basin, nocheckpoint=["step"]).configuration
    assert [change.path for change in commands.apply(saved, root=basin)] == ["basin.f90"]
    assert all(finding.holds for finding in commands.check(saved, root=basin))
    commands.revert(saved, root=basin)
    assert path.read_bytes() == before


def test_in_c_a_comment_that_we_do_not_place_is_the_users() -> None:
    for comment in (
        "/* why\n $AD NOCHECKPOINT rewriter */",
        "/* $AD NOCHECKPOINT rewriter\n why */",
        "/* $AD NOCHECKPOINT rewriter if . */",
        "/* $AD BINOMIAL-CKP n 5 1 rewriter */",
    ):
        text = f"void u(double *x);\nvoid t(double *x) {{\n{comment}\n  u(x);\n  u(x);\n}}\n"
        assert c.undo(text, "c").text == text
        assert [found.ours for found in c.directives(c.scan(text, ".c", None))] == [False]


def test_prose_that_speaks_of_switching_off_is_left_alone() -> None:
    text = "subroutine s\n  call f !rewriter off: not yet\nend subroutine\n"
    assert fortran.undo(text, "free").changes == []


def test_a_users_arguments_end_where_tapenade_stops_reading(basin: Path) -> None:
    path = basin / "basin.f90"
    path.write_text(path.read_text().replace("  do ", "  !$AD BINOMIAL-CKP  n 5  1 ! ten steps\n  do ", 1))
    saved = commands.save([basin], root=basin).configuration
    assert [entry.arguments for entry in saved.entries if isinstance(entry, LoopEntry)] == ["n 5 1"]
    assert commands.apply(saved, root=basin) == []


@given(st.text(st.characters(max_codepoint=255)))
def test_a_mark_remembers_any_text_as_one_word(text: str) -> None:
    word = quoted(text)
    assert unquoted(word) == text
    assert re.fullmatch(r"[!-~]+", word)
