"""Directives written by hand that do nothing: misspelt, misplaced, or dropped by Tapenade, which says nothing of it.

What people do to switch a directive off (``!!$AD`` and the like) is no mistake and is not told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rewriter.callsites.fragments import fragments
from rewriter.callsites.site import CallSite
from rewriter.languages.directives import AD, BINOMIAL, OFF, Attaches, row
from rewriter.languages.lookalikes import corrected, intended
from rewriter.languages.model import Directive, Kind, Scan
from rewriter.languages.obstacle import Code
from rewriter.languages.registry import Language
from rewriter.text.edits import Lines, line_end, line_start

_DO = re.compile(r"(?:\w+[ \t]*:[ \t]*)?do(?:\b|[ \t]*\d)")
"""The head of a loop, which need not have an end of its own where cpp has alternatives."""


class Idle(NamedTuple):
    """A directive, or what should have been one, that does nothing."""

    path: str
    line: int
    words: str
    """As it is written."""
    reason: str
    instead: str
    """The line, or the lines, that would work; ``""`` where none can be told."""
    before: int = 0
    """The line that it must stand before; 0 where its place is right."""

    def __str__(self) -> str:
        place = f" before line {self.before}" if self.before else ""
        lines = ", ".join(f"'{line}'" for line in self.instead.split("\n"))
        advice = f"; write {lines}{place}" if self.instead else ""
        return f"{self.path}:{self.line}: '{self.words}' does nothing: {self.reason}{advice}"


def idle(path: str, language: Language, scan: Scan, sites: Sequence[CallSite]) -> list[Idle]:
    """All of one file, by line. ``sites``: the call sites of the text as it is."""
    reader = _Reader(path, language, scan, sites)
    return sorted({*reader.misspelt(), *reader.misplaced(), *reader.dropped()})


class _Reader:
    def __init__(self, path: str, language: Language, scan: Scan, sites: Sequence[CallSite]) -> None:
        self._path, self._language, self._scan, self._sites = path, language, scan, sites
        self._lines = Lines(scan.text)
        self._all = list(language.directives(scan))
        self._own = [one for one in self._all if not one.ours and one.keyword != OFF and one.sentinel == AD.text]

    def misspelt(self) -> Iterator[Idle]:
        """What Tapenade does not read as a directive, or knows under another name.

        Nothing is said of keywords that resemble none: other programs have directives of their own with this sentinel.
        """
        read = {directive.start for directive in self._all}
        for at, comment in self._language.comments(self._scan):
            if at not in read and (words := intended(comment)):
                stop = line_end(self._scan.text, at)
                tab = " (to it, a tab is no blank)" if "\t" in self._scan.text[at:stop].rstrip() else ""
                yield self._idle(at, stop, f"Tapenade does not read this as a directive{tab}", words)
        for directive in self._own:
            if words := corrected(f"{directive.keyword} {directive.arguments}"):
                yield self._told(directive, "its keyword is misspelt", words)

    def misplaced(self) -> Iterator[Idle]:
        """What stands where Tapenade does not look for it."""
        for directive in self._own:
            found = row(directive.keyword)
            if found is None or corrected(f"{directive.keyword} {directive.arguments}"):
                continue
            words = f"{directive.keyword} {directive.arguments}".rstrip()
            if self._indented(directive):
                why = "in fixed form it must begin in column 1, or it belongs to the statement before it"
                yield self._told(directive, why, words)
            elif found.attaches is Attaches.CALL:
                yield from self._at_call(directive)
            elif found.attaches is Attaches.LOOP and self._language.name == "fortran":
                yield from self._at_loop(directive)

    def dropped(self) -> Iterator[Idle]:
        """CHECKPOINT-START and CHECKPOINT-END that make no fragment."""
        own = set(self._own)
        for fragment in fragments(self._language, self._scan, self._all):
            for directive in (fragment.first, fragment.last):
                if fragment.dropped and directive is not None and directive in own and not self._indented(directive):
                    yield self._told(directive, f"{fragment.dropped} (AD18 in Tapenade's .msg file)")

    def _indented(self, directive: Directive) -> bool:
        """Whether it is alone on its line, but not in column 1 of fixed form."""
        start = line_start(self._scan.text, directive.start)
        return (
            self._scan.form.startswith("fixed")
            and start < directive.start
            and self._scan.text[start : directive.start].isspace()
        )

    def _at_call(self, directive: Directive) -> Iterator[Idle]:
        reached = self._language.reach(self._scan, directive)
        if directive.trailing:
            why = "at the end of a line, Tapenade of 2020 gives it to the next statement"
            on_line = [s for s in self._sites if s.last_line == self._lines.number(directive.start)]
            yield self._told(directive, why, directive.keyword, on_line[0].first_line if on_line else 0)
            return
        here = [site for site in self._sites if reached in (site.call.statement, site.call.body)]
        if self._before_header(reached) or any(_obeyed(site, reached) for site in here):
            return
        guarded = [site for site in here if site.call.body != reached and not site.call.obstacle]
        if reached < 0:
            yield self._told(directive, "no statement of its block follows it")
        elif guarded:
            why = "Tapenade ignores it before a condition or a loop, whose statement it would have to stand before"
            yield self._told(directive, why)._replace(instead=self._inside(guarded[0], directive.keyword))
        elif here and here[0].call.obstacle:
            yield self._told(directive, f"{here[0].callee} {_said(here[0])}")
        else:
            yield self._told(
                directive, "the statement after it calls nothing that these files define", *self._next(directive)
            )

    def _at_loop(self, directive: Directive) -> Iterator[Idle]:
        reached = self._language.reach(self._scan, directive)
        if reached < 0 or not _DO.match(self._scan.masked, reached):
            yield self._told(directive, "the statement after it is no DO loop (XX00 in Tapenade's .msg file)")
        elif directive.keyword == BINOMIAL and (count := len(directive.arguments.split())) != 3:
            why = f"it has {count} arguments, and needs three: steps + 1, snapshots and first step, each without blanks"
            yield self._told(directive, why, f"{BINOMIAL} n+1 10 1")

    def _before_header(self, reached: int) -> bool:
        line = line_start(self._scan.text, reached)
        return reached >= 0 and any(procedure.start == line for procedure in self._scan.procedures)

    def _next(self, directive: Directive) -> tuple[str, int]:
        """The directive before the next call of its procedure that it would reach, if there is one."""
        ends = [p.end for p in self._scan.procedures if p.start <= directive.start < p.end]
        for site in self._sites:
            if directive.end < site.call.start < min(ends, default=0) and not site.call.obstacle:
                return directive.keyword, site.first_line
        return "", 0

    def _inside(self, site: CallSite, keyword: str) -> str:
        """How the directive stands before what an if guards."""
        text, call = self._scan.text, site.call
        condition, guarded = (
            " ".join(text[start:stop].split()) for start, stop in ((call.statement, call.body), (call.body, call.end))
        )
        if self._language.name == "fortran":
            return f"{condition} then\n{self._spelt(keyword)}\n{guarded}\nend if"
        return f"{condition} {self._spelt(keyword)} {guarded};"

    def _spelt(self, words: str) -> str:
        return self._language.spelt(self._scan, words)

    def _told(self, directive: Directive, reason: str, words: str = "", before: int = 0) -> Idle:
        return self._idle(directive.start, directive.end, reason, words, before)

    def _idle(self, start: int, end: int, reason: str, words: str, before: int = 0) -> Idle:
        written = self._scan.text[start:end].strip().replace("\t", "<TAB>")
        return Idle(self._path, self._lines.number(start), written, reason, self._spelt(words) if words else "", before)


def _obeyed(site: CallSite, reached: int) -> bool:
    """Whether a directive before the statement acts on this call, as far as can be told before cpp."""
    obstacle = site.call.obstacle
    return site.call.body == reached and (obstacle is None or obstacle.code is Code.LAYOUT or Kind.MACRO in site.kind)


def _said(site: CallSite) -> str:
    return f"cannot be switched: {site.call.obstacle}"
