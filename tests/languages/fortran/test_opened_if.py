"""A one-line IF is opened for a directive and closed again."""

from __future__ import annotations

import pytest

from rewriter.callsites.source import Source
from rewriter.errors import Refused
from rewriter.languages.fortran import place, scan, undo
from rewriter.languages.fortran.opened_if import continuation_field
from rewriter.languages.model import Change
from rewriter.text.edits import edited
from tests.support.golden_cases import source, switchable
from tests.support.models import FIXTURES


def opened(text: str, form: str = "free") -> str:
    """The text with a directive for its first call, after taking that off again has given the old text."""
    read = scan(text, "", form)
    after = edited(text, place(read, [Change("NOCHECKPOINT", read.calls[0].body)]))
    assert undo(after, read.form).text == text
    return after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("      do 10 i = 1, 2\n   10 if (i.gt.1) call f(i)\n      end\n", "ends a DO loop"),
        ("      if (i.gt.1)\n#ifdef A\n     & call f(i)\n#else\n     & call f(j)\n#endif\n      end\n", "cpp lines"),
    ],
)
def test_what_cannot_be_opened(text: str, reason: str) -> None:
    source_ = Source("x.F", text.encode())
    call = source_.scan.calls[0]
    if call.obstacle:
        assert reason in call.obstacle.long
    else:
        with pytest.raises(Refused, match=reason):
            source_.with_changes([Change("NOCHECKPOINT", call.body)])


def test_an_opened_block_that_was_changed_is_refused() -> None:
    before = source(FIXTURES / "basin/basin.f90")
    after = before.with_changes(switchable(before)).decode()
    meddled = after.replace("    end if\n", "      cost = 2*cost\n    end if\n")
    assert meddled != after
    with pytest.raises(Refused, match=r"basin\.f90:\d+: no END IF after"):
        _ = Source("basin.f90", meddled.encode()).undone


def test_the_block_is_written_as_the_if_is() -> None:
    assert opened("  if (a) call f(x) ! why\n") == (
        "  if (a) then\n    !$AD NOCHECKPOINT rewriter if .\n    call f(x) ! why\n  end if\n"
    )
    assert opened("  IF (a) CALL f(x)\n") == (
        "  IF (a) THEN\n    !$AD NOCHECKPOINT rewriter if .\n    CALL f(x)\n  END IF\n"
    )


def test_in_fixed_form_the_statement_keeps_its_column() -> None:
    assert opened("      if (a) call f('x\n     &y')\n", "fixed-72") == (
        "      if (a) then\nC$AD NOCHECKPOINT rewriter if .\n             call f('x\n     &y')\n      end if\n"
    )


def test_a_label_stays_with_the_if() -> None:
    assert opened("   10 if (a) call f\n", "fixed-72") == (
        "   10 if (a) then\nC$AD NOCHECKPOINT rewriter if .\n             call f\n      end if\n"
    )


def test_a_condition_whose_statement_is_on_the_next_line() -> None:
    assert opened("if (a) &\n  & call f\n") == (
        "if (a) &\nthen\n  !$AD NOCHECKPOINT rewriter if+ ..&.\n  call f\nend if\n"
    )
    assert opened("      if (a)\n     & call f\n", "fixed-72") == (
        "      if (a)\n     &then\nC$AD NOCHECKPOINT rewriter if+ .....&.\n       call f\n      end if\n"
    )
    assert opened("      if (a)\n     # call f(b,\n     # c)\n", "fixed-72") == (
        "      if (a)\n     #then\nC$AD NOCHECKPOINT rewriter if+ .....#.\n       call f(b,\n     # c)\n      end if\n"
    )


def test_what_follows_a_semicolon_is_left_behind_the_block() -> None:
    assert opened("if (a) call f; b = 1\n") == (
        "if (a) then\n  !$AD NOCHECKPOINT rewriter if;0 .\n  call f\nend if; b = 1\n"
    )


def test_newlines_are_those_of_the_line_and_the_last_line_stays_without() -> None:
    assert opened("if (a) call f\r\n").count("\r\n") == opened("if (a) call f\r\n").count("\n") == 4
    for newline in ("\n", "\r\n"):
        after = opened(f"x = 1{newline}if (a) call f")
        assert after.endswith(f"{newline}  call f{newline}end if")


@pytest.mark.parametrize(
    ("column", "line"), [(66, " then"), (67, " then"), (68, "then"), (69, "")], ids=["room", "just", "no blank", "none"]
)
def test_then_may_reach_to_the_last_column(column: int, line: str) -> None:
    head = "      if (".ljust(column - 1, "a") + ")"
    text = f"{head}y=\n     & f(x)\n"
    change = Change("NOCHECKPOINT", text.index("y="))
    read = scan(text, "", "fixed-72")
    if not line:
        with pytest.raises(Refused, match=r"^line 1: no room for THEN after the condition$"):
            place(read, [change])
        return
    after = edited(text, place(read, [change]))
    assert after.startswith(f"{head}{line}\n")
    assert undo(after, "fixed-72").text == text


@pytest.mark.parametrize(
    ("prefix", "field"),
    [("     & call f", "     &"), ("     1call", "     1"), ("  \t2  call", "  \t2"), ("     0call", "     0call")],
)
def test_the_field_of_a_continuation_line(prefix: str, field: str) -> None:
    assert continuation_field(prefix) == field


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (" then\n", "\n", "line 2: no THEN before this directive"),
        ("  end if\n", "", "line 3: no END IF after the statement"),
        ("  call f\n", "", "line 2: no END IF|line 3: no END IF"),
    ],
)
def test_a_block_that_lost_a_line_is_refused(old: str, new: str, reason: str) -> None:
    after = opened("  if (a) call f\n  b = 1\n").replace(old, new)
    with pytest.raises(Refused, match=reason):
        undo(after, "free")
