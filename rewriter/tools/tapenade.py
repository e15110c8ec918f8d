"""Tapenade: finding it, asking what it can do, differentiating with it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from rewriter.errors import Killed, ToolFailed
from rewriter.tools.diagnostics import ended, killed
from rewriter.tools.java import cache_folder, find_java
from rewriter.tools.process import Finished, run

RELEASE = "tapenade-3.16"
"""The folder of the cache that an installed Tapenade is in."""


@dataclass(frozen=True, slots=True)
class Tapenade:
    """A Tapenade on this machine, and the Java it runs with."""

    home: Path
    launcher: Path
    found: str
    """Where it was found, for the user to read: ``--tapenade``, ``TAPENADE_HOME``, ``PATH`` or ``cache``."""
    java: Path
    """The home of the Java: the folder of ``bin/java``."""

    @property
    def kit(self) -> Path:
        """Its ADFirstAidKit: the C and Fortran sources that an adjoint is linked with."""
        return self.home / "ADFirstAidKit"

    def support(self, language: Literal["fortran", "c"]) -> list[Path]:
        """The files of the kit to compile and link with every adjoint in ``language``.

        Releases up to 2020 buffer scalars before they reach the stack, so they need a second file.
        """
        buffers = self.kit / ("adBuffer.f" if language == "fortran" else "adBuffer.c")
        return [self.kit / "adStack.c", *([buffers] if buffers.exists() else [])]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a release does. ``None``: a release we have not tried."""

    profile_callbacks: bool | None = None
    """``-profile`` places the calls of the profiling runtime itself."""
    checkpoint_option: bool | None = None
    """``-checkpoint`` and ``-joint`` exist."""
    default_nocheckpoint: bool | None = None
    """``-defaultnocheckpoint`` exists."""
    checkpoint_directive: bool | None = None
    """``$AD CHECKPOINT`` undoes NOCHECKPOINT at a call."""
    trailing_directive: bool | None = None
    """A directive after a call, on the same line, acts on that call, not on the next statement."""


KNOWN = {
    date(2020, 10, 9): Capabilities(False, False, False, False, False),
    date(2023, 3, 21): Capabilities(False, False, False, False, True),
    date(2024, 10, 17): Capabilities(True, True, True, True, True),
}
"""The builds we have tried, by their date: all of them call themselves 3.16."""


@dataclass(frozen=True, slots=True)
class Info:
    """What a Tapenade reports about itself."""

    text: str
    """Its first line, as printed."""
    version: str
    branch: str
    built: date
    revision: str
    """The commit it was built from; empty when it does not say."""
    capabilities: Capabilities

    @property
    def known(self) -> bool:
        """Whether this build is one we have tried; of others the capabilities are unknown."""
        return self.built in KNOWN


@dataclass(frozen=True, slots=True)
class Differentiated:
    """The outcome of one run of Tapenade."""

    status: int
    stdout: str
    messages: tuple[str, ...]
    """The lines of the ``.msg`` file, without their numbers."""
    files: tuple[Path, ...]
    """The generated sources, in the order they were made."""
    failure: str
    """Why this is not what was asked for, though Tapenade went on; empty when nothing is known against it."""

    @property
    def failed(self) -> bool:
        """Whether something asked for was not done."""
        return bool(self.failure)


def find(explicit: Path | None = None, environ: Mapping[str, str] = os.environ, cache: Path | None = None) -> Tapenade:
    """The Tapenade to use: the one given, else that of ``TAPENADE_HOME``, of ``PATH``, or of the user's cache.

    ``explicit`` and ``TAPENADE_HOME`` name its folder or its launcher. The first that is there decides:
    one that turns out not to be a Tapenade is an error, never a reason to use another.

    Raises :class:`ToolFailed` when there is none, it is incomplete, or there is no Java.
    """
    cache = cache or cache_folder()
    if explicit is not None:
        place, found = explicit, "--tapenade"
    elif named := environ.get("TAPENADE_HOME"):
        place, found = Path(named), "TAPENADE_HOME"
    elif launcher := shutil.which("tapenade", path=environ.get("PATH", os.defpath)):
        place, found = Path(launcher), "PATH"
    elif (cache / RELEASE).is_dir():
        place, found = cache / RELEASE, "cache"
    else:
        raise ToolFailed(
            "no Tapenade found: run `rewriter tapenade install`, or say where yours is with --tapenade or TAPENADE_HOME"
        )
    home = place.resolve() if place.is_dir() else place.resolve().parent.parent
    if not is_complete(home):
        raise ToolFailed(
            f"{place} (from {found}) is not a Tapenade: {home} lacks bin/tapenade or build/libs/tapenade-*.jar; "
            "name the folder that holds `bin` and `ADFirstAidKit`"
        )
    return Tapenade(home, home / "bin" / "tapenade", found, find_java(environ, cache))


def is_complete(home: Path) -> bool:
    """Whether a folder holds what a Tapenade runs with."""
    return os.access(home / "bin" / "tapenade", os.X_OK) and any(home.glob("build/libs/tapenade-*.jar"))


def info(tapenade: Tapenade) -> Info:
    """The version, date and revision of a Tapenade, and what it can do.

    Raises :class:`ToolFailed` when it cannot be run or does not report its version.
    """
    return parse_version(_launch(tapenade, ["-version"], None, 60.0).output)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_VERSION = re.compile(
    r"^Tapenade (?P<version>\S+) \((?P<branch>[^)]*)\) *- *"
    rf"(?P<day>\d+) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})\b.*$",
    re.MULTILINE,
)


def parse_version(output: str) -> Info:
    """Read what ``tapenade -version`` prints.

    Raises :class:`ToolFailed` when that is something else.
    """
    first = _VERSION.search(output)
    if first is None:
        raise ToolFailed(f"Tapenade did not report its version, but printed: {output.strip()[:500] or '(nothing)'}")
    built = date(int(first["year"]), MONTHS.index(first["month"]) + 1, int(first["day"]))
    revision = re.search(r"^Revision:\s*(\S+)", output, re.MULTILINE)
    return Info(
        text=first[0].strip(),
        version=first["version"],
        branch=first["branch"],
        built=built,
        revision=revision[1] if revision else "",
        capabilities=KNOWN.get(built, Capabilities()),
    )


def differentiate(
    tapenade: Tapenade,
    files: Sequence[Path],
    options: Sequence[str],
    output: Path,
    *,
    directory: Path | None = None,
    limit: float = 3600.0,
) -> Differentiated:
    """Run Tapenade with ``options`` on ``files``, its results going into the folder ``output`` (made if missing).

    ``directory`` is the folder it runs in, where relative names and INCLUDEs are looked for; ``limit`` is in
    seconds. Its exit status is 0 after nearly everything, so what it prints decides.

    Raises :class:`ToolFailed` when Tapenade cannot be run, could not read a source, or made nothing;
    :class:`TimedOut` when it takes too long, :class:`Killed` when somebody else ends it.
    """
    output.mkdir(parents=True, exist_ok=True)
    arguments = [*options, *map(str, files), "-O", str(output.absolute())]
    finished = _launch(tapenade, arguments, directory, limit)
    for _ in range(_TRIES):
        if _OUTRUN.search(finished.output):
            finished = _launch(tapenade, arguments, directory, limit)
    if killed(finished.status, finished.output):
        raise Killed(f"Tapenade was killed: {ended(finished.status)}")
    made = created(finished.output, output.absolute())
    messages = [
        re.sub(r"^\d+ ", "", line)
        for report in made
        if report.suffix == ".msg"
        for line in report.read_text("latin-1").splitlines()
    ]
    sources = tuple(path for path in made if path.suffix != ".msg")
    if reasons := _fatal(finished, messages, sources):
        raise ToolFailed("Tapenade failed: " + "; ".join(reasons))
    return Differentiated(
        status=finished.status,
        stdout=finished.output,
        messages=tuple(messages),
        files=sources,
        failure="; ".join(_matching(_NOT_DONE, finished, messages)),
    )


def created(stdout: str, output: Path) -> list[Path]:
    """The files that Tapenade says it made in the folder ``output``.

    It prints several on one line, with blanks between: the folder's own name shows where one begins.
    """
    prefix = f"{output}/"
    return [
        Path(prefix + name.strip())
        for line in re.findall(r"^@@ Created (.*)$", stdout, re.MULTILINE)
        for name in line.split(prefix)[1:]
    ]


_OUTRUN = re.compile(r"FileNotFoundException: .*_cpp\.c \(")
"""On a busy machine Tapenade reads what cpp makes of a C file before cpp has made it."""
_TRIES = 5
_UNREADABLE = re.compile(
    r"Lexical error|Syntax error|C Parsing error|Interrupted analysis"
    r"|Lexical warning .*Characters found after column"  # the rest of that statement is lost
    r"|No input files|Output directory not found|Can't (?:find|open) file"
    r"|No root unit to differentiate|have no active input nor output"
    r"|^Exception in thread|^java\.lang\.\S+(?:Exception|Error)|^Error: "
)
_NOT_DONE = re.compile(
    r"File not found: "  # also what becomes of an option that this release does not know
    r"|Can't find any unit named|unit \S+: not found"
    r"|\(AD18\)"  # CHECKPOINT-START and CHECKPOINT-END that do not nest
    r"|\(XX00\) Misplaced AD"
)


def _fatal(finished: Finished, messages: Iterable[str], sources: Sequence[Path]) -> list[str]:
    reasons = _matching(_UNREADABLE, finished, messages)
    if not reasons and (finished.status or "Differentiation failed" in finished.output or not sources):
        tail = finished.output.strip().splitlines()[-5:]
        reasons = [f"exit status {finished.status}, {len(sources)} files made", *tail]
    return reasons


def _matching(pattern: re.Pattern[str], finished: Finished, messages: Iterable[str]) -> list[str]:
    """The lines that match, of what was printed and of the messages, each once (they repeat each other)."""
    found: list[str] = []
    for line in (*finished.output.splitlines(), *messages):
        match = pattern.search(line)
        if match and not any(line[match.start() :] in other for other in found):
            found.append(line.strip())
    return found


def _launch(tapenade: Tapenade, arguments: Sequence[str], directory: Path | None, limit: float) -> Finished:
    environ = {**os.environ, "JAVA_HOME": str(tapenade.java)}
    return run([tapenade.launcher, *arguments], directory=directory, environ=environ, limit=limit)
