"""Names that may be macros, in one-line IFs and in fragments."""

from __future__ import annotations

import pytest

from rewriter.errors import Refused
from rewriter.languages.fortran import hindrance, macros, place, scan
from rewriter.languages.macros import Macros
from rewriter.languages.model import Change
from rewriter.languages.obstacle import Code

HEAD = "#include 'h'\nsubroutine s(x, NX)\ninteger :: NY, i\nMINE = 1\n"


def hindered(call: str, known: Macros | None = None, text: str = HEAD) -> bool:
    read = scan(f"{text}{call}\nend\n", "", "free")
    found = hindrance(read, read.calls[0], macros(read) if known is None else known)
    assert found is None or found.code is Code.MACRO_ARGUMENT
    return found is not None


@pytest.mark.parametrize("name", ["__RC__", "_RC", "RC_", "_VERIFY(x)", "CHECK_(x)", "STATUS", "rc=RC", "x, STATUS, y"])
def test_what_no_declaration_explains_is_a_suspect(name: str) -> None:
    assert hindered(f"if (a) call f(x, {name})")
    assert not hindered(f"call f(x, {name})"), "no IF is opened there"


@pytest.mark.parametrize(
    "name",
    ["NX", "NY", "MINE", "status", "N", "RC=x", "SIZE(x)", "'STATUS'", "x%STATUS", "1.0_DP", "__LINE__", ".TRUE."],
)
def test_what_is_explained(name: str) -> None:
    assert not hindered(f"if (a) call f(x, {name})")


def test_a_define_tells() -> None:
    assert hindered("if (a) call f(x, ok)", Macros(closing=frozenset({"ok"})))
    assert hindered("if (a) call f(x, ok)", text="#define ok 1)\n")
    assert not hindered("if (a) call f(x, __RC__)", text="#define __RC__ rc=1\n")
    assert not hindered("if (a) call f(x, STATUS)", Macros(declared=frozenset({"status"})))
    assert not hindered("if (a) call f(x, __RC__)", Macros(whole=False)), "the others are not known here"
    assert not hindered("if (a) call f(x, STATUS)", text="subroutine s\n"), "cpp does not read this file"


def test_what_a_file_declares_in_capitals() -> None:
    text = "      SUBROUTINE A(N, XX)\n      INTEGER NN, m(KK)\n      _RL ABC ! WHY\n      CALL F(QQ)\n  10  ZZ = YY\n"
    assert macros(scan(text, "", "fixed-72")).declared >= {"xx", "nn", "kk", "abc"}
    assert not macros(scan(text, "", "fixed-72")).declared & {"m", "qq", "zz", "yy", "why"}


@pytest.mark.parametrize(
    ("line", "known", "refused"),
    [
        ("BEGIN(i)", Macros(bordering=frozenset({"BEGIN"})), True),
        ("BEGIN(i)", Macros(bordering=frozenset({"BEGIN"}), whole=False), True),
        ("if (a) LEAVE", Macros(bordering=frozenset({"LEAVE"})), True),
        ("BEGIN(i)", Macros(), True),
        ("_BARRIER", Macros(), True),
        ("BEGIN(i)", Macros(whole=False), False),
        ("BEGIN(i)", Macros(harmless=frozenset({"BEGIN"})), False),
        ("continue", Macros(), False),
        ("write(6,*)", Macros(), False),
        ("call h(BEGIN)", Macros(), False),
    ],
)
def test_a_fragment_across_the_border_of_a_block(line: str, known: Macros, refused: bool) -> None:
    text = f"subroutine s\ncall e\n{line}\ncall g\nx = 1\nend\n"
    changes = [Change("CHECKPOINT-START", text.index("call e")), Change("CHECKPOINT-END", text.index("call g"))]
    if refused:
        with pytest.raises(Refused, match=r"^line 4: CHECKPOINT-END: the macro \w+ in line 3"):
            place(scan(text, "", "free"), changes, known)
    else:
        assert place(scan(text, "", "free"), changes, known)
