"""From a choice of a search to the configuration that is applied and saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.configuration.model import LoopEntry, Setting
from rewriter.errors import Refused
from rewriter.search.choice import BASELINE, Choice, LoopSetting
from rewriter.tuning.chosen import configured

MODEL = """\
subroutine top(x)
  !$AD NOCHECKPOINT
  call a(x)
  call a(x)
  do i = 1, n
    call b(x)
  end do
end subroutine top
"""
A2, LOOP = "m.f90::top>a#2", LoopSetting("m.f90::top>do#1", "n+1", 4, "1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "m.f90").write_text(MODEL)
    return tmp_path


def test_the_baseline_is_what_the_files_hold(root: Path) -> None:
    entries = configured([root / "m.f90"], root, BASELINE).entries
    assert [(str(entry.id), entry.setting) for entry in entries] == [("m.f90::top>a#1", Setting.NOCHECKPOINT)]


def test_sites_and_loops_of_a_choice_are_added(root: Path) -> None:
    entries = configured([root / "m.f90"], root, Choice(frozenset([A2]), frozenset([LOOP]))).entries
    assert [str(entry.id) for entry in entries] == [LOOP.loop, "m.f90::top>a#1", A2]
    (loop,) = (entry for entry in entries if isinstance(entry, LoopEntry))
    assert loop.arguments == "n+1 4 1"


def test_a_choice_of_sites_that_are_gone_is_refused(root: Path) -> None:
    with pytest.raises(Refused):
        configured([root / "m.f90"], root, Choice(frozenset(["m.f90::top>c#1"])))
