"""A model whose adjoint, program and profile are made by shell scripts: each call not checkpointed saves a second."""

from __future__ import annotations

from pathlib import Path

from rewriter.search.choice import Choice
from rewriter.tools.tapenade import Tapenade
from tests.support.listings import procedure

VERSION = "Tapenade 3.16 (develop) - 21 May 2024 12:00"
SOURCE = procedure("top", "one", "two") + procedure("one") + procedure("two")
PROFILE = "rewriter-profile 1\nprocess 1\nwall 9\ncpu 9\noverhead 0\nswitches 0\nsizes exact\nbase 0\npeak 100\nend\n"
TASK = """\
[sources]
files = ["m.f90"]
[differentiate]
command = "sh adjoint.sh"
[build]
command = "true {extra}"
[run]
command = "sh run.sh"
repetitions = 1
time = "output"
seconds = 'took (\\S+)'
[compare]
output = ['norm (\\S+)']
"""
ADJOINT = "mkdir -p ad\ncp m.f90 ad/m_b.f90\n"
RUN = """\
echo run >>RUNS
echo took $((5 - $(grep -c NOCHECKPOINT m.f90))) norm 1
[ -z "$REWRITER_PROFILE" ] || printf 'PROFILE' >"$REWRITER_PROFILE"
"""
ONE, TWO = (Choice(frozenset([f"m.f90::top>{callee}#1"])) for callee in ("one", "two"))
BOTH = ONE.adding(TWO.sites)


def write_model(folder: Path) -> Tapenade:
    """Write the model, and beside it a launcher that knows its version alone."""
    folder.mkdir()
    run = RUN.replace("RUNS", str(_runs(folder))).replace("PROFILE'", PROFILE.replace("\n", "\\n") + "'")
    for name, text in (("m.f90", SOURCE), ("tune.toml", TASK), ("adjoint.sh", ADJOINT), ("run.sh", run)):
        (folder / name).write_text(text)
    launcher = folder.with_name("tapenade")
    launcher.write_text(f"#!/bin/sh\necho '{VERSION}'\n")
    launcher.chmod(0o755)
    return Tapenade(folder.parent, launcher, "PATH", folder.parent)


def take_runs(folder: Path) -> int:
    """How often the program of the model was run since this was asked for last."""
    if not _runs(folder).exists():
        return 0
    count = _runs(folder).read_text().count("run")
    _runs(folder).unlink()
    return count


def _runs(folder: Path) -> Path:
    return folder.with_name("runs")
