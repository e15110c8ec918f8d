"""Tuning sites that no directive reaches: Tapenade is given the option that does."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.profile.profile_file import parse
from rewriter.search.choice import BASELINE, Choice
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.task_file import load
from rewriter.tuning.workshop import Workshop

CODE = """\
subroutine top(x, cost)
  real(8) :: x(20), cost
  integer :: n
  do n = 1, 20
    call mix(x, n + 1)
    call mix(x, n)
  end do
  cost = sum(x*x)
end subroutine top
subroutine mix(x, n)
  real(8) :: x(20)
  integer :: i, n
  do i = 2, 20
    x(i) = x(i) + 0.1d0*sin(x(i)*x(i-1))/n
  end do
end subroutine mix
"""
MAIN = """\
program main
  real(8) :: x(20), xb(20), cost, costb
  x = 1.d0
  xb = 0.d0
  costb = 1.d0
  call top_b(x, xb, cost, costb)
  write (*, '(a,z16)') ('norm ', xb(i), i = 1, 20)
end program main
"""
BUILD = """\
buffers=$(ls "$1/adBuffer.f" 2>/dev/null)
stack="$1/adStack.c"
shift
gfortran -O1 -ffp-contract=off -std=legacy -w main.f90 ad/m_b.f90 m.f90 "$stack" $buffers "$@" -o run
"""
TASK = """\
[sources]
files = ["m.f90"]
[differentiate]
HOW
[build]
command = "sh build.sh {kit} {extra}"
[run]
command = "./run"
repetitions = 1
[compare]
output = ['norm +(\\S+)']
"""
BY_HEAD = 'head = "top(cost)/(x)"'
BY_COMMAND = """command = '{tapenade}/bin/tapenade -reverse -head "top(cost)/(x)" {options} m.f90 -O ad'"""
BOTH = Choice(frozenset(["m.f90::top>mix#1", "m.f90::top>mix#2"]))


@pytest.mark.parametrize("how", [BY_HEAD, BY_COMMAND])
def test_the_option_and_directives_switch_all_sites_of_a_callee(how: str, tapenade: Tapenade, tmp_path: Path) -> None:
    code = tmp_path / "code"
    (code / "ad").mkdir(parents=True)
    files = {"m.f90": CODE, "main.f90": MAIN, "build.sh": BUILD, "tune.toml": TASK.replace("HOW", how)}
    for name, text in files.items():
        (code / name).write_text(text)
    bench = Workshop(load(code / "tune.toml"), tapenade, tmp_path / "work")
    first = bench.trial(BASELINE, BASELINE)
    assert first.measured is not None, first.reason
    both = bench.trial(BOTH, BASELINE)
    assert both.measured is not None, both.reason
    joint, split = (parse(bench.profile(choice), "profile").sites for choice in (BASELINE, BOTH))
    assert [(site.line, site.split_visits) for site in joint] == [(5, 0), (6, 0)]
    assert [site.split_visits for site in split] == [20, 20]
