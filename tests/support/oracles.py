"""What other readers of Fortran and C say a file calls, in one shape to compare ours with.

fparser and tree-sitter read the whole language, each in its own way and each with gaps; neither
can tell a function reference from an array element in Fortran.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tree_sitter_c
import tree_sitter_fortran
from fparser.common.readfortran import FortranStringReader
from fparser.common.sourceinfo import FortranFormat
from fparser.two import Fortran2003
from fparser.two.parser import ParserFactory
from fparser.two.utils import FparserException, walk
from tree_sitter import Language, Node, Parser

from rewriter.callsites.site import MAIN, CallSite
from rewriter.callsites.source import Source
from rewriter.languages.model import Kind
from tests.support.other_files import together

logging.getLogger("fparser").setLevel(logging.CRITICAL)


class Seen(NamedTuple):
    """A call, or what may be a function reference, as another reader sees it."""

    procedure: str
    """Simple name of the innermost program unit, lower case in Fortran; ``""`` where the reader lost it."""
    callee: str
    first: int
    """The first line of the statement, from 1; of the call itself where ``exact``."""
    last: int
    """The last line the call can begin on."""
    exact: bool
    """Whether ``first`` is the line of the call and not of a statement that holds it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reader gives of one file."""

    calls: list[Seen]
    references: list[Seen]
    """Function references, and in Fortran the array elements that look like them."""
    errors: list[tuple[int, int]]
    """First and last line of what proves nothing: not understood, though it went on, or after ``#if 0``."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where ours and another reader differ."""

    extra: list[CallSite]
    """Ours, but not theirs."""
    missing: list[Seen]
    """Theirs, but not ours."""


def compared(sites: Iterable[CallSite], seen: Iterable[Seen]) -> Comparison:
    """Pair the sites with what another reader saw: same procedure, same callee, and a line that fits.

    A CALL after a ``;`` or an ``IF (...)`` begins somewhere in the lines of its statement; any other
    begins on the statement's first line.
    """
    waiting: dict[str, list[Seen]] = defaultdict(list)
    for one in sorted(seen, key=lambda one: (one.last, one.first)):
        waiting[one.callee].append(one)
    extra: list[CallSite] = []
    for site in sites:
        candidates = waiting[site.callee]
        partner = next((one for one in candidates if _fits(site, one)), None)
        if partner is None:
            extra.append(site)
        else:
            candidates.remove(partner)
    return Comparison(extra, sorted((one for left in waiting.values() for one in left), key=lambda one: one.first))


def _fits(site: CallSite, one: Seen) -> bool:
    if one.procedure not in ("", site.procedure.rpartition(".")[2]):
        return False
    within = Kind.FUNCTION | Kind.ONE_LINE_IF | Kind.AFTER_SEMICOLON
    if site.kind & within and not one.exact:
        return one.first <= site.first_line <= one.last
    return site.first_line == one.first


def read(files: Sequence[Path]) -> list[tuple[Source, list[CallSite]]]:
    """The files with our sites, function references told by the names that all of them define."""
    sources = [Source(path.as_posix(), path.read_bytes()) for path in files]
    names = together(*sources)
    return [(source, source.written_sites(names)) for source in sources]


def shown(site: CallSite) -> str:
    """A site on one line: its lines, procedure, callee and how it is written."""
    return f"{site.first_line}-{site.last_line} {site.procedure}>{site.callee} {', '.join(site.kinds)}"


def inside(line: int, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether a line is within one of the ranges of lines."""
    return any(first <= line <= last for first, last in ranges)


# fparser


@cache
def _fparser() -> Any:
    return ParserFactory().create(std="f2008")


_ARGUMENTS = re.compile(r"\([^()]*\)")
_REFERENCES = (
    Fortran2003.Part_Ref,
    Fortran2003.Function_Reference,
    Fortran2003.Structure_Constructor,
    Fortran2003.Intrinsic_Function_Reference,
    Fortran2003.Array_Section,
)
_UNITS = (
    Fortran2003.Subroutine_Subprogram,
    Fortran2003.Function_Subprogram,
    Fortran2003.Main_Program,
    Fortran2003.Module,
)


def fparser_reader(text: str, form: str) -> FortranStringReader:
    """fparser's reader of logical lines, OpenMP sentinels included, in the form given (``free`` or ``fixed-72``)."""
    reader = FortranStringReader(text, ignore_comments=True, include_omp_conditional_lines=True)
    reader.set_format(FortranFormat(form == "free", False))
    return reader


def fparser_tree(text: str, form: str) -> Any:
    """The parse tree of a whole file, or None where fparser cannot read it.

    That includes files of which it leaves the rest unread without a word: all that follows a main
    program that has no PROGRAM statement.
    """
    reader = fparser_reader(text, form)
    try:
        tree = _fparser()(reader)
    except (FparserException, AttributeError, TypeError, RecursionError):  # the last three are faults of fparser
        return None
    return tree if reader.get_item() is None else None


def fparser_reading(text: str, form: str) -> Reading | None:
    """What fparser sees in a Fortran file; None where it cannot read it."""
    tree = fparser_tree(text, form)
    if tree is None:
        return None
    calls = [_fparser_seen(node) for node in walk(tree, Fortran2003.Call_Stmt)]
    references = [_fparser_seen(node) for node in walk(tree, _REFERENCES)]
    return Reading(calls, references, [])


def _fparser_seen(node: Any) -> Seen:
    name = str(node.items[0]).lower().replace(" ", "")
    while "(" in name and (shorter := _ARGUMENTS.sub("", name)) != name:
        name = shorter
    statement = node
    while getattr(statement, "item", None) is None:
        statement = statement.parent
    first, last = statement.item.span
    return Seen(_fparser_unit(node), name, first, last, False)


def _fparser_unit(node: Any) -> str:
    while node is not None and not isinstance(node, _UNITS):
        node = node.parent
    if node is None:
        return MAIN
    header = next(child for child in node.content if hasattr(child, "get_name"))  # after comments and cpp lines
    return str(header.get_name()).lower()


# tree-sitter

_FORTRAN_UNITS = frozenset(("subroutine", "function", "program", "module", "submodule", "module_procedure"))
_CHAIN = re.compile(r"\w+(?:\[\]|(?:->|\.)\w+)*$")
_INDEX = re.compile(r"\[[^\[\]]+\]")


@cache
def tree_sitter_parser(language: str) -> Parser:
    """A parser of ``fortran`` (free form alone) or ``c``."""
    return Parser(Language(tree_sitter_c.language() if language == "c" else tree_sitter_fortran.language()))


def tree_sitter_fortran_reading(data: bytes) -> Reading:
    """What tree-sitter sees in a free-form file. Fixed form it does not know."""
    return _tree_sitter_reading(data, "fortran", "subroutine_call", "subroutine", _fortran_name, _fortran_unit)


def tree_sitter_c_reading(data: bytes) -> Reading:
    """What tree-sitter sees in a C file; all calls are among the calls.

    What looks like a call outside of functions, and so declares something by a macro, is none.
    """
    reading = _tree_sitter_reading(data, "c", "call_expression", "function", _c_name, _c_unit)
    return Reading([one for one in reading.calls if one.procedure], [], reading.errors)


def _tree_sitter_reading(
    data: bytes, language: str, kind: str, field: str, name: Callable[[str], str], unit: Callable[[Node], str]
) -> Reading:
    calls: list[Seen] = []
    references: list[Seen] = []
    errors: list[tuple[int, int]] = []
    for node in _nodes(tree_sitter_parser(language).parse(data).root_node):
        if node.type == "ERROR" or node.is_missing:
            errors.append((node.start_point.row + 1, node.end_point.row + 1))
        elif node.type in ("identifier", "name") and data.startswith(b"&", node.end_byte):
            errors.append((node.start_point.row + 1, node.end_point.row + 2))  # it does not join names across lines
        elif node.type == "preproc_if" and _is_zero(node.child_by_field_name("condition")):
            errors.append((node.start_point.row + 1, node.end_point.row + 1))
        wanted = calls if node.type == kind else references if node.type == "call_expression" else None
        called = node.child_by_field_name(field) or next(iter(node.named_children), None)
        if wanted is None or called is None or called.text is None or _has_no_name(called):
            continue
        line = node.start_point.row + 1
        wanted.append(Seen(unit(node), name(called.text.decode("latin-1")), line, line, True))
    return Reading(calls, references, errors)


def _has_no_name(called: Node) -> bool:
    """Whether C calls what an expression gives, ``macro(T)(x)`` or ``(p ? f : g)(x)``.

    That takes in casts of a parenthesis, ``(type) (x)``, which tree-sitter cannot tell from calls.
    """
    if called.type == "parenthesized_expression":
        return called.named_child_count != 1 or called.named_children[0].type != "pointer_expression"
    return called.type == "call_expression"


def _is_zero(condition: Node | None) -> bool:
    return condition is not None and condition.text == b"0"


def _nodes(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def _fortran_name(text: str) -> str:
    name = re.sub(r"&\s*(?:![^\n]*\s*)*&?|\s", "", text).lower()
    while "(" in name and (shorter := _ARGUMENTS.sub("", name)) != name:
        name = shorter
    return name


def _fortran_unit(node: Node) -> str:
    up = node.parent
    while up is not None and up.type not in _FORTRAN_UNITS:
        up = up.parent
    header = None if up is None else next((child for child in up.children if child.type.endswith("_statement")), None)
    name = None if header is None else next((child for child in header.children if child.type == "name"), None)
    return name.text.decode("latin-1").lower() if name is not None and name.text is not None else ""


def _c_name(text: str) -> str:
    """As ours: ``p->f``, ``a[].f`` whatever the index, ``*f`` for ``(*f)(...)``."""
    text = re.sub(r"\s", "", text)
    while "[" in text and (shorter := _INDEX.sub("[]", text)) != text:
        text = shorter
    chain = _CHAIN.search(text)
    return chain[0] if chain else text.strip("()")


def _c_unit(node: Node) -> str:
    up = node.parent
    while up is not None and up.type != "function_definition":
        up = up.parent
    declared = up
    while declared is not None and declared.type != "identifier":
        declared = declared.child_by_field_name("declarator")
    return declared.text.decode("latin-1") if declared is not None and declared.text is not None else ""
