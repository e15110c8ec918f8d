"""The command group, and how it ends: an exit status for everything, a traceback for nothing."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from types import TracebackType

import click

from rewriter.errors import NO_ROOM, Refused, RewriterError, ToolFailed
from rewriter.text.printable import printable
from rewriter.version import VERSION

COMMANDS = {
    "sites": "listing",
    "save": "configurations",
    "apply": "configurations",
    "revert": "configurations",
    "check": "configurations",
    "adopt": "configurations",
    "diff": "configurations",
    "export": "configurations",
    "recover": "recovering",
    "instrument": "instrumenting",
    "uninstrument": "instrumenting",
    "runtime": "runtime",
    "profile": "profiling",
    "tune": "tuning",
    "report": "tuning",
    "tapenade": "tapenade",
}
"""The commands, and the module of this package that each is in."""
_LAYOUT = "\n\t"
"""What click, and programs whose output a message quotes, lay it out with."""


class _Commands(click.Group):
    """A group that imports a command when it is asked for: none should wait for the others to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"rewriter.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="rewriter")
def cli() -> None:
    """Manage checkpointing directives in codes differentiated with Tapenade.

    Exit status: 0 success; 1 a difference was found, or something could not be verified; 2 usage error; 3 refused
    because it would be unsafe or ambiguous; 4 an external program failed, or the disk is full; 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave the process with its exit status."""
    sys.excepthook = _unforeseen
    _open_streams()
    gc.set_threshold(100_000, 20, 50)  # hundreds of thousands of plain values, hardly a cycle among them
    status = ended(arguments)
    gc.freeze()  # what is still alive need not be searched for cycles: the process ends
    sys.exit(status)


def ended(arguments: list[str] | None = None) -> int:
    """Run one command, say what went wrong, and return the exit status."""
    try:
        status = cli.main(arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        status = 130
    except KeyboardInterrupt:
        status = 130
    except click.ClickException as error:
        words = io.StringIO()
        error.show(words)
        click.echo(printable(words.getvalue(), _LAYOUT), nl=False, err=True)
        status = 2
    except RewriterError as error:
        keep = _LAYOUT if isinstance(error, ToolFailed) else ""
        click.echo(f"rewriter: {printable(str(error), keep)}", err=True)
        if isinstance(error, Refused):
            for candidate in error.candidates:
                click.echo(f"    candidate: {printable(candidate)}", err=True)
            if error.accepting:
                click.echo(f"    if it is the first: {printable(error.accepting)}", err=True)
        status = error.exit_status
    except OSError as error:
        where = f"{printable(str(error.filename))}: " if error.filename else ""
        click.echo(f"rewriter: {where}{error.strerror or error}", err=True)
        status = 4 if error.errno in NO_ROOM else 2
    return status if isinstance(status, int) else 0


def _open_streams() -> None:
    """Output is UTF-8 in every locale, and file names that are not UTF-8 are printed as they are.

    A closed stream becomes a sink: nothing that a command opens must take its place.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
        if isinstance(stream := getattr(sys, name), io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For a defect of this program: one line for the user, or the traceback on request."""
    if "REWRITER_TRACEBACK" in os.environ:
        sys.__excepthook__(kind, error, trace)
    else:
        click.echo(
            f"rewriter: internal error ({kind.__name__}: {printable(str(error), _LAYOUT)});"
            " please report it, with the output of a run under REWRITER_TRACEBACK=1",
            err=True,
        )
