"""Callbacks into Fortran: where their lines stand, how they are cut, and what stays in its column."""

from __future__ import annotations

import pytest

from rewriter.languages.callback import CallbackKind, Placement, Where
from rewriter.languages.callback_marks import removed
from rewriter.languages.fortran import scan
from rewriter.languages.fortran.blocks import units
from rewriter.languages.fortran.inserting import insert
from rewriter.languages.model import Form
from rewriter.languages.tree import Arm, Node, leaves
from rewriter.text.edits import edited

TURN, WRITE, END = CallbackKind.TURN, CallbackKind.SNAPSHOT_WRITE, CallbackKind.END_REVERSE
MARK = " ! rewriter callback"


def inserted(text: str, *wanted: tuple[CallbackKind, Where, str], form: Form = "free", callee: str = "f") -> str:
    """The text with callbacks at the statements or blocks that begin with these words."""
    read = scan(text, "", form)
    (unit,) = units(read)

    def node(words: str) -> Node:
        both = [*leaves(unit.body), *unit.body.nodes]
        return next(one for one in both if one.words.startswith(words))

    def placement(kind: CallbackKind, where: Where, words: str) -> Placement:
        line = 0 if kind is TURN else 7
        if where is not Where.END:
            return Placement(kind, where, node(words), None, callee, "m.f90", line)
        arm: Arm = node(words).arms[0]
        return Placement(kind, where, None, arm, callee, "m.f90", line)

    after = edited(text, insert(read, [placement(*one) for one in wanted]))
    assert removed(after) == text
    return after


def lines(after: str) -> list[str]:
    """The lines of ours, without mark."""
    return [line.replace(MARK, "") for line in after.splitlines() if MARK in line]


def free(*body: str) -> str:
    return "\n".join(["subroutine s", *body, "end", ""])


def fixed(*body: str) -> str:
    return "\n".join(["      subroutine s", *body, "      end", ""])


def test_before_and_behind_a_statement() -> None:
    text = free("  x = f(1, & ! why", "    2)", "  ! more", "  y = 1")
    assert inserted(text, (WRITE, Where.BEFORE, "x"), (TURN, Where.BEHIND, "x")) == free(
        "  CALL ADPROFILEADJ_SNPWRITE('f'//CHAR(0), 'm.f90'//CHAR(0), 7)" + MARK,
        "  x = f(1, & ! why",
        "    2)",
        "  CALL ADPROFILEADJ_TURN('f'//CHAR(0), 'm.f90'//CHAR(0))" + MARK,
        "  ! more",
        "  y = 1",
    )


def test_between_two_statements_what_is_behind_the_first_stands_before_what_is_before_the_second() -> None:
    after = inserted(free("x = 1", "y = 1"), (WRITE, Where.BEFORE, "y"), (END, Where.BEHIND, "x"))
    assert ["ENDREVERSE" in line for line in lines(after)] == [True, False]


def test_a_quote_in_a_name_is_doubled() -> None:
    (line,) = lines(inserted(free("x = 1"), (TURN, Where.BEFORE, "x"), callee="it's"))
    assert "('it''s'//CHAR(0), " in line


def test_the_label_goes_to_the_first_callback() -> None:
    assert inserted(fixed("   10 x = 1"), (TURN, Where.BEFORE, "x"), form="fixed-72") == fixed(
        "   10 CALL ADPROFILEADJ_TURN('f'//CHAR(0), 'm.f90'//CHAR(0))" + MARK + " lead ...10.",
        "      x = 1",
    )


def test_a_one_line_if_becomes_a_block() -> None:
    assert inserted(free("  if (a) x = 1"), (WRITE, Where.BEFORE, "x"), (TURN, Where.BEHIND, "x")) == free(
        "  if (a) THEN" + MARK + " cut .",
        "    CALL ADPROFILEADJ_SNPWRITE('f'//CHAR(0), 'm.f90'//CHAR(0), 7)" + MARK,
        "    x = 1",
        "    CALL ADPROFILEADJ_TURN('f'//CHAR(0), 'm.f90'//CHAR(0))" + MARK,
        "  END IF" + MARK,
    )


def test_in_fixed_form_the_statement_of_an_opened_if_keeps_its_column() -> None:
    after = inserted(fixed("      if (a) x = 'a", "     &b'"), (TURN, Where.BEFORE, "x"), form="fixed-72")
    assert "\n             x = 'a\n     &b'\n" in after


@pytest.mark.parametrize(
    ("column", "then"), [(67, " THEN" + MARK), (68, "\n     + THEN" + MARK)], ids=["just room", "no room"]
)
def test_then_goes_to_a_line_of_its_own_where_it_has_no_room(column: int, then: str) -> None:
    head = "      if (".ljust(column - 1, "a") + ")"
    after = inserted(fixed(f"{head}x=", "     &  1"), (TURN, Where.BEFORE, "x"), form="fixed-72")
    assert f"{head}{then} cut" in after


def test_at_the_end_of_a_block_and_where_nothing_was_done() -> None:
    text = free("  if (a) then", "    x = 1", "  end if")
    assert inserted(text, (TURN, Where.END, "if(a)")) == free(
        "  if (a) then",
        "    x = 1",
        "    CALL ADPROFILEADJ_TURN('f'//CHAR(0), 'm.f90'//CHAR(0))" + MARK,
        "  end if",
    )
    assert inserted(text, (TURN, Where.ELSE, "if(a)")) == free(
        "  if (a) then",
        "    x = 1",
        "  ELSE" + MARK,
        "    CALL ADPROFILEADJ_TURN('f'//CHAR(0), 'm.f90'//CHAR(0))" + MARK,
        "  end if",
    )


@pytest.mark.parametrize(
    ("form", "text", "limit", "end"), [("free", free("x = 1"), 132, " &"), ("fixed-72", fixed("      x = 1"), 72, "")]
)
def test_long_names_are_cut(form: Form, text: str, limit: int, end: str) -> None:
    after = lines(inserted(text, (WRITE, Where.BEFORE, "x"), form=form, callee="f" * 150))
    assert len(after) > 2
    assert all(len(line) <= limit and line.endswith(end) for line in after[:-1])
    assert "".join(after).count("f") == 151
    if form != "free":
        assert all(line.startswith("     +") for line in after[1:])


def test_an_indentation_over_half_of_the_line_is_left_out() -> None:
    def indent(blanks: int) -> int:
        (line, *_) = lines(inserted(free(" " * blanks + "x = 1"), (TURN, Where.BEFORE, "x")))
        return len(line) - len(line.lstrip())

    assert (indent(66), indent(67)) == (66, 0)


@pytest.mark.parametrize(
    ("above", "stays"),
    [
        (["!$omp parallel do &", "!$omp private(i)"], True),
        (["!$OMP parallel", "! why", ""], True),
        (["!$omp end parallel"], False),
        (["!$omp barrier", "! why"], False),
        (["!$omp parallel", "y = 1"], False),
        (["! why"], False),
    ],
)
def test_a_directive_of_openmp_stays_with_its_statement(above: list[str], stays: bool) -> None:
    after = inserted(free("y = 0", *above, "x = 1"), (TURN, Where.BEFORE, "x")).splitlines()
    place = next(number for number, line in enumerate(after) if MARK in line)
    assert after[place + 1] == (above[0] if stays else "x = 1")


def test_newlines_are_those_of_the_file() -> None:
    after = inserted(free("x = 1").replace("\n", "\r\n"), (TURN, Where.BEFORE, "x"), (END, Where.BEHIND, "x"))
    assert after.count("\r\n") == after.count("\n") == 5


def test_behind_the_last_line_that_is_unended() -> None:
    read = scan("subroutine s\n  x = 1", "", "free")
    (unit,) = units(read)
    turn = Placement(TURN, Where.BEHIND, unit.body.nodes[-1], None, "f", "m.f90", 0)
    assert edited(read.text, insert(read, [turn])) == (
        "subroutine s\n  x = 1\n  CALL ADPROFILEADJ_TURN('f'//CHAR(0), 'm.f90'//CHAR(0))" + MARK + "\n"
    )


def test_a_line_may_be_as_wide_as_the_form_allows() -> None:
    def first(length: int) -> str:
        return lines(inserted(fixed("      x = 1"), (TURN, Where.BEFORE, "x"), form="fixed-72", callee="f" * length))[0]

    assert first(31).endswith("'//CHAR(0),") and len(first(31)) == 72
    assert len(first(32)) < 72
