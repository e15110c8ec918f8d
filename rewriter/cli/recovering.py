"""``rewriter recover``."""

from __future__ import annotations

from pathlib import Path

import click

from rewriter.cli.output import Output, output_options
from rewriter.text.lock import locked


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@output_options()
def recover(folder: Path, out: Output) -> int:
    """Complete or roll back an interrupted command in FOLDER, so that all of its files have changed, or none."""
    with locked(folder) as news:
        out.records(({"news": line} for line in news), lambda: news)
    if not news:
        out.tell(f"nothing was interrupted in {folder}")
    return 0
