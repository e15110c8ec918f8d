"""The command group, and how it ends: an exit status for everything, a traceback for nothing."""

from __future__ import annotations

import gc
import os
import sys
from types import TracebackType

import click

from rewriter.cli import configurations, instrumenting, listing, profiling, runtime, tapenade, tuning
from rewriter.commands import VERSION
from rewriter.errors import Refused, RewriterError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="rewriter")
def cli() -> None:
    """Checkpoint directives for codes differentiated with Tapenade.

    Exit status: 0 done, or it holds; 1 differs, or something was not verified; 2 usage; 3 refused because it
    would be unsafe or ambiguous; 4 an external program failed; 130 interrupted.
    """


COMMANDS = (
    *listing.COMMANDS,
    *configurations.COMMANDS,
    *instrumenting.COMMANDS,
    runtime.runtime,
    profiling.profile,
    tuning.tune,
    tuning.report,
    tapenade.tapenade,
)

for command in COMMANDS:
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave the process with its exit status."""
    sys.excepthook = _unforeseen
    gc.set_threshold(100_000, 20, 50)  # hundreds of thousands of plain values, hardly a cycle among them
    try:
        status = cli.main(arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        status = 130
    except KeyboardInterrupt:
        status = 130
    except click.ClickException as error:
        error.show()
        status = 2
    except RewriterError as error:
        click.echo(f"rewriter: {error}", err=True)
        if isinstance(error, Refused):
            for candidate in error.candidates:
                click.echo(f"    candidate: {candidate}", err=True)
        status = error.exit_status
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"rewriter: {where}{error.strerror or error}", err=True)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For a defect of this program: one line for the user, the traceback where it is asked for."""
    if "REWRITER_TRACEBACK" in os.environ:
        sys.__excepthook__(kind, error, trace)
    else:
        click.echo(
            f"rewriter: internal error ({kind.__name__}: {error});"
            " please report it with what it prints under REWRITER_TRACEBACK=1",
            err=True,
        )
