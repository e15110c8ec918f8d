"""From a configuration to what is placed in one file, and back.

Everything is decided on the text without our marks: take off what we placed, change that
list by what the configuration says, and place the new list. So applying is idempotent and
does not depend on any order, and what is written by hand is only touched where it is named.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.fragments import fragments
from rewriter.callsites.names import Names
from rewriter.callsites.resolve import Known, resolved
from rewriter.callsites.site import CallSite
from rewriter.callsites.site_id import SiteId
from rewriter.callsites.source import Source
from rewriter.configuration.model import Entry, FragmentEntry, LoopEntry, Setting, SiteEntry
from rewriter.errors import Refused
from rewriter.languages import binomial
from rewriter.languages.directives import Makes, made
from rewriter.languages.model import Change, Directive, Kind

START, END = "CHECKPOINT-START", "CHECKPOINT-END"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry against one file: where its site is, and what the file must hold for it."""

    entry: Entry
    site: CallSite
    current: frozenset[Change]
    wanted: frozenset[Change]

    @property
    def holds(self) -> bool:
        return self.current == self.wanted


class FileState:
    """What one file holds, by hand and by us, in terms of call sites."""

    def __init__(self, source: Source, names: Names, *, same: bool = False) -> None:
        """``same``: the file holds what it held when the entries that will be asked for were made."""
        self.source = source
        self.names = names
        self.same = same

    @cached_property
    def sites(self) -> list[CallSite]:
        return self.source.sites(self.names)

    @cached_property
    def changes(self) -> frozenset[Change]:
        """What we placed."""
        return frozenset(self.source.undone.changes)

    @cached_property
    def by_hand(self) -> list[tuple[Directive, int]]:
        """The user's directives, switched-off ones included, each with the statement it acts upon."""
        scan, language = self.source.base, self.source.language
        return [(directive, language.reach(scan, directive)) for directive in language.directives(scan)]

    @cached_property
    def _reaching(self) -> dict[tuple[str, int], list[Directive]]:
        """The user's directives by keyword and statement, but for those at the end of a line."""
        found: dict[tuple[str, int], list[Directive]] = {}
        for directive, reached in self.by_hand:
            if not directive.trailing:
                found.setdefault((directive.keyword, reached), []).append(directive)
        return found

    @cached_property
    def _trailing(self) -> set[int]:
        """The statements that a NOCHECKPOINT at the end of a line reaches."""
        return {reached for d, reached in self.by_hand if d.trailing and d.keyword == "NOCHECKPOINT"}

    @cached_property
    def _kept(self) -> set[int]:
        """The statements before which a CHECKPOINT stands; of one at the end of a line, the complement of its number.

        So -1, which one before no statement has, is no line.
        """
        number = self.source.lines.number
        kept = [(d, reached) for d, reached in self.by_hand if made(d.keyword, d.sentinel) is Makes.JOINT]
        return {~number(d.start) if d.trailing else reached for d, reached in kept}

    @cached_property
    def known_sites(self) -> Known:
        return Known(self.sites, self.source.fingerprints)

    @cached_property
    def known_loops(self) -> Known:
        return Known(self.source.loops, self.source.fingerprints)

    def has_procedure(self, name: str) -> bool:
        """Whether the file has a procedure of this name."""
        known = name in self.known_sites.by_procedure or name in self.known_loops.by_procedure
        return known or bool(self.source.fingerprints.body(name))

    def has_body(self, entry: Entry) -> bool:
        """Whether a procedure of the file has the body that an entry remembers."""
        body = entry.fingerprint.body if entry.fingerprint else ""
        return bool(body and self.source.fingerprints.named(body))

    def written_line(self, site: CallSite) -> int:
        """The line of a site or a loop in the text as it is."""
        lines = self._written_loops if Kind.LOOP in site.kind else self._written_sites
        return lines.get(site.identity, site.first_line)

    @cached_property
    def _written_sites(self) -> dict[SiteId, int]:
        return {site.identity: site.first_line for site in self.source.written_sites(self.names)}

    @cached_property
    def _written_loops(self) -> dict[SiteId, int]:
        return {loop.identity: loop.first_line for loop in self.source.written_loops}

    def outcome(self, entry: Entry, *, reverting: bool = False) -> Outcome:
        """What an entry wants of the file. Raises :class:`Refused` where that is unsafe or not certain."""
        site = self._resolve(entry.id, entry.fingerprint, isinstance(entry, LoopEntry), reverting)
        match entry:
            case SiteEntry(by_option=True):
                current, wanted = self._by_option(site, entry.setting)
            case SiteEntry():
                current, wanted = self._site(site, entry.setting)
            case LoopEntry():
                current, wanted = self._loop(site, entry.setting, entry.arguments)
            case FragmentEntry():
                last = self._resolve(entry.last, entry.last_fingerprint, False, reverting)
                current, wanted = self._fragment(site, last, entry.setting)
        return Outcome(entry, site, frozenset(current), frozenset(wanted))

    def renewed(self, entry: Entry) -> Entry:
        """The entry as it would be saved now. Raises :class:`Refused` where its site is not certain."""
        site = self._resolve(entry.id, entry.fingerprint, isinstance(entry, LoopEntry), False)
        match entry:
            case SiteEntry():
                return self.site_entry(site, entry.setting, by_option=entry.by_option and site.by_option)
            case LoopEntry():
                return replace(self.loop_entry(site, entry.arguments), setting=entry.setting)
            case FragmentEntry():
                last = self._resolve(entry.last, entry.last_fingerprint, False, False)
                return self.fragment_entry(site, last, entry.setting)

    def with_outcomes(self, outcomes: Iterable[Outcome]) -> list[Change]:
        """What the file must hold once the entries do."""
        changes = set(self.changes)
        outcomes = list(outcomes)
        for outcome in outcomes:
            changes -= outcome.current
        for outcome in outcomes:
            changes |= outcome.wanted
        return sorted(changes)

    def entries(self) -> list[Entry]:
        """What the file holds now, by hand or by us."""
        return [*self._held_sites(), *self._held_loops(), *self._held_fragments()]

    def site_entry(self, site: CallSite, setting: Setting, *, by_option: bool = False) -> SiteEntry:
        """A new entry for a site of this file."""
        return SiteEntry(site.identity, setting, site.first_line, self._print(site), by_option)

    def loop_entry(self, loop: CallSite, arguments: str) -> LoopEntry:
        """A new entry for a loop of this file; with no arguments, it is not to be a binomial one."""
        setting = Setting.PLACED if arguments else Setting.REMOVED
        return LoopEntry(loop.identity, setting, arguments, loop.first_line, self._print(loop))

    def fragment_entry(self, first: CallSite, last: CallSite, setting: Setting = Setting.PLACED) -> FragmentEntry:
        """A new entry for a fragment from one site to another."""
        prints = self._print(first), self._print(last)
        return FragmentEntry(first.identity, last.identity, setting, first.first_line, *prints)

    def _print(self, site: CallSite) -> Fingerprint:
        """What to remember of a site or a loop."""
        known = self.known_loops if Kind.LOOP in site.kind else self.known_sites
        calls = known.by_both.get((site.procedure, site.callee), [])
        return self.source.fingerprints.of(site.call, len(calls))

    # -- what stands for one site -----------------------------------------------------------------

    def _by_option(self, site: CallSite, setting: Setting) -> tuple[AbstractSet[Change], AbstractSet[Change]]:
        """Nothing is placed: a directive there may be that of another call of the statement."""
        if setting is Setting.NOCHECKPOINT and site.call.obstacle and not site.by_option:
            raise Refused(f"{site.path}:{site.first_line}: {site.id} cannot be switched: {site.call.obstacle}")
        return frozenset(), frozenset()

    def _site(self, site: CallSite, setting: Setting) -> tuple[AbstractSet[Change], AbstractSet[Change]]:
        body = site.call.body
        own = Change("NOCHECKPOINT", body)
        hand = self._hand("NOCHECKPOINT", body)
        off = {Change("OFF", directive.start) for directive in hand}
        current = self.changes & ({own} | off)
        if setting is Setting.AS_WRITTEN:
            return current, set()
        where = f"{site.path}:{site.first_line}"
        if site.call.obstacle:
            raise Refused(f"{where}: {site.id} cannot be switched: {site.call.obstacle}")
        if setting is Setting.NOCHECKPOINT:
            if self._kept & {body, ~self.source.lines.number(site.call.end)}:
                raise Refused(f"{where}: {site.id} is kept checkpointed by the CHECKPOINT at its call; remove that")
            return current, set() if hand or self.is_split(site) else {own}
        if body in self._trailing:
            raise Refused(
                f"{where}: releases of Tapenade disagree about the NOCHECKPOINT at the end of the line before; move it"
            )
        if self.is_split(site):
            raise Refused(
                f"{where}: {site.id} is split by the NOCHECKPOINT before the definition of {site.callee}; remove that"
            )
        return current, off

    def _loop(
        self, site: CallSite, setting: Setting, arguments: str
    ) -> tuple[AbstractSet[Change], AbstractSet[Change]]:
        at = site.call.body
        hand = self._hand("BINOMIAL-CKP", at)
        off = {Change("OFF", directive.start) for directive in hand}
        current = {c for c in self.changes if c.keyword == "BINOMIAL-CKP" and c.at == at} | self.changes & off
        if setting is Setting.REMOVED:
            return current, off
        if setting is Setting.AS_WRITTEN or any(binomial.by_hand(d.arguments) == arguments for d in hand):
            return current, set()
        return current, off | {Change("BINOMIAL-CKP", at, arguments)}

    def _fragment(
        self, first: CallSite, last: CallSite, setting: Setting
    ) -> tuple[AbstractSet[Change], AbstractSet[Change]]:
        own = {Change(START, first.call.body), Change(END, last.call.body)}
        hand = self._hand_fragment(first, last)
        off = {Change("OFF", directive.start) for directive in hand}
        current = self.changes & (own | off)
        if setting is Setting.AS_WRITTEN or (setting is Setting.PLACED and hand):
            return current, set()
        if setting is Setting.PLACED and (first.procedure != last.procedure or last.call.start < first.call.start):
            raise Refused(
                f"{first.path}:{first.first_line}: a fragment must begin and end in one procedure, in this order"
            )
        return current, off if setting is Setting.REMOVED else own

    def _hand(self, keyword: str, at: int) -> list[Directive]:
        return self._reaching.get((keyword, at), [])

    def _hand_fragment(self, first: CallSite, last: CallSite) -> list[Directive]:
        starts = self._hand(START, first.call.statement)
        ends = self._ending.get(last.call.statement, [])
        hand = [starts[-1], ends[0]] if starts and ends else []
        return [] if any(directive.start in self._dropped for directive in hand) else hand

    @cached_property
    def _dropped(self) -> set[int]:
        """Where the user's directives are that make no fragment, as Tapenade drops it."""
        found = fragments(self.source.language, self.source.base, (directive for directive, _ in self.by_hand))
        ends = (directive for one in found if one.dropped for directive in (one.first, one.last))
        return {directive.start for directive in ends if directive is not None}

    @cached_property
    def _ending(self) -> dict[int, list[Directive]]:
        """The user's CHECKPOINT-ENDs by the statement that they stand after."""
        found: dict[int, list[Directive]] = {}
        for directive, _ in self.by_hand:
            if directive.keyword == END:
                found.setdefault(self._behind(directive), []).append(directive)
        return found

    def _behind(self, directive: Directive) -> int:
        """The statement in front of a directive, as the offset of its first entry that is a call's statement."""
        ends, last_statements = self._ended
        place = bisect_right(ends, directive.start)
        offset = bisect_left(self._offsets, directive.start)
        if not place:
            return -1
        last = last_statements[place - 1]
        return last if self._offsets[offset - 1] in self._bodies[last] else -1

    @cached_property
    def _ended(self) -> tuple[list[int], list[int]]:
        """Where calls end, in order, and the last statement of those that have ended there."""
        ended = sorted((s.call.end, s.call.statement) for s in self.sites)
        return [end for end, _ in ended], list(accumulate((at for _, at in ended), max))

    @cached_property
    def _bodies(self) -> dict[int, set[int]]:
        """Where each statement with calls begins, with what a one-line IF guards."""
        found: dict[int, set[int]] = {}
        for site in self.sites:
            found.setdefault(site.call.statement, {site.call.statement}).add(site.call.body)
        return found

    @cached_property
    def _offsets(self) -> list[int]:
        return [at for at, words in self.source.spans if words != "endif"]

    # -- reading back -------------------------------------------------------------------------------

    def is_split(self, site: CallSite) -> bool:
        """Whether a NOCHECKPOINT before the definition of its callee splits it."""
        return self.source.known(self.names).is_split(site.call.procedure, site.callee)

    def _held_sites(self) -> list[Entry]:
        own = {c.at for c in self.changes if c.keyword == "NOCHECKPOINT"}
        off = {c.at for c in self.changes if c.keyword == "OFF"}
        result: list[Entry] = []
        for site in self.sites:
            hand = self._hand("NOCHECKPOINT", site.call.body)
            if site.call.obstacle:
                continue
            if site.call.body in own or any(d.start not in off for d in hand) or self.is_split(site):
                result.append(self.site_entry(site, Setting.NOCHECKPOINT))
            elif hand:
                result.append(self.site_entry(site, Setting.CHECKPOINT))
        return result

    def _held_loops(self) -> list[Entry]:
        own = {c.at: c.arguments for c in self.changes if c.keyword == "BINOMIAL-CKP"}
        off = {c.at for c in self.changes if c.keyword == "OFF"}
        hand: dict[int, str] = {}
        for directive, reached in self.by_hand:
            arguments = binomial.by_hand(directive.arguments)
            if directive.keyword == "BINOMIAL-CKP" and not directive.trailing and not binomial.unfit(arguments):
                hand[reached] = "" if directive.start in off else arguments
        held = {**hand, **own}
        if not held:
            return []
        return [self.loop_entry(s, held[s.call.body]) for s in self.source.loops if s.call.body in held]

    def _held_fragments(self) -> list[Entry]:
        off = {c.at for c in self.changes if c.keyword == "OFF"}
        marks: list[tuple[int, str, CallSite | None, bool]] = []
        by_body: dict[int, CallSite] = {}
        for site in self.sites:
            by_body.setdefault(site.call.body, site)
        by_statement = {s.call.statement: s for s in reversed(self.sites)}
        for change in self.changes:
            if change.keyword in (START, END):
                marks.append((change.at, change.keyword, by_body.get(change.at), False))
        for directive, reached in self.by_hand:
            if directive.keyword in (START, END) and directive.start not in self._dropped:
                statement = reached if directive.keyword == START else self._behind(directive)
                site_there = by_statement.get(statement)
                marks.append((directive.start, directive.keyword, site_there, directive.start in off))
        result: list[Entry] = []
        stack: list[CallSite | None] = []
        for _, keyword, mark_site, switched_off in sorted(marks, key=lambda m: (m[0], m[1] == END)):
            if keyword == START:
                stack.append(mark_site)
            elif stack:
                first = stack.pop()
                if first is not None and mark_site is not None:
                    setting = Setting.REMOVED if switched_off else Setting.PLACED
                    result.append(self.fragment_entry(first, mark_site, setting))
        return result

    def _resolve(self, identity: SiteId, fingerprint: Fingerprint | None, loop: bool, reverting: bool) -> CallSite:
        known = self.known_loops if loop else self.known_sites
        try:
            return resolved(identity, fingerprint, known, same=self.same)
        except Refused:
            if not reverting or fingerprint is None:
                raise
            # However much has changed around it: the one site that bears our mark and reads as it did.
            ours = (self._our_loops if loop else self._our_sites).get(fingerprint.statement, [])
            if len(ours) != 1:
                raise
            return ours[0]

    @cached_property
    def _our_sites(self) -> dict[str, list[CallSite]]:
        return self._ours(self.sites)

    @cached_property
    def _our_loops(self) -> dict[str, list[CallSite]]:
        return self._ours(self.source.loops)

    def _ours(self, sites: Sequence[CallSite]) -> dict[str, list[CallSite]]:
        """The sites that bear our mark, by their statement."""
        placed = {change.at for change in self.changes}
        found: dict[str, list[CallSite]] = {}
        for site in sites:
            if site.call.body in placed:
                found.setdefault(self.source.fingerprints.statement(site.call), []).append(site)
        return found
