"""Callbacks in and out again: the bytes, the lines, and the places that need care."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callbacks.instrument import Instrumented, instrument, uninstrumented
from rewriter.callbacks.names import Names
from rewriter.callbacks.primal import Primal, primal
from rewriter.callsites.source import Source
from rewriter.errors import Refused, UsageError
from tests.support.models import FIXTURES

GOLDEN = Path(__file__).parent.parent / "golden" / "callbacks"
PLAIN = sorted(path for path in GOLDEN.glob("2024/*/plain/*") if path.suffix != ".h")
MARK = " ! rewriter callback"


@cache
def primal_of(path: Path) -> Primal:
    """The primal of a golden file."""
    case = path.parent.parent.name
    folder = FIXTURES / case if (FIXTURES / case).is_dir() else GOLDEN / "primal"
    files = [file for file in sorted(folder.iterdir()) if file.is_file() and file.suffix in (".f90", ".f", ".c")]
    return primal([Source(file.name, file.read_bytes()) for file in files])


@cache
def instrumented_text(path: Path) -> str:
    return instrument(source(path), primal_of(path), Names()).after.decode()


def source(path: Path, data: bytes | None = None) -> Source:
    return Source(path.name, path.read_bytes() if data is None else data)


def instrumented(adjoint: str, model: str, name: str = "m", *, tapenade_runtime: bool = False) -> Instrumented:
    """An adjoint text with the callbacks for a primal text."""
    suffix = ".f" if adjoint.startswith("      ") else ".f90"
    known = primal([Source(name + suffix, model.encode())])
    return instrument(Source(f"m_b{suffix}", adjoint.encode()), known, Names(), tapenade_runtime=tapenade_runtime)


def events(made: Instrumented) -> list[str]:
    """The callbacks and the other statements, each in few words."""
    words = []
    for line in made.after.decode().splitlines():
        match = re.match(r" *(?:\d+ +)?CALL ADPROFILEADJ_(\w+)\('(\w+)'.*?(?:, (\d+))?\) ! rewriter", line)
        words.append(f"{match[1]} {match[2]} {match[3] or ''}".strip() if match else line.strip())
    return words


@pytest.mark.parametrize("path", PLAIN, ids=[f"{path.parent.parent.name}/{path.name}" for path in PLAIN])
def test_taking_callbacks_out_gives_the_bytes_back(path: Path) -> None:
    known = primal_of(path)
    made = instrument(source(path), known, Names())
    assert uninstrumented(source(path, made.after)) == path.read_bytes()
    assert instrument(source(path, made.after), known, Names()).after == made.after, "twice is once"
    with_crlf = path.read_bytes().replace(b"\n", b"\r\n")
    assert uninstrumented(source(path, instrument(source(path, with_crlf), known, Names()).after)) == with_crlf
    limit = 72 if path.suffix == ".f" else 132
    for line in made.after.decode().splitlines():
        if MARK in line:
            assert len(line.partition(MARK)[0] if path.suffix == ".f" else line) <= limit


@pytest.mark.parametrize("path", [path for path in PLAIN if path.parent.parent.name in ("old", "flow", "shapes")])
@given(data=st.data())
def test_what_is_edited_between_our_lines_stays(path: Path, data: st.DataObject) -> None:
    lines = instrumented_text(path).splitlines(keepends=True)
    theirs = [n for n, line in enumerate(lines[1:], 1) if "rewriter callback" not in lines[n] + lines[n - 1]]
    place = data.draw(st.sampled_from(theirs))
    comment = {".f": "C     a note\n", ".f90": "! a note\n", ".c": "/* a note */\n"}[path.suffix]
    lines.insert(place, comment)
    after = uninstrumented(source(path, "".join(lines).encode())).decode()
    assert after.replace(comment, "", 1) == path.read_text()


STATEMENTS = st.lists(
    st.sampled_from(
        [
            "call a(x)",
            "call b(x)",
            "if (x > 1.0) call a(x)",
            "if (x > 2.0) then\n  call b(x)\n  call a(x)\nend if",
            "do i = 1, 3\n  call a(x)\nend do",
            "x = x*x",
        ]
    ),
    max_size=8,
)


@given(statements=STATEMENTS)
def test_any_small_adjoint_gives_its_bytes_back_and_begins_as_often_as_it_ends(statements: list[str]) -> None:
    model = "subroutine top(x)\n" + "\n".join(statements) + "\nend subroutine top\n"
    forward = [re.sub(r"(call [ab])\(x\)", r"\1(x)", words) for words in statements]
    backward = [re.sub(r"(call [ab])\(x\)", r"\1_b(x, xb)", words) for words in reversed(statements) if "call" in words]
    adjoint = "subroutine top_b(x, xb)\n" + "\n".join([*forward, "xb = 2*xb", *backward]) + "\nend subroutine top_b\n"
    made = instrumented(adjoint, model)
    assert uninstrumented(Source("m_b.f90", made.after)) == adjoint.encode()
    text = made.after.decode()
    for begin, end in (("SNPWRITE", "ENDREVERSE"), ("BEGINADVANCE", "ENDADVANCE"), ("SNPREAD", "BEGINREVERSE")):
        assert text.count(f"ADPROFILEADJ_{begin}(") == text.count(f"ADPROFILEADJ_{end}(")
    calls = "\n".join(statements).count("call ")
    assert len(made.sites) + len(made.problems) == calls, "every call is instrumented, or told of"
    assert text.count("ADPROFILEADJ_ENDREVERSE(") == len(made.sites)
    assert text.count("ADPROFILEADJ_TURN(") == 1
    for callee in "ab":
        if "\n".join(statements).count(f"call {callee}") == 1:
            assert sum(record.site.callee == callee for record in made.sites) == 1, "a single call is no riddle"


MODEL = "subroutine top(x)\n  call a(x)\n  if (x > 1) call b(x)\nend subroutine top\n"


def test_the_callbacks_of_one_call() -> None:
    made = instrumented(
        "SUBROUTINE TOP_B(x, xb)\n"
        "  CALL PUSHREAL8(x)\n  CALL A(x)\n  y = x\n  xb = 1\n  CALL POPREAL8(x)\n  CALL A_B(x, xb)\nEND\n",
        "subroutine top(x)\n\n  call a(x)\nend subroutine top\n",
    )
    assert events(made)[1:-1] == [
        "SNPWRITE a 3",
        "CALL PUSHREAL8(x)",
        "BEGINADVANCE a 3",
        "CALL A(x)",
        "ENDADVANCE a 3",
        "y = x",
        "TURN top",
        "xb = 1",
        "SNPREAD a 3",
        "CALL POPREAL8(x)",
        "BEGINREVERSE a 3",
        "CALL A_B(x, xb)",
        "ENDREVERSE a 3",
    ]


def test_a_value_that_is_looked_at_is_read_before_the_look() -> None:
    made = instrumented(
        "SUBROUTINE TOP_B(x, xb)\nCALL PUSHREAL8(x)\nCALL A(x)\nCALL ADSTACK_STARTREPEAT()\nCALL POPREAL8(x)\n"
        "CALL ADSTACK_RESETREPEAT()\nCALL ADSTACK_ENDREPEAT()\nCALL A_B(x, xb)\nCALL POPREAL8(x)\nEND\n",
        "subroutine top(x)\n  call a(x)\nend\n",
    )
    words = events(made)
    assert words[words.index("TURN top") :][:3] == ["TURN top", "SNPREAD a 2", "CALL ADSTACK_STARTREPEAT()"]
    assert words[words.index("CALL A_B(x, xb)") - 1] == "BEGINREVERSE a 2"


def test_a_push_that_is_not_read_before_the_adjoint_call_is_no_snapshot() -> None:
    made = instrumented(
        "SUBROUTINE TOP_B(x, xb)\nCALL PUSHINTEGER4(ad_count)\nCALL PUSHREAL8(x)\nCALL A(x)\n"
        "CALL POPREAL8(x)\nCALL A_B(x, xb)\nCALL POPINTEGER4(ad_count)\nEND\n",
        "subroutine top(x)\n  call a(x)\nend\n",
    )
    assert events(made)[1:4] == ["CALL PUSHINTEGER4(ad_count)", "SNPWRITE a 2", "CALL PUSHREAL8(x)"]


JOINED = """SUBROUTINE TOP_B(x, xb, u, ub)
  IF (u > 0) THEN
    IF (u > 1) THEN
      y = u
      CALL PUSHCONTROL1B(0)
    ELSE
      y = 2*u
      CALL PUSHCONTROL1B(1)
    END IF
    IF (u > 2) THEN
      CALL PUSHREAL8(x)
      CALL A(x)
      CALL PUSHCONTROL2B(2)
    ELSE
      CALL PUSHREAL8(x)
      CALL A(x)
      CALL PUSHCONTROL2B(1)
    END IF
  ELSE
    CALL PUSHCONTROL2B(0)
  END IF
  CALL POPCONTROL2B(branch)
  IF (branch < 2) THEN
    IF (branch == 0) THEN
      GOTO 100
    ELSE
      CALL POPREAL8(x)
      CALL A_B(x, xb)
    END IF
  ELSE
    CALL POPREAL8(x)
    CALL A_B(x, xb)
  END IF
  CALL POPCONTROL1B(branch)
  IF (branch == 0) THEN
    ub = ub + yb
  ELSE
    ub = ub + 2*yb
  END IF
100 CONTINUE
END
"""
JOINED_PRIMAL = """subroutine top(x, u)
  if (u > 0) then
    if (u > 1) then
      y = u
    else
      y = 2*u
    end if
    if (u > 2) then
      call a(x)
    else
      call a(x)
    end if
  end if
end
"""


def test_alternatives_that_join_before_an_inner_control_is_popped() -> None:
    made = instrumented(JOINED, JOINED_PRIMAL)
    words = [word for word in events(made) if word.startswith(("SNPWRITE", "SNPREAD"))]
    assert words == ["SNPWRITE a 9", "SNPWRITE a 11", "SNPREAD a 11", "SNPREAD a 9"]
    assert not made.problems


def test_alternatives_whose_order_nobody_knows_are_left_without() -> None:
    made = instrumented(JOINED.replace("POPCONTROL1B", "POPCONTROL3B"), JOINED_PRIMAL)
    assert not made.sites
    assert [problem.reason for problem in made.problems] == [
        "it is not certain which call of the forward sweep it reverses"
    ] * 2


def test_a_label_goes_to_the_first_callback_and_comes_back() -> None:
    adjoint = "      SUBROUTINE TOP_B(x, xb)\n 10   CALL A(x)\n      GOTO 10\n 20   CALL A_B(x, xb)\n      END\n"
    made = instrumented(adjoint, "      SUBROUTINE TOP(x)\n      CALL A(x)\n      END\n")
    text = made.after.decode()
    assert " 10   CALL ADPROFILEADJ_SNPWRITE('a'" in text
    assert " 20   CALL ADPROFILEADJ_TURN('top'" in text
    assert "\n      CALL A(x)\n" in text
    assert uninstrumented(Source("m_b.f", made.after)) == adjoint.encode()


def test_long_names_are_cut_where_fixed_form_ends() -> None:
    file = "a_file_name_that_is_longer_than_what_has_room_on_one_line_of_fixed_form"
    made = instrumented(
        "      SUBROUTINE TOP_B(x, xb)\n      CALL A(x)\n      CALL A_B(x, xb)\n      END\n",
        "      SUBROUTINE TOP(x)\n      CALL A(x)\n      END\n",
        name=file,
    )
    lines = made.after.decode().splitlines()
    assert all(len(line.partition(MARK)[0]) <= 72 for line in lines)
    joined = re.sub(r" ! rewriter callback\n     \+ *", "", made.after.decode())
    assert f"'a'//CHAR(0),'{file[:40]}'//'{file[40:]}.f'//CHAR(0),2)" in joined.replace(", ", ",")


def test_calls_that_cannot_be_told_apart_are_named_and_left_alone() -> None:
    made = instrumented(
        "SUBROUTINE TOP_B(x, xb)\nCALL A_B(x, xb)\nCALL C_B(x, xb)\nEND\n",
        "subroutine top(x)\n  call a(x)\n  call a(x)\nend\n",
    )
    assert [(p.callee, p.line, p.reason) for p in made.problems] == [
        ("a", 2, "its primal call could be any of those on lines 2, 3")
    ]
    assert made.sites == ()
    assert b"SNPREAD" not in made.after and b"TURN" in made.after


def test_an_adjoint_without_its_primal_is_named() -> None:
    made = instrumented("SUBROUTINE OTHER_B(x, xb)\nCALL A_B(x, xb)\nEND\n", MODEL)
    assert [p.reason for p in made.problems] == ["no primal source given defines other"]


def test_two_calls_on_one_line_cannot_be_instrumented() -> None:
    made = instrumented(
        "SUBROUTINE TOP_B(x, xb)\nCALL A(x); y = x\nCALL A_B(x, xb)\nEND\n", "subroutine top(x)\n  call a(x)\nend\n"
    )
    assert [p.reason for p in made.problems] == ["it shares a line with other statements"]
    assert b"SNPREAD" not in made.after


def test_code_with_tapenades_own_callbacks_is_refused() -> None:
    path = GOLDEN / "2024" / "flow" / "profile" / "flow_b.f90"
    with pytest.raises(Refused, match="Tapenade has placed callbacks itself"):
        instrument(source(path), primal_of(path), Names())


def test_a_statement_that_has_gone_is_not_guessed() -> None:
    adjoint = " 10   CALL ADPROFILEADJ_SNPWRITE('a') ! rewriter callback lead .10...\n"
    with pytest.raises(Refused, match=r"m_b.f:1: the statement .* is gone"):
        uninstrumented(Source("m_b.f", adjoint.encode()))


def test_an_openmp_directive_stays_with_its_loop() -> None:
    adjoint = (
        "SUBROUTINE TOP_B(x, xb)\nCALL A(x)\n!$OMP END PARALLEL\n!$OMP PARALLEL DO PRIVATE(i), &\n!$OMP& SHARED(xb)\n"
        "! a comment\nDO i=1,3\nxb(i) = 0.0\nEND DO\nCALL A_B(x, xb)\nEND\n"
    )
    made = instrumented(adjoint, "subroutine top(x)\n  call a(x)\nend\n")
    words = events(made)
    assert words[words.index("TURN top") - 1 :][:3] == [
        "!$OMP END PARALLEL",
        "TURN top",
        "!$OMP PARALLEL DO PRIVATE(i), &",
    ]
    assert uninstrumented(Source("m_b.f90", made.after)) == adjoint.encode()


def test_primal_procedures_whose_names_end_like_those_of_adjoint_code() -> None:
    model = "subroutine top(x)\n  call pop_b(x)\n  !$AD NOCHECKPOINT\n  call upd(x)\n  call upd_fwd(x)\nend\n"
    model += "".join(f"subroutine {name}(x)\n  x = x*x\nend\n" for name in ("pop_b", "upd", "upd_fwd"))
    adjoint = (
        "SUBROUTINE TOP_B(x, xb)\nCALL POP_B(x)\nCALL UPD_FWD0(x)\nCALL UPD_FWD(x)\nxb = 0.0\nCALL UPD_FWD_B(x, xb)\n"
        "CALL UPD_BWD(x, xb)\nCALL POP_B_B(x, xb)\nEND\nSUBROUTINE POP_B(x)\nx = x*x\nEND\n"
        "SUBROUTINE UPD_FWD0(x)\nx = x*x\nEND\nSUBROUTINE UPD_BWD(x, xb)\nxb = 2*x*xb\nEND\n"
        "SUBROUTINE UPD_FWD(x)\nx = x*x\nEND\n"
    )
    made = instrumented(adjoint, model)
    assert made.problems == ()
    assert [(record.site.callee, record.site.shape) for record in made.sites] == [
        ("pop_b", "joint"),
        ("upd", "split"),
        ("upd_fwd", "joint"),
    ]
    words = events(made)
    assert words[words.index("TURN top") + 1] == "xb = 0.0"


def test_a_second_adjoint_of_a_procedure_is_left_out_with_both_named() -> None:
    known = primal([Source("m.f90", b"subroutine top(x)\n  call a(x)\nend\nsubroutine a(x)\nx = x*x\nend\n")])
    adjoint = "".join(
        f"subroutine top{end}(x, xb)\ncall a(x)\nxb = 0.0\ncall a{end}(x, xb)\nend\n"
        for end in ("_b", "_fast_b", "_b0")
    )
    source = Source("m_b.f90", adjoint.encode())
    made = instrument(source, known, Names())
    assert [record.procedure for record in made.sites] == ["top_b", "top_b0"]
    (problem,) = made.problems
    assert problem.reason == (
        "no primal source given defines top_fast; if top_fast_b is an adjoint of top as top_b is,"
        " instrument it with --adjoint-name %_fast_b"
    )
    fast = instrument(source, known, Names(adjoint="%_fast_b"))
    assert [record.procedure for record in fast.sites] == ["top_fast_b"]


def test_other_names() -> None:
    known = primal([Source("m.f90", b"subroutine top(x)\n  call a(x)\nend\n")])
    adjoint = b"subroutine a_top(x, a_x)\ncall a(x)\na_x = 1\ncall a_a(x, a_x)\nend\n"
    names = Names(adjoint="a_%", variable="a_%").checked()
    assert len(instrument(Source("m.f90", adjoint), known, names).sites) == 1
    with pytest.raises(UsageError, match="--adjoint-name"):
        Names(adjoint="_b").checked()


def test_unbraced_c_gets_braces() -> None:
    model = "void top(double *x) {\n  if (*x > 1.0)\n    a(x);\n  else if (*x > 2.0) b(x);\n  c(x);\n}\n"
    adjoint = (
        "#include <adStack.h>\nvoid top_b(double *x, double *xb) {\n    if (*x > 1.0) {\n        pushReal8(*x);\n"
        "        a(x);\n        popReal8(x);\n        a_b(x, xb);\n    } else if (*x > 2.0)\n        b_b(x, xb);\n}\n"
    )
    known = primal([Source("m.c", model.encode())])
    made = instrument(Source("m_b.c", adjoint.encode()), known, Names())
    assert made.problems == ()
    words = [line.strip().removesuffix(" /* rewriter callback */") for line in made.after.decode().splitlines()]
    start = words.index("} else /* rewriter callback cut . */")
    opened = ["{", 'adProfileAdj_turn("top", "m.c");', "if (*x > 2.0)", "{", 'adProfileAdj_SNPWrite("b", "m.c", 4);']
    assert words[start + 1 : start + 6] == opened
    assert words[-5:] == ["b_b(x, xb);", 'adProfileAdj_endReverse("b", "m.c", 4);', "}", "}", "}"]
    assert uninstrumented(Source("m_b.c", made.after)) == adjoint.encode()


TWINS = """\
module one
contains
subroutine top(x)
  call a(x)
end subroutine top
end module one
"""


def chosen(path: str, adjoint: str, *models: tuple[str, str]) -> list[str]:
    """Where the callbacks of an adjoint file say that their calls are, or why there are none."""
    made = instrument(
        Source(path, adjoint.encode()), primal([Source(name, text.encode()) for name, text in models]), Names()
    )
    return [f"{record.site.file}:{record.site.line}" for record in made.sites] or [p.reason for p in made.problems]


ALONE = "subroutine top_b(x, xb)\n  call a(x)\n  call a_b(x, xb)\nend subroutine top_b\n"


def test_of_procedures_with_one_name_that_in_the_module_is_meant() -> None:
    models = ("m.f90", TWINS), ("n.f90", f"! moved\n{TWINS.replace('one', 'two')}")
    for module, place in (("one", "m.f90:4"), ("two", "n.f90:5")):
        adjoint = f"module {module}_diff\ncontains\n{ALONE}end module {module}_diff\n"
        assert chosen("all_b.f90", adjoint, *models) == [place]


def test_of_procedures_with_one_name_that_in_the_file_of_the_name_is_meant() -> None:
    text = "subroutine top(x)\n  call a(x)\nend subroutine top\n"
    models = ("m.f90", text), ("n.f90", text)
    assert chosen("n_b.f90", ALONE, *models) == ["n.f90:2"]
    assert chosen("all_b.f90", ALONE, *models) == ["several primal procedures are called top: in m.f90, n.f90"]


def test_a_file_that_holds_no_adjoint_procedure_stays_as_it_is() -> None:
    text = "subroutine plain(x)\n  call a(x)\nend subroutine plain\n"
    made = instrumented(text, text)
    assert (made.after, made.sites, made.problems) == (text.encode(), (), ())
