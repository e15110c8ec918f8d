"""Tuning where sources go through cpp, make runs Tapenade, and the folder to build in is full of links."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.profile import profile_file
from rewriter.profile.profiled import Profiled
from rewriter.search.choice import BASELINE, Choice
from rewriter.search.trial import Verdict
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.task_file import load
from rewriter.tuning.workshop import Workshop

CODE = {
    "options.h": "#define ALLOW_MIXING\n#define _RL REAL*8\n",
    "top.F": """#include "options.h"
C     The head: it steps a column of water in time.
      SUBROUTINE TOP(x, cost)
      _RL x(50), cost
      INTEGER i, n
      DO n = 1, 20
#ifdef ALLOW_ICE
        CALL FREEZE(x)
#endif
        CALL STEP(x)
      ENDDO
      cost = 0.
      DO i = 1, 50
        cost = cost + x(i)*x(i)
      ENDDO
      END
""",
    "step.F": """#include "options.h"
      SUBROUTINE STEP(x)
      _RL x(50)
#ifdef ALLOW_MIXING
      CALL MIX(x)
#endif
      CALL HEAT(x)
      END
      SUBROUTINE MIX(x)
      _RL x(50)
      INTEGER i
      DO i = 2, 50
        x(i) = x(i) + 0.1D0*SIN(x(i)*x(i-1))
      ENDDO
      END
      SUBROUTINE HEAT(x)
      _RL x(50)
      x(1) = x(1) + 0.01D0*EXP(-x(1)*x(1))
      END
""",
    "main.f": """      PROGRAM MAIN
      REAL*8 x(50), xb(50), cost, costb
      INTEGER i
      DO i = 1, 50
        x(i) = 1.D0 + 0.01D0*i
        xb(i) = 0.D0
      ENDDO
      costb = 1.D0
      CALL TOP_B(x, xb, cost, costb)
      OPEN(11, FILE='gradient.txt')
      WRITE(11, '(Z16)') xb
      CLOSE(11)
      END
""",
}
MAKEFILE = """KIT =
LIBS =
FLAGS = -O1 -ffp-contract=off -std=legacy -w
AD = top_b.f step_b.f
program: main.f top.f step.f done
	gfortran $(FLAGS) main.f $(AD) top.f step.f $(KIT)/adStack.c $(wildcard $(KIT)/adBuffer.f) $(LIBS) -o $@
adjoint: done
done: top.f step.f
	$(TAPENADE)/bin/tapenade -reverse -head "top(cost)/(x)" top.f step.f
	touch done
%.f: %.F options.h
	cpp -traditional -P $< > $@
"""
TASK = """[sources]
root = "build"
files = ["top.F", "step.F"]
cpp = "cpp -traditional"
[differentiate]
command = "make adjoint TAPENADE={tapenade}"
output = "*_b.f"
[build]
command = 'sh -c "rm -f program && make program KIT={kit} \\"LIBS={extra}\\""'
[run]
command = "COMMAND"
repetitions = 1
[compare]
files = ["gradient.txt"]
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    code, build = tmp_path / "code", tmp_path / "build"
    code.mkdir()
    build.mkdir()
    for name, text in CODE.items():
        (code / name).write_text(text)
        (build / name).symlink_to(f"../code/{name}")
    (build / "Makefile").write_text(MAKEFILE)
    return tmp_path


def workshop(model: Path, tapenade: Tapenade, command: str) -> Workshop:
    (model / "tune.toml").write_text(TASK.replace("COMMAND", command))
    return Workshop(load(model / "tune.toml"), tapenade, model / "work")


def test_sites_before_cpp_are_profiled_and_switched(model: Path, tapenade: Tapenade) -> None:
    bench = workshop(model, tapenade, "./program")
    none = BASELINE
    first = bench.trial(none, none)
    assert first.measured is not None, first.reason

    run = Profiled(profile_file.parse(bench.profile(none), "baseline"), bench.annotated(none))
    assert not run.attribution.unplaced
    assert set(run.estimates) == {"top.F::top>step#1", "step.F::step>mix#1", "step.F::step>heat#1"}

    step = Choice(frozenset(["top.F::top>step#1"]))
    second = bench.trial(step, none)
    assert second.measured is not None, second.reason
    assert second.measured.peak > first.measured.peak
    after = Profiled(profile_file.parse(bench.profile(step), "step"), bench.annotated(step))
    assert after.measured == step.sites
    assert Path(second.log).read_text().count("Differentiation total time") == 1, "make builds with what it made before"
    assert {name: (model / "code" / name).read_text() for name in CODE} == CODE
    assert not list((model / "build").glob("*_b.f"))


def test_adjoint_code_behind_links_is_instrumented_in_a_copy(model: Path, tapenade: Tapenade) -> None:
    """As where a build folder is filled with links before it is used."""
    away = model / "generated"
    away.mkdir()
    moved = f"for f in *_b.f; do mv $f {away}/$f; ln -s {away}/$f $f; done"
    text = TASK.replace("make adjoint TAPENADE={tapenade}", f"sh -c 'make adjoint TAPENADE={{tapenade}} && {moved}'")
    (model / "tune.toml").write_text(text.replace("COMMAND", "./program"))
    tried = Workshop(load(model / "tune.toml"), tapenade, model / "work").trial(BASELINE, BASELINE)
    assert tried.measured is not None, tried.reason
    assert tried.measured.peak > 0
    assert sorted(path.name for path in away.iterdir()) == ["step_b.f", "top_b.f"]
    assert not any("ADPROFILE" in path.read_text().upper() for path in away.iterdir())


def test_results_of_another_run_are_not_compared(model: Path, tapenade: Tapenade) -> None:
    (model / "build" / "gradient.txt").write_text("of last week\n")
    quiet = "sh -c 'if [ $REWRITER_PROFILE ]; then ./program; else echo ABNORMAL END; fi'"
    tried = workshop(model, tapenade, quiet).trial(BASELINE, BASELINE)
    assert tried.failure is Verdict.NOT_RUN
    assert "gradient.txt: No such file" in tried.reason


def test_a_glob_of_no_adjoint_is_told(model: Path, tapenade: Tapenade) -> None:
    text = TASK.replace("*_b.f", "ad/*.f").replace("make adjoint TAPENADE={tapenade}", "true")
    (model / "tune.toml").write_text(text)
    tried = Workshop(load(model / "tune.toml"), tapenade, model / "work").trial(BASELINE, BASELINE)
    assert tried.failure is Verdict.NOT_DIFFERENTIATED
    assert "there is none in ad/*.f" in tried.reason
