"""A configuration as Tapenade's option ``-nocheckpoint``: only what that can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rewriter.callsites.site_id import SiteId
from rewriter.configuration.export import Exported, export, tapenade_options
from rewriter.configuration.model import Entry, FragmentEntry, Setting, SiteEntry, configuration
from tests.support.listings import procedure

NO, YES = Setting.NOCHECKPOINT, Setting.CHECKPOINT


def site(words: str, setting: Setting = NO) -> SiteEntry:
    """``m top>a#1``: a site in ``m.f90``."""
    file, _, rest = words.partition(" ")
    return SiteEntry(SiteId.parse(f"{file}.f90::{rest}"), setting)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two calls of ``a``, one of ``b``, and in another file one of ``c``, which is not checkpointed."""
    (tmp_path / "m.f90").write_text(procedure("top", "a", "a", "b"))
    (tmp_path / "n.f90").write_text(procedure("low", "c").replace("call", "!$AD NOCHECKPOINT\ncall"))
    return tmp_path


def found(
    root: Path, *entries: Entry, include: Sequence[str] = (), exclude: Sequence[str] = (), beside: bool = False
) -> Exported:
    return export(configuration(entries), root=root, include=include, exclude=exclude, beside_directives=beside)


def test_a_callee_is_named_where_no_site_of_it_is_checkpointed(root: Path) -> None:
    both = found(root, site("m top>b#1"), site("m top>a#1"), site("m top>a#2"))
    assert (both.names, both.left_out) == (("a", "b"), {})


def test_one_with_a_site_that_stays_checkpointed_is_left_out(root: Path) -> None:
    assert found(root, site("m top>a#1")) == Exported(
        (), {"a": "1 of its 2 sites stay checkpointed, such as m.f90::top>a#2"}
    )


def test_sites_in_files_that_the_configuration_does_not_name_count(root: Path) -> None:
    (root / "more.f90").write_text(procedure("more", "b"))
    assert found(root, site("m top>b#1")).names == ()
    assert found(root, site("m top>b#1"), exclude=["more*"]).names == ("b",)
    assert found(root, site("m top>b#1"), include=["m.f90"]).names == ("b",)


def test_what_is_not_checkpointed_by_hand_needs_no_entry(root: Path) -> None:
    (root / "k.f90").write_text(procedure("other", "c"))
    assert found(root, site("k other>c#1")).names == ("c",)


def test_an_entry_has_the_last_word_over_what_is_written(root: Path) -> None:
    (root / "k.f90").write_text(procedure("other", "c"))
    kept = found(root, site("k other>c#1"), site("n low>c#1", YES))
    assert kept.left_out == {"c": "1 of its 2 sites stay checkpointed, such as n.f90::low>c#1"}


def test_callees_that_only_stay_checkpointed_and_fragments_are_not_spoken_of(root: Path) -> None:
    fragment = FragmentEntry(site("m top>a#1").id, site("m top>b#1").id)
    assert found(root, site("m top>b#1", YES), fragment) == Exported((), {})


def test_beside_directives_only_what_they_cannot_say_is_named(root: Path) -> None:
    (root / "m.f90").write_text(procedure("top", "a", "b").replace("b(x)", "b(x + 1)") + procedure("b"))
    a, b = site("m top>a#1"), replace(site("m top>b#1"), by_option=True)
    assert found(root, a, b).names == ("a", "b")
    assert found(root, a, b, beside=True) == Exported(("b",), {})
    (root / "more.f90").write_text(procedure("more", "b"))
    left_out = {"b": "1 of its 2 sites stay checkpointed, such as more.f90::more>b#1"}
    assert found(root, a, b, beside=True) == Exported((), left_out)


def test_names_are_one_list() -> None:
    assert tapenade_options(Exported(("a", "b"), {})) == '-nocheckpoint "a b"'
    assert tapenade_options(Exported((), {"a": "why"})) == ""
