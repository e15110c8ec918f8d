"""Programs run to their end, or with all that they started until their time is up."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rewriter.errors import TimedOut, ToolFailed
from rewriter.tools.process import Finished, kill_group, run, run_attended
from tests.support.patience import PATIENCE, until


def shell(script: str, directory: Path | None = None, limit: float = PATIENCE) -> Finished:
    return run(["sh", "-c", script], directory=directory, limit=limit)


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def attended(script: str, attend: Callable[[subprocess.Popen[bytes]], int]) -> tuple[int, int]:
    return run_attended(["sh", "-c", script], attend, directory=None, environ=None, stdout=subprocess.PIPE)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("echo one; echo two >&2; echo three", (0, "one\ntwo\nthree\n")),
        ("exit 3", (3, "")),
        ("kill -SEGV $$", (-signal.SIGSEGV, "")),
        (r"printf '\377\303\266'", (0, "\xff\xc3\xb6")),
        ("read line; echo $?", (0, "1\n")),  # there is nothing to read
    ],
)
def test_what_a_program_prints_and_how_it_ends(script: str, expected: tuple[int, str]) -> None:
    assert shell(script) == expected


def test_where_and_with_what_it_runs(tmp_path: Path) -> None:
    assert shell("pwd -P", tmp_path).output == f"{tmp_path.resolve()}\n"
    environ = {"PATH": os.environ["PATH"], "GREETING": "hello"}
    assert run(["sh", "-c", "echo $GREETING $HOME"], environ=environ, limit=PATIENCE).output == "hello\n"
    assert run([Path("/bin/sh"), "-c", "exit 2"], limit=PATIENCE).status == 2


def test_what_cannot_be_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match=r"^cannot run no-such-program: No such file or directory$"):
        run(["no-such-program"], limit=PATIENCE)
    (tmp_path / "text").write_text("echo")
    with pytest.raises(ToolFailed, match=r"^cannot run .*/text: Permission denied$"):
        run([tmp_path / "text"], limit=PATIENCE)


def test_when_time_is_up_it_is_stopped() -> None:
    with pytest.raises(TimedOut, match=r"^sh was still running after 0\.05 seconds and was stopped$"):
        shell("sleep 1000", limit=0.05)


def test_whatever_is_raised_while_it_is_attended_ends_all_of_it() -> None:
    seen: list[int] = []

    def interrupted(process: subprocess.Popen[bytes]) -> int:
        assert process.stdout is not None
        seen.extend([process.pid, int(process.stdout.readline())])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attended("sleep 1000 & echo $!; wait", interrupted)
    assert seen[0] != os.getpgid(0)
    until(lambda: not any(map(alive, seen)))


def test_a_signal_that_is_heard_while_it_is_attended_ends_it() -> None:
    def heard(number: int, _: object) -> None:
        raise InterruptedError(number)

    seen: list[int] = []

    def attend(process: subprocess.Popen[bytes]) -> int:
        seen.append(process.pid)
        assert signal.getsignal(signal.SIGTERM) is heard, "as it was before the program was started"
        signal.raise_signal(signal.SIGTERM)
        return 0

    kept = signal.signal(signal.SIGTERM, heard)
    try:
        with pytest.raises(InterruptedError):
            attended("sleep 1000", attend)
    finally:
        signal.signal(signal.SIGTERM, kept)
    assert not alive(seen[0])


def test_what_attending_gives_is_given() -> None:
    assert attended("exit 5", lambda _: 7) == (5, 7)


def test_it_runs_in_a_group_of_its_own_and_not_only_from_the_main_thread() -> None:
    results: list[Finished] = []
    thread = threading.Thread(target=lambda: results.append(shell("cut -d' ' -f5 /proc/$$/stat")))
    thread.start()
    thread.join()
    assert int(results[0].output) != os.getpgid(0)


def test_of_a_group_that_has_ended_nothing_is_left_to_end() -> None:
    process = subprocess.Popen(["true"], process_group=0)
    process.wait()
    kill_group(process.pid)
