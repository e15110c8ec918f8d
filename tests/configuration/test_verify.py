"""The check of what is to be written: only code counts for the width of a line."""

from __future__ import annotations

import pytest

from rewriter.callsites.source import Source
from rewriter.configuration.verify import verify
from rewriter.errors import Refused
from rewriter.languages.model import Change

LONG = "! why" + " or why" * 20


def written(path: str, text: str, call: str) -> str:
    source = Source(path, text.encode())
    changes = [Change("NOCHECKPOINT", text.index(call))]
    after = source.with_changes(changes)
    verify(source, after, changes)
    return after.decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.f90", f" if (a) &\nx=f(y);b=1 {LONG}\n"),
        ("a.f90", f" if (a) &\nx=f(y);b='&\n  & ' {LONG}\n"),
        ("a.f", f"       if (a)\n     &x=f(y);b=1 {LONG}\n"),
    ],
)
def test_a_comment_may_move_beyond_the_last_column(path: str, text: str) -> None:
    after = written(path, text, "x=f")
    assert f"end if;b={text.split(';b=')[1]}" in after


def test_code_may_not_move_beyond_the_last_column() -> None:
    text = f" if (a) &\nx=f(y);b={'1' * 123}\n"
    assert len(text.split("\n")[1]) == 132
    with pytest.raises(Refused, match=r"^a.f90:5: not written: code of this line .* beyond column 132") as refused:
        written("a.f90", text, "x=f")
    assert refused.value.line == 5
    assert written("a.f90", text.replace("11", "1", 1), "x=f")


def test_code_that_was_beyond_the_last_column_may_stay_there() -> None:
    assert written("a.f90", f"call f({'x' * 140})\n", "call").endswith(f"call f({'x' * 140})\n")
