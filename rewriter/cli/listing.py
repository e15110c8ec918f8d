"""``rewriter sites``."""

from __future__ import annotations

import gc
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import click

from rewriter.callsites.listing import Listing
from rewriter.callsites.listing import sites as list_sites
from rewriter.callsites.site import CallSite, State
from rewriter.callsites.written import NAMES
from rewriter.cli.output import F, Output, output_options
from rewriter.errors import UsageError
from rewriter.languages.registry import FORMS
from rewriter.reports import listing
from rewriter.reports.units import counted
from rewriter.text.interrupted import interrupted, unfinished
from rewriter.text.within import leading_out

STATE_WORDS = {
    "checkpointed": State.CHECKPOINTED,
    "nocheckpoint": State.NOT_CHECKPOINTED,
    "unclear": State.UNCLEAR,
    "fragment": "fragment",
    "binomial": "binomial",
}


include_option = click.option(
    "--include", multiple=True, metavar="GLOB", help="Only files matching GLOB in folders (repeatable)."
)
exclude_option = click.option("--exclude", multiple=True, metavar="GLOB", help="Skip files matching GLOB (repeatable).")


def _language(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """The globs and languages of ``--language``."""
    pairs = [one.rpartition("=") for one in given]
    for words, (glob, _, name) in zip(given, pairs, strict=True):
        if not glob or name not in NAMES:
            raise click.BadParameter(
                f"{words}: expected GLOB=NAME, NAME being one of {', '.join(NAMES)}", context, parameter
            )
    return {glob: name for glob, _, name in pairs}


def reading_options(command: F) -> F:
    """Which files are read, and as what."""
    for option in reversed(
        (
            click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."),
            include_option,
            exclude_option,
            click.option(
                "--include-dir",
                "include_dirs",
                multiple=True,
                type=click.Path(path_type=Path, exists=True, file_okay=False),
                metavar="FOLDER",
                help="Look for included files in FOLDER too (repeatable).",
            ),
            click.option(
                "--language",
                "languages",
                multiple=True,
                callback=_language,
                metavar="GLOB=NAME",
                help=f"Read files matching GLOB as NAME: {', '.join(NAMES)} (repeatable).",
            ),
            click.option(
                "--form",
                type=click.Choice(sorted(FORMS)),
                help="Source form of the Fortran files, if detection gets it wrong.",
            ),
            click.option(
                "--root",
                type=click.Path(path_type=Path, exists=True, file_okay=False),
                help="Folder that site ids are relative to.  [default: the current one, or one that holds all paths]",
            ),
        )
    ):
        command = option(command)
    return command


def form_named(form: str | None) -> str | None:
    """The internal name of the form a user asked for."""
    return FORMS[form] if form else None


def warn_of_interrupted(found: Listing, out: Output) -> None:
    """Warn where an interrupted command may have left the files that were read half changed."""
    for folder in interrupted(found.root, found.files):
        out.warn(unfinished(folder))


@click.command()
@reading_options
@click.option("--callee", multiple=True, metavar="GLOB", help="Only calls of callees matching GLOB (repeatable).")
@click.option("--procedure", multiple=True, metavar="GLOB", help="Only calls in procedures matching GLOB (repeatable).")
@click.option(
    "--state", multiple=True, type=click.Choice(list(STATE_WORDS)), help="Only sites in this state (repeatable)."
)
@click.option("--switchable", is_flag=True, help="Only sites that a directive can switch.")
@click.option("--loops", is_flag=True, help="List DO loops (for BINOMIAL-CKP) instead of calls.")
@click.option(
    "--lint", is_flag=True, help="List directives written by hand that do nothing, with the reason, instead of calls."
)
@output_options()
def sites(
    paths: tuple[Path, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    include_dirs: tuple[Path, ...],
    languages: dict[str, str],
    form: str | None,
    root: Path | None,
    callee: tuple[str, ...],
    procedure: tuple[str, ...],
    state: tuple[str, ...],
    switchable: bool,
    loops: bool,
    lint: bool,
    out: Output,
) -> int:
    """List the call sites of files and folders.

    The id of a site is path::procedure>callee#k: the k-th call of the callee inside the procedure. Each row
    shows the lines, callee#k, the state, and how the call is written; after "no:" comes the reason why a directive
    cannot switch it. Exit status: 0; 1 where something could not be understood, or --lint finds something.
    """
    if lint and loops:
        raise UsageError("--lint and --loops list different things; ask for one of them")
    gc.disable()  # hundreds of thousands of plain values, hardly a cycle among them, and then the process ends
    found = list_sites(
        paths,
        root=root,
        include=include,
        exclude=exclude,
        include_dirs=include_dirs,
        form=form_named(form),
        languages=languages,
        loops=loops,
        lint=lint,
    )
    warn_of_interrupted(found, out)
    if lint:
        out.records((one._asdict() for one in found.idle), lambda: map(str, found.idle))
        for problem in found.problems:
            out.problem(problem)
        out.tell(f"{counted(len(found.idle), 'directive does', 'directives do')} nothing")
        return 1 if found.problems or found.idle else 0
    wanted = _filter(callee, procedure, state, switchable)
    rows = [site for site in found.sites if wanted(site)] if callee or procedure or state or switchable else found.sites
    out.records(map(listing.record, rows), lambda: listing.table(rows, out.colour))
    for problem in found.problems:
        out.problem(problem)
    for note in found.notes:
        out.warn(str(note))
    if loops:
        out.tell(f"{counted(len(rows), 'loop')} in {counted(len(found.files), 'file')}")
    else:
        out.tell(listing.summary(rows, len(found.files)))
    if links := len(leading_out(found.files, found.root)):
        out.warn(
            f"{counted(links, 'file is', 'files are')} reached through links that lead out of {found.root}: apply "
            "and revert change them only with --follow-links"
        )
    return 1 if found.problems else 0


def _filter(
    callee: tuple[str, ...], procedure: tuple[str, ...], state: tuple[str, ...], switchable: bool
) -> Callable[[CallSite], bool]:
    def any_of(globs: tuple[str, ...], name: str) -> bool:
        return not globs or any(fnmatchcase(name.lower(), glob.lower()) for glob in globs)

    def in_state(site: CallSite) -> bool:
        words = {STATE_WORDS[word] for word in state}
        return (
            not words
            or site.state in words
            or ("fragment" in words and bool(site.fragment))
            or ("binomial" in words and bool(site.binomial))
        )

    def wanted(site: CallSite) -> bool:
        return (
            any_of(callee, site.callee)
            and (any_of(procedure, site.procedure) or any_of(procedure, site.procedure.rpartition(".")[2]))
            and in_state(site)
            and (site.switchable or not switchable)
        )

    return wanted
