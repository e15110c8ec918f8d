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

F = TypeVar("F", bound=Callable[..., Any])

_ENCODER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Output:
    """How one command prints."""

    format: str
    quiet: bool
    color: str

    @property
    def colour(self) -> bool:
        """Whether standard output is to be coloured."""
        if self.color == "auto":
            return sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return self.color == "always"

    def lines(self, lines: Iterable[str]) -> None:
        """Data as text."""
        try:
            sys.stdout.writelines(f"{line}\n" for line in lines)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has had enough (``| head``); nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def records(self, records: Iterable[dict[str, Any]], text: Callable[[], Iterable[str]]) -> None:
        """Data as one JSON list, as JSON lines, or as text."""
        if self.format == "json":
            self.document(list(records))
        elif self.format == "jsonl":
            self.lines(map(_ENCODER.encode, records))
        else:
            self.lines(text())

    def document(self, value: object) -> None:
        """Data as one JSON document."""
        self.lines([json.dumps(value, indent=2, ensure_ascii=False)])

    def tell(self, message: str) -> None:
        """A message, unless they are unwanted."""
        if not self.quiet:
            click.echo(message, err=True)

    def warn(self, message: str) -> None:
        self.tell(f"rewriter: {message}")


def output_options(*formats: str) -> Callable[[F], F]:
    """``--format``, ``--quiet`` and ``--color``, given to the command as one :class:`Output`."""

    def decorate(command: F) -> F:
        @click.option("--format", "form_", type=click.Choice(["text", "json", "jsonl", *formats]), default="text")
        @click.option("--quiet", "-q", is_flag=True, help="No messages on standard error but errors.")
        @click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
        @functools.wraps(command)
        def wrapped(*arguments: Any, form_: str, quiet: bool, color: str, **options: Any) -> Any:
            return command(*arguments, out=Output(form_, quiet, color), **options)

        return wrapped  # type: ignore[return-value]  # click's decorators keep the signature open

    return decorate
