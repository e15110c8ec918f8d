"""Nothing is written that would be read otherwise than it is meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rewriter.callsites.source import Source
from rewriter.configuration.verify import verify
from rewriter.errors import Refused
from rewriter.languages.model import Change

MODEL = "subroutine top(x)\n  x = 1\n  call a(x)\n  if (x > 0) call b(x)\nend subroutine top\n"
FIXED = "      SUBROUTINE TOP(x)\n      CALL A(x)\n      END\n"
C = "void top(double *x) {\n  a(x);\n}\n"


def source(text: str, path: str = "m.f90") -> Source:
    return Source(path, text.encode("latin-1"))


def at(before: Source, call: int = 0) -> list[Change]:
    """A NOCHECKPOINT at a call."""
    return [Change("NOCHECKPOINT", before.base.calls[call].body)]


def refusal(before: Source, after: str, changes: list[Change]) -> tuple[str, int]:
    """Why a rewriting is refused, and at which line."""
    with pytest.raises(Refused, match="not written: ") as refused:
        verify(before, after.encode("latin-1"), changes)
    assert refused.value.path == before.path
    return refused.value.reason, refused.value.line


@pytest.mark.parametrize(
    ("path", "text", "call"),
    [
        ("m.f90", MODEL, 0),
        ("m.f90", MODEL, 1),
        ("m.f90", MODEL.replace("\n", "\r\n"), 1),
        ("m.f90", MODEL.replace("(x)\n  if", "( & ! here\n    x)\n  if"), 0),
        ("m.f", FIXED, 0),
        ("m.c", C, 0),
    ],
)
def test_what_is_placed_as_it_should_be_passes_and_goes_back(path: str, text: str, call: int) -> None:
    before = source(text, path)
    changes = at(before, call)
    after = source(before.with_changes(changes).decode("latin-1"), path)
    verify(before, after.data, changes)
    verify(after, before.data, [])


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda text: text.replace("x = 1", "x = 2"), 2),
        (lambda text: text.replace("call a(x)", "! call a(x)"), 3),
        (lambda text: text.replace("if (x > 0) ", ""), 4),
        (lambda text: f"{text}end\n", 1),
    ],
    ids=["another statement", "one fewer", "a condition fewer", "one more"],
)
def test_statements_must_stay(edit: Callable[[str], str], line: int) -> None:
    before = source(MODEL)
    changes = at(before)
    after = edit(before.with_changes(changes).decode())
    why, where = refusal(before, after, changes)
    assert "the statement here would not be read as the same" in why and where == line


def test_our_marks_must_come_off_to_the_byte() -> None:
    before = source(MODEL)
    changes = at(before)
    after = before.with_changes(changes).decode().replace("  if (x", "  if  (x")
    why, line = refusal(before, after, changes)
    assert "could not be taken off again" in why and line == 4


def test_what_is_placed_must_be_what_was_asked_for() -> None:
    before = source(MODEL)
    first, second = at(before, 0), at(before, 1)
    why, line = refusal(before, before.with_changes(first).decode(), second)
    assert "read as one for another" in why and line == 3
    assert refusal(before, before.with_changes([*first, *second]).decode(), first)[1] == 4
    assert refusal(before, MODEL, first)[1] == 3
    hand = before.with_changes(first).decode().replace(" rewriter", "")
    assert "could not be taken off" in refusal(before, hand, first)[0]


def test_a_directive_of_a_call_needs_one() -> None:
    before = source(MODEL)
    changes = [Change("NOCHECKPOINT", MODEL.index("x = 1"))]
    why, line = refusal(before, before.with_changes(changes).decode(), changes)
    assert "no grammar finds a call here, as NOCHECKPOINT needs one" in why and line == 2


def test_one_of_a_loop_needs_none() -> None:
    before = source("subroutine top(x)\n  do i = 1, n\n    x = 1\n  end do\nend subroutine top\n")
    (loop,) = before.loops
    changes = [Change("BINOMIAL-CKP", loop.call.body, "n+1 4 1")]
    verify(before, before.with_changes(changes), changes)


@pytest.mark.parametrize(("column", "fits"), [(126, True), (130, False)])
def test_no_line_may_come_to_be_longer_than_the_form_has_columns(column: int, fits: bool) -> None:
    short = source(MODEL)
    placed = short.with_changes(at(short, 1)).decode()
    condition = f"(x > {'0'.rjust(column - len('  if (x > )'))})"
    before, after = source(MODEL.replace("(x > 0)", condition)), placed.replace("(x > 0)", condition)
    if fits:
        verify(before, after.encode(), at(before, 1))
    else:
        why, line = refusal(before, after, at(before, 1))
        assert "would stand beyond column 132" in why and line == 4


def test_what_stood_there_before_may_go_on_standing_there() -> None:
    numbered = "".join(f"{line.ljust(72)}SEQ{n}\n" for n, line in enumerate(FIXED.splitlines()))
    before = source(numbered, "m.f")
    changes = at(before)
    verify(before, before.with_changes(changes), changes)
    crlf = source(numbered.replace("\n", "\r\n"), "m.f")
    verify(crlf, crlf.with_changes(at(crlf)), at(crlf))


def test_alternatives_of_cpp_that_no_grammar_can_read_may_hold_the_call() -> None:
    arguments = ("#ifdef N", "     &  x, n)", "#else", "     &  x)", "#endif")
    before = source("\n".join(["      subroutine top(x)", "      call a(", *arguments, "      end", ""]), "m.F")
    changes = at(before)
    verify(before, before.with_changes(changes), changes)


LONG = "! why" + " or why" * 20


def written(path: str, text: str, call: str) -> str:
    source = Source(path, text.encode())
    changes = [Change("NOCHECKPOINT", text.index(call))]
    after = source.with_changes(changes)
    verify(source, after, changes)
    return after.decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.f90", f" if (a) &\nx=f(y);b=1 {LONG}\n"),
        ("a.f90", f" if (a) &\nx=f(y);b='&\n  & ' {LONG}\n"),
        ("a.f", f"       if (a)\n     &x=f(y);b=1 {LONG}\n"),
    ],
)
def test_a_comment_may_move_beyond_the_last_column(path: str, text: str) -> None:
    after = written(path, text, "x=f")
    assert f"end if;b={text.split(';b=')[1]}" in after


def test_code_may_not_move_beyond_the_last_column() -> None:
    text = f" if (a) &\nx=f(y);b={'1' * 123}\n"
    assert len(text.split("\n")[1]) == 132
    with pytest.raises(Refused, match=r"^a.f90:5: not written: code of this line .* beyond column 132") as refused:
        written("a.f90", text, "x=f")
    assert refused.value.line == 5
    assert written("a.f90", text.replace("11", "1", 1), "x=f")


def test_code_that_was_beyond_the_last_column_may_stay_there() -> None:
    assert written("a.f90", f"call f({'x' * 140})\n", "call").endswith(f"call f({'x' * 140})\n")
