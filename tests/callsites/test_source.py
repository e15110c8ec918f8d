"""One source file: its text with and without what was placed in it."""

from __future__ import annotations

import hashlib

import pytest

from rewriter.callsites.source import Source, generated
from rewriter.errors import Refused, UsageError
from rewriter.languages.model import Change
from tests.support.other_files import defining, together

MODEL = "subroutine top(x)\n  call a(x)\n  call b(x)\nend subroutine top\n"
MARK = "\xef\xbb\xbf"
CALL = Change("NOCHECKPOINT", MODEL.index("call b"))


def marked(text: str = MODEL, path: str = "m.f90") -> Source:
    """The source with a NOCHECKPOINT of ours at its second call."""
    plain = Source(path, text.encode("latin-1"))
    return Source(path, plain.with_changes([Change("NOCHECKPOINT", plain.base.calls[1].body)]))


def test_a_change_is_a_line_before_the_call_and_nothing_else() -> None:
    lines = marked().text.splitlines(keepends=True)
    assert "NOCHECKPOINT" in lines[2]
    assert "".join([*lines[:2], *lines[3:]]) == MODEL


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("m.f90", MODEL.replace("\n", "\r\n")),
        ("m.f90", MODEL.replace("\n", "\r")),
        ("m.f", MARK + "      SUBROUTINE TOP(x)\r      CALL A(x)\r      CALL B(x)\r      END\r"),
        ("m.f90", MARK + MODEL),
        ("m.c", MARK + "void top(double *x) {\n  a(x);\n  b(x);\n}\n"),
        ("m.f90", MODEL.rstrip("\n")),
        ("m.f90", MODEL.replace("call b", "if (x > 0) call b ! \xe9")),
        ("m.f", "      SUBROUTINE TOP(x)\n      CALL A(x)\n   10 CALL B(x,\n     1 y)\n      END\n"),
        ("m.c", "void top(double *x) {\n  a(x);\n  b(x);\n}\n"),
    ],
    ids=[
        "CRLF",
        "CR",
        "mark and CR",
        "mark",
        "mark in C",
        "no last newline",
        "one-line IF and Latin-1",
        "label and continuation",
        "C",
    ],
)
def test_without_our_marks_the_bytes_are_the_same(path: str, text: str) -> None:
    changed = marked(text, path)
    assert changed.data != text.encode("latin-1")
    assert [one.name for one in changed.scan.procedures] == ["top"]
    assert changed.encoded(changed.undone.text) == text.encode("latin-1")
    assert changed.with_changes([]) == text.encode("latin-1")
    assert changed.with_changes(changed.undone.changes) == changed.data


def test_changes_are_none_but_these() -> None:
    first = Change("NOCHECKPOINT", MODEL.index("call a"))
    both = Source("m.f90", marked().with_changes([first, CALL]))
    assert both.undone.changes == [first, CALL]
    assert Source("m.f90", both.with_changes([first])).undone.changes == [first]


def test_lines_and_sites_are_of_either_text() -> None:
    source = marked()
    names = together(source, defining("a b"))
    assert [(site.first_line, site.state) for site in source.sites(names)] == [(2, "checkpointed"), (3, "checkpointed")]
    assert [(site.first_line, site.state) for site in source.written_sites(names)] == [
        (2, "checkpointed"),
        (4, "not checkpointed"),
    ]
    assert source.lines.number(source.undone.text.index("call b")) == 3
    assert source.written_lines.number(source.text.index("call b")) == 4


def test_other_names_are_other_sites() -> None:
    source = Source("m.f90", MODEL.encode())
    known, unknown = together(source, defining("a b")), together(source)
    assert [site.switchable for site in source.written_sites(known)] == [True, True]
    assert [site.switchable for site in source.written_sites(unknown)] == [False, False]


def test_the_digest_does_not_see_our_marks_but_any_other_edit() -> None:
    assert marked().digest == hashlib.sha256(MODEL.encode()).hexdigest()
    assert Source("m.f90", f"! edited\n{MODEL}".encode()).digest != marked().digest


def test_statements_are_the_same_with_and_without_marks() -> None:
    source = marked()
    assert [words for _, words in source.spans] == [words for _, words in source.written_spans]
    assert [at for at, _ in source.spans][-1] < [at for at, _ in source.written_spans][-1]


def test_loops_with_what_is_placed_at_them() -> None:
    text = "subroutine top(x)\n  do i = 1, n\n    call a(x)\n  end do\nend subroutine top\n"
    plain = Source("m.f90", text.encode())
    (loop,) = plain.loops
    source = Source("m.f90", plain.with_changes([Change("BINOMIAL-CKP", loop.call.body, "n+1 4 1")]))
    assert [(loop.first_line, loop.binomial) for loop in source.loops] == [(2, "")]
    assert [(loop.first_line, loop.binomial) for loop in source.written_loops] == [(3, "n+1 4 1")]


def test_a_form_that_was_given_overrules_what_the_file_looks_like() -> None:
    text = b"      call a(x)\n      end\n"
    assert Source("m.f", text).scan.form == "fixed-72"
    assert Source("m.f", text, "free").scan.form == "free"


def test_what_is_neither_fortran_nor_c_is_told() -> None:
    with pytest.raises(UsageError, match=r"notes\.txt"):
        Source("notes.txt", b"")


def test_what_cannot_be_placed_or_taken_off_is_refused_with_the_place() -> None:
    with pytest.raises(Refused) as refused:
        Source("m.f90", MODEL.encode()).with_changes([Change("BINOMIAL-CKP", CALL.at, "1 2")])
    assert refused.value.path == "m.f90"
    with pytest.raises(Refused) as refused:
        Source("m.f90", marked().data.partition(b"  call b(x)\n")[0]).undone  # noqa: B018 - read when asked
    assert (refused.value.path, refused.value.line) == ("m.f90", 3)


@pytest.mark.parametrize(
    ("text", "by_tapenade"),
    [
        ("!        Generated by TAPENADE     (INRIA, Ecuador team)\n", True),
        ("/*        Generated by TAPENADE */\n", True),
        (f"! {'-' * 300}\n! what was Generated by TAPENADE\n", False),
        (MODEL, False),
    ],
)
def test_tapenade_signs_at_the_top(text: str, by_tapenade: bool) -> None:
    assert generated(text) is by_tapenade
