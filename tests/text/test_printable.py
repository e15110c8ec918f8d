"""Names that would play tricks on a terminal, a picture or a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rewriter.configuration.commands import Finding
from rewriter.reports.findings import github
from rewriter.reports.landscape.plot import figure
from rewriter.reports.landscape.points import Point
from rewriter.reports.spreadsheet import cell
from rewriter.reports.tables import lines_of, table
from rewriter.reports.tuned import as_csv
from rewriter.text.printable import coloured, drawable, printable
from tests.support.patience import PATIENCE

ODD = "a\n\x1b[31m\u202e\x9b\x7f\t.f90"
SHOWN = r"a\n\x1b[31m\u202e\x9b\x7f\t.f90"
TEXT = "subroutine p(x)\n  real x\n  call f(x)\nend subroutine\nsubroutine f(x)\n  real x\n  x = x*x\nend subroutine\n"
HIDDEN = set("\x1b\u202e\x9b\x7f")


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    (tmp_path / ODD).write_text(TEXT)
    return tmp_path


def run(*words: str, cwd: Path, status: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rewriter", *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == status, done.stderr
    return done


def test_names_are_shown_with_escapes(odd: Path) -> None:
    listed = run("sites", ".", cwd=odd, status=0)
    assert listed.stdout.startswith(f"{SHOWN}::p>\n")
    bright = run("sites", ".", "--color", "always", cwd=odd, status=0).stdout
    assert click.unstyle(bright) == listed.stdout and bright != listed.stdout
    assert json.loads(run("sites", ".", "--format", "json", cwd=odd, status=0).stdout)[0]["path"] == ODD
    assert json.loads(run("sites", ".", "--format", "jsonl", cwd=odd, status=0).stdout)["path"] == ODD
    refused = run("save", ".", "--nocheckpoint", f"{ODD}:2", cwd=odd, status=3).stderr
    assert refused.splitlines() == [
        f"rewriter: {SHOWN}:2: there is no call on this line",
        f"    candidate: {SHOWN}::p>f#1 (line 3)",
    ]
    assert f"rewriter: {SHOWN}x: no such file or folder\n" == run("sites", f"{ODD}x", cwd=odd, status=2).stderr
    run("save", ".", "--nocheckpoint", f"{ODD}::p>f#1", "-o", "t.toml", cwd=odd, status=0)
    assert run("check", "t.toml", cwd=odd, status=1).stdout.startswith(f"{SHOWN}:3: {SHOWN}::p>f#1 is not ")
    assert run("apply", "t.toml", cwd=odd, status=0).stdout == f"{SHOWN}\n"
    assert not run("check", "t.toml", cwd=odd, status=0).stdout
    assert run("revert", "t.toml", cwd=odd, status=0).stdout == f"{SHOWN}\n"
    assert (odd / ODD).read_text() == TEXT


def test_problems_and_usage_are_shown_with_escapes(odd: Path) -> None:
    (odd / ODD).write_text("subroutine s\n  call f(a, (b)\nend subroutine\n")
    assert (
        f"rewriter: {SHOWN}:2: the argument list of CALL f does not close"
        in run("sites", ".", cwd=odd, status=1).stderr.splitlines()
    )
    assert not HIDDEN & set(run("sites", "--form", ODD, ".", cwd=odd, status=2).stderr)
    assert not HIDDEN & set(run("check", "t.toml", ODD, cwd=odd, status=2).stderr)


def test_annotations_of_github() -> None:
    (line,) = github([Finding(f"{ODD}::p>f#1", ODD, 3, False, "is not NOCHECKPOINT in the source")])
    assert printable(line) == (
        r"::error file=a%0A\x1b[31m\u202e\x9b\x7f\t.f90,line=3,title=checkpoint configuration::"
        rf"{SHOWN}::p>f#1 is not NOCHECKPOINT in the source"
    )


def test_cells_of_tables() -> None:
    assert list(lines_of([table(["site"], [[ODD]], left=(0,))], colour=False)) == ["site", SHOWN]


def test_what_is_kept() -> None:
    assert printable("é ∂x/∂t \udce9") == "é ∂x/∂t \udce9"
    assert printable("a\n\tb\x1b", keep="\n\t") == "a\n\tb\\x1b"
    assert coloured(click.style("a\x1bb\n", fg="red")) == "\x1b[31ma\\x1bb\\n\x1b[0m"
    assert printable(os.fsdecode(b"\x9b[31m")) == r"\x9b[31m"
    assert drawable("\udce9\x1b") == r"\udce9\x1b"


def test_no_name_is_a_formula_of_mathematics() -> None:
    points = [Point(name, 1.0, 5, (), True, "kept") for name in ("$x^$", "$\\frac$ \udce9", "gain-first")]
    drawn = figure(points, "$y_$", None)
    drawn.canvas.draw()
    assert {text.get_text() for text in drawn.legends[0].texts} >= {"$x^$", "$\\frac$ \\udce9", "gain-first"}
    assert drawn.axes[0].get_title(loc="left") == "$y_$"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+f.f90::p>f#1", "'+f.f90::p>f#1"),
        ("-1+cmd", "'-1+cmd"),
        ("@f", "'@f"),
        ("\tf", r"\tf"),
        ("\r=f", r"\r=f"),
        ("-1.5e-3", "-1.5e-3"),
        ("a=1", "a=1"),
    ],
)
def test_no_cell_is_a_formula_of_a_spreadsheet(name: str, shown: str) -> None:
    point = Point(name, 0.5, 5, (name,), True, name, ((name, "n 5 1"),))
    (row,) = csv.DictReader(io.StringIO(as_csv([point]), newline=""))
    assert (row["series"], row["verdict"], row["not_checkpointed"]) == (shown, shown, shown)
    assert row["binomial"] == cell(f"{name} n 5 1")
    assert (row["seconds"], row["peak"], row["kept"]) == ("0.5", "5", "True")
