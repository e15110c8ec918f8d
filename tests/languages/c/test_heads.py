"""What stands before a simple statement."""

from __future__ import annotations

import pytest

from rewriter.languages.c.heads import taken_apart


def shown(code: str) -> tuple[list[str], str, str]:
    """The heads, and the rest from where the statement and where its body begin."""
    parts = taken_apart(code, 0, len(code))
    return [f"{head.kind} {head.word}".strip() for head in parts.heads], code[parts.start :], code[parts.body :]


@pytest.mark.parametrize(
    ("code", "heads", "start", "body"),
    [
        ("f(x)", [], "f(x)", "f(x)"),
        ("out: f(x)", ["label out:"], "f(x)", "f(x)"),
        ("case A(1): f(x)", ["label case A(1):"], "f(x)", "f(x)"),
        ("if (g(n)) f(x)", ["control if"], "if (g(n)) f(x)", "f(x)"),
        ("else if (n) f(x)", ["bare else", "control if"], "if (n) f(x)", "f(x)"),
        ("o: while (n) p: f(x)", ["label o:", "control while", "label p:"], "while (n) p: f(x)", "f(x)"),
        ("TRACE(n) f(x)", ["macro TRACE"], "f(x)", "f(x)"),
        ("__attribute__((x)) f(x)", [""], "f(x)", "f(x)"),
        ("if (n)", ["control if"], "if (n)", ""),
    ],
)
def test_heads(code: str, heads: list[str], start: str, body: str) -> None:
    words, begun, rest = shown(code)
    assert (words, begun, rest) == (heads, start, body)


@pytest.mark.parametrize("code", ["return (a)", "return (a) b", "n ? a : b", "a::b", "f(x)[1]", "f(x)->y", "iffy(n)"])
def test_what_looks_like_a_head(code: str) -> None:
    assert taken_apart(code, 0, len(code)).heads == []


@pytest.mark.parametrize(
    ("code", "labelled", "one_line"),
    [
        ("out: f(x)", True, False),
        ("out: if (n) f(x)", True, True),
        ("out: if (n) if (m) f(x)", False, True),
        ("if (n) out: f(x)", False, True),
        ("else f(x)", False, True),
        ("f(x)", False, False),
    ],
)
def test_a_label_counts_where_it_stands_directly_before_the_statement(
    code: str, labelled: bool, one_line: bool
) -> None:
    parts = taken_apart(code, 0, len(code))
    assert (parts.labelled, parts.one_line) == (labelled, one_line)


def test_nothing_behind_the_end_of_the_chunk_is_read() -> None:
    code = "a; if (n) f(x); out: g(x);"
    parts = taken_apart(code, 3, code.index("; out"))
    assert [head.word for head in parts.heads] == ["if"]
    assert code[parts.body :].startswith("f(x)")
