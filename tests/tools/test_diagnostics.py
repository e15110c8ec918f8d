"""What is told of a program that failed: its most informative line, how it ended, and whether others ended it."""

from __future__ import annotations

import errno
import os
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.tools.diagnostics import complaint, ended, killed, last_words, out_of_room

FULL, QUOTA = os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT)


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (
            "a.f90:1:2:\n\n    1 | x\n      | 1\nError: no x\nmake: *** [Makefile:3: run] Error 1\n",
            "a.f90:1:2: Error: no x",
        ),
        ("a.f90:1:2:\n\n  | 1\nWarning: y\nFatal Error: no x", "Fatal Error: no x"),
        ("a.c:1:2: error: no x\nmake: *** [Makefile:3: run] Error 1", "a.c:1:2: error: no x"),
        (
            "ld: a.o: undefined reference to `f_'\ncollect2: error: ld returned 1",
            "ld: a.o: undefined reference to `f_'",
        ),
        (
            "make: gfortran: No such file or directory\nmake: *** [M:1: run] Error 127",
            "make: gfortran: No such file or directory",
        ),
        ("make: *** [Makefile:3: run] Error 1", "make: *** [Makefile:3: run] Error 1"),
        ("a.c:1:2: error: no x\nas: a.o: No space left on device", "as: a.o: No space left on device"),
        (f"a.c:1:2: error: no x\nas: a.o: {QUOTA}", f"as: a.o: {QUOTA}"),
        ("sh: m4: not found\na.c:1:2: error: no x", "a.c:1:2: error: no x"),
        ("b.c:1: note: y\n  sh: gcc-9: not found\nmake: *** [M:1: run] Error 127", "sh: gcc-9: not found"),
        ("make: *** [M:1: run] Error 1\nx.py: fatal ERROR here", "x.py: fatal ERROR here"),
        ("gmake: Error in M\nerrors: 3", "gmake: Error in M"),
        ("collect2: error: ld returned 1\nld: cannot find -lm", "ld: cannot find -lm"),
        ("a.f90(3): error #6404: no x\nError: y", "a.f90(3): error #6404: no x"),
        ("warning: nothing", ""),
        ("", ""),
    ],
)
def test_the_line_that_tells_most(output: str, told: str) -> None:
    assert complaint(output) == told


def test_last_words_come_before_a_backtrace() -> None:
    assert last_words("step 3\nfloating point trap\n\nBacktrace for this error:\n#0  0x1\n") == "floating point trap"
    assert last_words("step 3\n\nProgram aborted. Backtrace:\n#0  0x1\n") == "Program aborted."
    assert last_words("") == "(it printed nothing)"
    assert last_words("step 3\n  the end  \n\n") == "the end"
    assert last_words("error: no x\nthe end") == "error: no x"
    assert last_words("Backtrace: error: no x") == "(it printed nothing)"


def test_the_place_of_an_error_is_near_it_and_no_warning_is_between() -> None:
    def with_lines(*between: str) -> str:
        return complaint("\n".join(["a.f90:1:2:", *between, "Error: no x"]))

    assert with_lines(*["  |"] * 5) == "a.f90:1:2: Error: no x"
    assert with_lines(*["  |"] * 6) == "Error: no x"
    assert with_lines("Warning: y", "b.f90:3:4:  ", "") == "b.f90:3:4: Error: no x"
    assert with_lines("Warning: y") == "Error: no x"


def test_what_compilers_quote_is_read_as_utf_8_where_it_is() -> None:
    quoted = "error: unknown \u2018x\u2019"
    assert complaint(quoted.encode().decode("latin-1")) == quoted
    assert complaint("error: no H\xf6he") == "error: no H\xf6he"
    assert last_words("\u2018x\u2019".encode().decode("latin-1")) == "\u2018x\u2019"


@given(st.text(max_size=80))
def test_any_output_has_last_words_on_one_line(output: str) -> None:
    assert len(last_words(output).splitlines()) == 1
    assert complaint(output) in ("", last_words(output))


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (0, "exit status 0"),
        (3, "exit status 3"),
        (139, "exit status 139"),
        (-signal.SIGSEGV, "ended by SIGSEGV"),
        (-1, "ended by SIGHUP"),
        (-99, "ended by signal 99"),
    ],
)
def test_how_a_program_ended(status: int, told: str) -> None:
    assert ended(status) == told


@pytest.mark.parametrize(
    ("status", "output", "by_others"),
    [
        (-9, "", True),
        (-15, "", True),
        (137, "", True),
        (143, "", True),
        (-11, "", False),
        (139, "", False),
        (9, "", False),
        (1, "", False),
        (0, "", False),
        (2, "make: *** [Makefile:3: run] Killed", True),
        (2, "gcc -c a.c\nmake[2]: *** [Makefile:3: run] Error 137\nmake: *** [all] Error 2", True),
        (2, "/usr/bin/gmake: *** [Makefile:3: run] Error 143", True),
        (2, "make: *** [Makefile:3: run] Terminated", True),
        (2, "make: *** [Makefile:3: run] Error 1", False),
        (2, "make: *** [Makefile:3: run] Error 1370", False),
        (2, "the plant was Killed", False),
        (4, "gfortran: fatal error: Killed signal terminated program f951", True),
        (0, "gfortran: fatal error: Killed signal terminated program f951", False),  # begun again, and well
    ],
)
def test_what_others_ended(status: int, output: str, by_others: bool) -> None:
    assert killed(status, output) is by_others


def test_a_full_disk_and_a_quota() -> None:
    assert out_of_room(f"a\ncp: b: {FULL}\nc")
    assert out_of_room(f"cc1: {QUOTA}")
    assert not out_of_room("no space left for more words")
    assert not out_of_room("")
