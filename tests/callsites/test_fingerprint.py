"""What a configuration remembers of a call, and when a procedure's only call of a callee is known by it."""

from __future__ import annotations

import pytest

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.resolve import Known, resolved
from rewriter.callsites.site import CallSite
from rewriter.callsites.source import Source
from rewriter.errors import Refused
from tests.support.other_files import together

HEAD, END = "subroutine step(x, d)", "end subroutine"
LINES = ("real x, d", "x = x*2.0", "call relax(x, d)", "x = x + 1.0", "d = 0.0")
UNIQUE = "\n".join((HEAD, *LINES, END, ""))


def known(text: str, path: str = "m.f90") -> Known:
    source = Source(path, text.encode())
    return Known(source.sites(together(source)), source.fingerprints)


def saved(among: Known, which: int = 0) -> tuple[CallSite, Fingerprint]:
    """The first call of relax, or another, and what is remembered of it."""
    calls = among.by_callee["relax"]
    site = calls[which]
    return site, among.prints.of(site.call, len(among.by_both[site.procedure, site.callee]))


def found(before: str, after: str, path: str = "m.f90") -> str:
    """Which line of the changed text is meant; ``""`` where that is refused."""
    site, remembered = saved(known(before, path))
    try:
        line = resolved(site.identity, Fingerprint.parse(str(remembered)), known(after, path)).first_line
    except Refused:
        return ""
    return after.split("\n")[line - 1].strip()


def changed(old: str, new: str) -> str:
    assert UNIQUE.count(old) == 1
    return UNIQUE.replace(old, new)


def test_a_fingerprint_is_written_and_read() -> None:
    for text in (UNIQUE, UNIQUE.replace("call relax(x, d)", "call relax"), UNIQUE.replace(LINES[-1], LINES[2])):
        _, remembered = saved(known(text))
        assert Fingerprint.parse(str(remembered)) == remembered
    for text in ("49f7 d2.^ 91.$ - 1", "49f7 x~d2.^ 91.$ - 1 1 - -", "49f7 0~d2.^ 91.$ - 1 1 - -"):
        with pytest.raises(ValueError, match=r"unpack|literal|0~"):
            Fingerprint.parse(text)


@pytest.mark.parametrize("place", [1, 3])
def test_next_to_an_only_call_a_statement_may_be_another(place: int) -> None:
    assert found(UNIQUE, changed(LINES[place], "x = 7.0")) == LINES[2]
    assert found(UNIQUE, changed(LINES[place] + "\n", "")) == LINES[2]


def test_with_other_statements_on_both_sides_an_only_call_is_not_known() -> None:
    assert found(UNIQUE, changed(LINES[1], "x = 7.0").replace(LINES[3], "x = 8.0")) == ""


@pytest.mark.parametrize("call", ["call relax(x, q)", "call relax(q, d)", "call relax(x, d, 5)"])
def test_an_only_call_may_pass_something_else_as_well(call: str) -> None:
    assert found(UNIQUE, changed(LINES[2], call)) == call
    assert found(UNIQUE, changed(LINES[2], call).replace(LINES[1], "x = 7.0")) == "", "but not in other surroundings"


@pytest.mark.parametrize("call", ["call relax(q)", "call relax", "call relax(p, q)"])
def test_a_call_that_passes_nothing_of_what_it_did_is_another(call: str) -> None:
    assert found(UNIQUE, changed(LINES[2], call)) == ""


def test_half_of_the_arguments_must_be_there_in_order() -> None:
    four = changed(LINES[2], "call relax(a, b, c, e)")
    for call, known_again in (("a, b, q", True), ("b, c", True), ("b, a, q", False), ("c, p, q, r", False)):
        assert bool(found(four, four.replace("a, b, c, e", call))) is known_again, call


def test_of_many_arguments_the_first_are_remembered() -> None:
    many = [f"a{n}" for n in range(20)]
    text = changed(LINES[2], f"call relax({', '.join(many)})")
    for kept, known_again in ((6, True), (5, False)):
        other = ", ".join(["q"] * (20 - kept) + many[:kept])
        assert bool(found(text, changed(LINES[2], f"call relax({other})"))) is known_again


def test_a_variable_may_be_renamed_in_the_whole_procedure() -> None:
    renamed = UNIQUE.replace("x", "speed").replace("relaspeed", "relax")
    assert found(UNIQUE, renamed) == "call relax(speed, d)"
    moved = renamed.replace("speed = speed + 1.0\n", "").replace("call relax", "speed = speed + 1.0\ncall relax")
    assert found(UNIQUE, moved) == "", "but not if the call stands elsewhere in it too"


def test_a_name_that_only_the_call_uses_is_not_a_renamed_one() -> None:
    text = changed(LINES[2], "call relax(common)")
    assert found(text, text.replace("common", "other")) == ""


def test_of_two_calls_of_a_callee_none_is_the_only_one() -> None:
    twice = changed(LINES[-1], "call relax(d, x)")
    assert found(twice, twice.replace(LINES[1], "x = 7.0")) == ""
    assert found(twice, UNIQUE.replace(LINES[1], "x = 7.0")) == "", "of two one is gone: which?"
    assert found(UNIQUE, twice.replace(LINES[1], "x = 7.0")) == ""


def test_a_call_that_stands_one_statement_away_is_another() -> None:
    for order in ((0, 2, 1, 3, 4), (0, 1, 3, 2, 4)):
        for other in (LINES[2], "call relax(x, q)"):
            text = "\n".join((HEAD, *(other if n == 2 else LINES[n] for n in order), END, ""))
            assert found(UNIQUE, text) == ""


LOOPS = "do i = 1, 9\ndo j = 1, 9\n{}\nend do\nend do\n"
TWO_LOOPS = "\n".join((HEAD, LOOPS.format("call relax(x, d)") + LOOPS.format("x = 1") + "d = 0", END, ""))


def test_among_loops_that_read_alike_all_statements_up_to_one_that_stands_alone_are_remembered() -> None:
    around = TWO_LOOPS.replace("call relax(x, d)", "q = 1\ncall relax(x, d)\nq = 2")
    assert found(TWO_LOOPS, around) == "call relax(x, d)"
    other = "\n".join((HEAD, LOOPS.format("q = 1") + LOOPS.format("call relax(x, d)\nx = 1") + "d = 0", END, ""))
    assert found(TWO_LOOPS, other) == ""


def test_what_stood_alone_must_not_stand_there_twice() -> None:
    block = "\n".join(LINES[2:4])
    text = changed(LINES[1], "x = 7.0")
    assert found(UNIQUE, text.replace(LINES[4], f"{LINES[4]}\n{LINES[3]}")) == ""
    assert found(UNIQUE, text.replace(block, LINES[3])) == ""


@pytest.mark.parametrize(
    ("path", "mark", "other"), [("m.f90", "!$omp critical", "!$ x = 2"), ("m.F", "c$omp critical", "c$    x = 2")]
)
def test_directives_of_openmp_are_no_statements(path: str, mark: str, other: str) -> None:
    twins = (HEAD, *LINES, "d = 1.0", "call relax(x, d)", "d = 2.0", END, "")
    text = "\n".join(line and " " * 6 + line for line in twins)
    assert found(text, text.replace("      call relax", f"{mark}\n      call relax"), path) == LINES[2]
    assert found(text, text.replace("      call relax", f"{other}\n      call relax"), path) == ""


def test_directives_of_openmp_are_no_statements_of_c() -> None:
    text = "void relax(double *x) {}\nvoid step(double *x) {\n  *x = 1;\n  relax(x);\n  x[1] = 2;\n  relax(x);\n}\n"
    assert found(text, text.replace("  relax(x);", "#pragma omp critical\n  relax(x);"), "m.c") == "relax(x);"
    assert found(text, text.replace("  relax(x);", "#pragma once\n  relax(x);"), "m.c") == ""


def test_an_only_call_of_c() -> None:
    text = "void relax(double *x, int n) {}\nvoid step(double *x, int n) {\n  *x = 1;\n  relax(x, n);\n  n = 2;\n}\n"
    assert found(text, text.replace("*x = 1", "*x = 7"), "m.c") == "relax(x, n);"
    assert found(text, text.replace("relax(x, n);", "relax(x, n + 1);"), "m.c") == "relax(x, n + 1);"
    assert found(text, text.replace("relax(x, n);", "relax(x + 1, n - 1);"), "m.c") == ""


def test_of_a_copied_block_the_copy_is_not_taken_for_the_original() -> None:
    """The copy has the neighbours of the original, and what stood alone further away on either side stands alone."""
    block = ("y = 0", "z = 0", "call relax(x, d)", "y = 0", "z = 0")
    around = (*block[:2], "x = 3", *block, "x = 4", *block[3:])
    text = "\n".join((HEAD, *around, END, ""))
    without = (*block[:2], *block[3:])
    for copied in ((*without, *block), (*block, *without)):
        assert found(text, "\n".join((HEAD, *block[:2], "x = 3", *copied, "x = 4", *block[3:], END, ""))) == ""


def test_of_twins_the_copy_of_a_block_is_not_taken_for_the_original() -> None:
    block = ("y = 0", "z = 0", "call relax(x, d)", "y = 0", "z = 0")
    text = "\n".join((HEAD, "x = 3", *block, "x = 4", "d = 3", LINES[2], "d = 4", END, ""))
    gone = "\n".join((HEAD, *block, "x = 3", *block[:2], *block[3:], "x = 4", "d = 3", LINES[2], "d = 4", END, ""))
    assert found(text, text.replace("d = 4", "d = 5")) == LINES[2]
    assert found(text, gone) == ""
