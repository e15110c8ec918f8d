"""A TOML file with the lines of its keys, for messages that say where something is wrong.

The standard reader gives values without their places. So the text is read a second time, but only as far as needed to
know where each table and each key begins: strings, comments and brackets are passed over.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewriter.errors import UsageError
from rewriter.text.files import regular

_SKIPPED = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = re.compile(rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*")
_STRINGS = (
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}',
    r"'''.*?'{3,5}",
    r'"(?:[^"\\]|\\.)*"',
    r"'[^']*'",
)
_STRING = re.compile("|".join(_STRINGS), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table or a key begins."""

    table: tuple[str, ...]
    """The table's name; empty for the top of the file."""
    number: int
    """Which of the tables of that name it is, from 1."""
    key: str
    """Empty for the table itself."""
    line: int


@dataclass(frozen=True, slots=True)
class Toml:
    """The data of a file, and where it is."""

    name: str
    """Of the file, for messages."""
    data: dict[str, Any]
    places: tuple[Place, ...]

    def line(self, table: str = "", key: str = "", number: int = 1) -> int:
        """Where a key of a table begins, or the table where it has no such key, or the file where it has no table."""
        wanted = tuple(filter(None, table.split(".")))
        found = 1
        for place in self.places:
            if place.table == wanted and place.number == number:
                if place.key == key:
                    return place.line
                if not place.key:
                    found = place.line
            elif not wanted and place.table == (key,) and place.number == number and not place.key:
                return place.line
            elif wanted and not place.table and place.key == wanted[0]:
                found = place.line
        return found

    def wrong(self, why: str, table: str = "", key: str = "", number: int = 1) -> UsageError:
        """The error to raise for something there."""
        return UsageError(f"{self.name}:{self.line(table, key, number)}: {why}")

    def check_known(
        self, given: Mapping[str, Any], names: Iterable[str], what: str = "key", table: str = "", number: int = 1
    ) -> None:
        """Raises :class:`UsageError` for the first name given that is not known, with the nearest one that is."""
        known = tuple(names)
        for key in given:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.5)
                hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
                raise self.wrong(f"unknown {what} {key}; {hint}", table, key, number)


def parse(text: str, name: str) -> Toml:
    """Read a text. Raises :class:`UsageError`, with its line, for what is not TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = where[1] if where else text.count("\n") + 1
        raise UsageError(f"{name}:{line}: not TOML: {error}") from None
    return Toml(name, data, tuple(_places(text)))


def read(path: Path) -> Toml:
    """Read a file. Raises :class:`UsageError` where it cannot be read, is not UTF-8, or is not TOML."""
    try:
        text = regular(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8, as TOML must be: {error.reason} at byte {error.start}") from None
    return parse(text, str(path))


def _places(text: str) -> Iterator[Place]:
    """All tables and keys of a text that is TOML."""
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {(): 1}
    position, line, counted = 0, 1, 0
    while True:
        position = _end(_SKIPPED, text, position)
        if position >= len(text):
            return
        line, counted = line + text.count("\n", counted, position), position
        if text[position] == "[":
            name = _KEY.search(text, position)
            if name is None:
                return
            table = _parts(name[0])
            counts[table] = counts.get(table, 0) + 1
            yield Place(table, counts[table], "", line)
            position = text.find("\n", name.end())
            position = len(text) if position < 0 else position
            continue
        name = _KEY.match(text, position)
        if name is None:
            return
        yield Place(table, counts[table], _parts(name[0])[0], line)
        position = _value_end(text, text.index("=", name.end()) + 1)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _value_end(text: str, position: int) -> int:
    """The end of the line in which a value ends: brackets are closed, and strings over."""
    depth = 0
    while position < len(text):
        character = text[position]
        if character in "\"'":
            position = _end(_STRING, text, position)
            continue
        if character == "#":
            position = text.find("\n", position)
            if position < 0:
                return len(text)
            continue
        if character == "\n" and not depth:
            return position
        depth += (character in "[{") - (character in "]}")
        position += 1
    return position


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a dotted key, without quotes."""
    return tuple(next(iter(tomllib.loads(f"{part} = 0"))) for part in re.findall(_KEY_PART, name))
