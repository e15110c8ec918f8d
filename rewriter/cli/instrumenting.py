"""``rewriter instrument`` and ``rewriter uninstrument``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from rewriter.callbacks.files import AdjointFile, instrumented_files, uninstrumented_files, write_files
from rewriter.callbacks.names import Names
from rewriter.callbacks.placements import CallbackSite
from rewriter.cli.listing import form_named
from rewriter.cli.many import ManySources
from rewriter.cli.output import F, Output, output_options
from rewriter.languages.registry import FORMS, SUFFIXES
from rewriter.reports.diff import unified
from rewriter.reports.units import counted
from rewriter.text.files import found, root_of
from rewriter.text.interrupted import interrupted, unfinished
from rewriter.text.lock import pending, recovered

_PATH = click.Path(path_type=Path, exists=True)


def _writing_options(command: F) -> F:
    for option in (
        click.option("--diff", "show_diff", is_flag=True, help="Print what would change as a diff; write nothing."),
        click.option(
            "--to", type=click.Path(path_type=Path, file_okay=False), help="Write the files to this folder instead."
        ),
        click.argument("adjoint", nargs=-1, required=True, type=_PATH, metavar="ADJOINT..."),
    ):
        command = option(command)
    return command


@click.command(cls=ManySources)
@_writing_options
@click.option(
    "--primal",
    "sources",
    multiple=True,
    required=True,
    type=_PATH,
    metavar="SOURCE...",
    help="Primal source files or folders.",
)
@click.option("--tapenade-runtime", is_flag=True, help="Place only callbacks that Tapenade's own runtime knows.")
@click.option(
    "--form", type=click.Choice(sorted(FORMS)), help="Source form of the Fortran files, if detection gets it wrong."
)
@click.option("--cpp", default="", help="The command, without -P, that made x.f from x.F: callbacks then name x.F.")
@click.option(
    "--adjoint-name",
    default=Names().adjoint,
    show_default=True,
    help="Names of adjoint procedures; % is the primal name.",
)
@click.option("--forward-name", default=Names().forward, show_default=True, help="Names of split forward sweeps.")
@click.option("--backward-name", default=Names().backward, show_default=True, help="Names of split backward sweeps.")
@click.option("--copy-name", default=Names().copy, show_default=True, help="Names of copies of primal procedures.")
@click.option("--variable-name", default=Names().variable, show_default=True, help="Names of derivative variables.")
@click.option(
    "--control-name", default=Names().control, show_default=True, help="Names of control calls; % is PUSH or POP."
)
@output_options()
def instrument(
    adjoint: tuple[Path, ...],
    sources: tuple[Path, ...],
    tapenade_runtime: bool,
    form: str | None,
    cpp: str,
    adjoint_name: str,
    forward_name: str,
    backward_name: str,
    copy_name: str,
    variable_name: str,
    control_name: str,
    to: Path | None,
    show_diff: bool,
    out: Output,
) -> int:
    """Place profiling callbacks around the calls in adjoint code that Tapenade generated.

    Exit status 1: some calls could not be instrumented; they are listed, and all others are instrumented.
    """
    _settled(adjoint, sources, to, show_diff, out)
    names = Names(adjoint_name, forward_name, backward_name, copy_name, variable_name, control_name).checked()
    files = instrumented_files(
        adjoint, sources, names, tapenade_runtime=tapenade_runtime, form=form_named(form), cpp=shlex.split(cpp)
    )
    if not _shown(files, show_diff, out):
        write_files(files, to)
        out.records(map(_record, files), lambda: map(_line, files))
    problems = [(file.path, problem) for file in files if file.instrumented for problem in file.instrumented.problems]
    for path, problem in problems:
        callee = f": {problem.callee}" if problem.callee else ""
        out.warn(f"{path}:{problem.line}: {problem.procedure}{callee} is not instrumented: {problem.reason}")
    count = sum(len(file.instrumented.sites) for file in files if file.instrumented)
    out.tell(f"{counted(count, 'call')} instrumented in {counted(len(files), 'file')}, {len(problems):,} not")
    return 1 if problems else 0


@click.command()
@_writing_options
@output_options()
def uninstrument(adjoint: tuple[Path, ...], to: Path | None, show_diff: bool, out: Output) -> int:
    """Remove the callbacks; the files are byte for byte as before."""
    _settled(adjoint, (), to, show_diff, out)
    files = uninstrumented_files(adjoint)
    changed = [file for file in files if file.changed]
    if not _shown(files, show_diff, out):
        write_files(files, to)
        out.records(({"path": str(file.path)} for file in changed), lambda: (str(file.path) for file in changed))
    out.tell(f"{len(changed):,} of {counted(len(files), 'file')} {'would change' if show_diff else 'changed'}")
    return 0


def _settled(adjoint: Sequence[Path], sources: Sequence[Path], to: Path | None, show_diff: bool, out: Output) -> None:
    """Complete or roll back interrupted commands where files are to be changed; warn of them where files are read."""
    if not show_diff:
        for line in recovered(_interrupted(adjoint) if to is None else filter(pending, [to])):
            out.warn(line)
    for folder in _interrupted([*adjoint, *sources]):
        out.warn(unfinished(folder))


def _interrupted(paths: Sequence[Path]) -> list[Path]:
    files = [path.absolute() for path in found(paths, SUFFIXES)]
    return interrupted(root_of([*paths]), files)


def _shown(files: Sequence[AdjointFile], wanted: bool, out: Output) -> bool:
    """Print what would change if that is ``wanted``; return ``wanted``."""
    if wanted:
        every = ((str(file.path), file) for file in files if file.changed)
        out.diffs((path, unified(path, f.source.data, f.after, f.source.scan.procedures)) for path, f in every)
    return wanted


def _record(file: AdjointFile) -> dict[str, Any]:
    made = file.instrumented
    return {
        "path": str(file.path),
        "sites": [
            {
                "procedure": record.procedure,
                "callee": record.site.callee,
                "file": record.site.file,
                "line": record.site.line,
                "shape": record.site.shape,
                **_origin(file, record.site),
            }
            for record in (made.sites if made else ())
        ],
        "not_instrumented": [problem._asdict() for problem in (made.problems if made else ())],
    }


def _origin(file: AdjointFile, site: CallbackSite) -> dict[str, Any]:
    origin = file.origins.get((site.file, site.line))
    return {"before_cpp": origin._asdict()} if origin is not None else {}


def _line(file: AdjointFile) -> str:
    made = file.instrumented
    sites, problems = (len(made.sites), len(made.problems)) if made else (0, 0)
    return f"{file.path}: {sites} instrumented" + (f", {problems} not" if problems else "")
