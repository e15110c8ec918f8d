"""What one file must hold for an entry, and the entries it holds: values in, values out."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callsites.site_id import SiteId
from rewriter.callsites.source import Source
from rewriter.configuration.file_state import END, START, FileState
from rewriter.configuration.model import Entry, FragmentEntry, LoopEntry, Setting, SiteEntry, reverted
from rewriter.errors import Refused
from rewriter.languages.model import Change
from tests.support.other_files import defining, together

NO = "!$AD NOCHECKPOINT"
BEGIN, CLOSE = "!$AD CHECKPOINT-START", "!$AD CHECKPOINT-END"


NOCHECKPOINT, CHECKPOINT, AS_WRITTEN = Setting.NOCHECKPOINT, Setting.CHECKPOINT, Setting.AS_WRITTEN
PLACED, REMOVED = Setting.PLACED, Setting.REMOVED


def state(text: str, path: str = "m.f90") -> FileState:
    source = Source(path, dedent(text).encode())
    return FileState(source, together(source, defining("a b c d")))


def top(*lines: str) -> FileState:
    """A procedure with these lines, the first being line 2."""
    return state("\n".join(["subroutine top(x)", *lines, "end subroutine top", ""]))


def site(name: str, setting: Setting = NOCHECKPOINT) -> SiteEntry:
    """An entry without a fingerprint: ``a`` is the first call of a in top, ``a2`` the second."""
    return SiteEntry(SiteId("m.f90", "top", name[0], int(name[1:] or 1)), setting)


def optional(name: str, setting: Setting = NOCHECKPOINT) -> SiteEntry:
    """The same, by option."""
    return replace(site(name, setting), by_option=True)


def fragment(first: str, last: str, setting: Setting = PLACED) -> FragmentEntry:
    return FragmentEntry(site(first).id, site(last).id, setting)


def loop(number: int, setting: str) -> LoopEntry:
    """With a setting, or with arguments."""
    identity = SiteId("m.f90", "top", "do", number)
    return LoopEntry(identity, setting) if isinstance(setting, Setting) else LoopEntry(identity, arguments=setting)


def after(held: FileState, *entries: Entry) -> str:
    """The lines between the head and the end once the entries hold."""
    outcomes = [held.outcome(entry) for entry in entries]
    text = held.source.with_changes(held.with_outcomes(outcomes)).decode()
    again = FileState(Source("m.f90", text.encode()), held.names)
    assert all(again.outcome(entry).holds for entry in entries)
    assert [o.holds for o in outcomes] == [o.current == o.wanted for o in outcomes]
    return "\n".join(text.splitlines()[1:-1])


def lines(*words: str) -> str:
    return "\n".join(words)


def refused(held: FileState, entry: Entry) -> str:
    with pytest.raises(Refused) as refusal:
        held.outcome(entry)
    return str(refusal.value)


def entries(held: FileState) -> list[tuple[str, str, str]]:
    """What a file holds, in few words."""
    return [_words(entry) for entry in held.entries()]


def _words(entry: Entry) -> tuple[str, str, str]:
    named = f"{entry.id.callee}#{entry.id.ordinal}"
    match entry:
        case FragmentEntry(last=last):
            return named, f"{last.callee}#{last.ordinal}", entry.setting
        case LoopEntry(setting=Setting.PLACED):
            return entry.kind, named, entry.arguments
    return entry.kind, named, entry.setting


# sites


def test_a_site_is_switched_and_back() -> None:
    held = top("call a(x)", "call b(x)")
    outcome = held.outcome(site("b"))
    assert (outcome.entry, outcome.site.callee) == (site("b"), "b")
    assert outcome.current == set()
    assert outcome.wanted == {Change("NOCHECKPOINT", outcome.site.call.body)}
    assert not outcome.holds
    assert after(held, site("b")) == lines("call a(x)", f"{NO} rewriter", "call b(x)")
    ours = top("call a(x)", f"{NO} rewriter", "call b(x)")
    assert ours.outcome(site("b")).holds
    assert after(ours, site("b")) == lines("call a(x)", f"{NO} rewriter", "call b(x)"), "twice is once"
    assert after(ours, site("a")) == lines(f"{NO} rewriter", "call a(x)", f"{NO} rewriter", "call b(x)")
    for setting in (CHECKPOINT, AS_WRITTEN):
        assert after(ours, site("b", setting)) == lines("call a(x)", "call b(x)")
        assert held.outcome(site("b", setting)).holds


def test_a_directive_of_the_user_is_not_doubled() -> None:
    held = top(NO, "call a(x)", "call a(x)")
    assert held.outcome(site("a")).holds
    assert after(held, site("a")) == lines(NO, "call a(x)", "call a(x)")
    assert after(held, site("a2")) == lines(NO, "call a(x)", f"{NO} rewriter", "call a(x)")


def test_a_directive_of_the_user_is_switched_off_and_on_again() -> None:
    held = top("call b(x)", NO, "call a(x)")
    off = lines("call b(x)", f"!rewriter off: {NO}", "call a(x)")
    assert after(held, site("a", CHECKPOINT)) == off
    switched = top(*off.splitlines())
    assert switched.outcome(site("a", CHECKPOINT)).holds
    assert after(switched, site("b", CHECKPOINT)) == off
    for setting in (NOCHECKPOINT, AS_WRITTEN):
        assert after(switched, site("a", setting)) == lines("call b(x)", NO, "call a(x)")
    assert held.outcome(site("a", AS_WRITTEN)).holds
    # Two of them, too.
    assert after(top(NO, NO, "call a(x)"), site("a", CHECKPOINT)).count("off:") == 2


def test_other_directives_of_the_user_are_left_alone() -> None:
    held = top("!$AD II-LOOP", "call a(x)")
    assert after(held, site("a")) == lines("!$AD II-LOOP", f"{NO} rewriter", "call a(x)")
    assert held.outcome(site("a", CHECKPOINT)).holds


def test_what_cannot_be_switched_is_refused_but_goes_back() -> None:
    held = top("x = 1", "call a(n + 1)")
    (found,) = held.sites
    assert refused(held, site("a")) == f"m.f90:3: m.f90::top>a#1 cannot be switched: {found.call.obstacle}"
    assert refused(held, site("a", CHECKPOINT)).startswith("m.f90:3: ")
    assert held.outcome(site("a", AS_WRITTEN)).holds


def test_a_directive_at_the_end_of_the_line_before_is_not_switched_off() -> None:
    held = top(f"x = 1 {NO}", "call a(x)", "call b(x)")
    assert refused(held, site("a", CHECKPOINT)) == (
        "m.f90:3: releases of Tapenade disagree about the NOCHECKPOINT at the end of the line before; move it"
    )
    assert after(held, site("a")) == lines(f"x = 1 {NO}", f"{NO} rewriter", "call a(x)", "call b(x)")
    assert held.outcome(site("a", AS_WRITTEN)).holds
    assert held.outcome(site("b", CHECKPOINT)).holds
    other = top("x = 1 !$AD II-LOOP", "call a(x)")
    assert other.outcome(site("a", CHECKPOINT)).holds


def test_what_a_checkpoint_at_the_call_keeps_checkpointed_is_not_switched() -> None:
    held = top("!$AD CHECKPOINT", "call a(x)", "call b(x) !$AD CHECKPOINT", "call c(x)")
    for name, line in (("a", 3), ("b", 4)):
        why = f"m.f90::top>{name}#1 is kept checkpointed by the CHECKPOINT at its call; remove that"
        assert refused(held, site(name)) == f"m.f90:{line}: {why}"
        assert held.outcome(site(name, CHECKPOINT)).holds
    assert held.outcome(site("c")).wanted


def test_a_checkpoint_before_no_statement_keeps_nothing() -> None:
    held = state("call a(x)\nx = 1\n!$AD CHECKPOINT\n")
    assert held.outcome(held.site_entry(held.sites[0], NOCHECKPOINT)).wanted


def test_the_line_of_a_site_or_a_loop_in_the_text_as_it_is() -> None:
    loop_lines = ("!$AD BINOMIAL-CKP 10 3 1 rewriter", "do i = 1, 9", f"{NO} rewriter", "call a(x)", "end do")
    held = top(*loop_lines)
    (found,), (around,) = held.sites, held.source.loops
    assert (around.first_line, held.written_line(around)) == (2, 3)
    assert (found.first_line, held.written_line(found)) == (3, 5)


SPLIT = f"{NO}\nsubroutine a(x)\nend\nsubroutine top(x)\n  call a(x)\n  call b(x)\nend\n"


def test_what_is_split_at_its_definition_needs_and_bears_no_switch() -> None:
    held = state(SPLIT)
    assert held.outcome(site("a")).holds
    assert not held.outcome(site("b")).holds
    assert held.outcome(site("a", AS_WRITTEN)).holds
    assert refused(held, site("a", CHECKPOINT)) == (
        "m.f90:5: m.f90::top>a#1 is split by the NOCHECKPOINT before the definition of a; remove that"
    )
    assert held.outcome(site("b", CHECKPOINT)).holds
    assert entries(held) == [("site", "a#1", NOCHECKPOINT)]


def test_entries_of_sites() -> None:
    held = top(
        *("call a(x)", NO, "call a(x)", f"!rewriter off: {NO}", "call a(x)", f"{NO} rewriter", "call a(x)"),
        *(NO, "call a(n + 1)", "!$AD II-LOOP", "call a(x)", f"{NO}", f"!rewriter off: {NO}", "call a(x)"),
        *(f"x = 1 {NO}", "call a(x)"),
    )
    assert entries(held) == [
        ("site", "a#2", NOCHECKPOINT),
        ("site", "a#3", CHECKPOINT),
        ("site", "a#4", NOCHECKPOINT),
        ("site", "a#7", NOCHECKPOINT),
    ]
    (first, *_) = held.entries()
    assert isinstance(first, SiteEntry)
    assert first.line == 4
    assert first.fingerprint == held.source.fingerprints.of(held.sites[1].call, calls=8)


# fragments


def test_a_fragment_is_placed_and_removed() -> None:
    held = top("x = 1", "call a(x)", "call b(x)", "x = 2")
    placed = lines("x = 1", f"{BEGIN} rewriter", "call a(x)", "call b(x)", f"{CLOSE} rewriter", "x = 2")
    assert after(held, fragment("a", "b")) == placed
    ours = top(*placed.splitlines())
    assert ours.outcome(fragment("a", "b")).holds
    for setting in (REMOVED, AS_WRITTEN):
        assert after(ours, fragment("a", "b", setting)) == lines("x = 1", "call a(x)", "call b(x)", "x = 2")
        assert held.outcome(fragment("a", "b", setting)).holds
    assert entries(ours) == [("a#1", "b#1", PLACED)]
    around_one = lines("x = 1", f"{BEGIN} rewriter", "call a(x)", f"{CLOSE} rewriter", "call b(x)", "x = 2")
    assert after(held, fragment("a", "a")) == around_one
    assert entries(top(*around_one.splitlines())) == [("a#1", "a#1", PLACED)]


def test_a_fragment_of_the_user_is_kept_or_switched_off() -> None:
    words = ("x = 1", BEGIN, "call a(x)", "call b(x)", CLOSE, "x = 2")
    held = top(*words)
    assert held.outcome(fragment("a", "b")).holds
    assert held.outcome(fragment("a", "b", AS_WRITTEN)).holds
    off = lines("x = 1", f"!rewriter off: {BEGIN}", "call a(x)", "call b(x)", f"!rewriter off: {CLOSE}", "x = 2")
    assert after(held, fragment("a", "b", REMOVED)) == off
    switched = top(*off.splitlines())
    assert switched.outcome(fragment("a", "b", REMOVED)).holds
    assert entries(held) == [("a#1", "b#1", PLACED)]
    assert entries(switched) == [("a#1", "b#1", REMOVED)]
    for setting in (PLACED, AS_WRITTEN):
        assert after(switched, fragment("a", "b", setting)) == lines(*words)
    (entry,) = held.entries()
    of = held.source.fingerprints.of
    assert isinstance(entry, FragmentEntry)
    assert entry.line == 4
    assert (entry.fingerprint, entry.last_fingerprint) == tuple(of(found.call, calls=1) for found in held.sites)


def test_of_nested_fragments_the_inner_marks_are_switched_off() -> None:
    """Both begin at a and end at b: what is nearest to the calls belongs together."""
    held = top("x = 1", BEGIN, BEGIN, "call a(x)", "call b(x)", CLOSE, CLOSE, "x = 2")
    assert after(held, fragment("a", "b", REMOVED)) == lines(
        *(
            "x = 1",
            BEGIN,
            f"!rewriter off: {BEGIN}",
            "call a(x)",
            "call b(x)",
            f"!rewriter off: {CLOSE}",
            CLOSE,
            "x = 2",
        )
    )


def test_nested_fragments_are_read_back_from_the_inside() -> None:
    by_hand = top(BEGIN, "call a(x)", BEGIN, "call b(x)", CLOSE, "call c(x)", CLOSE, "call d(x)")
    assert entries(by_hand) == [("b#1", "b#1", PLACED), ("a#1", "c#1", PLACED)]
    plain = top("x = 1", "call a(x)", "call b(x)", "call c(x)", "call d(x)", "x = 2")
    both = [fragment("a", "d"), fragment("b", "c")]
    text = after(plain, *both)
    assert text == lines(
        *("x = 1", f"{BEGIN} rewriter", "call a(x)", f"{BEGIN} rewriter", "call b(x)", "call c(x)"),
        *(f"{CLOSE} rewriter", "call d(x)", f"{CLOSE} rewriter", "x = 2"),
    )
    assert entries(top(*text.splitlines())) == [("b#1", "c#1", PLACED), ("a#1", "d#1", PLACED)]
    one_off = top(BEGIN, "call a(x)", f"!rewriter off: {BEGIN}", "call b(x)", f"!rewriter off: {CLOSE}", "x = 1", CLOSE)
    assert entries(one_off)[0] == ("b#1", "b#1", REMOVED)


def test_fragments_of_one_call_each_are_read_back() -> None:
    """Both marks of one stand at one place, whatever order they are kept in."""
    words = [word for n in range(9) for word in (f"{BEGIN} rewriter", f"call a({n})", f"{CLOSE} rewriter", f"x = {n}")]
    assert entries(top(*words)) == [(f"a#{n}", f"a#{n}", PLACED) for n in range(1, 10)]


def test_fragments_that_are_no_pair_or_hold_no_call_at_their_ends() -> None:
    assert entries(top(CLOSE, BEGIN, "call a(x)", CLOSE, "call b(x)")) == [("a#1", "a#1", PLACED)]
    assert entries(top(BEGIN, "call a(x)")) == []
    assert entries(top(BEGIN, "x = 1", "call a(x)", CLOSE, "x = 2")) == []
    assert entries(top(BEGIN, "call a(x)", "x = 1", CLOSE, "x = 2")) == []
    assert entries(top("x = 1", CLOSE, "call a(x)")) == []
    assert entries(top(BEGIN, "x = 1", CLOSE, "x = 2")) == [], "there is no call at all"
    between = ("x = 1", BEGIN, "call a(x)", "!$AD II-LOOP", CLOSE, "x = 2")
    assert after(top(*between), fragment("a", "a", REMOVED)) == lines(
        "x = 1", f"!rewriter off: {BEGIN}", "call a(x)", "!$AD II-LOOP", f"!rewriter off: {CLOSE}", "x = 2"
    )


def test_fragments_end_behind_one_line_ifs_and_around_blocks() -> None:
    held = top(BEGIN, "call a(x)", "if (x > 1) call b(x)", CLOSE, "x = 2")
    assert entries(held) == [("a#1", "b#1", PLACED)]
    assert held.outcome(fragment("a", "b")).holds
    # A statement after the last call, or a block that ends there, is not the call's.
    block = (BEGIN, "call a(x)", "if (x > 1) then", "call b(x)", "y = 1", "end if", CLOSE, "x = 2")
    assert entries(top(*block)) == []


def test_only_both_ends_make_a_fragment_of_the_user() -> None:
    held = top("x = 1", BEGIN, "call a(x)", "call b(x)", "call c(x)", CLOSE, "x = 2")
    assert not held.outcome(fragment("a", "b")).holds
    assert not held.outcome(fragment("b", "c")).holds
    assert held.outcome(fragment("a", "c")).holds
    assert held.outcome(fragment("a", "b", REMOVED)).holds
    assert held.outcome(fragment("b", "c", REMOVED)).holds


def test_a_fragment_is_in_one_procedure_and_in_order() -> None:
    held = state("subroutine top(x)\ncall a(x)\ncall b(x)\nx = 1\nend\nsubroutine low(x)\ncall c(x)\nx = 2\nend\n")
    across = FragmentEntry(SiteId.parse("m.f90::top>a#1"), SiteId.parse("m.f90::low>c#1"), PLACED)
    for entry, line in ((across, 2), (fragment("b", "a"), 3)):
        why = f"m.f90:{line}: a fragment must begin and end in one procedure, in this order"
        assert refused(held, entry) == why
        for setting in (REMOVED, AS_WRITTEN):
            assert held.outcome(FragmentEntry(entry.id, entry.last, setting)).holds
    assert held.outcome(fragment("a", "b")).wanted == {
        Change(START, held.sites[0].call.body),
        Change(END, held.sites[1].call.body),
    }
    assert held.outcome(fragment("a", "a")).wanted


# loops


def test_a_loop_is_set_changed_and_freed() -> None:
    body = ("do i = 1, 9", "call a(x)", "end do", "x = 1", "do j = 1, 9", "end do")
    held = top(*body)
    assert held.outcome(loop(2, REMOVED)).holds and held.outcome(loop(2, AS_WRITTEN)).holds
    set_once = lines(*body[:4], "!$AD BINOMIAL-CKP 10 3 1 rewriter", *body[4:])
    assert after(held, loop(2, "10 3 1")) == set_once
    ours = top(*set_once.splitlines())
    assert ours.outcome(loop(2, "10 3 1")).holds
    assert not ours.outcome(loop(2, "10 4 1")).holds
    assert after(ours, loop(2, "10 4 1")) == set_once.replace("10 3 1", "10 4 1")
    assert after(ours, loop(1, "10 5 1")).count("BINOMIAL") == 2
    for setting in (REMOVED, AS_WRITTEN):
        assert after(ours, loop(2, setting)) == lines(*body)
    assert entries(ours) == [("binomial", "do#2", "10 3 1")]
    assert entries(held) == []


def test_a_setting_of_the_user_is_kept_or_replaced() -> None:
    hand = "!$AD BINOMIAL-CKP 10 3 1"
    body = ("x = 1", hand, "do i = 1, 9", "call a(x)", "end do")
    held = top(*body)
    assert held.outcome(loop(1, "10 3 1")).holds and held.outcome(loop(1, AS_WRITTEN)).holds
    off = lines("x = 1", f"!rewriter off: {hand}", *body[2:])
    assert after(held, loop(1, REMOVED)) == off
    replaced = lines("x = 1", f"!rewriter off: {hand}", "!$AD BINOMIAL-CKP 10 4 1 rewriter", *body[2:])
    assert after(held, loop(1, "10 4 1")) == replaced
    assert entries(held) == [("binomial", "do#1", "10 3 1")]
    assert entries(top(*off.splitlines())) == [("binomial", "do#1", REMOVED)]
    assert entries(top(*replaced.splitlines())) == [("binomial", "do#1", "10 4 1")]
    assert after(top(*replaced.splitlines()), loop(1, AS_WRITTEN)) == lines(*body)
    assert after(top(*replaced.splitlines()), loop(1, REMOVED)) == off
    # Tapenade reads no further than three words.
    assert top(f"{hand} or so", *body[2:]).outcome(loop(1, "10 3 1")).holds


def test_what_is_no_setting_of_a_loop() -> None:
    assert entries(top("!$AD BINOMIAL-CKP 10 3", "do i = 1, 9", "end do")) == []
    assert entries(top("x = 1 !$AD BINOMIAL-CKP 10 3 1", "do i = 1, 9", "end do")) == []
    assert entries(top("!$AD BINOMIAL-CKP 10 3 1", "x = 1", "do i = 1, 9", "end do")) == []
    assert entries(top("!$AD II-LOOP 10 3 1", "do i = 1, 9", "end do")) == []


def test_a_mark_of_ours_that_a_loop_was_put_behind_is_none_of_the_loop() -> None:
    for mark in (NO, BEGIN):
        held = top("x = 1", f"{mark} rewriter", "do i = 1, 9", "call a(x)", "end do")
        assert entries(held) == []
        assert held.outcome(loop(1, REMOVED)).holds


# several entries, and going back


def test_of_one_file_everything_is_changed_at_once() -> None:
    held = top("call a(x)", f"{NO} rewriter", "call b(x)", "call c(x)", "x = 1")
    text = after(held, site("a"), site("b", CHECKPOINT), fragment("b", "c"))
    assert text == lines(
        f"{NO} rewriter", "call a(x)", f"{BEGIN} rewriter", "call b(x)", "call c(x)", f"{CLOSE} rewriter", "x = 1"
    )
    # What one entry takes away another may want.
    outcomes = [held.outcome(site("b", CHECKPOINT)), held.outcome(site("b"))]
    assert held.with_outcomes(outcomes) == held.with_outcomes(reversed(outcomes)) == sorted(held.changes)


def test_a_site_is_followed_by_its_fingerprint() -> None:
    held = top("x = 1", "call a(x)", "x = 2", "call a(y)", "x = 3")
    entry = held.site_entry(held.sites[1], NOCHECKPOINT)
    assert (entry.setting, str(entry.id)) == (NOCHECKPOINT, "m.f90::top>a#2")
    more = top("call a(z)", "x = 1", "call a(x)", "x = 2", "call a(y)", "x = 3")
    assert more.outcome(entry).site.id == "m.f90::top>a#3"
    assert after(more, entry) == lines(
        "call a(z)", "x = 1", "call a(x)", "x = 2", f"{NO} rewriter", "call a(y)", "x = 3"
    )
    piece = held.fragment_entry(held.sites[0], held.sites[1])
    assert piece.setting == PLACED
    assert more.outcome(piece).wanted == {
        Change(START, more.sites[1].call.body),
        Change(END, more.sites[2].call.body),
    }


def test_a_site_whose_number_has_changed_is_found_and_one_that_reads_otherwise_is_not() -> None:
    rest = ("x = 1", "x = 2", "x = 3", "call a(y)", "x = 4", "x = 5")
    held = top("call a(x)", *rest)
    entry = held.site_entry(held.sites[1], NOCHECKPOINT)
    assert top(*rest).outcome(entry).site.id == "m.f90::top>a#1"
    outside = state("x = 1\ncall a(x)\nx = 2\nend\n")
    entry = outside.site_entry(outside.sites[0], NOCHECKPOINT)
    assert outside.outcome(entry).site == outside.sites[0]
    assert "is as it was" in refused(state("x = 1\ncall a(y)\nx = 2\nend\n"), entry)


def test_a_fragment_is_named_by_the_first_call_of_a_statement() -> None:
    functions = "real function f(x)\nend\nreal function g(x)\nend\n"
    held = state(f"{functions}subroutine top(x)\n{BEGIN}\ny = f(x) + g(x)\n{CLOSE}\nx = 2\nend\n")
    assert entries(held) == [("f#1", "f#1", PLACED)]


def test_a_changed_source_gives_our_marks_back_all_the_same() -> None:
    before = top("x = 1", "call a(x)", "x = 2")
    entry = before.site_entry(before.sites[0], NOCHECKPOINT)
    back = reverted(entry)
    assert back == SiteEntry(entry.id, AS_WRITTEN, entry.line, entry.fingerprint)
    changed = top("y = 1", f"{NO} rewriter", "call a(x)", "y = 2")
    assert "are not those" in refused(changed, entry) and "are not those" in refused(changed, back)
    outcome = changed.outcome(back, reverting=True)
    assert (outcome.current, outcome.wanted) == (changed.changes, frozenset())
    # But not what reads otherwise, bears no mark, or is not the only one.
    for lines_ in (
        ("y = 1", f"{NO} rewriter", "call a(z)", "y = 2"),
        ("y = 1", "call a(x)", "y = 2"),
        ("y = 1", f"{NO} rewriter", "call a(x)", "y = 2", f"{NO} rewriter", "call a(x)", "y = 3"),
    ):
        with pytest.raises(Refused):
            top(*lines_).outcome(back, reverting=True)
    with pytest.raises(Refused):
        top("y = 1").outcome(SiteEntry(entry.id, AS_WRITTEN), reverting=True)
    with pytest.raises(Refused):
        changed.outcome(SiteEntry(SiteId.parse("m.f90::top>b#1"), AS_WRITTEN), reverting=True)
    # A second one without a mark does no harm.
    beside = top("y = 1", f"{NO} rewriter", "call a(x)", "y = 2", "call a(x)", "y = 3")
    assert beside.outcome(back, reverting=True).site.first_line == 3


def test_a_changed_source_gives_the_mark_of_a_loop_back_all_the_same() -> None:
    rest = ("do i = 1, 9", "call a(x)", "end do")
    before = top("x = 1", *rest, "x = 2")
    back = reverted(before.loop_entry(before.source.loops[0], "10 3 1"))
    changed = top("y = 1", "!$AD BINOMIAL-CKP 10 3 1 rewriter", rest[0], "y = 3", *rest[1:], "y = 2")
    assert "are not those" in refused(changed, back)
    assert changed.outcome(back, reverting=True).current == changed.changes


def test_alike_bodies_of_two_procedures_are_told_apart_by_name() -> None:
    text = "subroutine top(x)\nx = 1\ncall a(x)\nend\nsubroutine low(x)\nx = 1\ncall a(x)\nend\n"
    held = state(text)
    for found in held.sites:
        assert held.outcome(held.site_entry(found, NOCHECKPOINT)).site == found


CALLS = st.lists(st.sampled_from(["call a(x)", "call b(x)", NO, "x = 1", "if (x > 1) call a(x)"]), max_size=7)


@given(CALLS, st.data())
def test_applying_holds_and_going_back_gives_the_text(body: list[str], data: st.DataObject) -> None:
    held = top(*body)
    wanted = [
        held.site_entry(found, data.draw(st.sampled_from([NOCHECKPOINT, CHECKPOINT])))
        for found in held.sites
        if data.draw(st.booleans())
    ]
    text = after(held, *wanted)
    made = top(*text.splitlines())
    assert after(made, *map(reverted, wanted)) == lines(*body)
    assert made.source.base.text == held.source.text


def test_a_fragment_that_tapenade_drops_is_not_held() -> None:
    held = top("do i = 1, 2", BEGIN, "call a(x)", CLOSE, "end do", "x = 2")
    assert entries(held) == []
    outcome = held.outcome(fragment("a", "a"))
    assert not outcome.holds
    with pytest.raises(Refused, match="the last statement of its block cannot end a fragment"):
        held.source.with_changes(held.with_outcomes([outcome]))


def test_nothing_is_placed_nor_taken_off_for_what_the_option_switches() -> None:
    source = Source("m.f90", f"subroutine top(x)\n{NO} rewriter\ny = a(x) + b(x)\nend subroutine top\n".encode())
    here = FileState(source, together(source, defining(functions="a b")))
    assert [s.by_option for s in here.sites] == [False, True]
    for setting in (NOCHECKPOINT, AS_WRITTEN):
        outcome = here.outcome(optional("b", setting))
        assert (outcome.holds, outcome.wanted) == (True, frozenset())


def test_what_the_option_does_not_reach_is_refused() -> None:
    with pytest.raises(Refused, match=r"^m\.f90:2: m\.f90::top>e#1 cannot be switched: an argument is an expression"):
        top("call e(x + 1)").outcome(optional("e"))


def test_renewed_entries_are_by_option_where_no_directive_reaches() -> None:
    def renewed(call: str) -> bool:
        entry = top(call).renewed(optional("a"))
        return isinstance(entry, SiteEntry) and entry.by_option

    assert renewed("call a(x + 1)") and not renewed("call a(x)")
