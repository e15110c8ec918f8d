"""``rewriter profile``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from rewriter.cli.output import Output, output_options
from rewriter.errors import UsageError
from rewriter.profile import native
from rewriter.profile.attribution import attributed
from rewriter.profile.calltree import Site
from rewriter.profile.model import Model
from rewriter.profile.ranks import Spread, rows
from rewriter.reading import sites as list_sites
from rewriter.report import profile as report

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def profile() -> None:
    """What a profiled adjoint run says about checkpointing."""


@profile.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--by", type=click.Choice(["site", "callee"]), default="site", help="All sites of a callee together?")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the first N rows of each group.")
@click.option(
    "--primal",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    help="The sources that were differentiated: name sites by the ids that save takes (repeatable).",
)
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder that ids are named from.",
)
@output_options()
def show(
    files: tuple[Path, ...],
    by: str,
    top: int | None,
    primal: tuple[Path, ...],
    root: Path | None,
    out: Output,
) -> int:
    """Show what checkpointing each site costs in seconds and saves in bytes.

    Each row tells what would change if that site alone were not checkpointed. Several files are the ranks of one
    parallel run. Tapenade's own reports are read as well, one at a time.
    """
    models = [Model(native.read(file)) for file in files]
    for file, model in zip(files, models, strict=True):
        for warning in report.warnings(model):
            out.warn(f"{file}: {warning}")
    found = rows(models, callees=by == "callee")
    ids = _ids([site for row in found for site in row.sites], primal, root, out)
    names = [str(file) for file in files]
    profiles = [model.profile for model in models]
    if out.format == "json":
        out.document(
            {
                "runs": [report.run_record(name, model) for name, model in zip(names, models, strict=True)],
                "rows": [report.row_record(row, ids) for row in found],
            }
        )
    elif out.format == "jsonl":
        out.records((report.row_record(row, ids) for row in found), list)
    else:
        total = Spread.of(report.run_seconds(profile) for profile in profiles).median
        out.lines(report.summary(names, profiles, out.colour))
        out.lines(
            report.estimates(
                found,
                total,
                out.colour,
                lambda site: ids.get(site, report.place(site)),
                top=top,
                ranks=len(files),
            )
        )
    return 0


def _ids(sites: Sequence[Site], primal: Sequence[Path], root: Path | None, out: Output) -> dict[Site, str]:
    """The ids of the sites that are found in the sources; of the others the user is told."""
    if not primal:
        if root is not None:
            raise UsageError("--root names the folder of --primal, which is not given")
        return {}
    found = attributed(sites, list_sites(primal, root=root))
    for index, why in found.unplaced.items():
        site = sites[index]
        out.warn(f"{report.place(site)}: {site.callee}: {why.reason}")
        for call in why.candidates[:5]:
            out.tell(f"    candidate: {call.id} (line {call.first_line})")
    return {sites[index]: call.id for index, call in found.placed.items()}
