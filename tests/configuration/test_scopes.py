"""Names mean what their scopes say, through all commands: small trees, their sites, and every one of these switched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rewriter.configuration import commands
from tests.support.trees import listed, switched, written

F = {"f.f90": "real function f(x);;real x;;f = x;;end function f"}
SIN = {"sin.f90": "real function sin(x);;real x;;sin = x;;end function sin"}
MODULE = {
    "m.f90": "module m;;contains;;real function f(x);;real x;;f = x;;end function;;subroutine s(x);;real x;;"
    "end subroutine;;end module m"
}


def top(specification: str, body: str = "y = f(x)") -> dict[str, str]:
    """A file with one procedure that refers to f."""
    return {"t.f90": f"subroutine top(x);;{specification};;{body};;end subroutine top"}


def in_module(specification: str, contained: str) -> dict[str, str]:
    return {"t.f90": f"module m;;{specification};;contains;;{contained};;end module m"}


def expect(folder: Path, files: dict[str, str], sites: str) -> None:
    """``sites``: those listed, each with what hinders it; those that nothing does are switched, one and all."""
    written(folder, files)
    found = listed(folder)
    shown = [site.partition("::")[2] + (f" ({hindered})" if hindered else "") for site, hindered in found.items()]
    assert ", ".join(shown) == sites
    free = [site for site, hindered in found.items() if not hindered]
    for ids in (free[:1], free[1:], free):
        switched(folder, ids)


@pytest.mark.parametrize(
    ("specification", "sites"),
    [
        ("real x, y", "top>f#1"),
        ("real f, y", "top>f#1"),
        ("real f(3)", ""),
        ("real f;;dimension f(3)", ""),
        ("real, dimension(3) :: y, f", ""),
        ("common /a/ y, f(3)", ""),
        ("real, allocatable :: f(:)", ""),
        ("character(8) f;;", ""),
        ("real x, y, f;;f(x) = x*2", ""),
        ("external f", "top>f#1"),
        ("real, external :: f", "top>f#1"),
        ("interface;;function f(x);;end function;;end interface", "top>f#1"),
        ("implicit none;;real x, y;;real :: f", "top>f#1"),
        ("implicit none;;real x, y", "top>f#1"),
        ("use elsewhere;;implicit none;;real x, y", ""),
    ],
)
def test_what_a_procedure_declares(tmp_path: Path, specification: str, sites: str) -> None:
    expect(tmp_path, F | top(specification, "y = f(1:2)" if "character" in specification else "y = f(x)"), sites)


@pytest.mark.parametrize(
    ("specification", "sites"), [("real x", ""), ("intrinsic sin", ""), ("external sin", "top>sin#1")]
)
def test_an_intrinsic_is_one_unless_it_is_declared_external(tmp_path: Path, specification: str, sites: str) -> None:
    expect(tmp_path, SIN | top(specification, "y = sin(x)"), sites)


def test_an_external_that_nothing_defines_is_unknown(tmp_path: Path) -> None:
    expect(tmp_path, top("real, external :: f"), "top>f#1 (unknown procedure)")


def test_what_is_called_is_no_function(tmp_path: Path) -> None:
    expect(tmp_path, {"f.f90": "subroutine f(x);;end"} | top("real x"), "")


@pytest.mark.parametrize(
    ("files", "sites"),
    [
        (in_module("", "subroutine top(x);;y = f(x);;end subroutine;;function f(x);;f = x;;end function"), "m.top>f#1"),
        (F | in_module("real f(3)", "subroutine top(x);;y = f(1);;end subroutine"), ""),
        (F | in_module("use elsewhere;;implicit none", "subroutine top(x);;y = f(1);;end subroutine"), ""),
        (F | top("real f(3)", "call in;;contains;;subroutine in;;y = f(1);;end subroutine"), "top>in#1"),
        (F | top("real f(3)", "call in;;contains;;subroutine in;;external f;;y = f(1);;end subroutine"),
         "top>in#1, top.in>f#1"),
        (top("real x", "y = f(x);;contains;;function f(x);;f = x;;end function"), "top>f#1"),
    ],
)  # fmt: skip
def test_what_the_host_declares(tmp_path: Path, files: dict[str, str], sites: str) -> None:
    expect(tmp_path, files, sites)


@pytest.mark.parametrize(
    ("use", "body", "sites"),
    [
        ("use m", "y = f(x)", "top>f#1"),
        ("use m, only: s", "call s(x);;y = f(x)", "top>s#1"),
        ("use m, only: f", "call s(x);;y = f(x)", "top>s#1 (unknown procedure), top>f#1"),
        ("use m, only: g => f, r => s", "call r(x);;y = g(x)", "top>r#1, top>g#1"),
        ("use m, g => f", "y = g(x);;y = f(x)", "top>g#1"),
        ("use m, only: operator(.a.) => operator(.b.), assignment(=), f", "y = f(x)", "top>f#1"),
        ("use m, only:", "y = f(x)", ""),
    ],
)
def test_what_use_brings(tmp_path: Path, use: str, body: str, sites: str) -> None:
    expect(tmp_path, MODULE | top(use, body), sites)


@pytest.mark.parametrize(
    ("module", "use", "sites"),
    [
        ("real a(3)", "use m, only: f => a", ""),
        ("real f(3)", "use m", ""),
        ("real f(3)", "use m, only: a", "top>f#1"),
        ("real, private :: f(3)", "use m", "top>f#1"),
        ("private;;real f(3)", "use m", "top>f#1"),
        ("private;;public f;;real f(3)", "use m", ""),
    ],
)
def test_an_array_that_use_brings_is_none_of_functions(tmp_path: Path, module: str, use: str, sites: str) -> None:
    expect(tmp_path, F | {"m.f90": f"module m;;{module};;end module m"} | top(use), sites)


def test_what_a_used_module_uses(tmp_path: Path) -> None:
    expect(tmp_path, MODULE | {"n.f90": "module n;;use m, h => f;;end module n"} | top("use n", "y = h(x)"), "top>h#1")


def test_a_renamed_procedure_is_the_one_of_its_module(tmp_path: Path) -> None:
    split = {"m.f90": MODULE["m.f90"].replace("real function", "!$AD NOCHECKPOINT;;real function")}
    written(tmp_path, split | F | top("use m, only: g => f", "y = g(x);;y = f(x)"))
    sites = commands.sites([tmp_path], root=tmp_path).sites
    assert [(site.callee, site.state.value) for site in sites] == [("g", "not checkpointed"), ("f", "checkpointed")]


def test_a_generic_function_and_an_operator(tmp_path: Path) -> None:
    module = (
        "module m;;interface g;;module procedure f;;end interface;;interface operator(.plus.);;module procedure f;;"
        "end interface;;contains;;function f(x, z);;f = x;;end function;;end module m"
    )
    use = "use m, only: g, operator(.plus.)"
    expect(tmp_path, {"m.f90": module} | top(use, "y = g(x, x);;y = x .plus. x"), "top>g#1")


GENERIC = {
    "m.f90": "module m;;interface exp;;module procedure e;;end interface;;contains;;function e(x);;e = exp(x);;"
    "end function;;end module m"
}


@pytest.mark.parametrize(
    ("use", "sites"),
    [
        ("real x", "m.e>exp#1 (perhaps an intrinsic), top>f#1"),
        ("use m", "m.e>exp#1 (perhaps an intrinsic), top>exp#1 (perhaps an intrinsic), top>f#1"),
        ("use m, only: e", "m.e>exp#1 (perhaps an intrinsic), top>f#1"),
        ("use m, only: exp => e", "m.e>exp#1 (perhaps an intrinsic), top>exp#1, top>f#1"),
    ],
)
def test_a_generic_interface_with_the_name_of_an_intrinsic(tmp_path: Path, use: str, sites: str) -> None:
    expect(tmp_path, F | GENERIC | top(use, "y = exp(x);;y = f(x)"), sites)


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("c.inc", "real f(3);;common /c/ f", "include 'c.inc'"),
        ("c.h", "      real f(3);;      common /c/ f", ';;#include "c.h";;'),
        ("deep/c.inc", "real f(3)", 'include "c.inc"'),
        ("deep/c.h", "      common /c/ f(3)", ";;#include <c.h>;;"),
    ],
)
def test_what_an_included_file_declares(tmp_path: Path, path: str, text: str, said: str) -> None:
    expect(tmp_path, F | {path: text, "t.F90": top(said)["t.f90"]}, "")


def test_what_an_included_file_includes(tmp_path: Path) -> None:
    expect(tmp_path, F | {"a/d.inc": "real f(3)", "b/c.inc": "include 'd.inc'"} | top("include 'c.inc'"), "")


def test_what_a_module_includes(tmp_path: Path) -> None:
    module = {"m.f90": "module m;;include 'c.inc';;end module m", "c.inc": "real f(3)"}
    expect(tmp_path, F | module | top("use m"), "")


def test_an_included_file_is_that_of_the_own_folder_then_of_those_named(tmp_path: Path) -> None:
    two = {"a/c.inc": "real f(3)", "b/c.inc": "real g", "t/t.f90": top("include 'c.inc'")["t.f90"]}
    written(tmp_path, F | two)
    assert list(listed(tmp_path)) == ["t/t.f90::top>f#1"], "of two with one name none is taken"
    assert list(listed(tmp_path, [tmp_path / "b"])) == ["t/t.f90::top>f#1"]
    assert listed(tmp_path, [tmp_path / "a"]) == {}
    written(tmp_path, {"t/c.inc": "real g"})
    assert list(listed(tmp_path, [tmp_path / "a"])) == ["t/t.f90::top>f#1"]


def test_an_included_file_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    said = "include 'gone.inc'"
    written(tmp_path, F | top(said, "y = f(x);;y = f(x) + f(y)") | {"u.f90": top(said)["t.f90"].replace("top", "u")})
    notes = [note for note in commands.sites([tmp_path], root=tmp_path).notes if "gone.inc" in str(note)]
    assert len(notes) == 1 and "--include-dir" in notes[0].reason


def test_a_file_that_is_not_there_is_not_told_of_where_nothing_hangs_on_it(tmp_path: Path) -> None:
    written(tmp_path, {"s.f90": "subroutine s(x);;end"} | F | top("include 'gone.inc'", "call s(x)"))
    assert not commands.sites([tmp_path], root=tmp_path).notes


def test_type_bound_names(tmp_path: Path) -> None:
    types = "type t;;contains;;procedure :: f => g;;procedure, nopass :: s;;end type"
    bodies = (
        "function g(a, x);;class(t) a;;g = x;;end function;;subroutine s;;end subroutine;;"
        "subroutine top(a, x);;class(t) a;;call a%s();;y = a%f(x);;y = f(x);;y = g(a, x);;end subroutine"
    )
    expect(tmp_path, F | in_module(types, bodies), "m.top>a%s#1 (method), m.top>f#1, m.top>g#1")


def test_a_submodule_sees_what_its_module_does(tmp_path: Path) -> None:
    module = (
        "module m;;real a(3);;interface;;module subroutine top(x);;end subroutine;;end interface;;contains;;"
        "function f(x);;f = x;;end function;;end module m"
    )
    body = "submodule (m) n;;contains;;module procedure top;;y = f(x);;y = a(1);;end procedure;;end submodule"
    files = {"m.f90": module, "a.f90": "real function a(x);;real x;;a = x;;end function a", "n.f90": body}
    expect(tmp_path, files, "n.top>f#1")


def test_halves_of_an_ifdef_are_one_procedure_with_two_bodies(tmp_path: Path) -> None:
    half = "subroutine top(x)\nreal x\ncall s(x)\nend subroutine top\n"
    text = (
        f"#ifdef A\n{half}#else\n{half.replace('call', 'call s(x)' + chr(10) + 'call')}#endif\nsubroutine s(x)\nend\n"
    )
    expect(tmp_path, {"t.F90": text}, "top>s#1, top>s#2, top>s#3")


TAKES = "double {}(double x) {{ double y; y = f(x); return y; }}\n"
C = "double f(double x) { return x; }\n"


@pytest.mark.parametrize(
    ("files", "sites"),
    [
        ({"a.c": f"static {C}{TAKES.format('g')}", "b.c": TAKES.format("h")}, "g>f#1, h>f#1 (unknown procedure)"),
        ({"a.c": f"double f(double);\n{TAKES.format('g')}", "b.c": C}, "g>f#1"),
        ({"a.c": f"#define f(x) ((x)*2)\n{TAKES.format('g')}", "b.c": C}, "g>f#1 (macro)"),
        ({"a.h": "#define f(x) ((x)*2)\nvoid z(int);\n", "a.c": TAKES.format("g")}, "g>f#1 (macro)"),
        ({"a.c": C + TAKES.format("g").replace("double x", "double x, double (*f)(double)")}, "g>f#1 (method)"),
        ({"a.c": C + TAKES.format("g").replace("double y", "fn_t f = h; double y")}, "g>f#1 (method)"),
    ],
)
def test_names_in_c(tmp_path: Path, files: dict[str, str], sites: str) -> None:
    expect(tmp_path, files, sites)


def test_names_of_one_language_say_nothing_of_the_other(tmp_path: Path) -> None:
    other = {"b.c": "void q(double *x) { max(x); }\ndouble max(double *x) { return 1; }\n"}
    expect(tmp_path, other | F | top("real f, y", "y = 2.0 * f(x) + max(x, y)"), "q>max#1, top>f#1")


S = {"s.f": "      subroutine s(x);;      end"}


@pytest.mark.parametrize("text", ["      call s(x)", "/* as in C */;;      if (a) call s(x)"])
def test_a_header_that_fortran_includes_is_fortran(tmp_path: Path, text: str) -> None:
    top = {"t.F": '      subroutine top(x);;#include "body.h";;      end'}
    written(tmp_path, S | top | {"body.h": text})
    assert listed(tmp_path) == {"body.h::main__>s#1": ""}
    switched(tmp_path, ["body.h::main__>s#1"])


def test_generated_adjoint_code_is_left_out_unless_named(tmp_path: Path) -> None:
    adjoint = "!        Generated by TAPENADE     (INRIA, Ecuador team);;subroutine top_b(x);;call s(x);;end"
    written(tmp_path, S | {"t.f90": "subroutine top(x);;call s(x);;end", "t_b.f90": adjoint})
    listing = commands.sites([tmp_path], root=tmp_path)
    assert [site.path for site in listing.sites] == ["t.f90"]
    assert [note.path for note in listing.notes] == ["t_b.f90"]
    named = commands.sites([tmp_path, tmp_path / "t_b.f90"], root=tmp_path)
    assert [site.path for site in named.sites] == ["t.f90", "t_b.f90"] and not named.notes


def test_a_link_that_leads_nowhere_hinders_nothing(tmp_path: Path) -> None:
    written(tmp_path, S | {"t.f90": "subroutine top(x);;call s(x);;end"})
    (tmp_path / "gone.f90").symlink_to(tmp_path / "nowhere")
    listing = commands.sites([tmp_path], root=tmp_path)
    assert [note.path for note in listing.notes] == ["gone.f90"] and not listing.problems
    saved = commands.save([tmp_path], root=tmp_path, nocheckpoint=["t.f90::top>s#1"]).configuration
    commands.apply(saved, root=tmp_path)
    assert all(finding.holds for finding in commands.check(saved, root=tmp_path))


@pytest.mark.parametrize("change", [lambda data: b"\xef\xbb\xbf" + data, lambda data: data.replace(b"\n", b"\r")])
def test_a_byte_order_mark_and_old_line_ends(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    text = "subroutine top(x);;real f;;call s(x);;y = f(x);;end subroutine top"
    written(tmp_path, S | F | {"t.f90": text, "c.c": C + TAKES.format("g")})
    for path in tmp_path.iterdir():
        path.write_bytes(change(path.read_bytes()))
    ids = ["c.c::g>f#1", "t.f90::top>s#1", "t.f90::top>f#1"]
    assert listed(tmp_path) == dict.fromkeys(ids, "")
    switched(tmp_path, ids)
