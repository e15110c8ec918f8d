"""The journal of a search: JSON lines, appended and flushed to the disk one by one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rewriter.errors import ToolFailed, UsageError
from rewriter.text.files import regular

FORMAT = "rewriter-journal 1"


class Journal:
    """Records by key. What was written before a kill is there afterwards; a torn last line is cut off."""

    def __init__(self, path: Path) -> None:
        """Open or begin a journal. Raises :class:`UsageError` for a file that is none."""
        if path.is_fifo():
            raise UsageError(f"{path}: a pipe cannot be a journal, which is read again; name a file")
        self.path = path
        self._records: dict[str, dict[str, Any]] = {}
        if path.exists() and path.stat().st_size:
            whole = _repaired(path)
            for key, record in _records(path, whole):
                self._records[key] = record
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._append({"format": FORMAT})

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The records in the order they were first written."""
        return iter(self._records.values())

    def find(self, key: str) -> dict[str, Any] | None:
        """The record written last under a key."""
        return self._records.get(key)

    def add(self, key: str, record: dict[str, Any]) -> None:
        """Append a record and wait until it is on the disk. Raises :class:`ToolFailed` where there is no room."""
        self._append({"key": key, **record})
        self._records[key] = record

    def _append(self, line: dict[str, Any]) -> None:
        data = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                while data:
                    data = data[os.write(descriptor, data) :]
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise ToolFailed(
                f"{self.path}: the journal cannot be written: {error.strerror}; what it holds stays,"
                " and the same command goes on from there"
            ) from error


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a journal, of each key the last; it is left as it is.

    Raises :class:`UsageError` for a file that is none.
    """
    return list(dict(_records(path, regular(path).read_bytes().rpartition(b"\n")[0])).values())


def _repaired(path: Path) -> bytes:
    """The whole lines of a journal; what a kill left of another is cut off the file."""
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        with path.open("r+b") as file:
            file.truncate(len(whole))
            os.fsync(file.fileno())
    return whole


def _records(path: Path, data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(data.splitlines(), 1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}:{number}: not a line of a journal: {error}") from error
        if number == 1:
            if not isinstance(record, dict) or record.get("format") != FORMAT:
                raise UsageError(f"{path}:1: not a journal of this program: it should begin with {FORMAT!r}")
        elif not isinstance(record, dict) or not isinstance(record.get("key"), str):
            raise UsageError(f"{path}:{number}: not a record of a journal: it should be an object with a key")
        else:
            yield record.pop("key"), record
