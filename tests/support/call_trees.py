"""Profiles made by hand or at random, and slow ways to know the same as the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from rewriter.profile.calltree import UNSEEN, Episode, Item, Profile, Recording, Repeat, Site, Visit
from rewriter.profile.visits import occurrences


def site(callee: str, line: int = 1, file: str = "model.f90", **measured: float) -> Site:
    """A site with some of its measurements, the others nil; visits are integers."""
    counts = {name: int(measured.pop(name, 0)) for name in ("joint_visits", "split_visits")}
    times = dict.fromkeys(("write", "advance", "read", "reverse", "forward", "backward"), 0.0) | measured
    return Site(
        callee, file, line, counts["joint_visits"], times["write"], times["advance"], times["read"],
        times["reverse"], counts["split_visits"], times["forward"], times["backward"],
    )  # fmt: skip


def profile(
    sites: Iterable[Site],
    recordings: Iterable[Recording],
    runs: tuple[tuple[int, int], ...] | None = None,
    *,
    base: int = 0,
    peak: int = 0,
    wall: float = 10.0,
    cpu: float = 10.0,
    overhead: float = 0.0,
    rank: int | None = None,
    notes: tuple[str, ...] = (),
) -> Profile:
    """A profile whose one run is that of the last recording, if nothing else is said."""
    recordings = tuple(recordings)
    runs = ((1, len(recordings) - 1),) if runs is None else runs
    return Profile(tuple(sites), recordings, runs, base, peak, wall, cpu, overhead, 1, rank, notes)


# main calls step 10 times; step pushes 8 bytes, calls flux, and pushes 30.
FLUX, STEP = 0, 1
LOOP = profile(
    [
        site("flux", joint_visits=10, write=0.25, advance=1.0, read=0.25),
        site("step", joint_visits=10, write=0.5, advance=2.0, read=0.5),
    ],
    [
        Recording((), 100),  # flux pushes 100 bytes
        Recording((Visit(8, FLUX, 16, 0),), 30),  # step
        Recording((Repeat(10, (Visit(0, STEP, 40, 1),)),), 5),  # main
    ],
    base=1000,
    wall=20.0,
    overhead=1.5,
)


def flat(items: Iterable[Item]) -> Iterator[Visit | Episode]:
    """The visits and episodes in order, all loops unrolled."""
    for item in items:
        if isinstance(item, Repeat):
            for _ in range(item.times):
                yield from flat(item.block)
        else:
            yield item


def simulated_peak(tree: Profile, unchecked: frozenset[int]) -> int:
    """The peak stack found by running both sweeps push by push."""
    highest = tree.base

    def forward(recording: Recording, start: int) -> int:
        """Where the stack stands at the turn."""
        nonlocal highest
        level = start
        for visit in flat(recording.items):
            if isinstance(visit, Episode):
                once = tree.recordings[visit.recording]
                assert backward(once, forward(once, level)) == level
                continue
            level += visit.gap
            highest = max(highest, level)
            if visit.site in unchecked:
                level = forward(tree.recordings[visit.recording], level)
            else:
                level += max(visit.snapshot, 0)
            highest = max(highest, level)
        level += recording.tail
        highest = max(highest, level)
        return level

    def backward(recording: Recording, level: int) -> int:
        """Where it stands when all of the recording is used up."""
        level -= recording.tail
        for visit in reversed(list(flat(recording.items))):
            if isinstance(visit, Episode):
                continue
            callee = tree.recordings[visit.recording]
            if visit.site in unchecked:
                level = backward(callee, level)
            else:
                level -= max(visit.snapshot, 0)
                back = backward(callee, forward(callee, level))
                assert back == level
            level -= visit.gap
        return level

    for _, index in tree.runs:
        assert backward(tree.recordings[index], forward(tree.recordings[index], tree.base)) == tree.base
    return highest


@dataclass
class Level:
    """A fragment that is being reversed, as the 2024 runtime of Tapenade keeps it."""

    peak: int
    turn: int
    peak_change: dict[int, int] = field(default_factory=dict)
    turn_change: dict[int, int] = field(default_factory=dict)

    def merge(self, callee: Level, site: int, snapshot_end: int, forgetful: bool) -> None:
        """Merge a checkpointed fragment that was just reversed into what was reversed after it.

        ``forgetful`` as the runtime is: sites that do not occur in the fragment keep the change that they made to the
        peak of what was reversed after it, though the fragment's own peak may be higher.
        """
        highest = max(self.peak, callee.peak)
        for x in {site, *callee.peak_change} if forgetful else {site, *self.peak_change, *callee.peak_change}:
            offset = callee.turn + callee.turn_change.get(x, 0) - snapshot_end if x == site else 0
            self.turn_change[x] = self.turn_change.get(x, 0) + offset
            self.peak_change[x] = (
                max(
                    self.peak + self.peak_change.get(x, 0) + offset,
                    callee.peak + callee.peak_change.get(x, 0),
                )
                - highest
            )
        self.peak = highest


def merged_changes(tree: Profile, *, forgetful: bool = False) -> dict[int, int]:
    """What not checkpointing each visited site alone does to the peak of the first run, by the incremental rule."""

    def reversal(recording: Recording, start: int) -> Level:
        level, ends = start, []
        for visit in flat(recording.items):
            assert isinstance(visit, Visit), "the rule knows no episodes"
            before = level + visit.gap
            level = before + visit.snapshot
            ends.append((visit, before, level))
        here = Level(level + recording.tail, level + recording.tail)
        for visit, before, end in reversed(ends):
            here.merge(reversal(tree.recordings[visit.recording], before), visit.site, end, forgetful)
        return here

    return reversal(tree.recordings[tree.runs[0][1]], tree.base).peak_change


@st.composite
def trees(draw: st.DrawFn, *, lowest: int = -20, split: bool = True, episodes: bool = True) -> Profile:
    """Small profiles with loops, shared recordings and several sites of one callee."""
    count = draw(st.integers(1, 4))
    ran_split = draw(st.sets(st.integers(0, count - 1))) if split else set()
    sizes = st.integers(lowest, 50)
    recordings: list[Recording] = []
    for index in range(draw(st.integers(1, 4))):

        def visit(below: int = index) -> st.SearchStrategy[Visit]:
            return st.builds(
                lambda gap, site, size, recording: Visit(gap, site, UNSEEN if site in ran_split else size, recording),
                sizes,
                st.integers(0, count - 1),
                st.integers(0, 50),
                st.integers(0, below - 1),
            )

        items: st.SearchStrategy[tuple[Item, ...]] = st.just(())
        if index:
            event: st.SearchStrategy[Item] = visit()
            if episodes:
                event |= st.builds(Episode, st.integers(0, index - 1))
            once = st.lists(event, min_size=1, max_size=2).map(tuple)
            loop = st.builds(Repeat, st.integers(2, 3), once)
            items = st.lists(event | loop, max_size=2).map(tuple)
        recordings.append(Recording(draw(items), draw(sizes)))
    bare = profile([site("f")] * count, recordings, base=draw(st.integers(0, 9)))
    calls = [sum(times for times, visit in occurrences(bare) if visit.site == s) for s in range(count)]
    seconds = st.integers(0, 8).map(lambda eighths: eighths / 8)
    sites = [
        site(draw(st.sampled_from("fgh")), s, split_visits=calls[s], forward=draw(seconds))
        if s in ran_split
        else site(
            draw(st.sampled_from("fgh")), s,
            joint_visits=calls[s], write=draw(seconds), advance=draw(seconds), read=draw(seconds),
        )
        for s in range(count)
    ]  # fmt: skip
    return profile(sites, recordings, base=bare.base, wall=100.0, overhead=draw(seconds))
