"""The words of commands, what they print in the log, and what is begun once more."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import Killed, TimedOut
from rewriter.tuning.logged import again_if_killed, finished, note, words
from tests.support.patience import PATIENCE

WORDS = st.text("ab '\"$\\", max_size=4)


@pytest.mark.parametrize(
    ("command", "values", "expected"),
    [
        (
            "gcc {kit}/s.c {extra} -o run",
            {"kit": "/a b/kit", "extra": "-I/p /p/x.c"},
            "gcc|/a b/kit/s.c|-I/p|/p/x.c|-o|run",
        ),
        ('make "EXTRA={extra}"', {"extra": "-I/p /p/x.c"}, "make|EXTRA=-I/p /p/x.c"),
        ("gcc {extra} x.c", {"extra": ""}, "gcc|x.c"),
        ("t {options} x.c", {"options": '-nocheckpoint "a b"'}, "t|-nocheckpoint|a b|x.c"),
        ("gcc {kit} x.c", {"kit": ""}, "gcc|x.c"),
        ("sh build.sh {kit} ''", {"kit": "k"}, "sh|build.sh|k|"),
        ("awk '{print}' {x}", {"kit": "k"}, "awk|{print}|{x}"),
        ("make {extra}", {"tapenade": "t"}, "make|{extra}"),
        ("{kit}{kit}", {"kit": "a"}, "aa"),
        ("{kit}", {"kit": "{extra}", "extra": "x"}, "{extra}"),
    ],
)
def test_the_words_of_a_command(command: str, values: dict[str, str], expected: str) -> None:
    assert words(command, values) == expected.split("|")


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_what_holds_no_names_is_split_as_a_shell_does(given_: list[str]) -> None:
    assert words(shlex.join(given_), {"kit": "k", "extra": "e"}) == given_
    assert words("{extra}", {"extra": shlex.join(given_)}) == given_


def test_a_log_grows(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    note(log, "make", "one")
    note(log, "run", "H\u00f6he")
    assert log.read_text(encoding="utf-8") == "\n$ make\none\n\n$ run\nH\u00f6he\n"


def test_what_a_command_prints_is_logged(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    done = finished(["sh", "-c", "pwd -P; exit 3"], tmp_path, PATIENCE, log)
    assert done == (3, f"{tmp_path.resolve()}\n")
    assert log.read_text() == f"\n$ sh -c 'pwd -P; exit 3'\n{done.output}\n"
    assert finished(["/bin/sh", "-c", "echo $A"], tmp_path, PATIENCE, log, {"A": "b"}).output == "b\n"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("kill -9 $$", "ended by SIGKILL"),
        ("exit 137", "exit status 137"),
        ("echo 'make: *** [M:1: run] Error 137'; exit 2", r"make: \*\*\* \[M:1: run\] Error 137"),
    ],
)
def test_a_command_that_somebody_else_ended(script: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(Killed, match=f"^sh -c .*: {why}$"):
        finished(["sh", "-c", script], tmp_path, PATIENCE, tmp_path / "x.log")
    assert (tmp_path / "x.log").is_file()


def started(log: Path, *ends: Exception | str) -> str:
    left = iter(ends)

    def start() -> str:
        end = next(left)
        if isinstance(end, Exception):
            raise end
        return end

    return again_if_killed(start, log)


def test_what_is_killed_once_is_begun_once_more(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert started(log, "well") == "well"
    assert not log.exists()
    assert started(log, Killed("first"), "well") == "well"
    assert log.read_text() == "\n$ (begun once more)\nfirst\n"
    with pytest.raises(Killed, match=r"^second, twice, and not by rewriter: .* See .*/x\.log$"):
        started(log, Killed("first"), Killed("second"), "well")
    with pytest.raises(TimedOut, match="slow"):
        started(log, TimedOut("slow"), "well")
