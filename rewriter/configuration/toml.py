"""Configurations as TOML files that people review: read with ``tomllib``, written in a layout of their own."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.site_id import SiteId, plain
from rewriter.callsites.written import NAMES
from rewriter.configuration.model import (
    Configuration,
    Entry,
    FragmentEntry,
    LoopEntry,
    Setting,
    SiteEntry,
    binomial_arguments,
    configuration,
)
from rewriter.errors import UsageError
from rewriter.languages.registry import FORMS
from rewriter.text.files import regular

SCHEMA = 1

_KINDS = (SiteEntry.kind, FragmentEntry.kind, LoopEntry.kind)
"""The tables of entries, in the order of the file."""


def dumps(config: Configuration) -> str:
    """The text of the file. Raises :class:`UsageError` for a source whose name is not UTF-8."""
    head = tomlkit.document()
    head.add(tomlkit.comment("Which call sites are checkpointed. Made by rewriter; see its README."))
    head["schema"] = SCHEMA
    head["root"] = config.root
    if config.form:
        head["form"] = config.form
    if config.languages:
        head["languages"] = dict(config.languages)
    if config.functions is not None:
        head["functions"] = list(config.functions)
    if config.split:
        head["split"] = list(config.split)
    if config.copied:
        head["copied"] = list(config.copied)
    if config.made:
        head["made"] = dict(config.made)
    text = "\n".join(_parts(config, tomlkit.dumps(head)))
    try:
        text.encode()
    except UnicodeEncodeError:
        names = sorted(path for path in config.files if any("\ud800" <= character <= "\udfff" for character in path))
        raise UsageError(
            f"{', '.join(names)}: a configuration can only hold file names in UTF-8; rename the file"
        ) from None
    return text


def _parts(config: Configuration, head: str) -> Iterator[str]:
    """The text in parts that blank lines separate."""
    yield head
    by_kind: dict[str, list[Entry]] = {kind: [] for kind in _KINDS}
    for entry in config.entries:
        by_kind[entry.kind].append(entry)
    for kind, entries in by_kind.items():
        yield from (_table(f"[[{kind}]]", _written(entry)) for entry in entries)
    if config.files:
        digests = ((_key(path), _string(f"sha256:{digest}")) for path, digest in sorted(config.files.items()))
        yield _table("[files]", digests)
    if config.figures:
        yield tomlkit.dumps({"figures": dict(config.figures)})


def _table(header: str, values: Iterable[tuple[str, str]]) -> str:
    return "".join([f"{header}\n", *(f"{key} = {value}\n" for key, value in values)])


def _written(entry: Entry) -> Iterator[tuple[str, str]]:
    """The keys of an entry and their values."""
    match entry:
        case SiteEntry():
            yield "id", _string(str(entry.id))
            yield "checkpointed", _SITE[entry.setting]
            if entry.by_option:
                yield "by", _BY_OPTION
        case FragmentEntry():
            yield "first", _string(str(entry.id))
            yield "last", _string(str(entry.last))
            yield "fragment", _PLACED[entry.setting]
        case LoopEntry():
            yield "loop", _string(str(entry.id))
            placed = entry.setting is Setting.PLACED
            yield "arguments", _string(entry.arguments) if placed else _PLACED[entry.setting]
    if entry.line:
        yield "line", str(entry.line)
    if entry.fingerprint:
        yield "print", _string(str(entry.fingerprint))
    if isinstance(entry, FragmentEntry) and entry.last_fingerprint:
        yield "last-print", _string(str(entry.last_fingerprint))


_AS_WRITTEN = f'"{Setting.AS_WRITTEN}"'
_SITE = {Setting.NOCHECKPOINT: "false", Setting.CHECKPOINT: "true", Setting.AS_WRITTEN: _AS_WRITTEN}
_BY_OPTION = '"option"'
_PLACED = {Setting.PLACED: "true", Setting.REMOVED: "false", Setting.AS_WRITTEN: _AS_WRITTEN}

_PLAIN = re.compile(r'[^"\\\x00-\x1f\x7f]*')
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _string(text: str) -> str:
    return f'"{text}"' if _PLAIN.fullmatch(text) else tomlkit.string(text).as_string()


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def loads(text: str, name: str = "configuration") -> Configuration:
    """Read the text of a file. ``name`` is for messages.

    Raises :class:`UsageError`, with the nearest known key for one that is not known.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: not TOML: {error}") from None
    keys = ("schema", "root", "form", "languages", "functions", "split", "copied", "made", *_KINDS, "files", "figures")
    _check_keys(data, keys, name, "the file")
    if data.get("schema") != SCHEMA:
        raise UsageError(f"{name}: schema is {data.get('schema')!r}, and this program reads schema = {SCHEMA}")
    entries: list[Entry] = []
    for kind in _KINDS:
        tables = data.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise UsageError(f"{name}: {kind} must be written [[{kind}]]")
        entries += (_READERS[kind](table, f"{name}: [[{kind}]] number {n}") for n, table in enumerate(tables, 1))
    files = data.get("files", {})
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        raise UsageError(f"{name}: [files] must give each path a string sha256:...")
    root = data.get("root", ".")
    if not isinstance(root, str):
        raise UsageError(f"{name}: root must be a string")
    form = data.get("form", "")
    if form not in ("", *FORMS):
        raise UsageError(f"{name}: form must be one of {', '.join(FORMS)}, not {form!r}")
    try:
        return configuration(
            entries,
            root=root,
            form=form and FORMS[form],
            languages=_languages(data.get("languages", {}), name),
            functions=_names(data, "functions", name) if "functions" in data else None,
            split=_names(data, "split", name),
            copied=_names(data, "copied", name),
            files={plain(path): digest.removeprefix("sha256:") for path, digest in files.items()},
            made=data.get("made", {}),
            figures=data.get("figures", {}),
        )
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from None


def _languages(languages: Any, name: str) -> dict[str, str]:
    if not isinstance(languages, dict) or not all(
        isinstance(word, str) and word in NAMES for word in languages.values()
    ):
        raise UsageError(f"{name}: languages must give each glob one of {', '.join(NAMES)}")
    return languages


def _names(data: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    names = data.get(key, [])
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise UsageError(f"{name}: {key} must be a list of names")
    return tuple(names)


def _site(table: Mapping[str, Any], where: str) -> SiteEntry:
    _check_keys(table, ("id", "checkpointed", "by", "line", "print"), where, "it", needed=("id", "checkpointed"))
    setting = _setting(table, "checkpointed", {False: Setting.NOCHECKPOINT, True: Setting.CHECKPOINT}, where)
    if table.get("by", "option") != "option":
        raise UsageError(f'{where}: by = {table["by"]!r} is not a valid value; leave it out, or write by = "option"')
    if "by" in table and setting is Setting.CHECKPOINT:
        raise UsageError(f'{where}: by = "option" goes with checkpointed = false: the option keeps no checkpoint')
    identity, line, found = _id(table["id"], where), _line(table, where), _fingerprint(table, "print", where)
    return SiteEntry(identity, setting, line, found, "by" in table)


def _fragment(table: Mapping[str, Any], where: str) -> FragmentEntry:
    needed = ("first", "fragment", "last")
    _check_keys(table, ("first", "last", "fragment", "line", "print", "last-print"), where, "it", needed=needed)
    setting = _setting(table, "fragment", {True: Setting.PLACED, False: Setting.REMOVED}, where)
    line = _line(table, where)
    prints = _fingerprint(table, "print", where), _fingerprint(table, "last-print", where)
    first, last = _id(table["first"], where), _id(table["last"], where)
    if first.path != last.path:
        raise UsageError(f"{where}: {first} and {last} are in two files, but a fragment lies in one procedure")
    return FragmentEntry(first, last, setting, line, *prints)


def _loop(table: Mapping[str, Any], where: str) -> LoopEntry:
    _check_keys(table, ("loop", "arguments", "line", "print"), where, "it", needed=("loop", "arguments"))
    value, arguments = table["arguments"], ""
    if isinstance(value, str) and value != Setting.AS_WRITTEN:
        setting, arguments = Setting.PLACED, binomial_arguments(value, where)
    else:
        setting = _setting(table, "arguments", {False: Setting.REMOVED}, where)
    identity, line = _id(table["loop"], where), _line(table, where)
    return LoopEntry(identity, setting, arguments, line, _fingerprint(table, "print", where))


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Entry]] = {
    SiteEntry.kind: _site,
    FragmentEntry.kind: _fragment,
    LoopEntry.kind: _loop,
}


def _setting(table: Mapping[str, Any], key: str, meant: Mapping[bool, Setting], where: str) -> Setting:
    value = table[key]
    if value == Setting.AS_WRITTEN:
        return Setting.AS_WRITTEN
    if not isinstance(value, bool) or value not in meant:
        raise UsageError(f"{where}: {key} = {value!r} is not a valid value")
    return meant[value]


def _line(table: Mapping[str, Any], where: str) -> int:
    line = table.get("line", 0)
    if not isinstance(line, int):
        raise UsageError(f"{where}: line must be a number")
    return line


def _fingerprint(table: Mapping[str, Any], key: str, where: str) -> Fingerprint | None:
    try:
        return Fingerprint.parse(table[key]) if key in table else None
    except (ValueError, AttributeError):
        raise UsageError(f"{where}: {key} was not written by this program; save the configuration again") from None


def _id(site: object, where: str) -> SiteId:
    if not isinstance(site, str):
        raise UsageError(f"{where}: {site!r} is not the id of a site")
    try:
        return SiteId.parse(site)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None


def _check_keys(
    table: Mapping[str, Any], keys: tuple[str, ...], where: str, what: str, *, needed: tuple[str, ...] = ()
) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; {what} has {', '.join(keys)}"
            raise UsageError(f"{where}: unknown key {key!r}{hint}")
    for key in needed:
        if key not in table:
            raise UsageError(f"{where}: {key} is missing")


def load(path: Path) -> Configuration:
    """Read a configuration file. Raises :class:`UsageError` with its name if it is not one."""
    try:
        text = regular(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return loads(text, str(path))
