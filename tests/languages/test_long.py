"""Long and deep texts are read in time that grows as they do: the bounds are wide, what they guard against is not."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rewriter
from rewriter.callsites.fingerprint import Fingerprint
from rewriter.languages.c.blocks import units
from rewriter.languages.c.scanning import scan
from rewriter.languages.nesting import DEEPEST

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


SAVED = {
    "C: calls of themselves": ("a.c", f"void f(int x) {{}}\nvoid s(void) {{ {'f(' * 5_000}x{')' * 5_000}; }}\n"),
    "C: calls of themselves, open": ("a.c", f"void f(int x) {{}}\nvoid s(void) {{ {'f(' * 5_000}x; }}\n"),
    "C: open parentheses": ("a.c", f"void f(int x) {{}}\nvoid s(void) {{ {'(' * 100_000}; f(x); }}\n"),
    "functions of themselves": (
        "a.f90",
        f"subroutine s\nx = {'g(' * 8_000}x{')' * 8_000}\nend\nfunction g(x)\nend\n",
    ),
    "functions of themselves in a call": (
        "a.f90",
        fortran(f"call f({'g(' * 8_000}x{')' * 8_000})") + "function g(x)\nend\n",
    ),
    "directives by hand in a row": ("a.f90", fortran("!$AD NOCHECKPOINT\n" * 8_000 + "call f(x)")),
    "fragments": ("a.f90", fortran("!$AD CHECKPOINT-START\ncall f(x)\n!$AD CHECKPOINT-END\n" * 3_000)),
    "directives in one line of C": (
        "a.c",
        "void f(int x) {}\nvoid s(void) {" + "f(x); /* $AD NOCHECKPOINT */ " * 3_000 + "}\n",
    ),
}


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", SAVED)
def test_saved_and_checked(name: str, tmp_path: Path) -> None:
    file, text = SAVED[name]
    (tmp_path / file).write_text(text)
    tuned = rewriter.save([tmp_path], root=tmp_path).configuration
    assert all(finding.holds for finding in rewriter.check(tuned, root=tmp_path))
    assert not rewriter.apply(tuned, root=tmp_path)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.c", "void f(int x) {{}}\nvoid s(void) {{ y = {}x{}; }}\n"),
        ("a.f90", "subroutine s\nx = {}x{}\nend\nfunction f(x)\nend\n"),
    ],
)
def test_calls_nested_too_deeply_are_not_judged(file: str, text: str, tmp_path: Path) -> None:
    for depth, obstacles in ((DEEPEST, 1), (DEEPEST + 1, 0)):
        (tmp_path / file).write_text(text.format("f(" * depth, ")" * depth))
        found = rewriter.sites([tmp_path], root=tmp_path).sites
        assert len(found) == depth
        assert [site.switchable for site in found].count(True) == obstacles
    assert "nested more than" in str(found[-1].obstacle)


def test_long_lines_stay_long(tmp_path: Path) -> None:
    text = fortran(f"{';' * 4_000} call f(x)\nif (a) call f(x){';' * 4_000} call f(x)")
    (tmp_path / "a.f90").write_text(text)
    tuned = rewriter.save([tmp_path], root=tmp_path, nocheckpoint=["f"]).configuration
    rewriter.apply(tuned, root=tmp_path)
    assert all(finding.holds for finding in rewriter.check(tuned, root=tmp_path))
    rewriter.revert(tuned, root=tmp_path)
    assert (tmp_path / "a.f90").read_text() == text


def test_many_entries_in_a_changed_procedure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    fits = Fingerprint.fits

    def counted(remembered: Fingerprint, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
        asked.append(1)
        return fits(remembered, before, after)

    monkeypatch.setattr(Fingerprint, "fits", counted)
    calls = "".join(f"x = {n}\ncall f(x)\n" for n in range(50))
    (tmp_path / "a.f90").write_text(fortran(calls))
    tuned = rewriter.save([tmp_path], root=tmp_path, nocheckpoint=["f"]).configuration
    (tmp_path / "a.f90").write_text(fortran("y = 1\n" + calls + "z = 1\n"))
    found = [finding.unresolved for finding in rewriter.check(tuned, root=tmp_path)]
    assert found.count(False) == 48  # not the first and the last, which have other neighbours now
    assert len(asked) <= 50


BODIES = st.lists(st.sampled_from(["x=1", "call f(x)", "y=2", "do i=1,2", "enddo"]), max_size=20)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(BODIES, min_size=1, max_size=3), copies=st.integers(1, 3))
def test_what_was_just_saved_is_found_again(bodies: list[list[str]], copies: int, tmp_path: Path) -> None:
    procedures = ["\n".join([f"subroutine s{n}", *body, "end"]) for n, body in enumerate(bodies * copies)]
    file = tmp_path / "a.f90"
    file.write_text("\n".join([*procedures, "subroutine f(x)", "end", ""]))
    called = any("call f(x)" in body for body in bodies)
    tuned = rewriter.save([file], root=tmp_path, nocheckpoint=["f"] if called else []).configuration
    assert not any(finding.unresolved for finding in rewriter.check(tuned, root=tmp_path))


def test_a_message_names_a_path_once(tmp_path: Path) -> None:
    file = tmp_path / "a.f90"
    body = "x = 1\n" * 12 + "call f(x)\n"
    file.write_text(fortran(body + "end\nsubroutine t\n" + body))
    tuned = rewriter.save([file], root=tmp_path, nocheckpoint=["f"]).configuration
    file.write_text(file.read_text().replace("call f(x)", "call g(x)"))
    messages = [finding.message for finding in rewriter.check(tuned, root=tmp_path)]
    assert len(messages) == 2
    assert all(message.count("a.f90") == 1 for message in messages)


def test_a_subroutine_that_is_also_written_as_a_function(tmp_path: Path) -> None:
    (tmp_path / "a.f90").write_text("subroutine s\ncall f(x)\ny = f(x)\ncall f(x)\nend\n")
    names = ["a.f90::s>f#1", "a.f90::s>f#2"]
    (tmp_path / "b.f90").write_text("subroutine f(x)\nend\n")
    tuned = rewriter.save([tmp_path], root=tmp_path, nocheckpoint=names).configuration
    rewriter.apply(tuned, root=tmp_path)
    assert (tmp_path / "a.f90").read_text().count("$AD NOCHECKPOINT rewriter\ncall f(x)") == len(names)
