"""Long and deep texts are read in time that grows as they do: the bounds are wide, what they guard against is not."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import rewriter
from rewriter.callsites.fingerprint import Fingerprint
from rewriter.languages.c.blocks import units
from rewriter.languages.c.scanning import scan
from rewriter.languages.moved import Moved
from rewriter.languages.nesting import flattened
from rewriter.text.edits import Edit

SECONDS = 20
"""Of the processor. Each of the texts takes less than one."""


class TooLong(Exception):
    """The bound is reached."""


@pytest.fixture
def bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLong

    kept = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, kept)


def fortran(body: str) -> str:
    return f"subroutine s\n{body}\nend\nsubroutine f(x)\nend\n"


TEXTS = {
    "blanks behind a continuation": ("a.f90", fortran(f"call &{' ' * 40_000}\nf(x)"), 1),
    "comments in a call": ("a.f90", fortran("call &\n" + " ! b\n" * 10_000 + " f(x)"), 1),
    "a string over many lines": ("a.f90", fortran("call f('a&\n" + " &bc&\n" * 20_000 + " &')"), 1),
    "a name over many lines": ("a.f90", fortran("call f\nx = a" + "&\n&a" * 30_000), 1),
    "one-line IFs with labels": (
        "a.f90",
        fortran("\n".join(f"{n + 1} if (a) call f(x)" for n in range(2_500))),
        2_500,
    ),
    "parentheses": ("a.f90", fortran(f"call f({'(' * 20_000}x{')' * 20_000})"), 1),
    "parentheses in C": ("a.c", f"void f(int x) {{}}\nvoid s(void) {{ f({'(' * 3_000}x{')' * 3_000}); }}\n", 1),
    "braces": ("a.c", f"void f(int x) {{}}\nvoid s(void) {{{'{' * 20_000} f(x); {'}' * 20_000}}}\n", 1),
}


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", TEXTS)
def test_saved_applied_and_reverted(name: str, tmp_path: Path) -> None:
    file, text, count = TEXTS[name]
    (tmp_path / file).write_bytes(text.encode())
    assert len(rewriter.sites([tmp_path], root=tmp_path).sites) == count
    tuned = rewriter.save([tmp_path], root=tmp_path, nocheckpoint=["f"]).configuration
    assert len(tuned.entries) == count
    rewriter.apply(tuned, root=tmp_path)
    assert (tmp_path / file).read_bytes() != text.encode()
    rewriter.revert(tuned, root=tmp_path)
    assert (tmp_path / file).read_bytes() == text.encode()


@pytest.mark.usefixtures("bounded")
def test_nested_loops(tmp_path: Path) -> None:
    depth = 50_000
    (tmp_path / "a.f90").write_text(fortran("do i = 1, 2\n" * depth + "enddo\n" * depth))
    loops = rewriter.sites([tmp_path], root=tmp_path, loops=True).sites
    assert [(loops[n].first_line, loops[n].last_line) for n in (0, -1)] == [(2, 1 + 2 * depth), (1 + depth, 2 + depth)]


def test_alike_calls_are_not_compared_with_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(Fingerprint, "fits", lambda *_: asked.append(1))
    (tmp_path / "a.f90").write_text(fortran("call f(x)\n" * 50))
    tuned = rewriter.save([tmp_path], root=tmp_path, nocheckpoint=["f"]).configuration
    assert len(tuned.entries) == 50
    rewriter.apply(tuned, root=tmp_path)
    assert not asked


@pytest.mark.usefixtures("bounded")
def test_what_is_almost_a_header(tmp_path: Path) -> None:
    (tmp_path / "a.f90").write_text(fortran(f"call f(x)\n{'a' * 60} + subroutine g\n{'real ' * 60}+ function g(x)"))
    assert [site.id for site in rewriter.sites([tmp_path], root=tmp_path).sites] == ["a.f90::s>f#1"]


@pytest.mark.usefixtures("bounded")
def test_what_is_almost_an_assignment_in_c() -> None:
    (nothing, almost, nested, last) = units(
        scan(
            "void n(void) {}\n"
            f"void s(void) {{ a{'[1]' * 60}; }}\n"
            "void t(void) { (*a)[b[c[1]]].d[2] += 1; }\nvoid u(void) {"
        )
    )
    assert (nothing.body.nodes, almost.body.nodes[0].target, nested.body.nodes[0].target) == ([], "", "a")
    assert (last.name, last.body.nodes) == ("u", [])


def test_offsets_after_edits() -> None:
    moved = Moved([Edit(0, 2, ""), Edit(4, 4, "abc"), Edit(6, 9, "x")])
    assert [moved(offset) for offset in range(11)] == [0, 0, 0, 1, 5, 6, 7, 7, 7, 8, 9]


def test_nested_brackets_become_one_mark() -> None:
    assert flattened("a(b(c)(d), e) + (f") == "a@ + (f"
    assert flattened("a(b[1]) [2)", "()[]") == "a@ [2)"
    assert flattened("(a [b)", "()") == "@"
    assert flattened("(" * 100_000 + ")" * 100_000) == "@"
