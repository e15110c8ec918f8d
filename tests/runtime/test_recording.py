"""The call tree that the runtime records is what was run, however it is folded."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewriter.profile.calltree import Recording, Repeat, Visit
from rewriter.tools.tapenade import Tapenade
from tests.support.playing import CHECKED, Body, Call, adjoint, build, peak, play, unfolded

LEAF = Body((), 80)


@pytest.fixture(scope="module")
def program(tapenade: Tapenade, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("driver") / "driver", tapenade.support("c"), *CHECKED)


def test_known_tree(program: Path, tmp_path: Path) -> None:
    inner = Body((Call(16, 3, 40, LEAF),) * 4, 0)
    whole = Body((Call(0, 1, 800, inner), Call(0, 2, 8, LEAF)) * 3, 24)
    profile = play(program, adjoint(whole), tmp_path / "run").profile
    assert profile.recordings == (
        Recording((), 80),
        Recording((Repeat(4, (Visit(16, 2, 40, 0),)),), 0),
        Recording((Repeat(3, (Visit(0, 0, 800, 1), Visit(0, 1, 8, 0))),), 24),
    )
    assert profile.runs == ((1, 2),)
    assert [(site.callee, site.file, site.line, site.joint_visits) for site in profile.sites] == [
        ("callee1", "part 1.f90", 101, 3),
        ("callee2", "part 0.f90", 102, 3),
        ("callee3", "part 1.f90", 103, 12),
    ]
    assert (profile.base, profile.peak, profile.notes) == (0, 3 * 808 - 8 + 80, ())


bodies = st.recursive(
    st.builds(Body, st.just(()), st.integers(0, 3).map(lambda n: 8 * n)),
    lambda inner: st.builds(
        Body,
        st.lists(
            st.tuples(
                st.lists(
                    st.builds(
                        Call,
                        st.sampled_from((0, 0, 8, 16)),
                        st.integers(1, 4),
                        st.sampled_from((None, 0, 8, 24)),
                        inner,
                    ),
                    min_size=1,
                    max_size=3,
                ).map(tuple),
                st.integers(1, 5),
            ).map(lambda loop: loop[0] * loop[1]),
            max_size=4,
        ).map(lambda loops: tuple(call for loop in loops for call in loop)),
        st.sampled_from((0, 8)),
    ),
    max_leaves=6,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.data_too_large])
@given(whole=bodies)
def test_unfolds_to_what_was_run(whole: Body, program: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = Body((Call(0, 5, 8, whole), Call(8, 6, None, whole)), 8)  # sizes count from the first callback
    played = play(program, adjoint(whole), tmp_path_factory.getbasetemp() / "law")
    assert (played.status, played.errors) == (3, "")
    profile = played.profile
    assert [unfolded(profile, recording) for _, recording in profile.runs] == [whole]
    assert (profile.peak, profile.notes) == (peak(whole), ())
