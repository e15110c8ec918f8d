"""What all plots share."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rewriter.reports.drawing import empty_figure


@pytest.mark.parametrize(
    ("title", "shown"), [("$x_$ % \\frac", "$x_$ % \\frac"), ("a\nb\x1b", "a\\nb\\x1b"), ("\udcff", "\\udcff")]
)
def test_no_title_is_a_formula_or_breaks_the_picture(title: str, shown: str) -> None:
    figure, axes = empty_figure(title)
    figure.draw_without_rendering()
    assert axes.get_title(loc="left") == shown


def test_only_the_two_axes_have_lines() -> None:
    _, axes = empty_figure("")
    assert [side for side, spine in axes.spines.items() if spine.get_visible()] == ["left", "bottom"]


def test_without_matplotlib_it_is_said_what_to_install() -> None:
    program = """
import sys
sys.modules["matplotlib.figure"] = None
from rewriter.errors import ToolFailed
from rewriter.reports.drawing import empty_figure
try:
    empty_figure("")
except ToolFailed as failed:
    print(failed)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "plotting needs matplotlib, which is not installed: pip install matplotlib\n"
