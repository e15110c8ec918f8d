"""The files that a configuration names: held, read when asked for, and inside of their root."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.site_id import SiteId
from rewriter.configuration.file_state import Outcome
from rewriter.configuration.model import Configuration, Entry, SiteEntry, configuration
from rewriter.configuration.tree import Tree, opened
from rewriter.errors import Refused, UsageError
from rewriter.text.lock import held
from tests.support.listings import procedure


def site(words: str, path: str = "m.f90") -> SiteEntry:
    return SiteEntry(SiteId.parse(f"{path}::{words}"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "m.f90").write_text(procedure("top", "a", "f") + procedure("a"))
    return tmp_path


def outcome(tree: Tree, entry: Entry) -> Outcome | Refused:
    ((same, found),) = tree.outcomes([entry])
    assert same is entry
    return found


def refusal(tree: Tree, entry: Entry) -> Refused:
    found = outcome(tree, entry)
    assert isinstance(found, Refused)
    return found


def test_files_are_read_when_they_are_first_asked_for_and_once(root: Path) -> None:
    tree = Tree(configuration([site("top>a#1")]), root)
    (root / "m.f90").write_text(procedure("top", "b", "a") + procedure("a"))
    assert list(tree.sources) == ["m.f90"]
    (root / "m.f90").unlink()
    found = outcome(tree, site("top>a#1"))
    assert isinstance(found, Outcome) and found.site.first_line == 4
    assert tree.missing == {}


def test_a_file_that_cannot_be_read_does_not_stop_the_others(root: Path) -> None:
    tree = Tree(configuration([site("top>a#1"), site("top>a#1", "gone.f90")]), root)
    assert tree.missing == {"gone.f90": "No such file or directory"}
    gone, there = (found for _, found in tree.outcomes(tree.config.entries))
    assert isinstance(gone, Refused) and isinstance(there, Outcome)
    assert str(gone) == "gone.f90: No such file or directory; the configuration has gone.f90::top>a#1 in it"


def test_of_a_file_that_is_gone_sites_alike_elsewhere_are_candidates(root: Path) -> None:
    module = f"module m\ncontains\n{procedure('top', 'a')}end module m\n"
    (root / "moved.f90").write_text(module)
    tree = Tree(configuration([site("top>a#2", "gone.f90")]), root)
    assert refusal(tree, site("top>a#2", "gone.f90")).candidates == (
        "m.f90::top>a#1 (line 3)",
        "moved.f90::m.top>a#1 (line 5)",
    )
    assert refusal(tree, site("low>a#1", "gone.f90")).candidates == ()


def test_names_of_files_that_are_not_read_come_from_the_configuration(root: Path) -> None:
    (root / "m.f90").write_text("subroutine top(x)\n  y = f(x)\nend subroutine top\n")
    entry = site("top>f#1")
    assert "no site" in str(refusal(Tree(configuration([entry]), root), entry))
    assert isinstance(outcome(Tree(configuration([entry], functions=("f",)), root), entry), Outcome)


def test_what_is_changed_has_the_bytes_before_and_after(root: Path) -> None:
    entry = site("top>a#1")
    tree = Tree(configuration([entry]), root)
    before = (root / "m.f90").read_bytes()
    (change,) = tree.changed([entry])
    assert (change.path, change.before) == ("m.f90", before)
    assert change.after == before.replace(b"call a", b"!$AD NOCHECKPOINT rewriter\ncall a", 1)
    assert (root / "m.f90").read_bytes() == before


def test_what_holds_already_is_no_change_and_what_is_uncertain_stops_all(root: Path) -> None:
    entry = site("top>a#1")
    (change,) = Tree(configuration([entry]), root).changed([entry])
    (root / "m.f90").write_bytes(change.after)
    tree = Tree(configuration([entry, site("top>a#9")]), root)
    assert tree.changed([entry]) == []
    with pytest.raises(Refused, match="no site"):
        tree.changed(tree.config.entries)


def test_fingerprints_need_not_fit_in_a_file_that_is_the_same(root: Path) -> None:
    tree = Tree(configuration([site("top>a#1")]), root)
    digest = tree.sources["m.f90"].digest
    assert Tree(configuration([site("top>a#1")], files={"m.f90": digest}), root).state("m.f90").same
    assert not Tree(configuration([site("top>a#1")], files={"m.f90": "other"}), root).state("m.f90").same
    assert not tree.state("m.f90").same


def test_the_form_is_that_of_the_configuration(root: Path) -> None:
    (root / "m.f").write_text("      call a(x)\n      end\n")
    named = [site("main__>a#1", "m.f")]
    assert Tree(configuration(named), root).sources["m.f"].scan.form == "fixed-72"
    assert Tree(configuration(named, form="free"), root).sources["m.f"].scan.form == "free"


def test_while_a_tree_is_read_others_may_read_it_and_nobody_change_it(root: Path) -> None:
    with opened(Configuration(), root):
        with held(root, 0.0, shared=True):
            pass
        with pytest.raises(Refused, match="at work here"), held(root, 0.0):
            pass
    with held(root, 0.0):
        pass


def test_while_a_tree_is_changed_nobody_may_read_it(root: Path) -> None:
    with (
        opened(Configuration(), root, changing=True),
        pytest.raises(Refused, match="at work here"),
        held(root, 0.0, shared=True),
    ):
        pass


def test_where_copies_are_changed_others_may_read_the_originals(root: Path) -> None:
    with opened(Configuration(), root, changing=True, to=root / "copies"), held(root, 0.0, shared=True):
        pass


def test_without_a_root_a_value_is_about_the_current_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    with opened(configuration([site("top>a#1")], root="elsewhere"), None) as (tree, news):
        assert tree.root.samefile(root)
        assert list(tree.sources) == ["m.f90"] and news == []


def test_a_root_that_is_no_folder_and_a_file_outside_are_told(root: Path) -> None:
    with pytest.raises(UsageError, match="is not a directory"), opened(Configuration(), root / "m.f90"):
        pass
    with pytest.raises(Refused, match="outside of the root"), opened(configuration([site("a>b#1", "../m.f90")]), root):
        pass


def test_links_that_lead_out_are_counted(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("out") / "o.f90"
    out.write_text(procedure("top", "a"))
    for name in ("k.f90", "l.f90"):
        (root / name).symlink_to(out)
    (root / "inside.f90").symlink_to("m.f90")
    config = configuration([site("top>a#1", name) for name in ("inside.f90", "k.f90", "l.f90")])
    two = r"k\.f90 and 1 more: a link that leads out"
    with pytest.raises(Refused, match=two), opened(config, root, follow_links=False):
        pass
    with opened(config, root) as (tree, _):
        assert list(tree.sources) == ["inside.f90", "k.f90", "l.f90"]
