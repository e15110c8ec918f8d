"""Time against peak stack: page, plot and table of the same points."""

from __future__ import annotations

import json
import random
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from rewriter.reports import tuned
from rewriter.reports.landscape.page import page
from rewriter.reports.landscape.plot import figure
from rewriter.reports.landscape.points import BASELINE_SERIES, Point
from rewriter.search.trial import Verdict

BASE = Point(BASELINE_SERIES, 0.08, 131_000, (), False, Verdict.BASELINE)
GAIN = Point("gain-first", 0.05, 447_000, ("a.f90::step<3>flow#1", "a.f90::run>step#1"), True, Verdict.KEPT)
LOSS = Point("careful-on-memory", 0.09, 140_000, ("a.f90::run>step#1",), False, Verdict.NOT_BETTER)


ROOM = Point(
    *("gain-first, binomial", 0.1, 82_000, ("a.f90::run>step#1",), True, Verdict.BEST),
    binomial=(("a.f90::run>do#1", "nt+1 4 1"),),
)


def cloud(count: int) -> list[Point]:
    draw = random.Random(count)
    sites = [f"m.f90::run>call{number}#1" for number in range(10)]

    def one() -> Point:
        chosen = tuple(draw.sample(sites, 4))
        return Point(
            "random", draw.uniform(0.03, 0.2), draw.randrange(100_000, 20_000_000), chosen, False, "over budget"
        )

    return [one() for _ in range(count)]


class Page(HTMLParser):
    """What a page would load, and the words of each point."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.words: dict[int, str] = {}
        self.script = ""
        self._point: int | None = None
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action", "data") and not (value or "").startswith("#"):
                self.loaded.append(value or "")
            if name == "id" and (match := re.fullmatch(r"point-(\d+)", value or "")):
                self._point = int(match[1])
        if tag in ("link", "iframe", "img", "object"):
            self.loaded.append(tag)

    def handle_data(self, data: str) -> None:
        if self._inside == "title" and self._point is not None:
            self.words[self._point] = self.words.get(self._point, "") + data
        if self._inside == "script":
            self.script += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = ""


@pytest.mark.parametrize("points", [[BASE], [BASE, GAIN], [BASE, GAIN, LOSS, *cloud(300)]], ids=["1", "2", "303"])
def test_every_point_tells_its_configuration_without_any_network(points: list[Point]) -> None:
    text = page(points, "A & B", budget=3_930_000)
    parsed = Page(text)
    assert parsed.loaded == []
    assert not re.search(r"(?i)url\(\s*['\"]?(?!#)|@import|<metadata", text)
    assert set(re.findall(r"https?://[^\"'\s<]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert set(parsed.words) == set(range(len(points)))
    told = re.search(r"const points = (\[.*?\]), order = (\[.*?\]);\n", parsed.script)
    assert told is not None
    assert json.loads(told[1]) == [parsed.words[index] for index in range(len(points))]
    assert sorted(json.loads(told[2])) == list(range(len(points)))
    for index, point in enumerate(points):
        assert point.verdict in parsed.words[index]
        assert parsed.words[index].splitlines()[-len(point.unchecked) :] == list(point.unchecked) or not point.unchecked


def test_words_tell_time_peak_and_what_is_gained() -> None:
    words = Page(page([BASE, GAIN], "t")).words
    assert words[0] == "baseline\n80.0 ms (1.00x), peak stack 131 kB\nevery site is checkpointed"
    assert words[1] == (
        "gain-first: kept\n50.0 ms (1.60x), peak stack 447 kB\nnot checkpointed (2):\n"
        "a.f90::step<3>flow#1\na.f90::run>step#1"
    )


def test_binomial_loops_are_a_series_of_their_own_in_green_and_tell_their_snapshots() -> None:
    points = [BASE, GAIN, ROOM]
    words = Page(page(points, "t")).words[2]
    assert words.splitlines() == [
        "gain-first, binomial: best so far",
        "100 ms (0.80x), peak stack 82.0 kB",
        "a.f90::run>do#1: 4 snapshots",
        "not checkpointed (1):",
        "a.f90::run>step#1",
    ]
    drawn = figure(points, "t")
    lines = [line for line in drawn.axes[0].lines if line.get_gid() == "point-2"]
    assert [line.get_color() for line in lines] == ["#117733"]
    (path,) = (line for line in drawn.axes[0].lines if line.get_color() == "#d55e00" and not line.get_gid())
    peaks: Any = path.get_xdata()
    assert list(peaks) == [131_000, 447_000], "no path without loops goes through it"
    assert "gain-first, binomial" in [text.get_text() for text in drawn.legends[0].get_texts()]
    row = tuned.as_csv(points).splitlines()[3]
    assert row.endswith("a.f90::run>step#1,a.f90::run>do#1 nt+1 4 1")
