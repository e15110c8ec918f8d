"""``save``, ``apply``, ``revert``, ``check``, ``adopt``, ``diff`` and ``export``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from rewriter.callsites.name_lists import names_in_list
from rewriter.callsites.site_id import SiteId
from rewriter.cli.listing import exclude_option, form_named, include_option, reading_options
from rewriter.cli.needed import tell_options
from rewriter.cli.output import F, Output, output_options
from rewriter.configuration import commands
from rewriter.configuration.model import Configuration, Entry, FragmentEntry, LoopEntry, difference, reverted
from rewriter.configuration.toml import dumps, load
from rewriter.errors import UsageError
from rewriter.reports import findings as reports
from rewriter.reports.diff import unified
from rewriter.reports.units import counted
from rewriter.text.files import regular, root_of
from rewriter.text.lock import held
from rewriter.version import VERSION

CONFIGURATION = click.Path(path_type=Path, exists=True, dir_okay=False)


def _root_option(command: F) -> F:
    return click.option(
        "--root",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder that the paths in the configuration are relative to, if not the root it names.",
    )(command)


@click.command()
@reading_options
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
@click.option("--nocheckpoint", multiple=True, metavar="SITE", help="Do not checkpoint SITE (repeatable).")
@click.option(
    "--checkpoint", multiple=True, metavar="SITE", help="Checkpoint SITE, whatever the source says (repeatable)."
)
@click.option(
    "--fragment",
    "fragments",
    multiple=True,
    nargs=2,
    metavar="FIRST LAST",
    help="Checkpoint everything from the first site to the last as one fragment (repeatable).",
)
@click.option(
    "--binomial",
    multiple=True,
    nargs=2,
    metavar="LOOP ARGS",
    help="Use binomial checkpointing for a DO loop; ARGS are 'steps+1 snapshots first' (repeatable).",
)
@click.option(
    "--from-list",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Do not checkpoint the sites in this file: one per line, or a Tapenade command line (repeatable).",
)
@output_options()
def save(
    paths: tuple[Path, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    include_dirs: tuple[Path, ...],
    languages: dict[str, str],
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
    """Write the current state of the sources, changed by the options, as a configuration.

    SITE is an id (path::procedure>callee#k), callee@line, file:line, or the name of a callee, for all of its sites.
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
            include_dirs=include_dirs,
            form=form_named(form),
            languages=languages,
        )
    for problem in saved.problems:
        out.problem(problem)
    for note in saved.notes:
        out.warn(str(note))
    for warning in saved.warnings:
        out.warn(warning)
    if output is None:
        _print_configuration(saved.configuration, out)
    else:
        commands.save_to(output, saved.configuration, top)
        out.tell(f"wrote {output}: {counted(len(saved.configuration.entries), 'entry', 'entries')}")
    tell_options(saved.configuration, out)
    return 1 if saved.problems else 0


def _changing(what: str) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in (
            click.option(
                "--to",
                type=click.Path(path_type=Path, file_okay=False),
                help="Write the changed files to this folder instead.",
            ),
            click.option(
                "--diff", "show_diff", is_flag=True, help=f"Print what would be {what} as a diff; write nothing."
            ),
            click.option(
                "--follow-links", is_flag=True, help="Also change files that are reached through links out of the root."
            ),
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
    """Place the directives of a configuration in the sources: in all files, or in none."""
    return _change(config, root, follow_links, show_diff, to, out, reverting=False)


@click.command()
@_changing("reverted")
@output_options()
def revert(config: Path, root: Path | None, follow_links: bool, show_diff: bool, to: Path | None, out: Output) -> int:
    """Remove what apply placed for the sites of a configuration; the files are byte for byte as before."""
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
            commands.write_changes(tree, changes, to)
            out.records(({"path": change.path} for change in changes), lambda: [change.path for change in changes])
    verb = "would change" if show_diff else "changed"
    out.tell(f"{verb} {counted(len(changes), 'file', 'files')}" + (f" below {to}" if to and not show_diff else ""))
    if not reverting:
        tell_options(tree.config, out)
    return 0


@click.command()
@click.argument("config", type=CONFIGURATION, metavar="CONFIGURATION")
@_root_option
@output_options("github", "sarif")
def check(config: Path, root: Path | None, out: Output) -> int:
    """Check whether the sources match a configuration.

    Exit status: 0 they do; 1 they do not; 3 a site of the configuration cannot be identified in the sources. Of
    directives in its files that do nothing (see sites --lint) it warns.
    """
    with commands.opened(config, root) as (tree, messages):
        for message in messages:
            out.warn(message)
        found = commands.findings(tree)
        for one in commands.idle(tree):
            out.warn(str(one))
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
    tell_options(tree.config, out)
    return 3 if any(finding.unresolved for finding in found) else 1 if wrong else 0


@click.command()
@click.argument("config", type=CONFIGURATION, metavar="CONFIGURATION")
@click.option("--moved", multiple=True, metavar="OLD=NEW", help="The site OLD is the site NEW now (repeatable).")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
@_root_option
@output_options()
def adopt(config: Path, moved: tuple[str, ...], output: Path | None, root: Path | None, out: Output) -> int:
    """Bring a configuration up to the sources as they are now: each entry with the site as it is found today.

    OLD is the id of a site in CONFIGURATION, NEW the id of one in the sources. Entries whose site is not certain stay
    as they are. Exit status: 0; 3 if some stayed.
    """
    pairs = dict(map(_pair, moved))
    with commands.opened(config, root) as (tree, messages):
        for message in messages:
            out.warn(message)
        found = commands.adopted(tree, pairs)
    for refusal in found.left:
        out.problem(f"{refusal}; it stays as it is")
    if output is None:
        _print_configuration(found.configuration, out)
    else:
        commands.save_to(output, found.configuration, tree.root)
        out.tell(f"wrote {output}: {counted(len(found.configuration.entries), 'entry', 'entries')}")
    return 3 if found.left else 0


@click.command()
@click.argument("start", type=CONFIGURATION, metavar="A.toml")
@click.argument("goal", type=CONFIGURATION, metavar="B.toml")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
@output_options()
def diff(start: Path, goal: Path, output: Path | None, out: Output) -> int:
    """Write the configuration that leads from A to B: applying it after A has the effect of applying B."""
    before, after = load(start), load(goal)
    root = _root_folder(goal, after)
    if root != _root_folder(start, before):
        raise UsageError(f"{start} and {goal} have different roots")
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
@click.option(
    "--as",
    "kind",
    type=click.Choice(["tapenade-options", "names"]),
    default="tapenade-options",
    help="Print the option, or the names one per line.",
)
@click.option(
    "--beside-directives",
    is_flag=True,
    help="Only what directives cannot say, for sources in which apply has placed them.",
)
@_root_option
@include_option
@exclude_option
@output_options()
def export(
    config: Path,
    kind: str,
    beside_directives: bool,
    root: Path | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    out: Output,
) -> int:
    """Print a configuration as Tapenade's -nocheckpoint option: the callees none of whose sites is checkpointed.

    All files below the root are searched for call sites; exclude those that are not primal code, such as adjoints.
    """
    with commands.opened(config, root) as (tree, messages):
        for message in messages:
            out.warn(message)
        exported = commands.exported(tree, include, exclude, beside_directives=beside_directives)
    if kind == "names":
        out.records(({"name": name} for name in exported.names), lambda: exported.names)
    else:
        options = commands.tapenade_options(exported)
        out.records([{"options": options}], lambda: [options] if options else [])
    for callee, why in exported.left_out.items():
        out.warn(f"left out {callee}: {why}")
    return 0


def _pair(words: str) -> tuple[SiteId, SiteId]:
    """OLD=NEW; a path may have a ``=`` as well. Raises :class:`UsageError` for anything else."""
    parts = words.split("=")
    for at in range(1, len(parts)):
        with suppress(UsageError):
            return SiteId.parse("=".join(parts[:at])), SiteId.parse("=".join(parts[at:]))
    raise UsageError(f"--moved {words}: write OLD=NEW, each as path::procedure>callee#k")


def _print_configuration(config: Configuration, out: Output) -> None:
    if out.format == "text":
        out.text([dumps(replace(config, root="."))])
    else:
        out.records(map(_record, config.entries), list)


def _record(entry: Entry) -> dict[str, object]:
    """A line of JSON; the setting of a loop is its arguments."""
    last = str(entry.last) if isinstance(entry, FragmentEntry) else ""
    setting = (entry.arguments if isinstance(entry, LoopEntry) else "") or entry.setting
    by = {"by": "option"} if commands.needs_option(entry) else {}
    return {"kind": entry.kind, "id": str(entry.id), "last": last, "setting": setting, "line": entry.line, **by}
