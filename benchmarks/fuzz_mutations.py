"""Inputs that nobody would write: files of the fixtures, damaged by chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

HOSTILE = (
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\f", b"\x1a", b"\x85", b"\t", b";", b"\\", b"\\\n"),
    *(b"&", b"&\n", b"& \n &", b"'", b'"', b"(", b")", b"{", b"}", b"[", b"]", b"<<<", b"%", b"::", b"=", b"#", b"\n#"),
    *(
        b"\n#if A\n",
        b"\n#else\n",
        b"\n#endif\n",
        b"/*",
        b"*/",
        b"//",
        b"!",
        b"!$",
        b"\nC$AD ",
        b"\n!$AD NOCHECKPOINT\n",
    ),
    *(b"\n!$AD NOCHECKPOINT rewriter\n", b"/* $AD NOCHECKPOINT rewriter */", b"!rewriter off:", b" rewriter callback"),
    *(b"\n!$AD CHECKPOINT-START\n", b"\n!$AD CHECKPOINT-END\n", b" ! rewriter callback cut x\n", b"rewriter"),
    *(b"if (a) ", b"\ncall f(x)\n", b"\nend\n", b"\ncontains\n", b"\ndo 10 i=1,2\n", b"10 ", b"5h", b"then", b"else "),
    *(b"[[site]]\n", b"\nid = ", b"99999999999999999999999", b"1e999", b"-1", b"nan", b"null", b"{}", b"[]", b"true"),
)

Mutation = Callable[[bytes, bytes, random.Random], bytes]


def _span(data: bytes, rng: random.Random, longest: int = 200) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randint(1, longest))


def flipped(data: bytes, _: bytes, rng: random.Random) -> bytes:
    """Some bytes are others."""
    changed = bytearray(data)
    for _n in range(rng.randint(1, 8) if data else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def deleted(data: bytes, _: bytes, rng: random.Random) -> bytes:
    start, stop = _span(data, rng)
    return data[:start] + data[stop:]


def duplicated(data: bytes, _: bytes, rng: random.Random) -> bytes:
    start, stop = _span(data, rng)
    return data[:stop] + data[start:stop] * rng.randint(1, 5) + data[stop:]


def spliced(data: bytes, other: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def inserted(data: bytes, _: bytes, rng: random.Random) -> bytes:
    """Words that mean something, where they do not belong."""
    for _n in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(HOSTILE) * rng.choice((1, 1, 1, 2, 30)) + data[at:]
    return data


def shuffled(data: bytes, _: bytes, rng: random.Random) -> bytes:
    """Some lines stand in another order."""
    lines = data.splitlines(keepends=True)
    start = rng.randrange(len(lines) + 1)
    part = lines[start : start + rng.randint(2, 12)]
    rng.shuffle(part)
    return b"".join([*lines[:start], *part, *lines[start + len(part) :]])


def truncated(data: bytes, _: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


MUTATIONS: Sequence[Mutation] = (flipped, deleted, duplicated, spliced, inserted, inserted, shuffled, truncated)


def mutated(seeds: Sequence[bytes], rng: random.Random) -> bytes:
    """One of the files, changed by one to three of the mutations."""
    data, other = rng.choice(seeds), rng.choice(seeds)
    for _ in range(rng.randint(1, 3)):
        data = rng.choice(MUTATIONS)(data, other, rng)
    return data
