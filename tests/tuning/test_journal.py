"""The journal: what was written is there after a kill, and nothing else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rewriter.errors import UsageError
from rewriter.tuning.journal import Journal, read

WRITER = """
import sys
from pathlib import Path
from rewriter.tuning.journal import Journal
book = Journal(Path(sys.argv[1]))
start = len(list(book))
for number in range(start, start + 100_000):
    book.add(f"trial {number}", {"number": number, "text": "x" * 5000})
    print(number, flush=True)
"""


def test_what_was_added_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "tune.jsonl"
    book = Journal(path)
    book.add("a", {"value": 1})
    book.add("b", {"value": "ä\\n"})
    book.add("a", {"value": 2})
    again = Journal(path)
    assert again.find("a") == {"value": 2}
    assert again.find("b") == {"value": "ä\\n"}
    assert again.find("c") is None
    assert [record["value"] for record in read(path)] == [2, "ä\\n"], "of each key the last"


def test_a_torn_last_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "tune.jsonl"
    Journal(path).add("a", {"value": 1})
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"key":"b","val')
    assert [record["value"] for record in read(path)] == [1]
    assert path.read_bytes() != whole, "reading leaves the file alone"
    book = Journal(path)
    assert path.read_bytes() == whole
    book.add("b", {"value": 2})
    assert [record["value"] for record in read(path)] == [1, 2]


def test_killed_writers_lose_at_most_the_line_they_were_at(tmp_path: Path) -> None:
    path = tmp_path / "tune.jsonl"
    draw = random.Random(5)
    told = -1
    for _ in range(6):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        told = int(writer.stdout.readline())
        time.sleep(draw.uniform(0.0, 0.05))
        writer.send_signal(signal.SIGKILL)
        rest = writer.communicate()[0].splitlines(keepends=True)
        told = max([told, *(int(line) for line in rest if line.endswith("\n"))])
        numbers = [record["number"] for record in Journal(path)]
        assert numbers == list(range(len(numbers)))
        assert numbers[-1] >= told


@pytest.mark.parametrize("content", ['{"format":"other 1"}\n', "text\n", "[1]\n"])
def test_another_file_is_no_journal(content: str, tmp_path: Path) -> None:
    path = tmp_path / "tune.jsonl"
    path.write_text(content)
    with pytest.raises(UsageError, match=r"tune\.jsonl:1: not"):
        Journal(path)
    assert path.read_text() == content


@pytest.mark.parametrize("line", ["5", "[]", '{"trial":{}}', '{"key":5}', "torn"])
def test_a_line_that_is_no_record_is_told_with_its_place(line: str, tmp_path: Path) -> None:
    path = tmp_path / "tune.jsonl"
    Journal(path).add("a", {"value": 1})
    with path.open("a") as file:
        file.write(f"{line}\n")
    for reader in (read, Journal):
        with pytest.raises(UsageError, match=r"tune\.jsonl:3: not a "):
            reader(path)


def test_a_pipe_is_no_journal(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tune.jsonl")
    with pytest.raises(UsageError, match=r"tune\.jsonl: a pipe cannot be a journal"):
        Journal(tmp_path / "tune.jsonl")


FILLER = """
import resource, sys
from pathlib import Path
from rewriter.errors import ToolFailed
from rewriter.tuning.journal import Journal
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
book = Journal(Path(sys.argv[1]))
for number in range(100):
    try:
        book.add(f"{number:03}", {"value": number})
    except ToolFailed as error:
        print(number, error)
        sys.exit(error.exit_status)
"""


def test_without_room_what_was_written_stays_and_can_be_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "tune.jsonl"
    done = subprocess.run([sys.executable, "-c", FILLER, path], capture_output=True, text=True)
    assert done.returncode == 4, done.stderr
    number, _, message = done.stdout.partition(" ")
    assert message.startswith(f"{path}: the journal cannot be written: File too large; ")
    assert [record["value"] for record in read(path)] == [*range(int(number))]
    assert path.stat().st_size == 1000, "a torn line is there"
    Journal(path).add("more", {"value": -1})
    assert [record["value"] for record in read(path)] == [*range(int(number)), -1]
