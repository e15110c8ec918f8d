"""Whom to believe: our call sites in plain adjoint code against those that Tapenade places itself with ``-profile``.

    python -m benchmarks.pairing TAPENADE [SEED...] [--procedures N] [--split SHARE]

writes N random procedures for each seed (nests of IF, SELECT CASE, DO and DO WHILE; calls alike and not; functions),
differentiates them with a release of October 2024 or later, with and without ``-profile``, and prints how many sites
are the same, are missing in ours, and are wrong in ours. Exit status 1 where any is wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rewriter.callbacks.files import instrumented_files, write_files
from rewriter.tools.tapenade import Tapenade, differentiate, find
from tests.callbacks.test_callbacks_oracle import Event, placed

CALLEES = """\
subroutine sa(u)
  real*8 u
  u = u*u
end subroutine
subroutine sb(u)
  real*8 u
  u = sin(u)*u
end subroutine
subroutine sc(u, v)
  real*8 u, v
  u = u*v
end subroutine
real*8 function fg(u)
  real*8 u
  fg = u*u*u
end function
"""
KINDS = {"call": 6.0, "alike": 3.0, "assign": 2.0, "function": 1.0}
NESTS = {"if": 3.0, "one-line if": 1.0, "case": 1.5, "do": 2.0, "while": 1.0}
CONDITIONS = ("k > 1", "k == 2", "x > y", "m < 3", "z > 0.5")


class Nest:
    """Writes the statements of a random procedure."""

    def __init__(self, rng: random.Random, split: float) -> None:
        self.rng = rng
        self.split = split

    def block(self, depth: int) -> Iterator[str]:
        kinds = KINDS | (NESTS if depth < 3 else {})
        for kind in self.rng.choices([*kinds], [*kinds.values()], k=self.rng.randint(1, 4)):
            yield from self.one(kind, depth)

    def one(self, kind: str, depth: int) -> Iterator[str]:
        one, two, three = (self.rng.choice("xyz") for _ in range(3))
        call = f"call s{self.rng.choice('ab')}({one})"
        if kind == "call":
            if self.rng.random() < self.split:
                yield "!$AD NOCHECKPOINT"
            yield self.rng.choice((call, call, f"call sc({one}, {two})"))
        elif kind == "alike":
            yield from [call] * self.rng.randint(2, 4)
        elif kind == "assign":
            yield f"{one} = {two}*{three}"
        elif kind == "function":
            yield f"{one} = {two}*fg({three})"
        elif kind == "one-line if":
            yield f"if ({self.rng.choice(CONDITIONS)}) {call}"
        elif kind == "if":
            yield f"if ({self.rng.choice(CONDITIONS)}) then"
            yield from self.block(depth + 1)
            for head, share in (("else if (k < 5) then", 0.3), ("else", 0.6)):
                if self.rng.random() < share:
                    yield head
                    yield from self.block(depth + 1)
            yield "end if"
        elif kind == "case":
            yield "select case (k)"
            for head in [f"case ({n})" for n in range(self.rng.randint(1, 3))] + ["case default"]:
                yield head
                yield from self.block(depth + 1)
            yield "end select"
        elif kind == "do":
            yield f"do {'ijl'[depth]} = 1, 2"
            yield from self.block(depth + 1)
            yield "end do"
        else:
            counter = "pqr"[depth]
            yield f"{counter} = 1"
            yield f"do while ({counter} < 3)"
            yield from self.block(depth + 1)
            yield f"{counter} = {counter} + 1"
            yield "end do"


def program(seed: int, procedures: int, split: float) -> str:
    """The same for the same numbers."""
    nest = Nest(random.Random(seed), split)
    lines = ["subroutine head(x, y, z, k, m)", "real*8 x, y, z", "integer k, m"]
    lines += [f"call top{n}(x, y, z, k, m)" for n in range(procedures)]
    lines.append("end subroutine")
    for n in range(procedures):
        lines += [f"subroutine top{n}(x, y, z, k, m)", "real*8 x, y, z, fg", "external fg"]
        lines += ["integer k, m, i, j, l, p, q, r", *nest.block(0), "end subroutine"]
    return "\n".join(lines) + "\n" + CALLEES


def sites(path: Path) -> Counter[tuple[str, Event]]:
    """Where adjoint calls begin, by procedure."""
    return Counter(entry for entry in placed(path) if entry[1].kind == "beginreverse")


def compared(text: str, tapenade: Tapenade, folder: Path) -> tuple[int, int, int]:
    """How many sites are the same, missing in ours, and wrong in ours."""
    source = folder / "m.f90"
    source.write_text(text)
    for name, more in (("plain", ()), ("profile", ("-profile",))):
        options = ["-b", *more, "-head", "head(x y z)/(x y z)"]
        done = differentiate(tapenade, [source], options, folder / name)
        if done.failed:
            raise SystemExit(done.failure)
    files = instrumented_files([folder / "plain"], [source], tapenade_runtime=True)
    write_files(files, folder / "ours")
    theirs, ours = (sites(folder / name / "m_b.f90") for name in ("profile", "ours"))
    return (theirs & ours).total(), (theirs - ours).total(), (ours - theirs).total()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Compare call sites with those of Tapenade's own -profile.")
    parser.add_argument("tapenade", type=Path, help="folder of a release of October 2024 or later")
    parser.add_argument("seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--procedures", type=int, default=40)
    parser.add_argument("--split", type=float, default=0.0, help="share of the calls that are not checkpointed")
    given = parser.parse_args(arguments)
    total = 0
    for seed in given.seeds:
        with tempfile.TemporaryDirectory() as folder:
            text = program(seed, given.procedures, given.split)
            same, missing, wrong = compared(text, find(given.tapenade), Path(folder))
        print(f"seed {seed}: {same} the same, {missing} missing, {wrong} wrong")
        total += wrong
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
