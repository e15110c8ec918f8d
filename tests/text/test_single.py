"""One file written whole: killed, out of room, and where a killed command left work beside it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from rewriter.errors import Refused, ToolFailed
from rewriter.text.journal import INTENT, JOURNAL
from rewriter.text.single import write_file

WRITE = """
    import errno, os, signal, sys
    from pathlib import Path
    from rewriter.errors import RewriterError
    from rewriter.text.single import write_file

    def stop(event, arguments):
        if event == "os.rename":
            os.kill(os.getpid(), signal.SIGKILL) if sys.argv[2] == "kill" else None
            raise OSError(getattr(errno, sys.argv[2]), "no room")

    sys.addaudithook(stop)
    try:
        write_file(Path(sys.argv[1]), b"new")
    except RewriterError as error:
        sys.exit(error.exit_status)
"""


def stopped(path: Path, how: str) -> int:
    return subprocess.run([sys.executable, "-c", dedent(WRITE), path, how], check=False).returncode


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_killed_write_leaves_the_file_and_the_next_one_clears_up(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    assert stopped(path, "kill") == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    write_file(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert names(tmp_path) == {"file"}


@pytest.mark.parametrize(
    ("error", "status"), [("ENOSPC", ToolFailed.exit_status), ("EDQUOT", ToolFailed.exit_status), ("EPERM", 3)]
)
def test_only_a_full_disk_is_no_refusal(error: str, status: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    assert stopped(path, error) == status
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == {"file"}


def test_what_others_left_in_the_folder_is_not_touched(tmp_path: Path) -> None:
    for name in (INTENT, JOURNAL):
        (tmp_path / name).write_text("not even a journal")
    write_file(tmp_path / "file", b"new")
    assert names(tmp_path) == {"file", INTENT, JOURNAL}


def test_a_link_stays_one_and_the_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.utime(path, (1e9, 1e9))
    (tmp_path / "link").symlink_to("file")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert path.stat().st_mtime > 1e9


def test_what_is_read_only_or_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(Refused, match="file: read-only"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="pipe: not a file"):
        write_file(tmp_path / "pipe", b"new")
