"""What is remembered of a call site, and what of that still fits after an edit."""

from __future__ import annotations

from textwrap import dedent

import pytest

from rewriter.callsites.fingerprint import NEAR, REACH, WINDOW, Fingerprint, Fingerprints, digest
from rewriter.callsites.source import Source
from rewriter.languages.model import Call


def read(text: str, path: str = "m.f90") -> Source:
    return Source(path, dedent(text).encode())


def top(*lines: str, name: str = "top") -> str:
    return "\n".join([f"subroutine {name}(x)", *lines, f"end subroutine {name}", ""])


def calls(source: Source) -> list[tuple[Fingerprints, Call]]:
    return [(source.fingerprints, call) for call in source.base.calls]


def prints(text: str, path: str = "m.f90") -> list[Fingerprint]:
    return [known.of(call) for known, call in calls(read(text, path))]


def fits(remembered: Fingerprint, text: str) -> list[bool]:
    """For each call of a text, whether it stands where the one remembered did."""
    return [remembered.fits(*known.neighbours(call)) for known, call in calls(read(text))]


PLAIN = top("x = 1", "call a(x)", "y = 2")


@pytest.mark.parametrize(
    "text",
    [
        top("X = 1", "  CALL A( X )", "y=2"),
        top("x = 1 ! a remark", "", "! call a(x)", "call a( & ! here", "     &  x)", "y = 2"),
        top("x = 1; call a(x); y = 2"),
        top("x = 1", "!$AD NOCHECKPOINT ! rewriter", "call a(x)", "y = 2"),
        PLAIN.replace("\n", "\r\n"),
    ],
    ids=["case and blanks", "comments and continuations", "one line", "our mark", "CRLF"],
)
def test_layout_comments_case_and_directives_do_not_count(text: str) -> None:
    assert prints(text) == prints(PLAIN)


def test_forms_of_fortran_give_the_same() -> None:
    lines = "subroutine top(x)", "x = 1", "call", "y = 2", "end subroutine top"
    fixed = "".join(f"      {line}\n" for line in lines)
    fixed = fixed.replace("call\n", "call\n     1 a(x)\nC     call b(x)\n")
    assert prints(fixed, "m.f") == prints(PLAIN)


def test_a_one_line_if_is_the_block_that_it_stands_for() -> None:
    assert prints(top("if (x > 0) call a(x)")) == prints(top("if (x > 0) then", "call a(x)", "end if"))


@pytest.mark.parametrize("text", ["call b(x)", "call a(y)"])
def test_another_statement_is_another(text: str) -> None:
    (other,), (plain,) = prints(top("x = 1", text, "y = 2")), prints(PLAIN)
    assert other.statement != plain.statement
    assert (other.before, other.after) == (plain.before, plain.after)


def test_neighbours_are_the_nearest_with_the_borders_of_the_procedure() -> None:
    (found,) = prints("program p\nend program p\n" + PLAIN + top("z = 9", name="low"))
    header, one, two, end = (digest(words) for words in ("subroutinetop(x)", "x=1", "y=2", "endsubroutinetop"))
    assert found.before == (one, header)
    assert found.after == (two, end)
    (first, last) = prints("call a(x)\nx = 1\ncall b(x)\nend\n")
    assert first.before == ("^",) and last.after[-1] == "$"


def test_a_neighbour_that_stands_twice_is_marked_and_one_that_stands_alone_remembered_too() -> None:
    (found,) = prints(top("z = 0", "x = 1", "x = 1", "call a(x)", "y = 2"))
    again, alone = digest("x=1"), digest("z=0")
    assert found.before == (f"~{again}", f"~{again}", alone)
    assert found.landmarks[0] == (alone,)


def test_one_that_is_too_far_away_is_not_remembered() -> None:
    def landmarks(between: int) -> tuple[str, ...]:
        (found,) = prints(top("z = 0", *["x = 1"] * between, "call a(x)"))
        return found.landmarks[0]

    assert landmarks(REACH - 1) == (digest("z=0"),)
    assert landmarks(REACH) == ()


def test_new_statements_may_stand_between() -> None:
    (remembered,) = prints(top("u = 1", "v = 1", "call a(x)", "y = 1", "z = 1"))
    assert fits(remembered, top("u = 1", "new = 1", "v = 1", "new = 2", "call a(x)", "new = 3", "y = 1", "z = 1")) == [
        True
    ]
    assert fits(remembered, top("v = 1", "u = 1", "call a(x)", "y = 1", "z = 1")) == [False]
    assert fits(remembered, top("v = 1", "call a(x)", "y = 1", "z = 1")) == [False]


def test_neighbours_are_looked_for_only_so_far() -> None:
    (remembered,) = prints(top("u = 1", "v = 1", "call a(x)", "y = 1", "z = 1"))

    def found(new: int) -> list[bool]:
        return fits(remembered, top("u = 1", "v = 1", *(f"n = {n}" for n in range(new)), "call a(x)", "y = 1", "z = 1"))

    assert found(WINDOW - NEAR) == [True]
    assert found(WINDOW - NEAR + 1) == [False]


def test_twins_must_have_their_direct_neighbours() -> None:
    text = top("u = 1", "call a(x)", "v = 1", "call a(x)", "w = 1")
    first, second = prints(text)
    assert (first.twins, second.twins) == (2, 2)
    assert fits(first, text) == [True, False]
    assert fits(second, text) == [False, True]
    assert fits(first, top("u = 1", "new = 1", "call a(x)", "v = 1", "call a(x)", "w = 1")) == [False, False]


def test_twins_with_the_same_neighbours_fit_nowhere() -> None:
    text = top(*["u = 1", "v = 1", "call a(x)", "y = 1", "z = 1"] * 2)
    first, second = prints(text)
    assert fits(first, text) == fits(second, text) == [False, False]


def test_the_body_is_that_of_the_procedure_whatever_its_name() -> None:
    (plain,) = prints(PLAIN)
    (renamed,) = prints(PLAIN.replace("top(x)", "other(x)").replace("subroutine top", "subroutine other"))
    (changed,) = prints(PLAIN.replace("y = 2", "y = 3"))
    assert plain.body == renamed.body != changed.body
    assert len(plain.body) == 16


def test_two_procedures_of_one_body_cannot_be_told_apart_by_it() -> None:
    source = read(PLAIN + top("x = 1", "call a(x)", "y = 2", name="low"))
    known = source.fingerprints
    assert [known.of(call).body for call in source.base.calls] == ["", ""]
    assert known.named(known.body("top")) == ["top", "low"]
    assert known.body("nowhere") == "" and known.named("") == []


def test_a_call_outside_of_any_procedure_has_no_body() -> None:
    (found,) = prints("x = 1\ncall a(x)\nend\n")
    assert found.body == ""


@pytest.mark.parametrize("text", [PLAIN, PLAIN * 2, "call a(x)\nend\n", top(*["u = 1", "call a(x)", "u = 1"] * 2)])
def test_what_is_written_is_read_again(text: str) -> None:
    for found in prints(text):
        assert Fingerprint.parse(str(found)) == found


@pytest.mark.parametrize("text", ["", "a b c d", "a b c d e f", "a b c d e"])
def test_anything_else_is_no_fingerprint(text: str) -> None:
    with pytest.raises(ValueError):
        Fingerprint.parse(text)


def standing(before: str, after: str) -> bool:
    """Whether the landmarks of the one call in a text stand only once in another."""
    (remembered,), ((known, call), *_) = prints(before), calls(read(after))
    return known.standing(call, remembered.landmarks)


def test_landmarks_that_were_copied_tell_nothing() -> None:
    lines = ("u = 1", "call a(x)", "v = 1")
    assert standing(top(*lines), top(*lines))
    assert standing(top(*lines), top("w = 1", *lines))
    assert not standing(top(*lines), top(*lines, "u = 1"))


def test_without_a_landmark_on_one_side_nothing_is_certain() -> None:
    loops = [f"do i{n} = 1, n" for n in range(REACH)]
    text = top(*loops, "call a(x)", *["end do"] * REACH)
    assert not standing(text, text)
