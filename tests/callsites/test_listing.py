"""The call sites of many files."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.listing import sites
from rewriter.errors import UsageError
from tests.support.listings import procedure


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.f90").write_text(procedure("x", "y", "y"))
    (tmp_path / "a.f90").write_text("subroutine y(v)\ndo i = 1, 2\ncall x(v)\nend do\nend subroutine y\n")
    (tmp_path / "c.c").write_text("void f(int *v) { f(v); }\n")
    return tmp_path


def test_sites_are_in_the_order_of_paths_and_lines_whatever_was_named_first(tree: Path) -> None:
    found = sites([tree / "c.c", tree / "b", tree / "a.f90"], root=tree)
    assert found.files == ("a.f90", "b/x.f90", "c.c")
    assert [site.id for site in found.sites] == ["a.f90::y>x#1", "b/x.f90::x>y#1", "b/x.f90::x>y#2", "c.c::f>f#1"]


def test_procedures_of_other_files_are_known(tree: Path) -> None:
    assert all(site.switchable for site in sites([tree], root=tree).sites)
    assert not any(site.switchable for site in sites([tree / "b"], root=tree).sites)


def test_loops_stand_in_the_place_of_calls(tree: Path) -> None:
    assert [site.id for site in sites([tree], root=tree, loops=True).sites] == ["a.f90::y>do#1"]


def test_a_file_that_cannot_be_understood_does_not_stop_the_others(tree: Path) -> None:
    (tree / "d.c").write_text("void g(int *v) {\n  if (v) {\n}\n")
    found = sites([tree], root=tree)
    assert [problem.path for problem in found.problems] == ["d.c"]
    assert "c.c::f>f#1" in [site.id for site in found.sites]


def test_globs_choose_among_the_files_of_folders(tree: Path) -> None:
    assert sites([tree], root=tree, include=["*.f90"], exclude=["b/*"]).files == ("a.f90",)


def test_the_root_is_where_ids_begin(tree: Path) -> None:
    found = sites([tree / "b" / "x.f90"], root=tree / "b")
    assert found.root == tree / "b"
    assert [site.path for site in found.sites] == ["x.f90", "x.f90"]


def test_the_form_that_was_given_overrules_what_is_detected(tmp_path: Path) -> None:
    text = f"{'      call y(v)'.ljust(72)}; call z(v)\n      end\n"
    (tmp_path / "m.f").write_text(text)
    for form, count in (("fixed-72", 1), ("fixed-132", 2)):
        assert len(sites([tmp_path / "m.f"], root=tmp_path, form=form).sites) == count


def test_what_does_not_exist_is_told(tree: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        sites([tree, tree / "none.f90"], root=tree)
