"""Kill a command at its first step, its second, and so on, until it gets to its end.

    python kill_at_every_step.py {commit,recover} START CASES

START is a folder that holds ``tree``, the root to work on. For the n-th case it is copied
to ``CASES/n``, and a process that works on the copy sends itself SIGKILL at its n-th step.
A step is each line of the package's code, and each call by which Python's library is about
to open, rename, remove or otherwise touch a file. The last case is never killed.

``commit`` puts every ``*.f`` of the tree into upper case and makes ``made/deep/new.f``;
``recover`` only takes the lock, as every command does first.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import rewriter.text
from rewriter.text.commit import Rewrite, commit, locked

PACKAGE = str(Path(rewriter.text.__file__).parent)
TOUCHING = ("open", "os.", "shutil.", "fcntl.")


def recover_only(root: Path) -> None:
    with locked(root):
        pass


def commit_upper_case(root: Path) -> None:
    with locked(root):
        sources = [(path, path.read_bytes()) for path in sorted(root.glob("*.f"))]
        rewrites = [Rewrite(path, text, text.upper()) for path, text in sources]
        commit(root, [*rewrites, Rewrite(root / "made" / "deep" / "new.f", None, b"NEW\n")])


def die_at(step: int) -> None:
    left = step

    def tick() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_line(_frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        if event == "line":
            tick()
        return on_line

    def on_call(frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        return on_line if frame.f_code.co_filename.startswith(PACKAGE) else None

    def on_audit(event: str, _arguments: tuple[object, ...]) -> None:
        if event.startswith(TOUCHING):
            tick()

    sys.addaudithook(on_audit)
    sys.settrace(on_call)


def main(work: Callable[[Path], None], start: Path, cases: Path) -> None:
    os.umask(0o022)
    for step in count(1):
        case = cases / str(step)
        shutil.copytree(start, case, symlinks=True)
        child = os.fork()
        if not child:
            die_at(step)
            work(case / "tree")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status == 0:
            return
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.exit(f"the command failed by itself in case {step}")


if __name__ == "__main__":
    main({"commit": commit_upper_case, "recover": recover_only}[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3]))
