"""What a trial writes, removes or replaces lies in its own copy, or the task is refused when it is read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from rewriter.errors import UsageError
from rewriter.tuning.inside import from_root, link_out
from rewriter.tuning.task_file import load

TASK = """\
[sources]
root = "code"
files = [FILES]
leave_out = ["old*"]
[differentiate]
head = "f(y)/(x)"
output = "OUTPUT"
[build]
command = "make {extra}"
[run]
command = "./run"
[compare]
files = [COMPARED]
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder whose code has a link out of it, and one that stays inside."""
    for name in ("code/a.f90", "code/sub/b.f90", "code/.hidden/c.f90", "code/older/d.f90", "e.f90", "results/out.dat"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "code" / "results").symlink_to("../results")
    (tmp_path / "code" / "again").symlink_to("sub")
    (tmp_path / "way").symlink_to("code")
    return tmp_path


def task(place: Path, files: str = "a.f90", output: str = "ad", compared: str = "out.dat") -> Path:
    text = TASK.replace("FILES", f'"{files}"').replace("OUTPUT", output).replace("COMPARED", f'"{compared}"')
    (place / "tune.toml").write_text(text)
    return place / "tune.toml"


@pytest.mark.parametrize(
    ("words", "line", "message"),
    [
        ({"compared": "/abs/out.dat"}, 13, r"/abs/out\.dat: it is outside the root"),
        ({"compared": "../results/out.dat"}, 13, r"is outside the root"),
        ({"compared": "sub/../../out.dat"}, 13, r"is outside the root"),
        (
            {"compared": "results/out.dat"},
            13,
            r"results/out\.dat: results is a link to .*/results, and a trial",
        ),
        ({"output": "../ad"}, 7, r"\.\./ad: it is outside the root"),
        ({"output": "results"}, 7, r"results: results is a link to"),
        ({"output": "results/*_b.f"}, 7, r"results is a link to"),
        ({"files": "../e.f90"}, 3, r"\.\./e\.f90: it is outside the root, .*set root in \[sources\]"),
        ({"files": ".hidden/c.f90"}, 3, r"hidden files are not copied"),
        ({"files": "older/d.f90"}, 3, r"because of 'old\*' in leave_out it is not copied"),
        ({"files": "sub"}, 3, r"sub: no such file"),
    ],
)
def test_what_lies_outside_is_refused_with_key_and_line(
    words: dict[str, str], line: int, message: str, place: Path
) -> None:
    with pytest.raises(UsageError, match=rf"tune\.toml:{line}: {'.*' * (message[0] != '/')}{message}"):
        load(task(place, **words))


@pytest.mark.parametrize("name", ["a.f90", "./a.f90", "sub/../a.f90", "ROOT/a.f90", "PLACE/way/a.f90", "../code/a.f90"])
def test_a_source_has_one_name_however_it_is_given(name: str, place: Path) -> None:
    given = name.replace("ROOT", str(place / "code")).replace("PLACE", str(place))
    assert load(task(place, files=given)).sources.files == ("a.f90",)


def test_a_source_is_taken_once(place: Path) -> None:
    given = f'a.f90", "{place}/code/a.f90", "sub/b.f90'
    assert load(task(place, files=given)).sources.files == ("a.f90", "sub/b.f90")


def test_links_that_stay_inside_do_no_harm(place: Path) -> None:
    assert load(task(place, compared="again/out.dat")).compare.files == ("again/out.dat",)
    root = place / "code"
    assert link_out(root, "again/out.dat") is None
    assert link_out(root, "results/deep/out.dat") == "results"
    assert from_root(root, "..") is None
    assert from_root(root, os.fspath(root)) == "."
    assert re.fullmatch(r"sub/b\.f90", from_root(root, "again/../sub/b.f90") or "")
