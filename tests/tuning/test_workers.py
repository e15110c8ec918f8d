"""Work done by several processes and by jobs: results in order, and nothing left running when it is broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import submitit

from rewriter.errors import Killed, ToolFailed, UsageError
from rewriter.tools.process import run
from rewriter.tuning.workers import Alone, Cluster, Processes, Workers
from tests.support.patience import PATIENCE, until

TOP = Path(__file__).parents[2]


def slow_then_quick(number: int) -> int:
    time.sleep(0.3 if number == 0 else 0.0)
    return number * number


def refuse() -> int:
    raise ToolFailed("no compiler")


@pytest.fixture(params=["alone", "processes", "cluster"])
def crew(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workers:
    monkeypatch.setenv("PYTHONPATH", str(TOP))  # jobs import this module
    makers: dict[str, Callable[[], Workers]] = {
        "alone": Alone,
        "processes": lambda: Processes(2),
        "cluster": lambda: Cluster("local", 2, tmp_path / "jobs", 1, {}),
    }
    return makers[request.param]()


def test_results_are_in_the_order_of_the_work(crew: Workers) -> None:
    assert crew.do([partial(slow_then_quick, number) for number in range(3)]) == [0, 1, 4]
    assert crew.do([partial(slow_then_quick, 5)]) == [25]


def test_what_fails_is_told(crew: Workers) -> None:
    with pytest.raises(ToolFailed, match="no compiler"):
        crew.do([partial(refuse), partial(slow_then_quick, 1)])


def test_work_that_goes_on_when_another_fails_is_ended(crew: Workers, tmp_path: Path) -> None:
    work: list[Callable[[], object]] = [partial(refuse), partial(sleeping, tmp_path / "mark")]
    with pytest.raises(ToolFailed, match="no compiler"):
        crew.do(work)
    assert not running(tmp_path / "mark")


def killed_at_first(mark: Path, always: bool) -> int:
    if always or not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 7


@pytest.mark.parametrize("crew", ["processes", "cluster"], indirect=True)
def test_what_somebody_kills_is_done_once_more(crew: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitit.core.core.Job, "_results_timeout_s", 1)  # how long submitit waits for a late file
    mark = tmp_path / "mark"
    assert crew.do([partial(killed_at_first, mark, False), partial(slow_then_quick, 2)]) == [7, 4]
    with pytest.raises(Killed):
        crew.do([partial(killed_at_first, mark, True), partial(slow_then_quick, 2)])


def defect() -> None:
    raise ZeroDivisionError


def test_a_defect_in_a_job_is_no_job_that_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    with pytest.raises(ToolFailed, match=r"job \S+ failed; see ") as told:
        Cluster("local", 1, tmp_path / "jobs", 1, {}).do([defect])
    assert not isinstance(told.value, Killed)


NO_CONTROLLER = """\
ClusterName=none
SlurmctldHost=localhost
SlurmctldPort=1
AuthType=auth/none
NodeName=localhost
PartitionName=short Nodes=localhost
"""


def test_a_job_that_slurm_does_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slurm.conf").write_text(NO_CONTROLLER)
    monkeypatch.setenv("SLURM_CONF", str(tmp_path / "slurm.conf"))
    crew = Cluster("slurm", 1, tmp_path / "jobs", 1, {"slurm_partition": "nope"})
    with pytest.raises(ToolFailed, match="--executor slurm: the job was not accepted: sbatch: "):
        crew.do([partial(slow_then_quick, 1)])


def sleeping(mark: Path) -> None:
    """A program that sleeps, known by its argument."""
    run([sys.executable, "-c", "import time; time.sleep(600)", mark], limit=PATIENCE)


def running(mark: Path) -> list[int]:
    """The programs that :func:`sleeping` began and that go on."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if len(words) > 3 and words[1] == b"-c" and words[3] == os.fsencode(mark):
            found.append(int(folder.name))
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_program_is_left_when_the_search_is_broken_off(how: signal.Signals, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    script = (
        "from functools import partial; from pathlib import Path; from rewriter.tuning.workers import Processes;"
        "from tests.tuning.test_workers import sleeping;"
        f"Processes(2).do([partial(sleeping, Path({str(mark)!r}))] * 3)"
    )
    search = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(TOP)},
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: len(running(mark)) == 2)
    search.send_signal(how)
    _, errors = search.communicate(timeout=PATIENCE)
    assert errors.count("Traceback") <= 1, errors  # the search's own KeyboardInterrupt
    until(lambda: not running(mark))


def test_a_cluster_that_is_not_known_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--executor nowhere"):
        Cluster("nowhere", 1, tmp_path, 1, {})
    with pytest.raises(UsageError, match="cpus"):
        Cluster("local", 1, tmp_path, 1, {"cpus": "2"})
