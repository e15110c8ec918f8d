"""Procedures that several files may define."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.reader import read
from rewriter.configuration import commands
from rewriter.configuration.copies import copied, simple
from tests.support.trees import written

MODEL = {"a.f90": "subroutine top(x);;call f(x);;end;;subroutine f(x);;end"}


@pytest.mark.parametrize(
    ("others", "names"),
    [
        ({}, ()),
        ({"b.f90": "subroutine top(x);;call f(x);;end"}, ("top",)),
        ({"b.f90": "SUBROUTINE TOP(x);;call f(x);;end"}, ("top",)),
        ({"b.f90": "subroutine other(x);;call f(x);;end"}, ()),
        ({"b.c": "void top(double *x) {}"}, ("top",)),
        ({"b.txt": "subroutine top(x)"}, ()),
    ],
)
def test_a_procedure_that_another_file_has_too(tmp_path: Path, others: dict[str, str], names: tuple[str, ...]) -> None:
    written(tmp_path, MODEL | others)
    saved = commands.save([tmp_path / "a.f90"], root=tmp_path, nocheckpoint=["f"]).configuration
    assert copied(saved.entries, read([tmp_path / "a.f90"], root=tmp_path)) == names, "of files that were not read"
    if all(name.endswith("f90") for name in others):
        assert copied(saved.entries, read([tmp_path], root=tmp_path)) == names, "of files that were"


def test_the_simple_name() -> None:
    assert (simple("m.top.inner"), simple("top")) == ("inner", "top")
