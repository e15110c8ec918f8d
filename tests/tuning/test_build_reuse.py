"""A tree takes over what make built in another: what differs is compiled again, nothing else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from rewriter.tuning.build_reuse import graft, made, times_below

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
    before = times_below(old)
    new, same = tmp_path / "new", tmp_path / "same"
    shutil.copytree(old, new)
    shutil.copytree(old, same)
    assert build(old) == "3\n"
    products = made(before, times_below(old))
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


STAMPED = """\
run: done main.o
\tgcc main.o -o $@
done: top.x
\techo all over >main.c
\ttouch $@
%.x: %.X
\tcp $< $@
%.o: %.c
\techo $< >>compiled
\tgcc -c $< -o $@
"""


def test_what_was_generated_before_is_not_generated_again(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    (old / "Makefile").write_text(STAMPED)
    for name in ("top.X", "top.x", "done"):
        (old / name).write_text("old\n" if name != "done" else "")
    (old / "main.c").write_text("int main(void) { return 0; }\n")
    (old / "main.o").write_text("built where it comes from\n")
    shutil.copytree(old, new)
    (old / "main.c").write_text("int main(void) { return 0; } /* with callbacks */\n")
    before = times_below(old)
    build(old)
    products = made(before, times_below(old))
    assert products == {"main.o", "run", "compiled"}, "an object that was there before is a product if it is made again"

    for name in ("top.X", "top.x"):
        (new / name).write_text("new\n")
    (new / "main.c").write_bytes((old / "main.c").read_bytes())
    graft(new, old, products)
    build(new)
    assert not compiled(new)
    (new / "main.c").write_text("int main(void) { return 0; } /* and more */\n")
    graft(new, old, products)
    build(new)
    assert compiled(new) == {"main.c"}
