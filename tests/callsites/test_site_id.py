"""Identities of call sites: parsed, printed, in order."""

from __future__ import annotations

import pytest

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
