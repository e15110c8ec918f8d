"""Instrumenting the adjoint files of a tree: files in, files out, all or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.callbacks.derivatives import check
from rewriter.callbacks.instrument import Instrumented, instrument, uninstrumented
from rewriter.callbacks.names import Names
from rewriter.callbacks.preprocessed import Origin, origins
from rewriter.callbacks.primal import primal
from rewriter.callsites.source import Source, generated
from rewriter.errors import Refused, ToolFailed, UsageError
from rewriter.languages.registry import SUFFIXES
from rewriter.text.commit import Rewrite, commit, locked
from rewriter.text.files import found, regular, relative, root_of
from rewriter.tools.process import run


@dataclass(frozen=True, slots=True)
class AdjointFile:
    """One adjoint file, with callbacks placed or taken out."""

    path: Path
    after: bytes
    source: Source
    """As it was read."""
    instrumented: Instrumented | None
    """None where callbacks were taken out."""
    origins: Mapping[tuple[str, int], Origin]
    """For files and lines as the callbacks have them, those before cpp, where that is known."""

    @property
    def changed(self) -> bool:
        return self.after != self.source.data


def instrumented_files(
    adjoint: Sequence[Path],
    sources: Sequence[Path],
    names: Names | None = None,
    *,
    tapenade_runtime: bool = False,
    form: str | None = None,
    cpp: Sequence[str] = (),
    folder: Path | None = None,
) -> list[AdjointFile]:
    """The files (and those in the folders) of an adjoint code, instrumented for the primal ``sources``.

    Where ``sources`` hold both ``x.F`` and the ``x.f`` that cpp made of it, the adjoint is compared with ``x.f``.
    ``cpp`` is the command that made it, without ``-P``; with it the callbacks name ``x.F`` and its lines. It is run in
    ``folder``.

    Raises :class:`UsageError` for a path that does not exist or holds no source, or if no derivative has the name that
    ``names`` says, :class:`Refused` for a file in which Tapenade has placed callbacks itself.
    """
    paths = _found(sources)
    before = {path: made for path in paths if path.suffix.isupper() and (made := _made(path)) in paths}
    read = {path: _read(path, form) for path in paths if path not in before}
    known = primal([source for source in read.values() if not generated(source.text)])
    lines = {
        (made.name, line): origin
        for path, made in (before.items() if cpp else ())
        for line, origin in _origins(read[made], path, _marked(cpp, path, folder)).items()
    }
    result = []
    for path in _found(adjoint):
        done = instrument(_read(path, form), known, names or Names(), tapenade_runtime=tapenade_runtime, origins=lines)
        result.append(AdjointFile(path, done.after, done.source, done, lines))
    every = [file.instrumented for file in result if file.instrumented is not None]
    derivatives = sum((each.derivatives for each in every), Counter[str]())
    check(names or Names(), derivatives, known=any(each.known for each in every))
    return result


def uninstrumented_files(adjoint: Sequence[Path]) -> list[AdjointFile]:
    """The files of an adjoint code without our callbacks. Raises as :func:`instrumented_files` does."""
    sources = ((path, _read(path, None)) for path in _found(adjoint))
    return [AdjointFile(path, uninstrumented(source), source, None, {}) for path, source in sources]


def write_files(files: Sequence[AdjointFile], to: Path | None = None) -> None:
    """Write the files that changed in place, or all of them into the folder ``to``; all or none.

    Raises :class:`Refused` where a file is not what it was, or where two would have one name in ``to``.
    """
    if not files:
        return
    if to is None:
        root = root_of([file.path for file in files])
        with locked(root):
            commit(root, [Rewrite(file.path, file.source.data, file.after) for file in files])
        return
    targets = {to / file.path.name: file for file in files}
    if len(targets) < len(files):
        raise Refused("two of the files have the same name; instrument them into different folders", str(to))
    to.mkdir(parents=True, exist_ok=True)
    rewrites = []
    for target, file in targets.items():
        before = regular(target).read_bytes() if target.exists() else None
        if before is not None and uninstrumented(Source(str(target), before)) != uninstrumented(file.source):
            raise Refused(f"exists and is not an earlier copy of {file.path}; move it away", str(target))
        rewrites.append(Rewrite(target, before, file.after))
    with locked(to):
        commit(to, rewrites)


def instrument_files(
    adjoint: Sequence[Path],
    sources: Sequence[Path],
    names: Names | None = None,
    *,
    to: Path | None = None,
    tapenade_runtime: bool = False,
    form: str | None = None,
    cpp: Sequence[str] = (),
) -> list[AdjointFile]:
    """Place callbacks in adjoint files, in place or as copies in ``to``, and return what was done.

    Parameters and errors are those of :func:`instrumented_files` and :func:`write_files`.
    """
    files = instrumented_files(adjoint, sources, names, tapenade_runtime=tapenade_runtime, form=form, cpp=cpp)
    write_files(files, to)
    return files


def uninstrument_files(adjoint: Sequence[Path], *, to: Path | None = None) -> list[AdjointFile]:
    """Remove our callbacks from adjoint files, in place or as copies in ``to``; the inverse of the former."""
    files = uninstrumented_files(adjoint)
    write_files(files, to)
    return files


def _found(paths: Sequence[Path]) -> list[Path]:
    files = found(paths, SUFFIXES)
    if not files:
        raise UsageError(f"{', '.join(map(str, paths))}: no Fortran or C file there")
    return files


def _made(path: Path) -> Path:
    """The file that cpp makes of a source, by the custom of suffixes."""
    return path.with_suffix(path.suffix.lower())


def _origins(made: Source, path: Path, marked: str) -> dict[int, Origin]:
    """Of each line, and of the file as a whole under the number 0."""
    found = origins(made.text, marked)
    return {0: Origin(path.name, 0), **found} if found else {}


def _marked(cpp: Sequence[str], path: Path, folder: Path | None) -> str:
    finished = run([*cpp, path], directory=folder, limit=60.0)
    if finished.status:
        raise ToolFailed(f"{path}: {' '.join(cpp)} failed: {finished.output.strip()}")
    return finished.output


def _read(path: Path, form: str | None) -> Source:
    return Source(relative(path, Path.cwd()), regular(path).read_bytes(), form)
