"""Where CHECKPOINT-START and CHECKPOINT-END may stand: what is refused, and what Tapenade obeys."""

from __future__ import annotations

import pytest

from rewriter.errors import Refused
from rewriter.languages.fortran import place, scan, undo
from rewriter.languages.fortran.fragments import check
from rewriter.languages.model import Change, Undone
from rewriter.text.edits import edited


def fragment(*lines: str) -> str:
    """What placing a fragment from the call of ``a`` to that of ``b`` gives."""
    text = "subroutine s\n" + "".join(f" {line}\n" for line in lines) + "end subroutine\n"
    read = scan(text, ".f90", "free")
    bodies = {call.callee: call.body for call in read.calls}
    changes = [Change("CHECKPOINT-START", bodies["a"]), Change("CHECKPOINT-END", bodies["b"])]
    after = edited(text, place(read, changes))
    assert undo(after, "free") == Undone(text, sorted(changes, key=lambda change: change.at))
    return after


# What Tapenade of 2020 and of 2024 say AD18 to, each seen.
@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        (["call a", "call b"], 3, "the last statement of its block"),
        (["do i = 1, 2", "call a", "call b", "end do"], 4, "the last statement of its block"),
        (["call a", "call b", "contains", "subroutine t", "end subroutine"], 3, "the last statement of its block"),
        (["call a", "if (n > 2) then", "call b", "call c", "end if"], 4, "line 2, is in another block"),
        (["if (n > 2) then", "call a", "end if", "call b", "call c"], 5, "line 3, is in another block"),
        (["if (n > 2) then", "call a", "else", "call b", "call c", "end if"], 5, "line 3, is in another block"),
        (["do i = 1, 2", "call a", "call b", "exit", "end do"], 4, "EXIT or CYCLE follows"),
        (["do i = 1, 2", "call a", "if (n > 2) exit", "call b", "call c", "end do"], 5, "line 4 jumps"),
        (["call a", "if (n > 2) return", "call b", "call c"], 4, "line 3 jumps"),
        (["10 call a", "call b", "call c", "if (n > 2) goto 10"], 3, "line 5 jumps"),
        (["call a", "10 call b", "call c", "if (n > 2) go to (10, 20) n"], 3, "line 5 jumps"),
    ],
)
def test_refused_fragments(lines: list[str], line: int, reason: str) -> None:
    with pytest.raises(Refused, match=f"^line {line}: CHECKPOINT-END: .*{reason}"):
        fragment(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ["call a", "call b", "return"],
        ["if (n > 2) call a", "if (n > 3) call b", "n = 1"],
        ["call a", "do i = 1, 2", "if (n > 2) exit", "end do", "call b", "10 n = 1", "if (n > 2) goto 10"],
        ["call a", "if (n > 2) goto 10", "call c", "10 continue", "call b", "n = 1"],
    ],
)
def test_fragments_that_tapenade_obeys(lines: list[str]) -> None:
    after = fragment(*lines).splitlines()
    start, end = (after.index(f" !$AD CHECKPOINT-{which} rewriter") for which in ("START", "END"))
    assert after[start + 1].endswith("call a")
    assert after[end - 1].endswith("call b")


def test_a_start_and_an_end_at_one_place_are_refused() -> None:
    text = "subroutine s\n call a\n call b\n call c\nend\n"
    read = scan(text, ".f90", "free")
    pairs = [Change(f"CHECKPOINT-{which}", call.body) for call in read.calls[:2] for which in ("START", "END")]
    with pytest.raises(Refused, match=r"^line 3: CHECKPOINT-START: CHECKPOINT-END stands at the same place"):
        place(read, pairs)


def checked(keyword: str, at: str) -> None:
    """Check that one directive alone, for the statement that begins with ``at``."""
    text = "subroutine s\n call a\n if (n > 2) call b\n n = 1\nend subroutine\n"
    check(scan(text, ".f90"), [Change(keyword, text.index(at))])


@pytest.mark.parametrize(
    ("keyword", "at", "message"),
    [
        ("CHECKPOINT-START", "call a", "line 2: CHECKPOINT-START: there is no CHECKPOINT-END after it"),
        ("CHECKPOINT-END", "call a", "line 2: CHECKPOINT-END: there is no CHECKPOINT-START before it"),
        ("CHECKPOINT-START", "all a", "line 2: CHECKPOINT-START: no statement of a procedure begins here"),
        ("CHECKPOINT-START", "subroutine s\n call", "line 1: .*: there is no CHECKPOINT-END after it"),
    ],
)
def test_one_without_the_other_or_without_a_statement_is_refused(keyword: str, at: str, message: str) -> None:
    with pytest.raises(Refused, match=f"^{message}.* \\(Tapenade's AD18\\)$"):
        checked(keyword, at)


def test_other_directives_may_stand_anywhere() -> None:
    checked("NOCHECKPOINT", "all a")


def test_fragments_may_be_nested_and_may_follow_one_another() -> None:
    text = "subroutine s\n call a\n call b\n call c\n call d\n call e\n n = 1\nend\n"
    bodies = {call.callee: call.body for call in scan(text, ".f90").calls}

    def pairs(*names: str) -> list[Change]:
        return [
            Change(f"CHECKPOINT-{which}", bodies[name])
            for pair in names
            for which, name in zip(("START", "END"), pair, strict=True)
        ]

    check(scan(text, ".f90"), pairs("ad", "bc"))
    with pytest.raises(Refused, match="line 4: CHECKPOINT-START: CHECKPOINT-END stands at the same place"):
        check(scan(text, ".f90"), pairs("ab", "cd"))
    check(scan(text, ".f90"), pairs("ab", "de"))


def test_a_return_leaves_the_fragment_from_any_depth() -> None:
    lines = ["call a", "do i = 1, 2", "if (n > 2) {}", "end do", "call b", "n = 1"]
    fragment(*[line.format("cycle") for line in lines])
    with pytest.raises(Refused, match=r"line 4 jumps into or out of the fragment from line 2"):
        fragment(*[line.format("return") for line in lines])


def test_a_computed_and_an_arithmetic_if_jump_to_each_of_their_labels() -> None:
    lines = ["call a", "10 call b", "n = 1", "20 n = 2"]
    with pytest.raises(Refused, match="line 6 jumps"):
        fragment(*lines, "if (n - 1) 20, 10, 20")
    fragment(*lines, "if (n - 1) 20, 20, 20")


def test_the_same_label_of_another_procedure_is_no_target() -> None:
    fragment("call a", "10 call b", "n = 1", "contains", "subroutine t", "if (n > 2) goto 10", "n = 2", "10 n = 1")
