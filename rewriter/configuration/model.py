"""A configuration: which call sites are checkpointed, as a value.

It names sites, not lines or patches, and with each what is needed to know it again after
the source has changed (see :mod:`rewriter.callsites.fingerprint`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, ClassVar, TypeAlias

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.site_id import SiteId
from rewriter.callsites.written import Written
from rewriter.errors import UsageError
from rewriter.languages import binomial


class Setting(StrEnum):
    """What a configuration wants of a site, a fragment or a loop."""

    NOCHECKPOINT = "nocheckpoint"
    """Of a site."""
    CHECKPOINT = "checkpoint"
    """Of a site."""
    PLACED = "placed"
    """Of a fragment or a loop: it is one."""
    REMOVED = "removed"
    """Of a fragment or a loop: it is none, whatever is written by hand."""
    AS_WRITTEN = "as written"
    """Of any: what stands in the source by hand, whatever that is."""


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """What a configuration says of one call site."""

    kind: ClassVar[str] = "site"
    id: SiteId
    setting: Setting = Setting.NOCHECKPOINT
    line: int = field(default=0, compare=False)
    """A hint for the reader, never the identity: the first line at the time it was saved."""
    fingerprint: Fingerprint | None = None
    by_option: bool = False
    """No directive reaches the site: Tapenade's option ``-nocheckpoint`` with its callee is what switches it."""

    @property
    def key(self) -> tuple[str, SiteId, SiteId]:
        """What it is about; a configuration has one entry with each key, in the order of these."""
        return self.kind, self.id, self.id


@dataclass(frozen=True, slots=True)
class FragmentEntry:
    """What a configuration says of the fragment from one site to another."""

    kind: ClassVar[str] = "fragment"
    id: SiteId
    """The first site."""
    last: SiteId
    setting: Setting = Setting.PLACED
    line: int = field(default=0, compare=False)
    fingerprint: Fingerprint | None = None
    last_fingerprint: Fingerprint | None = None

    @property
    def key(self) -> tuple[str, SiteId, SiteId]:
        return self.kind, self.id, self.last


@dataclass(frozen=True, slots=True)
class LoopEntry:
    """What a configuration says of one DO loop, whose callee is ``do``."""

    kind: ClassVar[str] = "binomial"
    id: SiteId
    setting: Setting = Setting.PLACED
    arguments: str = ""
    """Of BINOMIAL-CKP, where that is placed."""
    line: int = field(default=0, compare=False)
    fingerprint: Fingerprint | None = None

    @property
    def key(self) -> tuple[str, SiteId, SiteId]:
        return self.kind, self.id, self.id


Entry: TypeAlias = SiteEntry | FragmentEntry | LoopEntry


@dataclass(frozen=True, slots=True)
class Configuration:
    """Entries in the order of their keys, and what they were made from."""

    entries: tuple[Entry, ...] = ()
    root: str = "."
    """The folder the paths are relative to, from the folder of the file."""
    form: str = ""
    """The form that the user gave for the Fortran files (``free``, …); ``""``: the one detected for each."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """What the user said that files are written in, by globs; see :mod:`rewriter.callsites.written`."""
    functions: tuple[str, ...] | None = None
    """Functions that the files named refer to as arrays are referred to, as :mod:`rewriter.callsites.facts` writes
    them. ``None``: what these files say themselves counts."""
    split: tuple[str, ...] = ()
    """Likewise, what they call that has a NOCHECKPOINT before a definition that may be in another file."""
    copied: tuple[str, ...] = ()
    """Procedures with entries that several files may define: they are not followed from one file to another."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file named, without what was placed in it."""
    made: Mapping[str, Any] = field(default_factory=dict)
    """What it was made from and with: tool versions, profile."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What was predicted and measured, by whoever chose the sites."""

    @property
    def how(self) -> Written:
        """How the files are written, as far as that does not show."""
        return Written(self.form or None, tuple(self.languages.items()))

    def by_file(self) -> dict[str, list[Entry]]:
        """The entries of each file named, files in order."""
        result: dict[str, list[Entry]] = {path: [] for path in sorted({entry.id.path for entry in self.entries})}
        for entry in self.entries:
            result[entry.id.path].append(entry)
        return result


def configuration(entries: Iterable[Entry], **rest: Any) -> Configuration:
    """A configuration with its entries in order. Raises :class:`UsageError` if two are about the same site."""
    ordered = sorted(entries, key=lambda entry: entry.key)
    for one, other in pairwise(ordered):
        if one.key == other.key:
            raise UsageError(f"{one.id} is named twice")
    return Configuration(tuple(ordered), **rest)


def binomial_arguments(words: str, where: str) -> str:
    """The arguments of BINOMIAL-CKP, one blank between. Raises :class:`UsageError` for what cannot be placed."""
    if why := binomial.unfit(words):
        raise UsageError(f"{where}: {why}")
    return " ".join(words.split())


def _joined(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if one is None or other is None else tuple(sorted({*one, *other}))


def reverted(entry: Entry) -> Entry:
    """The entry that undoes another: the site, fragment or loop as it is written by hand."""
    if isinstance(entry, LoopEntry):
        return replace(entry, setting=Setting.AS_WRITTEN, arguments="")
    return replace(entry, setting=Setting.AS_WRITTEN)


def same_effect(one: Entry, other: Entry) -> bool:
    """Whether two entries with the same key want the same."""
    if isinstance(one, LoopEntry) and isinstance(other, LoopEntry) and one.arguments != other.arguments:
        return False
    if isinstance(one, SiteEntry) and isinstance(other, SiteEntry) and one.by_option != other.by_option:
        return False
    return one.setting is other.setting


def difference(start: Configuration, goal: Configuration) -> Configuration:
    """The configuration that leads from one to another: after ``start`` it has the effect of ``goal``.

    Raises :class:`UsageError` where the two read the sources in different forms.
    """
    if start.form != goal.form:
        raise UsageError(f"one is for files in {start.form or 'any'} form, the other in {goal.form or 'any'}")
    before = {entry.key: entry for entry in start.entries}
    after = {entry.key: entry for entry in goal.entries}
    entries = [entry for key, entry in after.items() if key not in before or not same_effect(before[key], entry)] + [
        reverted(entry) for key, entry in before.items() if key not in after
    ]
    named = {entry.id.path for entry in entries}
    files = {
        path: digest
        for path, digest in {**start.files, **goal.files}.items()
        if path in named and start.files.get(path, digest) == digest
    }
    return configuration(
        entries,
        root=goal.root,
        form=goal.form,
        languages={**start.languages, **goal.languages},
        functions=_joined(start.functions, goal.functions),
        split=tuple(sorted({*start.split, *goal.split})),
        copied=tuple(sorted({*start.copied, *goal.copied})),
        files=files,
        made=goal.made,
    )
