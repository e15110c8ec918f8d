"""Identities of call sites: parsed, printed, in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callsites.site_id import SiteId
from rewriter.errors import UsageError


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.f90::m.s>f#2", ("a.f90", "m.s", "f", 2)),
        ("a::b.c::s>p->f#10", ("a::b.c", "s", "p->f", 10)),
        ("/a/../b.f::s>x%y#1", ("/a/../b.f", "s", "x%y", 1)),
        ("a\nb.f::s>f#1", ("a\nb.f", "s", "f", 1)),
    ],
)
def test_an_id_comes_back(text: str, parts: tuple[str, str, str, int]) -> None:
    assert SiteId.parse(text) == SiteId(*parts)
    assert str(SiteId.parse(text)) == text


def test_the_path_is_made_plain() -> None:
    assert str(SiteId.parse(".//a/./b.f::s>f#1")) == "a/b.f::s>f#1"


def test_ordinals_are_numbers() -> None:
    assert SiteId.parse("a.f::s>f#9") < SiteId.parse("a.f::s>f#10") < SiteId.parse("a.f::s>g#1")


@pytest.mark.parametrize("text", ["", "f#1", "a.f::s>f", "a.f::s>f#0", "a.f::s:t>f#1", "a.f::s>f#1x", "a\0.f::s>f#1"])
def test_what_is_no_id(text: str) -> None:
    with pytest.raises(UsageError, match="is not the id of a site"):
        SiteId.parse(text)


NAMES = st.text(st.characters(blacklist_characters=":>#/\0", blacklist_categories=["Cs"]), min_size=1)


@given(NAMES.filter(lambda name: name != "."), NAMES, NAMES, st.integers(1, 10**18 - 1))
def test_an_id_is_split_where_it_was_joined(path: str, procedure: str, callee: str, ordinal: int) -> None:
    made = SiteId(path, procedure, callee, ordinal)
    assert SiteId.parse(str(made)) == made


def test_long_numbers() -> None:
    assert SiteId.parse("p::q>r#" + "9" * 18).ordinal == 10**18 - 1
    with pytest.raises(UsageError):
        SiteId.parse("p::q>r#" + "9" * 19)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/b.f", "a/b.f"), ("./a//b.f", "a/b.f"), ("/a/./b.f", "/a/b.f"), ("../b.f", "../b.f"), (".a/b", ".a/b")],
)
def test_paths_are_written_in_one_way(path: str, expected: str) -> None:
    assert SiteId.parse(f"{path}::m.q>r#12").path == expected
