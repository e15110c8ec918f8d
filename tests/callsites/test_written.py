"""What the user says of how files are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.written import written
from rewriter.configuration import commands
from rewriter.errors import UsageError
from tests.support import trees


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ({}, ("fortran", "free")),
        ({"*.f90": "fortran-fixed"}, ("fortran", "fixed-72")),
        ({"*.f90": "fortran-fixed-132"}, ("fortran", "fixed-132")),
        ({"src/*": "c"}, ("c", "c")),
        ({"other/*": "c"}, ("fortran", "free")),
        ({"*.f90": "c", "m.f90": "fortran-free"}, ("fortran", "free")),
        ({"m.f90": "fortran-free", "*.f90": "c"}, ("c", "c")),
    ],
)
def test_the_last_glob_that_matches_counts(languages: dict[str, str], expected: tuple[str, str]) -> None:
    source = written(None, languages).source("src/m.f90", b"call f(x)\nend\n")
    assert (source.language.name, source.scan.form) == expected


def test_the_form_is_that_of_fortran_files_of_which_nothing_else_is_said() -> None:
    how = written("fixed", {"a.f90": "fortran-free", "a.c": "c", "b.f90": "fortran"})
    forms = [how.source(path, b"end\n").scan.form for path in ("m.f90", "a.f90", "a.c", "b.f90")]
    assert forms == ["fixed-72", "free", "c", "fixed-72"]


def test_a_language_that_nobody_knows() -> None:
    with pytest.raises(UsageError, match=r"^\*\.x: 'cobol' is no language; expected one of fortran, fortran-fixed"):
        written(None, {"*.x": "cobol"})


def test_files_of_other_names_are_listed_and_switched(tmp_path: Path) -> None:
    text = "      subroutine top(x);;      call f(x);;      end;;      subroutine f(x);;      end"
    trees.written(tmp_path, {"m.inc": text})
    assert commands.sites([tmp_path], root=tmp_path).files == ()
    how = {"*.inc": "fortran-fixed"}
    (site,) = commands.sites([tmp_path], root=tmp_path, languages=how).sites
    saved = commands.save([tmp_path], root=tmp_path, nocheckpoint=[site.id], languages=how).configuration
    commands.apply(saved, root=tmp_path)
    assert (tmp_path / "m.inc").read_text().splitlines()[1].startswith("C$AD NOCHECKPOINT")
    assert all(finding.holds for finding in commands.check(saved, root=tmp_path))
