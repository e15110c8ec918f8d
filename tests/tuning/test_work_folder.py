"""One search at a time in a folder, and in no folder with other things."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rewriter.errors import Refused
from rewriter.tuning.work_folder import occupied

HOLDER = """
import sys, time
from pathlib import Path
from rewriter.tuning.work_folder import occupied
with occupied(Path(sys.argv[1])):
    print("here", flush=True)
    time.sleep(600)
"""


def test_the_second_is_told_who_is_there_until_the_first_is_dead(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    first = subprocess.Popen([sys.executable, "-c", HOLDER, folder], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert first.stdout.readline() == "here\n"
    for _ in range(2):
        with (
            pytest.raises(Refused, match=rf"another search works here, process {first.pid} on ") as told,
            occupied(folder),
        ):
            pass
        assert told.value.exit_status == 3
    first.send_signal(signal.SIGKILL)
    first.communicate()
    with occupied(folder):
        assert (folder / "lock").read_text().startswith(f"process {os.getpid()} on ")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "trees").mkdir()
    (tmp_path / "trees" / "oak.txt").write_text("mine")
    with pytest.raises(Refused, match="holds files that are not from a search"), occupied(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["trees"]
    with occupied(tmp_path / "new"):
        pass
    with occupied(tmp_path / "new"):
        assert (tmp_path / "new" / ".gitignore").read_text() == "*\n"
