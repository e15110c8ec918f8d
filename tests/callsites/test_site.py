"""Call sites: their numbers, lines and kinds, and what directives make of them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from rewriter.callsites.site import MAIN, CallSite, State, call_sites
from rewriter.callsites.source import Source
from rewriter.languages.model import Kind
from rewriter.languages.obstacle import MACRO, UNKNOWN, Code
from tests.support.other_files import defining, defining_in_c, together

CHECKPOINTED, NOT_CHECKPOINTED, UNCLEAR = State


def read(text: str, path: str = "m.f90") -> Source:
    return Source(path, dedent(text).encode())


def sites(text: str, path: str = "m.f90", defines: str = "", functions: str = "", split: str = "") -> list[CallSite]:
    """The sites of a file; another file defines subroutines and functions of these names."""
    source = read(text, path)
    return source.sites(together(source, defining(defines, functions, split=split)))


def sites_in_c(text: str, defines: str = "", macros: str = "") -> list[CallSite]:
    """The sites of a file in C; a header has functions and macros of these names."""
    source = read(text, "m.c")
    return source.sites(together(source, defining_in_c(defines, macros)))


def top(*lines: str) -> str:
    return "\n".join(["subroutine top(x)", *lines, "end subroutine top", ""])


def states(*lines: str) -> list[tuple[str, str, str]]:
    """Callee, state and reason of each site of a procedure with these lines, the first being line 2."""
    return [(site.callee, site.state, site.directive) for site in sites(top(*lines), defines="a b c")]


def test_what_a_site_is() -> None:
    text = """\
    module m
    contains
      subroutine top(x)
        call a(x)
        call a( &
          x)
        call b(x)
      end subroutine
      subroutine low(x)
        call a(x)
      end subroutine
    end module
    """
    found = sites(text, "src/m.f90", defines="a b")
    assert [site.id for site in found] == [
        "src/m.f90::m.top>a#1",
        "src/m.f90::m.top>a#2",
        "src/m.f90::m.top>b#1",
        "src/m.f90::m.low>a#1",
    ]
    assert [(site.path, site.procedure, site.callee, site.ordinal) for site in found][1] == (
        *("src/m.f90", "m.top", "a", 2),
    )
    assert [(site.first_line, site.last_line) for site in found] == [(4, 4), (5, 6), (7, 7), (10, 10)]
    assert [str(site.identity) for site in found] == [site.id for site in found]
    for site in found:
        assert (site.kind, site.kinds, site.obstacle, site.switchable) == (Kind.CALL, ("call",), None, True)
        assert (site.state, site.directive, site.fragment, site.binomial) == (CHECKPOINTED, "", "", "")
        assert site.call.callee == site.callee


def test_the_states_and_what_stands_for_no_procedure() -> None:
    assert (CHECKPOINTED, NOT_CHECKPOINTED, UNCLEAR) == ("checkpointed", "not checkpointed", "unclear")
    (site,) = sites("call a(x)\nend\n", defines="a")
    assert site.procedure == MAIN == "main__"


def test_kinds_in_words() -> None:
    text = """\
    subroutine top(x)
      if (x > 1) call a(x)
      y = 1; call a(x)
    10 call a(x)
      y = f(x)
      call x%run(y)
      if (x > 1) y = f(x)
    end
    """
    found = sites(text, defines="a", functions="f")
    assert [site.kinds for site in found] == [
        ("call", "one-line IF"),
        ("call", "after ';'"),
        ("call", "labelled"),
        ("function reference",),
        ("method",) if not found[4].kind & Kind.CALL else ("call", "method"),
        ("function reference", "one-line IF"),
    ]
    (macro,) = sites_in_c("void top(double x) {\n  big(x);\n}\n", macros="big")
    assert macro.kinds == ("call", "macro")
    (sentinel,) = sites("subroutine t(x)\n!$ call a(x)\nend\n", defines="a")
    assert sentinel.kinds == ("call", "OpenMP sentinel")
    (loop,) = read(top("do i = 1, 3", "end do")).loops
    assert loop.kinds == ("loop",)


def test_obstacles() -> None:
    text = top("call a(x)", "call nowhere(x)", "call x%run(y)", "call a(n + 1)")
    known, unknown, method, computed = sites(text, defines="a")
    assert (known.obstacle, known.switchable) == (None, True)
    assert (unknown.obstacle, unknown.switchable) == (UNKNOWN, False)
    assert unknown.call.obstacle is None, "it can be named, with a warning"
    assert str(UNKNOWN) == "unknown procedure: none of the files given defines it"
    for site in (method, computed):
        assert site.obstacle == site.call.obstacle is not None


def test_what_the_option_reaches() -> None:
    text = top("call a(x)", "call a(n + 1)", "call nowhere(n + 1)", "call x%run(y)", "y = 1; & ! why", "call a(x)")
    assert [site.by_option for site in sites(text, defines="a")] == [False, True, False, False, True]
    (macro,) = sites_in_c("void top(double x) {\n  big(x + 1);\n}\n", defines="big", macros="big")
    assert not macro.by_option


def test_a_macro_of_a_header_need_not_be_a_function() -> None:
    (site,) = sites_in_c("void top(double x) {\n  big(x);\n}\n", macros="big")
    assert (site.obstacle, site.switchable) == (MACRO, False)
    assert site.kind == Kind.CALL | Kind.MACRO
    # What cannot be switched anyway keeps its own reason.
    (both,) = sites_in_c("void top(double x) {\n  big(x + 1);\n}\n", macros="big")
    assert both.obstacle == both.call.obstacle != MACRO
    assert not both.kind & Kind.MACRO


HINDERED = "comments or cpp lines before the statement after ';'"


def test_what_hinders_the_rewriting_of_a_line() -> None:
    behind, plain = sites(top("y = 1; & ! why", "call a(x)", "call a(x)"), defines="a")
    assert behind.obstacle == behind.call.obstacle
    assert behind.obstacle is not None and (behind.obstacle.code, behind.obstacle.long) == (Code.LAYOUT, HINDERED)
    assert (plain.obstacle, plain.call.obstacle) == (None, None)
    # A reason that Tapenade has goes before.
    (computed,) = sites(top("y = 1; & ! why", "call a(n + 1)"), defines="a")
    assert computed.obstacle is not None and computed.obstacle.code is Code.COMPUTED
    # No directive is placed before a loop as before a call.
    assert [loop.obstacle for loop in read(top("y = 1; & ! why", "do i = 1, 3", "end do")).loops] == [None]


def test_lines_are_counted_from_the_first() -> None:
    assert [site.first_line for site in sites("\n\ncall a(x)\n\ncall a(x)\n")] == [3, 5]


def test_loops() -> None:
    text = top("do i = 1, 3", "  do j = 1, 4", "    call a(x)", "  end do", "end do", "do i = 1, 2", "end do")
    found = read(text).loops
    assert [(site.id, site.first_line, site.last_line) for site in found] == [
        ("m.f90::top>do#1", 2, 6),
        ("m.f90::top>do#2", 3, 5),
        ("m.f90::top>do#3", 7, 8),
    ]
    assert all(site.kind & Kind.LOOP and site.switchable for site in found)


SPLIT = """\
module m
contains
  !$AD NOCHECKPOINT
  subroutine one(x)
    call two(x)
  end subroutine
  subroutine two(x)
    call one(x)
    !$AD NOCHECKPOINT
    call one(x)
  end subroutine
end module
"""


@pytest.mark.parametrize(
    "text",
    [
        "  !$AD NOCHECKPOINT\n  x = 1\nend subroutine\n",  # before another statement
        "  !$AD CHECKPOINT-START\nsubroutine one(x)\nend subroutine\n",  # another directive
        "x = 1 !$AD NOCHECKPOINT\nsubroutine one(x)\nend subroutine\n",  # at the end of a line
        "subroutine one(x)\nend subroutine\n!$AD NOCHECKPOINT\n",  # before nothing
    ],
)
def test_what_splits_no_procedure(text: str) -> None:
    assert read(text).part.split == frozenset()


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("/* $AD NOCHECKPOINT */ void h(double *x) { f(x); }\n", {"h"}),
        ("/* $AD NOCHECKPOINT */\nstatic void h(double *x) { f(x); }\n", {"h"}),
        ("void h(double *x) { /* $AD NOCHECKPOINT */ f(x); }\n", set()),
    ],
)
def test_a_directive_before_a_function_of_one_line_and_one_in_it(text: str, split: set[str]) -> None:
    names = {name.rpartition(":")[2] for name in read(text, "m.c").part.split}
    assert names == split


def test_a_directive_inside_of_a_header_is_before_it() -> None:
    source = read("subroutine &\n!$AD NOCHECKPOINT\n  one(x)\nend subroutine\n")
    assert source.part.split == {"one"}


def test_a_procedure_that_is_split_at_its_definition_in_another_file() -> None:
    (site,) = sites(top("call a(x)"), defines="a", split="a")
    assert (site.state, site.directive) == (NOT_CHECKPOINTED, "NOCHECKPOINT before the definition of a")


def test_a_procedure_that_is_split_at_its_definition() -> None:
    two, one, own = sites(SPLIT)
    assert (two.state, two.directive) == (CHECKPOINTED, "")
    assert (one.state, one.directive) == (NOT_CHECKPOINTED, "NOCHECKPOINT before the definition of one")
    assert (own.state, own.directive) == (NOT_CHECKPOINTED, "NOCHECKPOINT at line 9")


def test_nocheckpoint() -> None:
    assert states("!$AD NOCHECKPOINT", "call a(x)", "call b(x)") == [
        ("a", NOT_CHECKPOINTED, "NOCHECKPOINT at line 2"),
        ("b", CHECKPOINTED, ""),
    ]
    assert states("call a(x)", "if (x > 1) then", "!$AD NOCHECKPOINT", "  call b(x)", "end if") == [
        ("a", CHECKPOINTED, ""),
        ("b", NOT_CHECKPOINTED, "NOCHECKPOINT at line 4"),
    ]
    for other in ("II-LOOP", "OF-WHICH-NOTHING-IS-KNOWN"):
        assert states(f"!$AD {other}", "call a(x)") == [("a", CHECKPOINTED, "")]


def test_directives_of_ours_are_told_from_those_of_the_user() -> None:
    source = read(top("!$AD NOCHECKPOINT rewriter", "call a(x)"))
    names = together(source, defining("a"))
    (site,) = call_sites("m.f90", source.language, source.scan, source.known(names))
    assert (site.state, site.directive) == (NOT_CHECKPOINTED, "NOCHECKPOINT at line 2 (by rewriter)")
    assert source.sites(names)[0].state == CHECKPOINTED, "taken off"


def test_a_directive_acts_on_the_first_call_of_a_statement_only() -> None:
    first, second = sites(top("!$AD NOCHECKPOINT", "y = f(x) + g(x)"), functions="f g")
    assert (first.state, second.state) == (NOT_CHECKPOINTED, CHECKPOINTED)
    assert first.switchable and not second.switchable
    assert (first.directive, second.directive) == ("NOCHECKPOINT at line 2", "")


def test_a_directive_acts_on_methods_and_macros_though_we_place_none() -> None:
    (method,) = sites(top("!$AD NOCHECKPOINT", "call x%run(y)"))
    (macro,) = sites_in_c("void top(double x) {\n  // $AD NOCHECKPOINT\n  big(x);\n}\n", macros="big")
    for site in (method, macro):
        assert (site.state, site.switchable) == (NOT_CHECKPOINTED, False)
    (site,) = sites(top("call x%run(y) !$AD NOCHECKPOINT"))
    assert site.state == UNCLEAR


AT_THE_END = (
    "NOCHECKPOINT at the end of line 2: Tapenade of 2020 gives it to the next statement, later releases to this one"
)


def test_a_directive_at_the_end_of_a_line_makes_both_calls_unclear() -> None:
    assert states("call a(x) !$AD NOCHECKPOINT", "call b(x)", "call c(x)") == [
        ("a", UNCLEAR, AT_THE_END),
        ("b", UNCLEAR, AT_THE_END),
        ("c", CHECKPOINTED, ""),
    ]
    assert states("x = 1 !$AD NOCHECKPOINT", "call b(x)") == [("b", UNCLEAR, AT_THE_END)]
    assert states("call a(x) !$AD NOCHECKPOINT", "x = 1", "call b(x)") == [
        ("a", UNCLEAR, AT_THE_END),
        ("b", CHECKPOINTED, ""),
    ]
    # One of its own is certain all the same.
    assert states("call a(x) !$AD NOCHECKPOINT", "!$AD NOCHECKPOINT", "call b(x)") == [
        ("a", UNCLEAR, AT_THE_END),
        ("b", NOT_CHECKPOINTED, "NOCHECKPOINT at line 3"),
    ]
    # The second reference of a statement is reached by none.
    found = sites(top("y = f(x) + g(x) !$AD NOCHECKPOINT"), functions="f g")
    assert [site.state for site in found] == [UNCLEAR, CHECKPOINTED]
    found = sites(top("x = 1 !$AD NOCHECKPOINT", "y = f(x) + g(x)"), functions="f g")
    assert [site.state for site in found] == [UNCLEAR, CHECKPOINTED]


def test_a_directive_at_the_end_of_the_last_line_reaches_no_other_call() -> None:
    first, last = sites("call a(x)\ncall b(x) !$AD NOCHECKPOINT\n")
    assert (first.state, last.state) == (CHECKPOINTED, UNCLEAR)


def test_a_directive_that_reaches_no_statement_acts_on_no_call() -> None:
    for keyword in ("NOCHECKPOINT", "CHECKPOINT"):
        (site,) = sites(f"call a(x)\n!$AD {keyword}\n")
        assert (site.state, site.directive) == (CHECKPOINTED, "")
    (site,) = sites("call a(x); x = 1\nx = 2 !$AD NOCHECKPOINT\n")
    assert (site.state, site.directive) == (CHECKPOINTED, "")


def test_a_directive_inside_of_the_first_statement() -> None:
    (site,) = sites("call &\n!$AD NOCHECKPOINT\n  a(x)\nend\n")
    assert (site.state, site.directive) == (NOT_CHECKPOINTED, "NOCHECKPOINT at line 2")


def fragments(*lines: str) -> dict[str, str]:
    return {site.callee: site.fragment for site in sites(top(*lines, "y = 2"))}


def test_fragments() -> None:
    start, end = "!$AD CHECKPOINT-START", "!$AD CHECKPOINT-END"
    assert fragments("call a(x)", start, "call b(x)", end, "call c(x)") == {"a": "", "b": "3-5", "c": ""}
    # Of nested ones the innermost counts, on both sides of the inner one too.
    nested = [start, "call a(x)", start, "call b(x)", end, "call c(x)", end, "call d(x)"]
    assert fragments(*nested) == {"a": "2-8", "b": "4-6", "c": "2-8", "d": ""}
    assert fragments(start, "call a(x)", end, start, "call b(x)", end) == {"a": "2-4", "b": "5-7"}
    # What is not closed, or was never opened, is none.
    assert fragments(start, "call a(x)") == {"a": ""}
    assert fragments("call a(x)", end, "call b(x)", start, "call c(x)", end) == {"a": "", "b": "", "c": "5-7"}
    assert fragments(start, "call a(x)", "!$AD NOCHECKPOINT", "call b(x)") == {"a": "", "b": ""}
    assert fragments(start, "call a(x)", "!$AD II-LOOP", "call b(x)", end) == {"a": "2-6", "b": "2-6"}
    # What Tapenade drops is none: here an END at the end of its block, and a fragment across the border of one.
    assert fragments("if (y > 1) then", start, "call a(x)", end, "end if") == {"a": ""}
    assert fragments(start, "call a(x)", "if (y > 1) then", end, "call b(x)", "end if") == {"a": "", "b": ""}
    # A long one inside of a short one's lines: the number of lines does not count, but what it holds.
    assert fragments(start, "y = 1", start, "call a(x)", end, end) == {"a": "4-6"}


def test_binomial_loops() -> None:
    text = top(
        "do h = 1, 2",
        "  call z(x)",
        "end do",
        "!$AD BINOMIAL-CKP n+1 4 1",
        "do i = 1, n",
        "  call a(x)",
        "  !$AD BINOMIAL-CKP m+1 2 1",
        "  do j = 1, m",
        "    call b(x)",
        "  end do",
        "  do k = 1, m",
        "    call c(x)",
        "  end do",
        "end do",
        "call d(x)",
    )
    outer, inner = "n+1 4 1", "m+1 2 1"
    assert {site.callee: site.binomial for site in sites(text)} == {
        "z": "",
        "a": outer,
        "b": inner,
        "c": outer,
        "d": "",
    }
    assert [loop.binomial for loop in read(text).loops] == ["", outer, inner, ""], "of a loop its own"
    (site,) = sites(top("!$AD BINOMIAL-CKP n 4 1", "x = 1", "do i = 1, n", "  call a(x)", "end do"))
    assert site.binomial == ""


def test_of_loops_that_end_at_one_label_the_inner_is_the_shorter() -> None:
    loops = ("C$AD BINOMIAL-CKP a 4 1", "      do 10 i = 1, a", "C$AD BINOMIAL-CKP z 4 1", "      do 10 j = 1, z")
    (site,) = sites(
        "\n".join(["      subroutine t(x)", *loops, "      call a(x)", "   10 continue", "      end", ""]), "m.f"
    )
    assert site.binomial == "z 4 1"


def test_what_ends_where_a_call_begins_is_not_around_it() -> None:
    (one, other) = sites(
        "subroutine t(x)\n!$AD BINOMIAL-CKP n 4 1\ndo i = 1, n; call a(x); end do;call b(x)\nend\n",
    )
    assert (one.binomial, other.binomial) == ("n 4 1", "")


LATER = "(for Tapenade of 17 October 2024 or later)"


def test_a_checkpoint_at_the_call_goes_before_all_others() -> None:
    named = f"CHECKPOINT at line 2 {LATER}"
    assert states("!$AD CHECKPOINT", "call a(x)", "call b(x)") == [("a", CHECKPOINTED, named), ("b", CHECKPOINTED, "")]
    assert states("!$AD CHECKPOINT", "!$AD NOCHECKPOINT", "call a(x)") == [("a", CHECKPOINTED, named)]
    assert states("call a(x) !$AD CHECKPOINT", "call b(x)") == [("a", CHECKPOINTED, named), ("b", CHECKPOINTED, "")]
    assert states("!$AD NOCHECKPOINT", "call a(x)", "!$AD CHECKPOINT", "call b(x)") == [
        ("a", NOT_CHECKPOINTED, "NOCHECKPOINT at line 2"),
        ("b", CHECKPOINTED, f"CHECKPOINT at line 4 {LATER}"),
    ]


def test_a_checkpoint_at_the_call_goes_before_what_splits_the_procedure() -> None:
    text = "!$AD NOCHECKPOINT\nsubroutine a(x)\nend\nsubroutine top(x)\n!$AD CHECKPOINT\ncall a(x)\ncall a(x)\nend\n"
    first, second = sites(text, defines="a")
    assert (first.state, second.state) == (CHECKPOINTED, NOT_CHECKPOINTED)
