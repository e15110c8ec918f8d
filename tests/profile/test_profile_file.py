"""Profiles written as ``docs/profile-format.md`` says come back as the same values; other lines are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import UsageError
from rewriter.profile.calltree import UNSEEN, Episode, Item, Profile, Recording, Repeat, Site, Visit
from rewriter.profile.model import Model
from rewriter.profile.profile_file import SIZES_TOLD, parse, read
from tests.support.call_trees import profile, site, trees


def nanoseconds(seconds: float) -> int:
    return round(seconds * 1e9)


class Writing:
    """The lines of a profile."""

    def __init__(self, tree: Profile) -> None:
        self.visits = self.blocks = 0
        self.lines = ["rewriter-profile 1", f"process {tree.process}"]
        self.lines += [] if tree.rank is None else [f"rank {tree.rank}"]
        times = {"wall": tree.wall, "cpu": tree.cpu, "overhead": tree.overhead}
        self.lines += [f"{word} {nanoseconds(seconds)}" for word, seconds in times.items()]
        self.lines += [f"switches {tree.switches}", f"sizes {tree.sizes}", f"base {tree.base}", f"peak {tree.peak}"]
        self.lines += map(self.site, tree.sites)
        for recording in tree.recordings:
            words = [str(recording.tail), *map(self.item, recording.items)]
            self.lines.append(" ".join(["recording", *words]))
        self.lines += [f"run {times} {recording}" for times, recording in tree.runs]
        self.lines += [f"note {note}" for note in tree.notes]
        self.lines.append("end")

    def site(self, one: Site) -> str:
        numbers = (
            *(one.line, one.joint_visits, *map(nanoseconds, (one.write, one.advance, one.read, one.reverse))),
            *(one.split_visits, *map(nanoseconds, (one.forward, one.backward))),
        )
        return " ".join(["site", *map(str, numbers), quote(one.callee), quote(one.file)])

    def item(self, item: Item) -> str:
        match item:
            case Visit():
                self.lines.append(" ".join(["visit", *map(str, item)]))
                self.visits += 1
                return f"v{self.visits - 1}"
            case Episode(recording):
                return f"e{recording}"
            case Repeat(times, (one,)) if not isinstance(one, Repeat):
                return f"{self.item(one)}*{times}"
            case Repeat(times, block):
                words = [self.item(inner) for inner in block]
                self.lines.append(" ".join(["block", *words]))
                self.blocks += 1
                return f"b{self.blocks - 1}*{times}"


def written(tree: Profile) -> str:
    return "\n".join(Writing(tree).lines) + "\n"


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=5)


@given(trees(), st.data())
def test_what_is_written_is_read(tree: Profile, data: st.DataObject) -> None:
    sites = tuple(replace(one, callee=data.draw(NAMES), file=data.draw(NAMES)) for one in tree.sites)
    whole = replace(
        tree,
        sites=sites,
        runs=(*tree.runs, (3, 0)),
        peak=data.draw(st.integers(0, 2**63 - 1)),
        rank=data.draw(st.none() | st.integers(0, 9)),
        notes=("3 a word  and two blanks",),
        switches=data.draw(st.integers(0, 9)),
        sizes=data.draw(st.sampled_from(SIZES_TOLD)),
    )
    assert parse(written(whole), "p") == whole


def test_loops_of_loops_and_blocks_without_a_count() -> None:
    visit = Visit(-4, 0, UNSEEN, 0)
    nested = (Repeat(2, (Repeat(3, (visit, Episode(0))), visit)),)
    tree = profile([site("f")], [Recording((), 1), Recording(nested, -2)])
    text = written(tree)
    assert parse(text, "p") == tree
    once = parse(text.replace("b1*2", "b1*1"), "p").recordings[1].items
    assert once == nested[0].block == parse(text.replace("b1*2", "b1"), "p").recordings[1].items


def test_a_file_is_read_with_the_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_bytes(HEAD.encode() + b"note 2 caf\xe9\nsite 1 0 0 0 0 0 0 0 0 % %e9.f\nend\n")
    found = read(path)
    assert found.notes == ("2 caf\udce9",)
    assert (found.sites[1].callee, found.sites[1].file) == ("", "\udce9.f")


def test_what_follows_the_end_is_not_read() -> None:
    assert parse(f"{HEAD}end\nnonsense\n", "p") == parse(f"{HEAD}end", "p")


HEAD = (
    "rewriter-profile 1\nprocess 1\nwall 5\ncpu 5\noverhead 0\nswitches 0\nbase 0\npeak 0\n"
    "site 1 0 0 0 0 0 0 0 0 f a.f\nrecording 1\nvisit 1 0 -1 0\nblock v0\n"
)
LINE = HEAD.count("\n") + 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nonsense 1", "`nonsense 1` is not a line of a profile"),
        ("wall 1 2", "`wall 1 2` is not a line of a profile"),
        ("wall x", "`x` is not a number"),
        ("site 1 2 3", "a site has 11 words, not 3"),
        ("visit 1 0 -1", "a visit has 4 words, not 3"),
        ("visit 1 1 -1 0", "site 1 is not defined before"),
        ("visit 1 -1 -1 0", "site -1 is not defined before"),
        ("visit 1 0 -1 1", "recording 1 is not defined before"),
        ("recording", "a recording begins with its tail"),
        ("recording 1 v1", "visit 1 is not defined before"),
        ("recording 1 e1", "recording 1 is not defined before"),
        ("block b1", "block 1 is not defined before"),
        ("block v0*0", "`v0*0` must be repeated at least once"),
        ("block x0", "`x` is not an item"),
        ("block v", "`` is not a number"),
        ("block v0*", "`` is not a number"),
        ("run 1", "a run has 2 words, not 1"),
        ("run 1 1", "recording 1 is not defined before"),
        ("run 0 0", "a run is made at least once"),
        ("run -2 0", "a run is made at least once"),
        ("note 1", "a note has a count and words"),
        ("note some words", "`some` is not a number"),
        ("sizes vague", "sizes must be one of exact, coarse, none"),
    ],
)
def test_a_line_that_cannot_be(line: str, problem: str) -> None:
    with pytest.raises(UsageError) as told:
        parse(f"{HEAD}{line}\nend\n", "p")
    assert str(told.value) == f"p:{LINE}: {problem}; run the program again to get another one"


@pytest.mark.parametrize(
    ("cut", "line"),
    [(HEAD, LINE), (HEAD.rstrip("\n"), LINE - 1), (f"{HEAD}en", LINE), (f"{HEAD}run 1 0\n", LINE + 1)],
)
def test_a_profile_without_its_end(cut: str, line: int) -> None:
    with pytest.raises(UsageError, match=f"^p:{line}: the profile ends before its end marker"):
        parse(cut, "p")


@pytest.mark.parametrize(
    ("first", "problem"),
    [
        ("rewriter-profile 2", "this is version 2 of the format, version 1 is read"),
        ("PEAK STACK:8", "`rewriter-profile 1` expected, so this is no profile"),
        ("", "`rewriter-profile 1` expected, so this is no profile"),
    ],
)
def test_another_kind_of_file(first: str, problem: str) -> None:
    with pytest.raises(UsageError, match=f"^p:1: {problem}"):
        parse(f"{first}\nend\n", "p")


def test_figures_that_are_missing_are_named() -> None:
    text = HEAD.replace("wall 5\n", "").replace("peak 0\n", "") + "end\n"
    with pytest.raises(UsageError, match=r"the profile does not state its wall, peak;"):
        parse(text, "p")


def test_the_golden_profile_is_whole() -> None:
    found = read(Path(__file__).parents[1] / "golden" / "profiles" / "basin.profile")
    assert Model(found).predict([]).peak == found.peak
