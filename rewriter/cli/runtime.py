"""``rewriter runtime``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from rewriter import runtime as files
from rewriter.cli.output import Output, output_options


@click.command()
@click.option(
    "--install", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Copy the C files to this folder."
)
@click.option("--flags", is_flag=True, help="Print what a makefile needs: the -I option and the source to compile.")
@output_options()
def runtime(folder: Path | None, flags: bool, out: Output) -> int:
    """The C runtime that profiled adjoint code is linked with, in place of Tapenade's adProfile.c.

    The program writes its profile when it ends, to rewriter-profile.PID or to the file named by REWRITER_PROFILE
    (%p stands for the process id, %r for the MPI rank).
    """
    if flags == (folder is not None):
        raise click.UsageError("give either --install DIR or --flags")
    if folder is None:
        record = {"include": str(files.FOLDER), "source": str(files.SOURCE)}
        out.records([record], lambda: [f"-I{shlex.quote(str(files.FOLDER))} {shlex.quote(str(files.SOURCE))}"])
        return 0
    copies = [str(path) for path in files.install(folder)]
    out.records([{"path": path} for path in copies], lambda: copies)
    return 0
