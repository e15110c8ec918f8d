"""``rewriter profile plot``: pictures that can be read."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

from matplotlib.text import Annotation, Text

from rewriter.profile.calltree import Recording, Visit
from rewriter.profile.model import Model
from rewriter.profile.ranks import rows
from rewriter.reports.plot import figure
from tests.profile.test_show import BASIN, REPORT, show
from tests.support.call_trees import profile, site

BEGINNINGS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


def test_pictures_of_all_kinds(tmp_path: Path) -> None:
    for kind, beginning in BEGINNINGS.items():
        picture = tmp_path / f"out.{kind}"
        assert show(BASIN, "-o", picture, command="plot").stdout.strip() == str(picture)
        assert picture.read_bytes().startswith(beginning)
    assert b"step (basin.f90:16)" in (tmp_path / "out.svg").read_bytes()  # text is kept as a comment beside its shape


def test_what_cannot_be_drawn(tmp_path: Path) -> None:
    assert (
        "must end in one of .png, .svg, .pdf"
        in show(BASIN, "-o", tmp_path / "out.doc", command="plot", status=2).stderr
    )
    assert "is no profile" in show(REPORT, "-o", tmp_path / "out.png", command="plot", status=2).stderr


def test_without_matplotlib(tmp_path: Path) -> None:
    program = "import sys; sys.modules['matplotlib.figure'] = None; from rewriter.cli import main; main()"
    words = ["profile", "plot", str(BASIN), "-o", str(tmp_path / "out.png")]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "pip install matplotlib" in done.stderr and "Traceback" not in done.stderr


def test_labels_keep_apart() -> None:
    # 60 sites whose points lie close together
    sites = [site(f"procedure_{n}", n, joint_visits=1, advance=1 + n / 100) for n in range(60)]
    visits = tuple(Visit(0, n, 90 + n % 7, 0) for n in range(60))
    drawn = figure(rows([Model(profile(sites, [Recording((), 100), Recording(visits, 500)]))]), "close", labels=20)
    drawn.canvas.draw()
    labels = [child for child in drawn.axes[0].get_children() if isinstance(child, Annotation)]
    assert len(labels) > 4
    assert "procedure_59 (model.f90:59)" in {label.get_text() for label in labels}
    boxes = [Text.get_window_extent(label) for label in labels]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    frame = drawn.axes[0].get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)


def test_nothing_to_draw() -> None:
    drawn = figure([], "an empty run")
    drawn.canvas.draw()
    assert drawn.axes[0].get_title(loc="left") == "an empty run"


def test_names_are_no_formulas_of_mathematics() -> None:
    sites = [site("$x^$", 1, joint_visits=1, advance=1.0, file="$\\frac$\n.f90")]
    drawn = figure(rows([Model(profile(sites, [Recording((), 5), Recording((Visit(0, 0, 9, 0),), 5)]))]), "$y_$")
    drawn.canvas.draw()
    labels = [child for child in drawn.axes[0].get_children() if isinstance(child, Annotation)]
    assert [label.get_text() for label in labels] == ["$x^$ ($\\frac$\\n.f90:1)"]
