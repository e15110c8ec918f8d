"""A tree takes over what make built in another: what differs is compiled again, nothing else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from rewriter.engine.reusing import graft, names_below

MAKEFILE = """\
run: a.o b.o main.o
\tgcc $^ -o $@
%.o: %.c
\techo $< >>compiled
\tgcc -c $< -o $@
"""


def build(tree: Path) -> str:
    (tree / "compiled").write_text("")
    subprocess.run(["make", "-s"], cwd=tree, check=True)
    return subprocess.run(["./run"], cwd=tree, check=True, capture_output=True, text=True).stdout


def compiled(tree: Path) -> set[str]:
    return set((tree / "compiled").read_text().split())


def test_only_what_differs_is_compiled(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "Makefile").write_text(MAKEFILE)
    (old / "a.c").write_text("int a(void) { return 1; }\n")
    (old / "b.c").write_text("int b(void) { return 2; }\n")
    (old / "main.c").write_text(
        '#include <stdio.h>\nint a(void), b(void);\nint main(void) { printf("%d\\n", a() + b()); return 0; }\n'
    )
    before = names_below(old)
    new, same = tmp_path / "new", tmp_path / "same"
    shutil.copytree(old, new)
    shutil.copytree(old, same)
    assert build(old) == "3\n"
    products = names_below(old) - before
    assert products == {"a.o", "b.o", "main.o", "run", "compiled"}
    (old / "result").write_text("of a run, which is no product\n")

    (new / "b.c").write_text("int b(void) { return 5; }\n")
    (new / "a.c").write_bytes((old / "a.c").read_bytes())  # written again, with the same bytes
    graft(new, old, products)
    assert not (new / "result").exists()
    assert build(new) == "6\n"
    assert compiled(new) == {"b.c"}

    graft(same, old, products)
    assert build(same) == "3\n"
    assert not compiled(same)
