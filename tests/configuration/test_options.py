"""What the option must say beside the directives."""

from __future__ import annotations

from pathlib import Path

from rewriter.callsites.site_id import SiteId
from rewriter.configuration.model import FragmentEntry, Setting, SiteEntry, configuration
from rewriter.configuration.options import needed, needs_option, nocheckpoint, staying
from tests.support.listings import listed, procedure

A, B, C = (SiteId("m.f90", "top", callee, 1) for callee in "abc")


def test_the_callees_of_sites_that_are_switched_by_option_are_needed() -> None:
    undone = SiteEntry(C, Setting.AS_WRITTEN, by_option=True)
    config = configuration([SiteEntry(B, by_option=True), SiteEntry(A), undone, FragmentEntry(A, B)])
    assert needed(config) == ("b",)
    assert [entry.id for entry in config.entries if needs_option(entry)] == [B]


def test_sites_that_stay_checkpointed(tmp_path: Path) -> None:
    text = procedure("top", "a", "a", "b", "c").replace("call b", "!$AD NOCHECKPOINT\ncall b")
    sites = listed(tmp_path, text).sites
    a2 = SiteId("m.f90", "top", "a", 2)
    assert staying(["a", "b"], sites, {}) == {"a": [sites[0], sites[1]]}
    assert staying(["a", "b"], sites, {A: Setting.NOCHECKPOINT, B: Setting.CHECKPOINT}) == {
        "a": [sites[1]],
        "b": [sites[2]],
    }
    assert staying(["a", "b"], sites, {A: Setting.NOCHECKPOINT, a2: Setting.NOCHECKPOINT}) == {}


def test_names_are_one_list() -> None:
    assert (nocheckpoint(["a", "b"]), nocheckpoint([])) == ('-nocheckpoint "a b"', "")
