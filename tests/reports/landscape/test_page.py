"""The page: what it says of each point, in which order, and that no name becomes markup."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from rewriter.reports.landscape.page import page
from rewriter.reports.landscape.points import BASELINE_SERIES, Point

EVIL = "<!--<script>alert(1)</script>&\"'.f::s>f#1"
BASE = Point(BASELINE_SERIES, 0.08, 200_000, (), False, "baseline")
FAST = Point("gain-first", 0.05, 400_000, ("a.f::s>f#1", EVIL), True, "kept")
SMALL = Point("random, binomial", 0.1, 100_000, (), False, "over budget", (("a.f::s>do#1", "n+1 4 1"),))
BEATEN = Point("random", 0.09, 200_000, ("a.f::s>f#1",), False, "not better")
POINTS = [BASE, FAST, SMALL, BEATEN]


def script(text: str, name: str) -> Any:
    """A value that the script is given."""
    found = re.search(rf"\b{name} = (\[.*?\])(?=, order|;\n)", text)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def text() -> str:
    return page(POINTS, f"T {EVIL}", 300_000)


def test_the_words_of_points(text: str) -> None:
    assert script(text, "points") == [
        "baseline\n80.0 ms (1.00x), peak stack 200 kB\nevery site is checkpointed",
        f"gain-first: kept\n50.0 ms (1.60x), peak stack 400 kB\nnot checkpointed (2):\na.f::s>f#1\n{EVIL}",
        "\n".join(
            (
                "random, binomial: over budget",
                "100 ms (0.80x), peak stack 100 kB",
                "a.f::s>do#1: 4 snapshots",
                "every site is checkpointed",
            )
        ),
        "random: not better\n90.0 ms (0.89x), peak stack 200 kB\nnot checkpointed (1):\na.f::s>f#1",
    ]


def test_the_arrow_keys_go_by_growing_peak_then_time(text: str) -> None:
    assert script(text, "order") == [2, 0, 3, 1]


def test_no_name_ends_the_script_or_becomes_markup(text: str) -> None:
    assert text.count("<script") == text.count("</script") == 1
    assert "<!--" not in text[text.index("<script") :]
    assert f"<h1>T {html.escape(EVIL)}</h1>" in text


def rows(text: str) -> Sequence[list[str]]:
    return [row.split("<td>")[1:] for row in re.findall(r"<tr>(<td>.*?)(?=\n|</table>)", text)]


def test_the_table_is_the_front(text: str) -> None:
    assert rows(text) == [
        ["100 kB", "100 ms", "0.80x", "random, binomial", "a.f::s&gt;do#1: 4 snapshots"],
        ["200 kB", "80.0 ms", "1.00x", "baseline", "none"],
        ["400 kB", "50.0 ms", "1.60x", "gain-first", f"a.f::s&gt;f#1<br>{html.escape(EVIL)}"],
    ]


def test_without_a_baseline_nothing_is_compared() -> None:
    text = page([FAST], "T")
    assert script(text, "points")[0].splitlines()[1] == "50.0 ms, peak stack 400 kB"
    assert [row[2] for row in rows(text)] == [""]


def test_each_point_of_the_drawing_has_its_words_where_scripts_are_off(text: str) -> None:
    titles = dict(re.findall(r'<g id="point-(\d+)"><title>(.*?)</title>', text, re.DOTALL))
    assert {int(number): html.unescape(words) for number, words in titles.items()} == dict(
        enumerate(script(text, "points"))
    )
