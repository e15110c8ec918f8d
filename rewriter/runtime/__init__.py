"""The C runtime that profiled adjoint code is linked with: where it is, and copies of it.

It takes the place of ``adProfile.c`` in Tapenade's ADFirstAidKit. Only :data:`SOURCE` is compiled; it includes the
headers beside it.
"""

from __future__ import annotations

from pathlib import Path

from rewriter.errors import Refused
from rewriter.text.commit import Rewrite, commit, locked

FOLDER = Path(__file__).parent
SOURCE = FOLDER / "adProfile.c"
OURS = b"/* Part of rewriter. */"
"""How each file begins."""


def files() -> list[Path]:
    """All files of the runtime, by name."""
    return sorted(path for path in FOLDER.iterdir() if path.suffix in (".c", ".h"))


def install(folder: Path) -> list[Path]:
    """Copy the runtime into ``folder``, which is made if need be; the paths of the copies.

    Older copies are replaced. Raises :class:`Refused` where a file of the same name is not ours, as in Tapenade's
    ADFirstAidKit: then nothing is written.
    """
    rewrites = [_copy(path, folder / path.name) for path in files()]
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        commit(folder, rewrites)
    return [rewrite.path for rewrite in rewrites]


def _copy(path: Path, target: Path) -> Rewrite:
    before = target.read_bytes() if target.exists() else None
    if before is not None and not before.startswith(OURS):
        raise Refused(
            "there is another file of this name (Tapenade's own?); install into a folder of its own", str(target)
        )
    return Rewrite(target, before, path.read_bytes())
