"""Where things are printed: data on standard output, messages on standard error."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from rewriter.errors import UsageError
from rewriter.text.printable import coloured, printable

F = TypeVar("F", bound=Callable[..., Any])

_ENCODER = json.JSONEncoder()


@dataclass(frozen=True, slots=True)
class Output:
    """How one command prints."""

    format: str
    quiet: bool
    color: str

    @property
    def colour(self) -> bool:
        """Whether to colour standard output."""
        if self.color == "auto":
            return sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return self.color == "always"

    def lines(self, lines: Iterable[str]) -> None:
        """Data as text, a line each."""
        shown = coloured if self.colour else printable
        self.text(f"{shown(line)}\n" for line in lines)

    def text(self, pieces: Iterable[str]) -> None:
        """Data as it is, newlines included."""
        try:
            sys.stdout.writelines(pieces)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has had enough (``| head``); nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise UsageError(f"standard output: {error.strerror}") from None

    def records(self, records: Iterable[dict[str, Any]], text: Callable[[], Iterable[str]]) -> None:
        """Data as one JSON list, as JSON lines, or as text."""
        if self.format == "json":
            self.document(list(records))
        elif self.format == "jsonl":
            self.lines(map(_ENCODER.encode, records))
        else:
            self.lines(text())

    def diffs(self, diffs: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Unified diffs, each with its file: to be read or given to ``patch``, or as records."""
        found = [(path, list(lines)) for path, lines in diffs]
        if self.format == "text":
            self.text(_coloured(line) if self.colour else line for _, lines in found for line in lines)
        else:
            self.records(({"path": path, "diff": "".join(lines)} for path, lines in found), list)

    def document(self, value: object) -> None:
        """Data as one JSON document."""
        self.text([json.dumps(value, indent=2), "\n"])

    def tell(self, message: str) -> None:
        """A message, unless they are unwanted."""
        if not self.quiet:
            click.echo(printable(message), err=True)

    def warn(self, message: str) -> None:
        self.tell(f"rewriter: {message}")

    def problem(self, problem: object) -> None:
        """What could not be understood: printed also when messages are unwanted."""
        click.echo(f"rewriter: {printable(str(problem))}", err=True)


_DIFF_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def _coloured(line: str) -> str:
    colour = None if line.startswith(("--- ", "+++ ")) else _DIFF_COLOURS.get(line[0])
    return click.style(line.rstrip("\n"), fg=colour) + "\n" if colour else line


def output_options(*formats: str) -> Callable[[F], F]:
    """``--format``, ``--quiet`` and ``--color``, given to the command as one :class:`Output`."""

    def decorate(command: F) -> F:
        @click.option(
            "--format",
            "form_",
            type=click.Choice(["text", "json", "jsonl", *formats]),
            default="text",
            help="Format of standard output.",
        )
        @click.option("--quiet", "-q", is_flag=True, help="Print only errors on standard error.")
        @click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to colour the output."
        )
        @functools.wraps(command)
        def wrapped(*arguments: Any, form_: str, quiet: bool, color: str, **options: Any) -> Any:
            return command(*arguments, out=Output(form_, quiet, color), **options)

        return wrapped  # type: ignore[return-value]  # click's decorators keep the signature open

    return decorate
