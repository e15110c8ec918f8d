"""Where CHECKPOINT-START and CHECKPOINT-END may stand in C."""

from __future__ import annotations

import pytest

from rewriter.errors import Refused
from rewriter.languages.c.placing import place
from rewriter.languages.c.scanning import scan
from rewriter.languages.model import Change
from tests.support.c_code import function, only_call


@pytest.mark.parametrize(
    ("statements_", "first", "last", "reason"),
    [
        (("a();", "b();"), "a", "b", "last statement of its block"),
        (("{ a(); b(); }", "c();"), "a", "b", "last statement of its block"),
        (("a();", "b();", "break;"), "a", "b", "a label, a jump"),
        (("a();", "b();", "out: c();"), "a", "b", "a label, a jump"),
        (("a();", "b();", ";"), "a", "b", "a label, a jump"),
        (("a();", "out: b();", "c();"), "a", "b", "a label stands between"),
        (("a();", "{ b(); c(); }"), "a", "b", "another block"),
        (("if (n) a();", "b();", "c();"), "a", "b", "unbraced body"),
        (("a();", "if (n) b();", "c();"), "a", "b", "unbraced body"),
        (("do { a(); b(); c(); } while (n);",), "a", "b", "do loop"),
        (("b();", "d();", "a();", "c();"), "a", "b", "no CHECKPOINT-START before"),
    ],
)
def test_refused_fragments(statements_: tuple[str, ...], first: str, last: str, reason: str) -> None:
    text = function(*statements_)
    changes = [
        Change("CHECKPOINT-START", only_call(text, first).body),
        Change("CHECKPOINT-END", only_call(text, last).body),
    ]
    with pytest.raises(Refused, match=rf"^line \d+: CHECKPOINT-(START|END): .*{reason}"):
        place(text, changes)


def test_refused_fragments_side_by_side() -> None:
    text = function("a();", "b();", "c();")
    a, b, _ = (call.body for call in scan(text).calls)
    pairs = [(keyword, at) for at in (a, b) for keyword in ("CHECKPOINT-START", "CHECKPOINT-END")]
    with pytest.raises(Refused, match="the same place"):
        place(text, [Change(keyword, at) for keyword, at in pairs])
    with pytest.raises(Refused, match="no CHECKPOINT-END after"):
        place(text, [Change("CHECKPOINT-START", a)])
