"""One source file: its text, and the same without what we placed in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import PurePath

from rewriter.callsites.fingerprint import Fingerprints
from rewriter.callsites.lint import Idle, idle
from rewriter.callsites.names import Knowledge, Names, Part, part
from rewriter.callsites.site import CallSite, call_sites, loop_sites
from rewriter.errors import Refused
from rewriter.languages.macros import NONE, Macros
from rewriter.languages.model import Change, Form, Scan, Undone
from rewriter.languages.registry import FORMS, Language, language_of
from rewriter.text.edits import Lines, decode, edited, encode


class Source:
    """The text of one file and what can be read off it; a value, though it reads only when asked."""

    def __init__(self, path: str, data: bytes, form: str | None = None, *, language: Language | None = None) -> None:
        """``path`` is relative to the root; ``form`` and ``language`` overrule what a file looks like.

        Raises :class:`UsageError` for a file that is neither Fortran nor C by its name.
        """
        self.path = path
        self.data = data
        self._form: Form | None = FORMS[form] if form else None
        self._listed: tuple[Names, list[CallSite]] | None = None
        self.text = decode(data)
        self.language: Language = language or language_of(PurePath(path), self.text)
        self._known: tuple[Names, Knowledge] | None = None

    def rewritten(self, data: bytes) -> Source:
        """The file with other bytes in it, read in the same way."""
        form = self.scan.form if self.scan.form in FORMS else None
        return Source(self.path, data, form, language=self.language)

    def encoded(self, text: str) -> bytes:
        """The bytes of what became of its text."""
        return encode(text, self.data)

    @cached_property
    def scan(self) -> Scan:
        """The text as it is."""
        return self._scanned(self.text)

    @cached_property
    def undone(self) -> Undone:
        """The text without our marks, and what they were. Raises :class:`Refused`, with file and line."""
        try:
            return self.language.undo(self.text, self._form or self.scan.form)
        except Refused as refusal:
            raise refusal.in_file(self.path) from None

    @property
    def _unmarked(self) -> bool:
        return self.undone.text == self.text

    @cached_property
    def base(self) -> Scan:
        """The scan of the text without our marks."""
        return self.scan if self._unmarked else self._scanned(self.undone.text, self.scan.form)

    @cached_property
    def spans(self) -> list[tuple[int, str]]:
        """The statements of :attr:`base`."""
        return self.language.spans(self.base)

    @cached_property
    def written_spans(self) -> list[tuple[int, str]]:
        """The statements of the text as it is: those of :attr:`spans`, elsewhere."""
        return self.spans if self._unmarked else self.language.spans(self.scan)

    @cached_property
    def part(self) -> Part:
        """What it says of names to the other files of its tree."""
        return part(self.path, self.language, self.scan)

    def known(self, names: Names) -> Knowledge:
        """What names mean in it."""
        if self._known is None or self._known[0] is not names:
            self._known = names, names.about(self.path, self.language, self.scan, self.part.declared)
        return self._known[1]

    @cached_property
    def lines(self) -> Lines:
        """Line numbers of :attr:`base`."""
        return Lines(self.undone.text)

    @cached_property
    def written_lines(self) -> Lines:
        """Line numbers of the text as it is."""
        return Lines(self.text)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text without our marks, by which a configuration knows the file again."""
        return hashlib.sha256(self.encoded(self.undone.text)).hexdigest()

    @cached_property
    def fingerprints(self) -> Fingerprints:
        return Fingerprints(self.base, self.spans)

    def sites(self, names: Names) -> list[CallSite]:
        """The call sites of the text without our marks."""
        return self.written_sites(names) if self._unmarked else self._sites(self.base, names)

    def written_sites(self, names: Names) -> list[CallSite]:
        """The call sites of the text as it is."""
        if self._listed is None or self._listed[0] is not names:
            self._listed = names, self._sites(self.scan, names)
        return self._listed[1]

    def _sites(self, scan: Scan, names: Names) -> list[CallSite]:
        return call_sites(self.path, self.language, scan, self.known(names))

    def idle(self, names: Names) -> list[Idle]:
        """The directives of the text as it is that somebody wrote and that do nothing."""
        return idle(self.path, self.language, self.scan, self.written_sites(names))

    @cached_property
    def loops(self) -> list[CallSite]:
        """The DO loops of the text without our marks."""
        return self.written_loops if self._unmarked else self._loops(self.base)

    @cached_property
    def written_loops(self) -> list[CallSite]:
        """The DO loops of the text as it is."""
        return self._loops(self.scan)

    def _loops(self, scan: Scan) -> list[CallSite]:
        return loop_sites(self.path, self.language, scan)

    def with_changes(self, changes: Iterable[Change], known: Macros = NONE) -> bytes:
        """The bytes of the file with these changes, and none but these, placed; ``known``: the macros of all files.

        Raises :class:`Refused`, with file and line, where one cannot be placed.
        """
        try:
            return self.encoded(edited(self.base.text, self.language.place(self.base, changes, known)))
        except Refused as refusal:
            raise refusal.in_file(self.path) from None

    def _scanned(self, text: str, form: str | None = None) -> Scan:
        return self.language.scan(text, PurePath(self.path).suffix, form or self._form)


def generated(text: str) -> bool:
    """Whether Tapenade wrote a file, as the comment at its top says."""
    return "generated by tapenade" in text[:200].lower()
