"""``rewriter profile``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from rewriter.callsites.listing import sites as list_sites
from rewriter.cli.listing import warn_of_interrupted
from rewriter.cli.many import ManySources
from rewriter.cli.output import Output, output_options
from rewriter.errors import UsageError
from rewriter.profile import profile_file, tapenade_report
from rewriter.profile.attribution import attributed
from rewriter.profile.calltree import Site
from rewriter.profile.model import Model
from rewriter.profile.ranks import Spread, rows
from rewriter.reports import profile as report
from rewriter.reports import tapenade_report as its
from rewriter.reports.plot import figure
from rewriter.text.files import regular

KINDS = ("png", "svg", "pdf")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def profile() -> None:
    """Show what a profiled adjoint run says about checkpointing."""


@profile.command(cls=ManySources)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option(
    "--by",
    type=click.Choice(["site", "callee"]),
    default="site",
    help="One row per call site or one per callee.",
)
@click.option(
    "--earlier",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="Profile of a run with other sites checkpointed, for snapshots not seen in this run (repeatable).",
)
@click.option("--top", type=click.IntRange(1), metavar="N", help="Show only the first N rows of each group.")
@click.option(
    "--primal",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    metavar="SOURCE...",
    help="The sources that were differentiated: show site ids, as save takes them.",
)
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder that site ids are relative to.",
)
@output_options()
def show(
    files: tuple[Path, ...],
    by: str,
    earlier: tuple[Path, ...],
    top: int | None,
    primal: tuple[Path, ...],
    root: Path | None,
    out: Output,
) -> int:
    """Show what checkpointing each site costs in seconds and saves in bytes.

    Each row shows what would change if that site alone were not checkpointed. Several files are taken as the ranks of
    one parallel run. Reports of Tapenade's own runtime can be read too, one at a time.
    """
    texts = [_text(file) for file in files]
    if any(map(tapenade_report.is_report, texts)):
        return _show_report(files, texts[0], top, out)
    others = [profile_file.read(file) for file in earlier]
    models = [Model(profile_file.parse(text, str(file)), others) for file, text in zip(files, texts, strict=True)]
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


@profile.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option(
    "--by",
    type=click.Choice(["site", "callee"]),
    default="site",
    help="One point per call site or one per callee.",
)
@click.option(
    "--labels",
    type=click.IntRange(0),
    default=12,
    metavar="N",
    show_default=True,
    help="Label the N points that gain most time.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="OUT.(png|svg|pdf)",
    help="The image file to write.",
)
@output_options()
def plot(files: tuple[Path, ...], by: str, labels: int, output: Path, out: Output) -> int:
    """Plot the time gained by not checkpointing each site against its cost in peak stack."""
    kind = output.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise UsageError(f"{output}: the name of an image file must end in one of .{', .'.join(KINDS)}")
    models = [Model(profile_file.parse(_text(file), str(file))) for file in files]
    for file, model in zip(files, models, strict=True):
        for warning in report.warnings(model):
            out.warn(f"{file}: {warning}")
    drawn = figure(rows(models, callees=by == "callee"), report.title([model.profile for model in models]), labels)
    drawn.savefig(output, format=kind, dpi=200)
    out.records([{"path": str(output)}], lambda: [str(output)])
    return 0


def _text(file: Path) -> str:
    return regular(file).read_text(encoding="utf-8", errors="replace")


def _show_report(files: Sequence[Path], text: str, top: int | None, out: Output) -> int:
    """A report of Tapenade's; what it leaves open is said on standard error."""
    if len(files) > 1:
        raise UsageError("a report of Tapenade's runtime can only be shown alone: give one file")
    read = tapenade_report.parse(text, str(files[0]))
    for limit in tapenade_report.limits(read):
        out.warn(f"{files[0]}: {limit}")
    if out.format == "json":
        out.document({"runs": [{"file": str(files[0]), "peak": read.peak}], "rows": [*map(its.record, read.rows)]})
    else:
        out.records(map(its.record, read.rows), lambda: its.text(read, out.colour, top))
    return 0


def _ids(sites: Sequence[Site], primal: Sequence[Path], root: Path | None, out: Output) -> dict[Site, str]:
    """The ids of the sites that are found in the sources; the user is warned of the others."""
    if not primal:
        if root is not None:
            raise UsageError("--root needs --primal")
        return {}
    listing = list_sites(primal, root=root)
    warn_of_interrupted(listing, out)
    found = attributed(sites, listing)
    for index, why in found.unplaced.items():
        site = sites[index]
        out.warn(f"{report.place(site)}: {site.callee}: {why.reason}")
        for call in why.candidates[:5]:
            out.tell(f"    candidate: {call.id} (line {call.first_line})")
    return {sites[index]: call.id for index, call in found.placed.items()}
