"""What is measured of a run is that of the program, whoever starts it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from rewriter.errors import ToolFailed
from rewriter.tools.measuring import Ran, run_measured
from rewriter.tools.process import run
from tests.support.patience import PATIENCE

FILLS = r"""
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int count, char **words) {
  size_t bytes = 1000000 * (size_t)atoi(words[1]);
  char *room = malloc(bytes);
  if (!room) return puts("no room"), 3;
  memset(room, 1, bytes);
  printf("%d at the end\n", room[bytes - 1]);
  fflush(stdout);
  return count > 2 ? raise(atoi(words[2])) : 0;
}
"""


@pytest.fixture(scope="module")
def fills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that fills as many MB as it is told and then sends itself a signal, where it is told one."""
    folder = tmp_path_factory.mktemp("fills")
    (folder / "fills.c").write_text(FILLS)
    done = run(["gcc", "-O0", "fills.c", "-o", "fills"], directory=folder, limit=PATIENCE)
    assert done.status == 0, done.output
    return folder


def of(folder: Path, *words: str, limit: float = 20.0, memory: int | None = None) -> Ran:
    return run_measured(words, directory=folder, environ=os.environ, limit=limit, memory=memory)


@pytest.mark.parametrize("megabytes", [10, 50, 100])
def test_resident_memory_is_that_of_the_program(megabytes: int, fills: Path) -> None:
    here = bytearray(b"1") * 60_000_000  # the process that measures is larger than the first two
    ran = of(fills, "./fills", str(megabytes))
    assert len(here) == 60_000_000
    assert ran.status == 0
    assert ran.output == "1 at the end\n"
    assert megabytes * 1_000_000 < ran.resident < megabytes * 1_000_000 + 4_000_000
    assert 0 < ran.cpu <= ran.wall + 0.02


def test_how_it_ended_is_that_of_the_program(fills: Path) -> None:
    assert of(fills, "./fills", "1", str(int(signal.SIGSEGV))).status == -signal.SIGSEGV
    assert of(fills, "./fills", "900", memory=500_000_000).output == "no room\n"
    assert of(fills, "./fills", "900", memory=500_000_000).status == 3


def test_a_run_without_end_is_ended(fills: Path) -> None:
    ran = of(fills, "sh", "-c", "echo begun; sleep 600", limit=10.0)
    assert ran.expired
    assert ran.output == "begun\n"


@pytest.mark.parametrize(("command", "why"), [("./none", "No such file"), ("./fills.c", "Permission denied")])
def test_what_cannot_be_started_is_told(command: str, why: str, fills: Path) -> None:
    with pytest.raises(ToolFailed, match=f"cannot run {command} in .*: {why}"):
        of(fills, command)
