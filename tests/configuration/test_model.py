"""Configurations as values: their order, and what leads from one to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.site_id import SiteId
from rewriter.configuration.model import (
    Configuration,
    Entry,
    FragmentEntry,
    LoopEntry,
    Setting,
    SiteEntry,
    binomial_arguments,
    configuration,
    difference,
    reverted,
    same_effect,
)
from rewriter.errors import UsageError

A, B = SiteId("a.f90", "s", "f", 1), SiteId("b.f90", "s", "f", 1)
PRINT = Fingerprint("s", ("b",), ("a",), "body", 1)


def entries() -> st.SearchStrategy[Entry]:
    sites = st.builds(SiteId, st.sampled_from(["a.f90", "b.f90"]), st.just("s"), st.just("f"), st.integers(1, 2))
    of_sites = st.sampled_from([Setting.NOCHECKPOINT, Setting.CHECKPOINT, Setting.AS_WRITTEN])
    others = st.sampled_from([Setting.PLACED, Setting.REMOVED, Setting.AS_WRITTEN])
    return (
        st.builds(SiteEntry, sites, of_sites)
        | st.builds(FragmentEntry, sites, sites, others)
        | st.builds(LoopEntry, sites, others, st.sampled_from(["n 3 1", "n 4 1"]))
    )


CONFIGURATIONS = st.lists(entries(), max_size=6, unique_by=lambda entry: entry.key).map(configuration)
Effects = dict[object, tuple[Setting, str]]


def effects(config: Configuration, after: Effects | None = None) -> Effects:
    """What is wanted of each site, fragment and loop once a configuration has been applied."""
    wanted = dict(after or {})
    for entry in config.entries:
        wanted[entry.key] = entry.setting, entry.arguments if isinstance(entry, LoopEntry) else ""
    return {key: effect for key, effect in wanted.items() if effect[0] is not Setting.AS_WRITTEN}


@given(CONFIGURATIONS, CONFIGURATIONS)
def test_the_difference_after_the_one_has_the_effect_of_the_other(start: Configuration, goal: Configuration) -> None:
    assert effects(difference(start, goal), effects(start)) == effects(goal)


@given(CONFIGURATIONS)
def test_from_a_configuration_to_itself_is_nothing(config: Configuration) -> None:
    assert difference(config, config).entries == ()


def test_only_what_changes_is_in_the_difference() -> None:
    start = configuration([SiteEntry(A), SiteEntry(B)])
    goal = configuration([SiteEntry(A, line=7), SiteEntry(B, Setting.CHECKPOINT)])
    assert difference(start, goal).entries == (SiteEntry(B, Setting.CHECKPOINT),)


def test_the_difference_remembers_how_to_find_what_it_takes_back() -> None:
    start = configuration([SiteEntry(A, line=7, fingerprint=PRINT)], files={"a.f90": "one"})
    (entry,) = difference(start, configuration([])).entries
    assert entry == SiteEntry(A, Setting.AS_WRITTEN, fingerprint=PRINT)
    assert entry.line == 7


def test_a_file_that_has_changed_between_the_two_is_not_known_again() -> None:
    def of(files: dict[str, str], *named: Entry) -> Configuration:
        return configuration(named, files=files)

    both = of({"a.f90": "one", "b.f90": "old"}, SiteEntry(A), SiteEntry(B)), of({"b.f90": "new"})
    assert difference(*both).files == {"a.f90": "one"}
    assert difference(of({"a.f90": "one"}, SiteEntry(A)), of({"a.f90": "one"}, SiteEntry(A))).files == {}


def test_names_of_both_and_the_making_of_the_goal_are_kept() -> None:
    start = configuration([SiteEntry(A)], functions=("g", "f"), split=("s",), made={"by": "x"}, root="old")
    goal = configuration([], functions=("f", "h"), made={"by": "y"}, root="new")
    found = difference(start, goal)
    assert (found.functions, found.split) == (("f", "g", "h"), ("s",))
    assert (found.made, found.root) == ({"by": "y"}, "new")


def test_two_forms_have_no_difference() -> None:
    with pytest.raises(UsageError, match="one is for files in free form, the other in any"):
        difference(configuration([], form="free"), configuration([]))


def test_a_site_is_named_once() -> None:
    with pytest.raises(UsageError, match=r"a\.f90::s>f#1 is named twice"):
        configuration([SiteEntry(A), SiteEntry(B), SiteEntry(A, Setting.CHECKPOINT)])
    assert len(configuration([SiteEntry(A), FragmentEntry(A, A), FragmentEntry(A, B), LoopEntry(A)]).entries) == 4


@given(CONFIGURATIONS)
def test_the_order_in_which_entries_come_does_not_matter(config: Configuration) -> None:
    assert configuration(reversed(config.entries)) == config
    assert list(config.entries) == sorted(config.entries, key=lambda entry: entry.key)


def test_entries_by_file() -> None:
    found = configuration([SiteEntry(B), LoopEntry(B), SiteEntry(A)]).by_file()
    assert list(found) == ["a.f90", "b.f90"]
    assert found["b.f90"] == [LoopEntry(B), SiteEntry(B)]


def test_what_is_taken_back_is_as_written_and_the_setting_of_a_loop_is_gone() -> None:
    assert reverted(SiteEntry(A, line=3)).setting is Setting.AS_WRITTEN
    assert reverted(FragmentEntry(A, B)) == FragmentEntry(A, B, Setting.AS_WRITTEN)
    assert reverted(LoopEntry(A, arguments="n 3 1")) == LoopEntry(A, Setting.AS_WRITTEN)


def test_the_line_is_a_hint_and_a_fingerprint_is_no_effect() -> None:
    assert SiteEntry(A, line=1) == SiteEntry(A, line=2)
    assert same_effect(SiteEntry(A), SiteEntry(A, fingerprint=PRINT))
    assert not same_effect(SiteEntry(A), SiteEntry(A, Setting.CHECKPOINT))
    assert not same_effect(LoopEntry(A, arguments="n 3 1"), LoopEntry(A, arguments="n 4 1"))


def test_arguments_have_one_blank_between_or_are_refused() -> None:
    assert binomial_arguments("  n+1   4\t1 ", "here") == "n+1 4 1"
    with pytest.raises(UsageError, match=r"^here: "):
        binomial_arguments("n 4", "here")


def test_a_directive_and_an_option_are_not_the_same() -> None:
    by_directive, by_option = SiteEntry(A), SiteEntry(A, by_option=True)
    assert not same_effect(by_directive, by_option) and same_effect(by_option, by_option)
    assert reverted(by_option) == SiteEntry(A, Setting.AS_WRITTEN, by_option=True)
