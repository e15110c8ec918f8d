"""Command lines of Tapenade as values: what is asked for, which files, which procedures are split."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from rewriter.errors import UsageError
from rewriter.grammar import grammar

if TYPE_CHECKING:
    from lark import Token
    from lark.exceptions import UnexpectedInput

SPLIT_OPTIONS = ("-nocheckpoint", "-split")
"""Two names of one option."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option, as written: ``-reverse``, or ``-head`` with a value."""

    name: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command line, without its quotes."""

    program: str = ""
    """How Tapenade is called; empty in a mere string of options."""
    options: tuple[Option, ...] = ()
    files: tuple[str, ...] = ()

    def values(self, *names: str) -> list[str]:
        """The values given to an option, in order; several names are taken as one option's."""
        return [option.value for option in self.options if option.name in names and option.value is not None]

    @property
    def split(self) -> tuple[str, ...]:
        """The procedures not checkpointed at any of their sites, in lower case (``%all%``: all of them).

        Of several lists Tapenade heeds the last alone, though it prints them all.
        """
        last = self.values(*SPLIT_OPTIONS)[-1:]
        return tuple(name.lower() for names in last for name in re.split(r"[\s,]+", names) if name)


def splitting(options: Sequence[str], names: Sequence[str]) -> list[str]:
    """Options, as words, with more procedures that are split: in the last list, which is the one that counts."""
    if not names:
        return list(options)
    lists = [at for at, word in enumerate(options[:-1]) if word in SPLIT_OPTIONS]
    if not lists:
        return [*options, SPLIT_OPTIONS[0], " ".join(names)]
    at = lists[-1] + 1
    return [*options[:at], " ".join([options[at], *names]), *options[at + 1 :]]


def parse(text: str) -> CommandLine:
    """Read a command line or a string of options.

    The first word is the program if its last part is ``tapenade``; other words are files.
    An option we do not know counts as one without a value.

    Raises :class:`UsageError`, with the column, at a quote left open, a value left out, or an option in quotes.
    """
    from lark import Token
    from lark.exceptions import UnexpectedInput

    try:
        tree = grammar("tapenade_command").parse(text)
    except UnexpectedInput as error:
        raise UsageError(_complaint(text, error)) from error
    options: list[Option] = []
    words: list[str] = []
    tokens = tree.scan_values(lambda value: isinstance(value, Token))
    for token in tokens:
        if token.type == "VALUED":
            options.append(Option(str(token), _unquoted(next(tokens))))
        elif token.type == "SWITCH":
            options.append(Option(str(token)))
        else:
            words.append(_plain(token))
    called = bool(words) and PurePath(words[0]).name == "tapenade" and text.lstrip()[:1] != "-"
    program, files = (words[0], words[1:]) if called else ("", words)
    return CommandLine(program, tuple(options), tuple(files))


def render(command: CommandLine) -> str:
    """Write a command line, quoted for a shell: program, options, files. :func:`parse` gives the same value back."""
    words = [shlex.quote(command.program)] if command.program else []
    for option in command.options:
        words.append(option.name)
        if option.value is not None:
            words.append(shlex.quote(option.value))
    return " ".join([*words, *map(shlex.quote, command.files)])


def _plain(token: Token) -> str:
    word = _unquoted(token)
    if word.startswith("-"):
        raise UsageError(f"{_column(token.start_pos or 0)}: write the option {token} without quotes")
    return word


def _unquoted(word: str) -> str:
    return shlex.split(word)[0]


def _complaint(text: str, error: UnexpectedInput) -> str:
    from lark.exceptions import UnexpectedToken

    if isinstance(error, UnexpectedToken):  # the end, where a value was expected
        return f"{_column(len(text.rstrip()))}: {text.split()[-1]} needs a value"
    offset = error.pos_in_stream or 0
    return f"{_column(offset)}: a quote or backslash is left open at {text[offset : offset + 20]!r}"


def _column(offset: int) -> str:
    return f"Tapenade options, column {offset + 1}"
