"""The small program that runs another one and reports what that took, run as a program of its own."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rewriter.tools import launch
from tests.support.patience import PATIENCE


def report(*command: str, memory: int = -1, within: Sequence[str] = ()) -> tuple[list[str], str]:
    """The words of the report, and what the command printed."""
    reading, writing = os.pipe()
    words = [*within, sys.executable, "-I", "-S", launch.__file__, str(writing), str(memory), *command]
    done = subprocess.run(
        words,
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        return told.read().split(), done.stdout


def test_the_command_gets_its_words_as_they_are() -> None:
    _, printed = report("printf", "%s|", "a b", "", "$HOME", "*")
    assert printed == "a b||$HOME|*|"


def test_the_status_is_that_of_wait() -> None:
    ran, _ = report("sh", "-c", "exit 3")
    assert ran[0] == "ran"
    assert os.waitstatus_to_exitcode(int(ran[1])) == 3
    ran, _ = report("sh", "-c", "kill -SEGV $$")
    assert os.waitstatus_to_exitcode(int(ran[1])) == -signal.SIGSEGV


def test_processor_time_is_that_of_the_program_and_not_more_than_there_was() -> None:
    (_, _, wall, cpu, _), _ = report("sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
    assert 0 < float(cpu) <= float(wall) + 0.02


def test_memory_of_what_starts_it_is_not_counted() -> None:
    here = bytearray(b"1") * 60_000_000
    (*_, resident), _ = report("true")
    assert 0 < int(resident) < 20_000 < len(here) // 1000


def test_what_cannot_be_started_is_reported_with_its_number(tmp_path: Path) -> None:
    (failed, number, *rest), _ = report(str(tmp_path / "none"))
    assert (failed, int(number)) == ("failed", errno.ENOENT)
    assert rest[0] == "ran"
    (failed, number, *_), _ = report(str(tmp_path))
    assert (failed, int(number)) == ("failed", errno.EACCES)


def test_no_core_is_dumped() -> None:
    assert report("sh", "-c", "ulimit -c; ulimit -H -c")[1] == "0\n0\n"


def test_the_command_cannot_write_into_the_report() -> None:
    ran, _ = report("sh", "-c", "for fd in /proc/self/fd/*; do (echo forged >$fd) 2>/dev/null; done; exit 0")
    assert ran[0] == "ran" and "forged" not in ran


def test_address_space_is_limited() -> None:
    assert report("sh", "-c", "ulimit -v", memory=512_000_000)[1] == "500000\n"


def test_a_limit_that_is_there_already_is_not_widened() -> None:
    within = ["sh", "-c", 'ulimit -v 400000; exec "$@"', "sh"]
    assert report("sh", "-c", "ulimit -v", memory=512_000_000, within=within)[1] == "400000\n"
