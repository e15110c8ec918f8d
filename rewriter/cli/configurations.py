"""``save``, ``apply``, ``revert``, ``check``, ``diff`` and ``export``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from rewriter.callsites.name_lists import names_in_list
from rewriter.cli.listing import exclude_option, form_named, include_option, reading_options
from rewriter.cli.output import F, Output, output_options
from rewriter.configuration import commands
from rewriter.configuration.file_state import reverted
from rewriter.configuration.model import Configuration, difference, dumps, load
from rewriter.errors import UsageError
from rewriter.report import findings as reports
from rewriter.report.diff import unified
from rewriter.report.units import counted
from rewriter.text.files import regular, root_of
from rewriter.text.lock import held
from rewriter.version import VERSION

CONFIGURATION = click.Path(path_type=Path, exists=True, dir_okay=False)


def _root_option(command: F) -> F:
    return click.option(
        "--root",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder that the configuration's paths are below, where it is not the one it says.",
    )(command)


@click.command()
@reading_options
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file to write; else standard output.")
@click.option("--nocheckpoint", multiple=True, metavar="SITE", help="Do not checkpoint this site (repeatable).")
@click.option("--checkpoint", multiple=True, metavar="SITE", help="Checkpoint it, whatever stands in the source.")
@click.option(
    "--fragment",
    "fragments",
    multiple=True,
    nargs=2,
    metavar="FIRST LAST",
    help="Checkpoint all from one site to another as one fragment.",
)
@click.option(
    "--binomial",
    multiple=True,
    nargs=2,
    metavar="LOOP ARGS",
    help="Binomial checkpointing of a DO loop, ARGS 'steps+1 snapshots first'.",
)
@click.option(
    "--from-list",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Do not checkpoint the names in this file: one a line, or a Tapenade command line.",
)
@output_options()
def save(
    paths: tuple[Path, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    form: str | None,
    root: Path | None,
    output: Path | None,
    nocheckpoint: tuple[str, ...],
    checkpoint: tuple[str, ...],
    fragments: tuple[tuple[str, str], ...],
    binomial: tuple[tuple[str, str], ...],
    from_list: tuple[Path, ...],
    out: Output,
) -> int:
    """Write the configuration that the sources hold now, changed by the options.

    SITE is an id (path::procedure>callee#k), callee@line, file:line, or a callee for all its sites.
    """
    listed = [
        name for file in from_list for name in names_in_list(regular(file).read_text(encoding="latin-1"), str(file))
    ]
    top = (root or root_of(list(paths))).absolute()
    with held(top, shared=True):
        saved = commands.save(
            paths,
            root=top,
            nocheckpoint=[*nocheckpoint, *listed],
            checkpoint=checkpoint,
            fragments=fragments,
            binomial=dict(binomial),
            include=include,
            exclude=exclude,
            form=form_named(form),
        )
    for problem in saved.problems:
        out.problem(problem)
    for warning in saved.warnings:
        out.warn(warning)
    if output is None:
        _print_configuration(saved.configuration, out)
    else:
        commands.save_to(output, saved.configuration, top)
        out.tell(f"wrote {output}: {counted(len(saved.configuration.entries), 'entry', 'entries')}")
    return 1 if saved.problems else 0


def _changing(what: str) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in (
            click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Write changed copies there."),
            click.option("--diff", "show_diff", is_flag=True, help=f"Print what would be {what}, and write nothing."),
            click.option("--follow-links", is_flag=True, help="Change also what links out of the root lead to."),
            _root_option,
            click.argument("config", type=CONFIGURATION, metavar="CONFIGURATION"),
        ):
            command = option(command)
        return command

    return decorate


@click.command()
@_changing("changed")
@output_options()
def apply(config: Path, root: Path | None, follow_links: bool, show_diff: bool, to: Path | None, out: Output) -> int:
    """Make the sources hold a configuration: all files, or none."""
    return _change(config, root, follow_links, show_diff, to, out, reverting=False)


@click.command()
@_changing("taken back")
@output_options()
def revert(config: Path, root: Path | None, follow_links: bool, show_diff: bool, to: Path | None, out: Output) -> int:
    """Take back what apply placed for the sites of a configuration, to the very bytes."""
    return _change(config, root, follow_links, show_diff, to, out, reverting=True)


def _change(
    config: Path,
    root: Path | None,
    follow_links: bool,
    show_diff: bool,
    to: Path | None,
    out: Output,
    *,
    reverting: bool,
) -> int:
    links = follow_links or to is not None
    with commands.opened(config, root, changing=not show_diff, to=to, follow_links=links) as (tree, messages):
        for message in messages:
            out.warn(message)
        entries = [reverted(entry) if reverting else entry for entry in tree.config.entries]
        changes = tree.changed(entries, reverting=reverting)
        if show_diff:
            out.diffs((c.path, unified(c.path, c.before, c.after, c.source.scan.procedures)) for c in changes)
        else:
            commands.written(tree, changes, to)
            out.records(({"path": change.path} for change in changes), lambda: [change.path for change in changes])
    verb = "would change" if show_diff else "changed"
    out.tell(f"{verb} {counted(len(changes), 'file', 'files')}" + (f" below {to}" if to and not show_diff else ""))
    return 0


@click.command()
@click.argument("config", type=CONFIGURATION, metavar="CONFIGURATION")
@_root_option
@output_options("github", "sarif")
def check(config: Path, root: Path | None, out: Output) -> int:
    """Say whether the sources hold a configuration: 0 yes, 1 no, 3 if a site of it cannot be told."""
    with commands.opened(config, root) as (tree, messages):
        for message in messages:
            out.warn(message)
        found = commands.findings(tree)
    if out.format == "github":
        out.lines(reports.github(found))
    elif out.format == "sarif":
        out.document(reports.sarif(found, VERSION))
    else:
        out.records(map(reports.record, found), lambda: reports.text(found))
    wrong = sum(not finding.holds for finding in found)
    if wrong:
        out.tell(f"{wrong} of {counted(len(found), 'entry does', 'entries do')} not hold")
    else:
        out.tell(f"holds: {counted(len(found), 'entry', 'entries')}")
    return 3 if any(finding.unresolved for finding in found) else 1 if wrong else 0


@click.command()
@click.argument("start", type=CONFIGURATION, metavar="A.toml")
@click.argument("goal", type=CONFIGURATION, metavar="B.toml")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file to write; else standard output.")
@output_options()
def diff(start: Path, goal: Path, output: Path | None, out: Output) -> int:
    """Give the configuration that leads from A to B: applied after A, it is as if B had been."""
    before, after = load(start), load(goal)
    root = _root_folder(goal, after)
    if root != _root_folder(start, before):
        raise UsageError(f"{start} and {goal} are about different roots")
    result = difference(before, after)
    if output is None:
        _print_configuration(result, out)
    else:
        commands.save_to(output, result, root)
        out.tell(f"wrote {output}: {counted(len(result.entries), 'entry', 'entries')}")
    return 0


def _root_folder(path: Path, config: Configuration) -> Path:
    return (path.parent / config.root).resolve()


@click.command()
@click.argument("config", type=CONFIGURATION, metavar="CONFIGURATION")
@click.option("--as", "kind", type=click.Choice(["tapenade-options", "names"]), default="tapenade-options")
@_root_option
@include_option
@exclude_option
@output_options()
def export(
    config: Path, kind: str, root: Path | None, include: tuple[str, ...], exclude: tuple[str, ...], out: Output
) -> int:
    """Give what goes behind Tapenade's -nocheckpoint: the callees all of whose sites are switched.

    The sites of all files below the root count, but for those excluded, such as adjoint code.
    """
    with commands.opened(config, root) as (tree, messages):
        for message in messages:
            out.warn(message)
        exported = commands.exported(tree, include, exclude)
    if kind == "names":
        out.records(({"name": name} for name in exported.names), lambda: exported.names)
    else:
        options = commands.tapenade_options(exported)
        out.records([{"options": options}], lambda: [options] if options else [])
    for callee, why in exported.left_out.items():
        out.warn(f"left out {callee}: {why}")
    return 0


def _print_configuration(config: Configuration, out: Output) -> None:
    if out.format == "text":
        out.text([dumps(replace(config, root="."))])
    else:
        out.records(
            (
                {"kind": e.kind, "id": e.id, "last": e.last, "setting": e.setting, "line": e.line}
                for e in config.entries
            ),
            list,
        )
