"""The peak stack of a parallel run is that of the rank where it is largest."""

from __future__ import annotations

import re
from pathlib import Path

from rewriter.profile import profile_file
from rewriter.search.choice import BASELINE
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.task_file import load
from rewriter.tuning.workshop import Workshop

MODEL = """\
subroutine top(n, x, cost)
  integer n, k
  real*8 x(20), cost
  do k = 1, n
    call step(x)
  end do
  cost = x(1)
end subroutine top

subroutine step(x)
  real*8 x(20)
  x = x * sin(x)
end subroutine step
"""
MAIN = """\
program main
  integer n, rank
  real*8 x(20), xb(20), cost, costb
  character(4) word
  call get_environment_variable('OMPI_COMM_WORLD_RANK', word)
  read (word, *) rank
  n = 300 - 100 * rank
  x = 0.5d0
  xb = 0d0
  costb = 1d0
  call top_b(n, x, xb, cost, costb)
  if (rank == 0) print *, 'gradient', xb(1)
  call sleep(rank)
end program main
"""
BUILD = """\
kit=$1
shift
files="main.f90 model.f90 ad/model_b.f90 $kit/adStack.c $(ls "$kit"/adBuffer.f 2>/dev/null)"
gfortran -std=legacy -fall-intrinsics -w $files "$@" -o run
"""
TASK = """\
[sources]
files = ["model.f90"]
[differentiate]
head = "top(cost)/(x)"
[build]
command = "sh build.sh {kit} {extra}"
[run]
command = "sh -c 'for rank in RANKS; do OMPI_COMM_WORLD_RANK=$rank ./run & done; wait'"
repetitions = 1
[compare]
output = ['gradient +(.*)']
"""


def peak_and_profile(folder: Path, tapenade: Tapenade, ranks: str) -> tuple[int, str]:
    folder.mkdir()
    (folder / "model.f90").write_text(MODEL)
    (folder / "main.f90").write_text(MAIN)
    (folder / "build.sh").write_text(BUILD)
    (folder / "tune.toml").write_text(TASK.replace("RANKS", ranks))
    bench = Workshop(load(folder / "tune.toml"), tapenade, folder / "work")
    tried = bench.trial(BASELINE, BASELINE)
    assert tried.measured is not None, tried.reason
    return tried.measured.peak, bench.profile(BASELINE)


def test_the_peak_is_that_of_the_largest_rank_whichever_ends_last(tmp_path: Path, tapenade: Tapenade) -> None:
    alone, _ = peak_and_profile(tmp_path / "one", tapenade, "0")
    together, profile = peak_and_profile(tmp_path / "100%_three", tapenade, "0 1 2")
    assert together == alone >= 300 * 20 * 8
    assert profile_file.parse(profile, "profile").rank == 0
    assert profile_file.parse(profile, "profile").peak == alone
    assert len(re.findall(r"^process ", profile, re.MULTILINE)) == 1
