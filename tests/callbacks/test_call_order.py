"""In which order calls come, with fragments that run twice and loops that stand four times."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rewriter.callbacks.call_order import NOT_RECORDED, CallRun, backward, forward
from rewriter.callbacks.primal import Around, PrimalCall, Region


def calls(*regions: str) -> list[PrimalCall]:
    """Calls in regions, the outermost first, that are separated by blanks: ``f0 f1`` or ``l2``."""
    kinds = {"f": Around.FRAGMENT, "l": Around.LOOP}
    inside = [tuple(Region(kinds[word[0]], int(word[1:])) for word in words.split()) for words in regions]
    return [PrimalCall("a", (), 1, "m.f90", (), (), where, False) for where in inside]


def ran(entries: list[CallRun]) -> list[tuple[int, int]]:
    return [(entry.call, entry.run) for entry in entries]


OFF = NOT_RECORDED


def test_without_regions_each_comes_once() -> None:
    plain = calls("", "", "")
    assert ran(forward(plain)) == ran(backward(plain)) == [(0, 0), (1, 0), (2, 0)]
    assert forward([]) == backward([]) == []


def test_a_fragment_runs_again_recorded() -> None:
    some = calls("", "f0", "f0", "")
    assert ran(forward(some)) == [(0, 0), (1, OFF), (2, OFF), (3, 0), (1, 0), (2, 0)]
    assert ran(backward(some)) == [(0, 0), (1, 0), (2, 0), (3, 0)]


def test_of_several_fragments_the_last_runs_again_first() -> None:
    assert ran(forward(calls("f0", "f1"))) == [(0, OFF), (1, OFF), (1, 0), (0, 0)]


def test_a_fragment_in_a_fragment_runs_again_in_each_run() -> None:
    assert ran(forward(calls("f0", "f0 f1"))) == [(0, OFF), (1, OFF), (0, 0), (1, OFF), (1, 0)]


def test_a_binomial_loop_advances_turns_first_and_turns() -> None:
    some = calls("", "l0", "l0", "")
    body = [(1, run) for run in (OFF, 0, 1)], [(2, run) for run in (OFF, 0, 1)]
    assert ran(forward(some)) == [(0, 0), *(entry for pair in zip(*body, strict=True) for entry in pair), (3, 0)]
    assert ran(backward(some)) == [(0, 0), (1, 0), (2, 0), (3, 0), (1, 1), (2, 1)]


REGIONS = st.lists(st.tuples(st.sampled_from(["", "l", "f", "ff", "fff"]), st.integers(1, 3)), max_size=4)


@given(REGIONS)
def test_each_call_that_is_reversed_was_recorded_once(drawn: list[tuple[str, int]]) -> None:
    some: list[PrimalCall] = []
    for number, (kinds, count) in enumerate(drawn):
        some += calls(*[" ".join(f"{kind}{number}{depth}" for depth, kind in enumerate(kinds))] * count)
    recorded = Counter(entry for entry in forward(some) if entry.run != NOT_RECORDED)
    assert recorded == Counter(backward(some))
    assert set(recorded.values()) <= {1}
