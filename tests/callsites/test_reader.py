"""The files of a tree, read once: what is found in them, and what cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rewriter.callsites import reader
from rewriter.callsites.reader import FileProblem, Reading, Wanted, read
from rewriter.callsites.written import Written
from rewriter.errors import Refused, UsageError
from tests.support.listings import procedure


def tree(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.f90").write_bytes(text.encode("latin-1"))
    return folder


def found(reading: Reading) -> list[str]:
    return [site.id for site in reading.rows.sites]


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in read([folder], root=folder).rows.problems]


def test_a_problem_has_a_line_unless_it_is_the_files() -> None:
    assert str(FileProblem("m.f90", 3, "odd")) == "m.f90:3: odd"
    assert str(FileProblem("m.f90", 0, "odd")) == "m.f90: odd"


def test_only_what_is_wanted_is_listed(tmp_path: Path) -> None:
    tree(tmp_path, m="subroutine top(x)\ndo i = 1, 2\ncall a(x)\nend do\nend subroutine top\n")
    for sites in (False, True):
        for loops in (False, True):
            rows = read([tmp_path], root=tmp_path, wanted=Wanted(sites, loops)).rows
            assert (len(rows.sites), len(rows.loops)) == (sites, loops)


def test_names_are_those_of_all_files(tmp_path: Path) -> None:
    function = "real function f(x)\nf = x\nend function f\n"
    split = "!$AD NOCHECKPOINT\n" + procedure("b")
    reading = read([tree(tmp_path, a=function, b=split, m="subroutine top(x)\ny = f(x)\nend\n")], root=tmp_path)
    assert found(reading) == ["m.f90::top>f#1"]
    fortran = reading.names.names["fortran"]
    assert fortran.candidates == {"f"} and fortran.defined == {"b", "f", "top"}
    assert reading.names.split["fortran"] == {"b"}


def test_files_that_may_hold_directives_are_named(tmp_path: Path) -> None:
    reading = read([tree(tmp_path, a="!$ad nocheckpoint\nend\n", b="! $AD is a word\nend\n", c="end\n")], root=tmp_path)
    assert reading.rows.marked == ["a.f90", "b.f90"]


def test_a_nul_is_told_with_its_line_and_nothing_of_the_file_is_listed(tmp_path: Path) -> None:
    tree(tmp_path, bad=procedure("bad", "good") + "x = '\0'\n", good=procedure("good", "bad"))
    assert problems(tmp_path)[0].startswith("bad.f90:5: a NUL character")
    reading = read([tmp_path], root=tmp_path)
    assert found(reading) == ["good.f90::good>bad#1"]
    assert not reading.rows.sites[0].switchable
    assert reading.files == ("bad.f90", "good.f90")


def test_a_place_that_cannot_be_understood_is_told_and_the_rest_is_listed(tmp_path: Path) -> None:
    (tmp_path / "m.c").write_text("void f(int *v) { f(v); }\nvoid g(int *v) {\n  if (v) {\n}\n")
    reading = read([tmp_path], root=tmp_path)
    assert [(problem.path, problem.line > 0) for problem in reading.rows.problems] == [("m.c", True)]
    assert found(reading) == ["m.c::f>f#1"]


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    tree(tmp_path, good=procedure("good", "a"))
    (tmp_path / "link.f90").symlink_to(tmp_path / "gone.f90")
    rows = read([tmp_path], root=tmp_path).rows
    assert [str(note) for note in rows.notes] == ["link.f90: a link that leads nowhere"] and rows.problems == []


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.f90")
    assert problems(tmp_path) == ["pipe.f90: neither a regular file nor a folder"]


def test_a_file_named_that_is_no_source_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    (problem,) = read([tmp_path / "notes.txt"], root=tmp_path).rows.problems
    assert (problem.path, problem.line) == ("notes.txt", 0)
    assert not problem.reason.startswith("notes.txt")


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        read([tmp_path / "none"])


def test_without_a_root_paths_begin_where_all_files_lie(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    tree(tmp_path / "a", m="end\n"), tree(tmp_path / "b", m="end\n")
    assert read([tmp_path / "a", tmp_path / "b"]).files == ("a/m.f90", "b/m.f90")


def test_a_source_is_read_once_and_asked_for_often(tmp_path: Path) -> None:
    reading = read([tree(tmp_path, m=procedure("top", "a"))], root=tmp_path)
    (tmp_path / "m.f90").unlink()
    assert reading.source("m.f90") is reading.source("m.f90")
    assert reading.source("m.f90").data == procedure("top", "a").encode()


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small files are, other processes read them, where there is more than one core."""
    monkeypatch.setattr(reader, "_WORTH_SHARING", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)


def several(folder: Path) -> Path:
    names = [f"p{n}" for n in range(9)]
    texts = {name: procedure(name, *names[: n + 1]) for n, name in enumerate(names)}
    return tree(folder, bad="x\0\n", **texts, zz="!$AD NOCHECKPOINT\n" + procedure("zz"))


def test_several_processes_find_the_same_in_the_same_order(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    alone = read([several(tmp_path)], root=tmp_path, wanted=Wanted(loops=True))
    request.getfixturevalue("shared")
    together = read([tmp_path], root=tmp_path, wanted=Wanted(loops=True))
    assert together.rows == alone.rows
    assert (together.names, together.files) == (alone.names, alone.files)


@pytest.mark.usefixtures("shared")
def test_what_another_process_read_is_read_again_but_once(tmp_path: Path) -> None:
    reading = read([several(tmp_path)], root=tmp_path)
    again = reading.source("p1.f90")
    (tmp_path / "p1.f90").unlink()
    assert reading.source("p1.f90") is again
    (tmp_path / "p2.f90").unlink()
    with pytest.raises(Refused, match=r"^p2\.f90: cannot be read a second time: No such file or directory; run again$"):
        reading.source("p2.f90")


@pytest.mark.usefixtures("shared")
def test_where_most_sources_are_needed_they_are_read_here(tmp_path: Path) -> None:
    reading = read([several(tmp_path)], root=tmp_path, wanted=Wanted(most=True))
    (tmp_path / "p1.f90").unlink()
    assert reading.source("p1.f90").path == "p1.f90"


@pytest.mark.usefixtures("shared")
def test_the_form_that_was_given_holds_for_what_is_read_again(tmp_path: Path) -> None:
    for name in ("a.f", "b.f"):
        (tmp_path / name).write_text("      call y(v)\n      end\n")
    assert read([tmp_path], root=tmp_path, how=Written("free")).source("a.f").scan.form == "free"
