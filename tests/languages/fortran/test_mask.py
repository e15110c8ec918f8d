"""The masked text: nothing moves, and of comments, strings and continuations nothing is left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.languages.fortran import scan, undo
from rewriter.languages.fortran.mask import code, lowered, masked, without_overhang


def statements(text: str, form: str = "free") -> list[str]:
    """The logical lines of the masked text that hold something, without blanks around and within."""
    hidden = masked(text, form)
    assert len(hidden) == len(text)
    return [line.replace(" ", "") for line in hidden.split("\n") if line.strip()]


@settings(max_examples=300)
@given(
    text=st.text(st.sampled_from("\n\t &!'\";#cC*aAlL(),1x6$\x01\xe9\r\x0c"), max_size=120),
    form=st.sampled_from(["free", "fixed-72"]),
)
def test_masking_never_moves_a_character(text: str, form: str) -> None:
    read = scan(text, "", form)
    assert len(read.masked) == len(text)
    assert undo(text, read.form).text == text


def test_letters_become_lower_case_where_they_stand() -> None:
    assert masked("Call F(X)\r\n\tEND\r\n", "free") == "call f(x) \n\tend \n"
    assert lowered("\xc9A\r\n") == "\xc9a \n", "letters that are not ASCII stay"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 'it''s; !' // \"a'b\" ! call f\n", ["x=//"]),
        ("call f(a, & ! why\n  ! a comment\n\n#ifdef B\n  & b)\n", ["callf(a,b)"]),
        ("call f(a, &\n  b)\ny = 1\n", ["callf(a,b)", "y=1"]),
        ("x = 'one &\n  & two'; call f\n", ["x=;callf"]),
        ("x = 'one & two' // 'three'\n", ["x=//"]),
        ("# define X \\\n  call f\ny = 1\n", ["y=1"]),
        ("  # if 1\ny = 1\n", ["y=1"]),
        ("call long&\n  &name(x)\n", ["calllongname(x)"]),
        ("call f(x) !", ["callf(x)"]),
    ],
    ids=["strings", "asides", "no second &", "string", "& in a string", "macro", "cpp", "name", "unended"],
)
def test_free_form(text: str, expected: list[str]) -> None:
    assert statements(text) == expected


def test_a_name_split_between_lines_is_a_word_at_its_beginning() -> None:
    assert "call longname  " in masked("call long&\n  &name(x)\n", "free")
    assert "longname" not in masked("call long &\n  &name(x)\n", "free")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C call f\n* call f\nd call f\n! call f\n      y = 1\n", ["y=1"]),
        ("      call f(a,\n     &  b)\n      y = 1\n", ["callf(a,b)", "y=1"]),
        ("      call f(a,\n     0  b)\n", ["callf(a,", "0b)"]),
        ("      call f(a,\nC why\n\n#ifdef B\n     1  b)\n", ["callf(a,b)"]),
        ("      call f(a,\n     #  b)\n      y = 1\n", ["callf(a,b)", "y=1"]),
        ("      x = 'one\nC why\n     # two'; call f\n", ["x=;callf"]),
        ("      y = 1\n#define f\n    # endif\n      call f\n", ["y=1", "callf"]),
        ("\tcall f(a,\n\t1  b)\n", ["\tcallf(a,b)"]),
        ("\tcall f(a)\n\t0y = 1\n", ["\tcallf(a)", "\t0y=1"]),
        ("      x = 'one\n     & two'; call f\n", ["x=;callf"]),
        ("      x = 1 ! call f\n     & + 2\n", ["x=1+2"]),
        ("      x = 5hdon't; call f\n", ["x=5hxxxxx;callf"]),
        ("      x = 3habc; call f\n", ["x=3habc;callf"]),
        ("      x = a5h'no'; call f\n", ["x=a5h;callf"]),
    ],
    ids=[
        *(
            "comments",
            "continued",
            "0 in column 6",
            "asides",
            "# in column 6",
            "# in a string",
            "cpp",
            "TAB and digit",
            "TAB and 0",
            "string",
            "trailing",
        ),
        *("Hollerith", "harmless Hollerith", "a name"),
    ],
)
def test_fixed_form(text: str, expected: list[str]) -> None:
    assert statements(text, "fixed-72") == expected


def test_what_stands_beyond_the_last_column_does_not_count() -> None:
    text = "      y = 1".ljust(72) + "call f\n      y = 2\n"
    assert statements(text, "fixed-72") == ["y=1", "y=2"]
    assert statements(text, "fixed-132") == ["y=1callf", "y=2"]
    # A quote beyond it opens no string.
    assert statements(text.replace("call f", "don't "), "fixed-72") == ["y=1", "y=2"]
    assert without_overhang(text, "fixed-72") == text.replace("call f", " " * 6)


def test_a_string_reaches_to_the_last_column() -> None:
    text = "      y = 'abc".ljust(72) + "'\n     &def'; call f\n"
    assert statements(text, "fixed-72") == ["y=;callf"]


def test_a_comment_before_the_first_and_behind_the_last_line() -> None:
    assert masked("C a\n      y = 1\nC b", "fixed-72") == "   \n      y = 1\n   "
    assert masked("!a\ny = 1\n!b", "free") == "  \ny = 1\n  "


def test_code_keeps_strings_as_they_were_written() -> None:
    assert code("X = 'It''s' ! 'no'\n", "free") == "x = 'It''s'       \n"
    assert code("X = 'A&\n  &B'\n", "free") == "x = 'A\1\1\1\1\1B'\n"
    assert code("X = 'A &\n  B'\n", "free") == "x = 'A \1\1\1\1B'\n"
    assert code("      X = 'A\r\n     &B'\r\n", "fixed-72") == "      x = 'A" + "\1" * 8 + "B' \n"
