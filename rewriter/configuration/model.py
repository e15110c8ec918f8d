"""A configuration: which call sites are checkpointed, as a value and as a file people review.

It names sites, not lines or patches, and with each what is needed to know it again after
the source has changed (see :mod:`rewriter.callsites.fingerprint`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.resolve import normalised, plain, split_id
from rewriter.errors import UsageError
from rewriter.languages import binomial
from rewriter.languages.registry import FORMS
from rewriter.text.files import regular

SCHEMA = 1

SITE, FRAGMENT, BINOMIAL = "site", "fragment", "binomial"
NOCHECKPOINT, CHECKPOINT, AS_WRITTEN = "nocheckpoint", "checkpoint", "as written"
"""The settings of a site. ``as written`` is what stands in the source by hand, whatever that is."""
PLACED, REMOVED = "placed", "removed"
"""The settings, besides ``as written``, of a fragment; a loop has its arguments, or ``removed``."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What a configuration says of one call site, fragment or binomial loop."""

    kind: str
    """``site``, ``fragment`` or ``binomial``."""
    id: str
    """Of the site; of the fragment's first site; of the loop (``path::procedure>do#k``)."""
    last: str = ""
    """Fragment: the id of its last site."""
    setting: str = NOCHECKPOINT
    line: int = field(default=0, compare=False)
    """A hint for the reader, never the identity: the first line at the time it was saved."""
    fingerprint: Fingerprint | None = None
    last_fingerprint: Fingerprint | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.id, self.last

    @property
    def path(self) -> str:
        """The file of the site, relative to the root."""
        return split_id(self.id)[0]


@dataclass(frozen=True, slots=True)
class Configuration:
    """Entries in the order of their sites, and what they were made from."""

    entries: tuple[Entry, ...] = ()
    root: str = "."
    """The folder the paths are relative to, from the folder of the file."""
    form: str = ""
    """The form that the user gave for the Fortran files (``free``, …); ``""``: the one detected for each."""
    functions: tuple[str, ...] = ()
    """Functions that the files named refer to and others define: which distinguishes their references from arrays."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file named, without what was placed in it."""
    made: Mapping[str, Any] = field(default_factory=dict)
    """What it was made from and with: tool versions, profile."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What was predicted and measured, by whoever chose the sites."""

    def by_file(self) -> dict[str, list[Entry]]:
        """The entries of each file named, files in order."""
        result: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries):
            result.setdefault(entry.path, []).append(entry)
        return result


def configuration(entries: Iterable[Entry], **rest: Any) -> Configuration:
    """A configuration with its entries in order. Raises :class:`UsageError` if two are about the same site."""
    ordered = sorted(entries)
    for one, other in pairwise(ordered):
        if one.key == other.key:
            raise UsageError(f"{one.id} is named twice")
    return Configuration(tuple(ordered), **rest)


def binomial_arguments(words: str, where: str) -> str:
    """The arguments of BINOMIAL-CKP, one blank between. Raises :class:`UsageError` for what cannot be placed."""
    if why := binomial.unfit(words):
        raise UsageError(f"{where}: {why}")
    return " ".join(words.split())


def difference(start: Configuration, goal: Configuration) -> Configuration:
    """The configuration that leads from one to another: after ``start`` it has the effect of ``goal``.

    Raises :class:`UsageError` where the two read the sources in different forms.
    """
    if start.form != goal.form:
        raise UsageError(f"one is for files in {start.form or 'any'} form, the other in {goal.form or 'any'}")
    before = {entry.key: entry for entry in start.entries}
    after = {entry.key: entry for entry in goal.entries}
    entries = [entry for key, entry in after.items() if key not in before or before[key].setting != entry.setting] + [
        replace(entry, setting=AS_WRITTEN) for key, entry in before.items() if key not in after
    ]
    named = {entry.path for entry in entries}
    files = {
        path: digest
        for path, digest in {**start.files, **goal.files}.items()
        if path in named and start.files.get(path, digest) == digest
    }
    functions = tuple(sorted({*start.functions, *goal.functions}))
    return configuration(entries, root=goal.root, form=goal.form, functions=functions, files=files, made=goal.made)


_SETTINGS: dict[str, object] = {NOCHECKPOINT: False, CHECKPOINT: True, AS_WRITTEN: AS_WRITTEN}


def dumps(config: Configuration) -> str:
    """The text of the file. Raises :class:`UsageError` for a source whose name is not UTF-8."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Which call sites are checkpointed. Made by rewriter; see its README."))
    document["schema"] = SCHEMA
    document["root"] = config.root
    if config.form:
        document["form"] = config.form
    if config.functions:
        document["functions"] = list(config.functions)
    if config.made:
        document["made"] = dict(config.made)
    tables: dict[str, Any] = {kind: tomlkit.aot() for kind in (SITE, FRAGMENT, BINOMIAL)}
    for entry in sorted(config.entries):
        table = tomlkit.table()
        if entry.kind == FRAGMENT:
            table["first"], table["last"] = entry.id, entry.last
        else:
            table["id" if entry.kind == SITE else "loop"] = entry.id
        if entry.kind == SITE:
            table["checkpointed"] = _SETTINGS[entry.setting]
        elif entry.kind == FRAGMENT:
            table["fragment"] = {PLACED: True, REMOVED: False}.get(entry.setting, AS_WRITTEN)
        else:
            table["arguments"] = False if entry.setting == REMOVED else entry.setting
        if entry.line:
            table["line"] = entry.line
        if entry.fingerprint:
            table["print"] = str(entry.fingerprint)
        if entry.last_fingerprint:
            table["last-print"] = str(entry.last_fingerprint)
        tables[entry.kind].append(table)
    for kind, table in tables.items():
        if len(table):
            document[kind] = table
    if config.files:
        document["files"] = {path: f"sha256:{digest}" for path, digest in sorted(config.files.items())}
    if config.figures:
        document["figures"] = dict(config.figures)
    text = tomlkit.dumps(document)
    try:
        text.encode()
    except UnicodeEncodeError:
        names = sorted(path for path in config.files if any("\ud800" <= character <= "\udfff" for character in path))
        raise UsageError(
            f"{', '.join(names)}: a configuration can only hold file names in UTF-8; rename the file"
        ) from None
    return text


def loads(text: str, name: str = "configuration") -> Configuration:
    """Read the text of a file. ``name`` is for messages.

    Raises :class:`UsageError`, with the nearest known key for one that is not known.
    """
    try:
        data = tomlkit.parse(text).unwrap()
    except TOMLKitError as error:
        raise UsageError(f"{name}: not TOML: {error}") from None
    keys = ("schema", "root", "form", "functions", "made", SITE, FRAGMENT, BINOMIAL, "files", "figures")
    _known(data, keys, name, "the file")
    if data.get("schema") != SCHEMA:
        raise UsageError(f"{name}: schema is {data.get('schema')!r}, and this program reads schema = {SCHEMA}")
    entries: list[Entry] = []
    for kind in (SITE, FRAGMENT, BINOMIAL):
        tables = data.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise UsageError(f"{name}: {kind} must be written [[{kind}]]")
        entries += (_entry(kind, table, f"{name}: [[{kind}]] number {n}") for n, table in enumerate(tables, 1))
    files = data.get("files", {})
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        raise UsageError(f"{name}: [files] must give each path a string sha256:...")
    root = data.get("root", ".")
    if not isinstance(root, str):
        raise UsageError(f"{name}: root must be a string")
    form = data.get("form", "")
    if form not in ("", *FORMS):
        raise UsageError(f"{name}: form must be one of {', '.join(FORMS)}, not {form!r}")
    functions = data.get("functions", [])
    if not isinstance(functions, list) or not all(isinstance(function, str) for function in functions):
        raise UsageError(f"{name}: functions must be a list of names")
    try:
        return configuration(
            entries,
            root=root,
            form=form and FORMS[form],
            functions=tuple(functions),
            files={plain(path): digest.removeprefix("sha256:") for path, digest in files.items()},
            made=data.get("made", {}),
            figures=data.get("figures", {}),
        )
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from None


_KEYS = {
    SITE: ("id", "checkpointed", "line", "print"),
    FRAGMENT: ("first", "last", "fragment", "line", "print", "last-print"),
    BINOMIAL: ("loop", "arguments", "line", "print"),
}


def _entry(kind: str, table: dict[str, Any], where: str) -> Entry:
    _known(table, _KEYS[kind], where, "it")
    first, what = _KEYS[kind][0], {SITE: "checkpointed", FRAGMENT: "fragment", BINOMIAL: "arguments"}[kind]
    for key in (first, what, *(["last"] if kind == FRAGMENT else [])):
        if key not in table:
            raise UsageError(f"{where}: {key} is missing")
    value = table[what]
    setting: str | None
    if value == AS_WRITTEN:
        setting = AS_WRITTEN
    elif kind == BINOMIAL:
        setting = REMOVED if value is False else value if isinstance(value, str) else None
        if setting is not None and setting != REMOVED:
            setting = binomial_arguments(setting, where)
    else:
        names = {SITE: {False: NOCHECKPOINT, True: CHECKPOINT}, FRAGMENT: {True: PLACED, False: REMOVED}}[kind]
        setting = names.get(value) if isinstance(value, bool) else None
    if setting is None:
        raise UsageError(f"{where}: {what} = {value!r} is not a valid value")
    line = table.get("line", 0)
    if not isinstance(line, int):
        raise UsageError(f"{where}: line must be a number")
    prints: list[Fingerprint | None] = []
    for key in ("print", "last-print"):
        try:
            prints.append(Fingerprint.parse(table[key]) if key in table else None)
        except (ValueError, AttributeError):
            raise UsageError(f"{where}: {key} was not written by this program; save the configuration again") from None
    identity = _identity(table[first], where)
    last = _identity(table["last"], where) if kind == FRAGMENT else ""
    if last and split_id(last)[0] != split_id(identity)[0]:
        raise UsageError(f"{where}: {identity} and {last} are in two files, but a fragment lies in one procedure")
    return Entry(kind, identity, last, setting, line, prints[0], prints[1])


def _identity(site: object, where: str) -> str:
    if not isinstance(site, str):
        raise UsageError(f"{where}: {site!r} is not the id of a site")
    try:
        return normalised(site)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None


def _known(table: Mapping[str, Any], keys: Iterable[str], where: str, what: str) -> None:
    keys = tuple(keys)
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; {what} has {', '.join(keys)}"
            raise UsageError(f"{where}: unknown key {key!r}{hint}")


def load(path: Path) -> Configuration:
    """Read a configuration file. Raises :class:`UsageError` with its name if it is not one."""
    try:
        text = regular(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return loads(text, str(path))
