"""What a configuration of many entries costs: processor time of ``save``, ``apply``, ``check`` and ``revert``.

    python -m benchmarks.entries [FOLDER] [--count N] [--json]

Copies FOLDER, or writes a tree of 400 files with 25 calls each, and switches the first N sites (10,000) that can be.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rewriter.callsites.listing import sites

FILES, CALLS = 400, 25


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="The cost of many entries.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "model"
        if given.folder is None:
            write_tree(root)
        else:
            shutil.copytree(given.folder, root, symlinks=True)
        figures = measured(root, given.count)
    if given.json:
        print(json.dumps({"entries": figures}))


def write_tree(root: Path) -> None:
    """A tree of files in free form, each a subroutine that calls those of the other files between statements."""
    root.mkdir()
    for n in range(FILES):
        body = "".join(
            f"  x({k}) = x({k}) + {n}.0*y({k})\n  call work{(n + k) % FILES}(x, y, {k})\n" for k in range(1, CALLS + 1)
        )
        text = f"subroutine work{n}(x, y, m)\n  integer m\n  real x(*), y(*)\n{body}end subroutine work{n}\n"
        (root / f"work{n}.f90").write_text(text)


def measured(root: Path, count: int) -> dict[str, float]:
    """Seconds of processor time of each command."""
    ids = [site.id for site in sites([root], root=root).sites if site.switchable][:count]
    chosen, saved = root.parent / "list", root / "t.toml"
    chosen.write_text("".join(f"{identity}\n" for identity in ids))
    commands = {
        "save": ("save", root, "--root", root, "--from-list", chosen, "-o", saved),
        "apply": ("apply", saved),
        "check": ("check", saved),
        "revert": ("revert", saved),
    }
    print(f"{len(ids)} entries")
    figures = {}
    for name, words in commands.items():
        start, before = time.perf_counter(), spent()
        done = subprocess.run([sys.executable, "-m", "rewriter", *map(str, words)], capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr  # 1: not all of the folder could be understood
        figures[name] = spent() - before
        print(f"  {name:<8}{figures[name]:6.2f} s of processor time, {time.perf_counter() - start:6.2f} s wall")
    return figures


def spent() -> float:
    """Seconds of processor time of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
