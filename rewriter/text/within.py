"""What lies in a folder, and what leads out of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path


def below(path: Path | str, root: Path) -> str | None:
    """The path of a file, as named from ``root``; None where it names none in there, whatever links do."""
    top = os.path.abspath(root)
    name = Path(os.path.relpath(Path(top, path), top))
    return None if name.parts[:1] in ((), ("..",)) else name.as_posix()


def inside(path: Path, folder: Path) -> bool:
    """Whether ``path`` is ``folder`` or in it, with all links resolved."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def leading_out(files: Iterable[str], root: Path) -> list[str]:
    """Those of the files named from ``root`` that lie in it by their names, but not with all links resolved."""
    top = Path(os.path.realpath(root))
    leads_out = cache(lambda path: not Path(os.path.realpath(path)).is_relative_to(top))

    def out(file: Path) -> bool:
        return leads_out(file) if file.is_symlink() else leads_out(file.parent)

    return [name for name in files if out(root / name) and below(name, root) is not None]


def repository(folder: Path) -> Path:
    """The nearest folder, from this one up, that holds ``.git``; this one if there is none."""
    full = Path(os.path.abspath(folder))
    return next((each for each in (full, *full.parents) if (each / ".git").exists()), full)
