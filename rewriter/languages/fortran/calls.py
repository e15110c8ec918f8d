"""CALL statements, function references and macro calls in a masked Fortran text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from typing import NamedTuple

from rewriter.languages.fortran import obstacles
from rewriter.languages.fortran.arguments import EXPRESSION, NOTHING, Known, first, has_computed, is_section
from rewriter.languages.fortran.by_declaration import Functions, functions
from rewriter.languages.fortran.declarations import Meaning, declared
from rewriter.languages.fortran.mask import cpp_line
from rewriter.languages.fortran.patterns import ARGUMENTS, ASSIGNMENT, NAME, closing, levels
from rewriter.languages.fortran.statement import Statement, statement_around
from rewriter.languages.fortran.structure import Structure
from rewriter.languages.model import Call, Kind, Problem, ProblemKind
from rewriter.languages.nesting import DEEPEST
from rewriter.languages.obstacle import MACRO, Code, Obstacle

Owner = Callable[[int], int]

_FREE_CALL = re.compile(rf"call[ \t]+({NAME})(?:[ \t]*({ARGUMENTS}))?[ \t]*")
_FIXED_CALL = re.compile(rf"call[ \t]*({NAME}(?:[ ]+[\w$]+)*)(?:[ \t]*({ARGUMENTS}))?[ \t]*")
_SPACED_CALL = re.compile(
    rf"(?:\n[ \t\d]*|[;)][ \t]*)(c)(?: +a *l *l| *a +l *l| *a *l +l) *({NAME})(?:[ \t]*({ARGUMENTS}))?[ \t]*(?=\n)"
)
_SPACED_HINT = re.compile(r"c(?: +a| *a +l *l| *al +l)")
_SENTINEL_HINT = re.compile(r"\$(?<=[cC*!]\$)[ \t]+[^\n]*[cC]")
_PART = re.compile(rf"[ \t]*({ARGUMENTS})?[ \t]*%[ \t]*({NAME})")
_LAUNCH = re.compile(r"<<<[^\n]*?>>>[ \t]*")
_SENTINEL = re.compile(rf"\n[ \t]*[c*!]\$[ \t]+[^\n]*?\b(call)[ \t]+({NAME})(?:[ \t]*{ARGUMENTS})?")
_MACRO = re.compile(rf"\n[ \t]*+(?:\d+[ \t]++)?({NAME}+)[ \t]*+\([^\n=]*+(?<=[) ])(?=\n)")
_KEYWORDS = frozenset(
    [
        "if",
        "do",
        "where",
        "forall",
        "write",
        "read",
        "print",
        "open",
        "close",
        "inquire",
        "rewind",
        "backspace",
        "endfile",
        "flush",
        "wait",
        "format",
        "allocate",
        "deallocate",
        "nullify",
        "select",
        "selectcase",
        "case",
        "return",
        "stop",
        "goto",
        "assign",
        "data",
        "parameter",
        "integer",
        "real",
        "logical",
        "complex",
        "character",
        "type",
        "class",
        "implicit",
        "common",
        "dimension",
        "equivalence",
        "save",
        "use",
        "elseif",
        "else",
        "end",
        "then",
        "while",
        "concurrent",
        "associate",
        "critical",
        "sync",
        "lock",
        "unlock",
        "bind",
        "private",
        "public",
        "intent",
        "optional",
        "target",
        "pointer",
        "procedure",
        "generic",
        "rank",
        "change",
        "namelist",
    ]
)


def calls(masked: str, text: str, form: str, units: Structure) -> tuple[list[Call], list[Problem]]:
    """All CALL statements, and macro calls where the file goes through cpp, in source order."""
    found: list[Call] = []
    problems: list[Problem] = []
    cpp = "#" in text
    owner = units.owner
    for match in (_FREE_CALL if form == "free" else _FIXED_CALL).finditer(masked):
        start = match.start()
        place = _statement_of(masked, start)
        if place is None:
            continue
        kind, statement, body = place
        read = _read(masked, text, match, form, cpp=cpp)
        if isinstance(read, Problem):
            problems.append(read)
        elif read is not None:
            callee, end, obstacle = read
            if obstacle is not None:
                kind |= Kind.METHOD
            elif match[2] is not None and has_computed(
                masked[match.start(2) : end], partial(_functions, masked, units, start)
            ):
                obstacle = obstacles.COMPUTED
            if kind == _LABELLED_IF and not obstacle and _ends_do(masked, statement, units):
                obstacle = obstacles.DO_LABEL
            found.append(Call(callee, kind, start, end, statement, body, owner(start), obstacle))
    if "$ " in text and _SENTINEL_HINT.search(text):
        found += _sentinels(masked, text, owner)
    if form != "free" and _SPACED_HINT.search(masked):
        found += _spaced(masked, owner)
    if cpp:
        found += _macros(masked, owner)
    found.sort(key=_by_start)
    return found, problems


def _statement_of(masked: str, start: int) -> tuple[Kind, int, int] | None:
    """What kind of statement the word CALL begins, and where that and its body start; ``None``: it begins none."""
    before = masked[masked.rfind("\n", 0, start) + 1 : start].strip(" \t")
    if not before:
        return Kind.CALL, start, start
    if before.isdigit():
        return _LABELLED_CALL, start, start
    if before[-1] not in ");":
        return None
    around = statement_around(masked, start)
    return (_kind(Kind.CALL, around), around.start, around.body) if around.body == start else None


def _read(
    masked: str, text: str, match: re.Match[str], form: str, *, cpp: bool
) -> tuple[str, int, Obstacle | None] | Problem | None:
    """The callee of a CALL, where it ends and whether it is type-bound; ``None`` for an assignment."""
    callee, arguments = match[1].replace(" ", ""), match[2]
    end = match.end()
    mark = masked[end : end + 1]
    if not mark or mark in "\n;":
        return callee, match.end(1) if arguments is None else match.end(2), None
    if mark == "=" and (arguments is not None or form != "free"):
        return None
    parts = _continued(masked, end if arguments is None else match.start(2), mark, callee)
    if parts is not None:
        return *parts, obstacles.TYPE_BOUND if "%" in parts[0] else None
    if mark != "(" and not cpp_line(form).search(text, match.start(), end):
        return Problem(match.start(), f"unexpected {mark!r} after CALL {callee}", ProblemKind.STATEMENT)
    end, understood = _to_line_end(masked, text, form, match.start(), cpp)
    if understood:
        return callee, end, None
    return Problem(match.start(), f"the argument list of CALL {callee} does not close", ProblemKind.PARENTHESES)


_LABELLED_CALL = Kind.CALL | Kind.LABELLED
_LABELLED_IF = Kind.CALL | Kind.ONE_LINE_IF | Kind.LABELLED


def references(
    masked: str, units: Structure, known: frozenset[str], called: list[Call], is_function: Callable[[int, str], bool]
) -> list[Call]:
    """The CALLs and the references to functions in ``known``.

    ``is_function`` tells for a procedure, by its index, what it means by a name.
    """
    found: list[Call] = []
    for name in sorted(known):
        found += _references_to(masked, units, name, is_function)
    return _with_order(masked, units, found, called) if found else called


class _Around(NamedTuple):
    """The statement that a reference is in, and what has to be known of it to judge the reference."""

    statement: Statement
    specification: bool
    assigns: bool
    """Whether its body is an assignment."""


def _around(masked: str, offset: int) -> _Around:
    statement = statement_around(masked, offset)
    start, body, end = statement.start, statement.body, statement.end
    specification = _SPECIFICATION.match(masked, start, end) and not ASSIGNMENT.match(masked, start, end)
    return _Around(statement, bool(specification), ASSIGNMENT.match(masked, body, end) is not None)


def _references_to(masked: str, units: Structure, name: str, is_function: Callable[[int, str], bool]) -> list[Call]:
    """References to one function. What a unit assigns to is an array of it, or a statement function."""
    found: list[Call] = []
    assigned: set[int] = set()
    around: _Around | None = None
    for start, opening in _written(masked, name):
        if around is None or not around.statement.segment <= start < around.statement.end:
            around = _around(masked, start)
        owner = units.owner(start)
        if owner < 0 or start < around.statement.start or around.specification:
            continue
        if start == around.statement.body and around.assigns:
            assigned.add(owner)
        elif call := _reference(masked, units, name, opening, around, owner, start):
            found.append(call)
    return [call for call in found if call.procedure not in assigned and is_function(call.procedure, name)]


def declared_as(masked: str, units: Structure, unit: int, name: str) -> Meaning | None:
    """What the specification statements of a procedure declare a name as, but for those of modules."""
    procedure = units.procedures[unit]
    if procedure.kind in ("module", "submodule"):
        return None
    found: Meaning | None = None
    at = masked.find(name, procedure.start, procedure.end)
    while at >= 0:
        behind = at + len(name)
        if _stands_alone(masked, at, behind) and units.owner(at) == unit:
            statement = statement_around(masked, at)
            said = declared(masked[statement.start : statement.end]).get(name)
            if said is Meaning.VALUE:
                return said
            found = said if found is None or said is Meaning.FUNCTION else found
            behind = max(behind, statement.end)
        at = masked.find(name, behind, procedure.end)
    return found


def _stands_alone(masked: str, start: int, end: int) -> bool:
    before, after = masked[start - 1 : start], masked[end : end + 1]
    return not (before.isalnum() or before in _JOINED or after.isalnum() or after in ("_", "$"))


def _written(masked: str, name: str) -> Iterator[tuple[int, int]]:
    """Where ``name`` stands as a word of its own before a parenthesis, and that parenthesis."""
    start = masked.find(name)
    while start >= 0:
        opening = _PARENTHESIS.match(masked, start + len(name))
        before = masked[start - 1 : start]
        if opening and not (before.isalnum() or before in _JOINED):
            yield start, opening.end() - 1
        start = masked.find(name, start + len(name))


_PARENTHESIS = re.compile(r"[ \t]*\(")
_JOINED = frozenset("_$%")


def _reference(
    masked: str, units: Structure, name: str, opening: int, about: _Around, owner: int, start: int
) -> Call | None:
    around = about.statement
    if _before(masked, around.start, start).endswith(("%", "call", "subroutine", "function", "entry", "interface")):
        return None
    end = closing(masked, opening) + 1
    if not end or is_section(masked[opening:end]):
        return None
    if name == units.procedures[owner].name.rpartition(".")[2] and name not in units.results:
        return None
    kind = _kind(Kind.FUNCTION, around)
    body = around.body
    if around.one_line_if and start < around.closed:
        return Call(name, kind & ~Kind.ONE_LINE_IF, start, end, around.start, around.start, owner, obstacles.IN_HEADER)
    obstacle: Obstacle | None = None
    if not (masked.startswith("call", body) or about.assigns):
        obstacle = obstacles.IN_HEADER if _CONTROL.match(masked, body) else obstacles.NO_ASSIGNMENT
    elif not about.assigns and _BOUND.match(masked, body):
        obstacle = obstacles.IN_TYPE_BOUND
    elif levels(masked, opening, end) > DEEPEST:
        obstacle = obstacles.DEEP
    elif around.one_line_if and around.label and _ends_do(masked, around.start, units):
        obstacle = obstacles.DO_LABEL
    return Call(name, kind, start, end, around.start, body, owner, obstacle)


_WORDS = 200
"""How many characters before a reference are looked at first: mostly enough for the word before it."""

_BOUND = re.compile(rf"call[ \t]*{NAME}[ \t]*+(?:{ARGUMENTS})?[ \t]*+%")
"""The call of a type-bound procedure."""


def _before(masked: str, start: int, stop: int) -> str:
    """The end of what stands before a reference in its statement, without blanks: fixed form allows ``ca ll``."""
    near = masked[max(start, stop - _WORDS) : stop].replace(" ", "")
    return (near if len(near) > 20 else masked[start:stop].replace(" ", "")).rstrip("\t")


def _with_order(masked: str, units: Structure, found: list[Call], called: list[Call]) -> list[Call]:
    """References and CALLs together; of those that share a body only what Tapenade does first can be switched."""
    bodies: dict[int, list[int]] = {}
    deep: set[int] = set()
    for call in found:
        if call.obstacle is None:
            bodies.setdefault(call.body, []).append(call.start)
        elif call.obstacle.code is Code.DEEP:
            deep.add(call.body)
    firsts = {body: _first(masked, units, body, called) for body, called in bodies.items() if body not in deep}
    together: list[Call] = []
    for call in (*called, *found):
        at = firsts.get(call.body)
        if call.body in deep and not call.obstacle:
            call = call._replace(obstacle=obstacles.DEEP)
        elif at is not None and at != call.start and (not call.obstacle or call.obstacle.code is Code.COMPUTED):
            call = call._replace(obstacle=_instead(at))
        together.append(call)
    together.sort(key=_by_start)
    return together


def _functions(masked: str, units: Structure, offset: int) -> Functions:
    """What the procedure around ``offset`` declares to be a function."""
    owner = units.owner(offset)
    start, end = (units.procedures[owner].start, units.procedures[owner].end) if owner >= 0 else (0, len(masked))
    return functions(masked, start, end)


def _first(masked: str, units: Structure, body: int, called: list[int]) -> int:
    """What Tapenade does first of a statement: the start of a call, or EXPRESSION, or NOTHING."""
    end = statement_around(masked, body).end
    known = Known(frozenset(called), _functions(masked, units, body))
    if _ARGUMENTS.match(masked, body, end) is None:
        return first(masked, body, end, known)
    opening = masked.find("(", body, end)
    at = first(masked, opening + 1, closing(masked, opening), known, arguments=True)
    return body if at == NOTHING else at


_ARGUMENTS = re.compile(r"call\b[^=(]*\(|call[^=(]*\([^\n]*\)$")


def _instead(at: int) -> Obstacle:
    """Why a directive does not reach a call of a statement of which Tapenade does something else first."""
    return obstacles.COMPUTED if at == EXPRESSION else obstacles.INLINED if at == NOTHING else obstacles.NOT_FIRST


def _by_start(call: Call) -> int:
    return call.start


_SPECIFICATION = re.compile(
    r"(?:integer|real|double|complex|logical|character|type[ \t]*\(|class[ \t]*\(|dimension|common|allocatable|pointer"
    r"|target|save|data|equivalence|parameter|external|intrinsic|namelist|procedure|import|use|implicit|optional|intent"
    rf"|subroutine|recursive|pure|elemental|impure|module|function|end|[a-z_$][\w$]*+[^\n=]*?\bfunction\b"
    rf"|(?!call\b|else\b|goto\b|return\b|print\b|case\b|select\b|do\b)_?{NAME}[ \t]+{NAME}[ \t]*[(,])"
)
_CONTROL = re.compile(r"(?:if|else|do|while|select|case|where|elsewhere|forall)\b")


def _kind(kind: Kind, around: Statement) -> Kind:
    return _standing(kind, around.one_line_if, bool(around.label), around.after_semicolon)


@cache
def _standing(kind: Kind, one_line_if: bool, labelled: bool, after_semicolon: bool) -> Kind:
    # There are few results, and combining flags of an enumeration is slow.
    if one_line_if:
        kind |= Kind.ONE_LINE_IF
    if labelled:
        kind |= Kind.LABELLED
    if after_semicolon:
        kind |= Kind.AFTER_SEMICOLON
    return kind


def _ends_do(masked: str, statement: int, units: Structure) -> bool:
    """Whether the label of this statement ends a DO loop of its procedure."""
    label = statement_around(masked, statement).label
    owner = units.owner(statement)
    start = units.procedures[owner].start if owner >= 0 else 0
    places = _do_labels(masked).get(label, [])
    at = bisect_left(places, start)
    return at < len(places) and places[at] < statement


@lru_cache(maxsize=1)
def _do_labels(masked: str) -> dict[str, list[int]]:
    """For each label where the DO statements are that name it."""
    found: dict[str, list[int]] = {}
    for match in _DO_LABEL.finditer(masked):
        found.setdefault(match[1], []).append(match.start())
    return found


_DO_LABEL = re.compile(r"\bdo[ \t]*(\d+)\b")


def _continued(masked: str, at: int, mark: str, callee: str) -> tuple[str, int] | None:
    """The full designator and the end of ``call a(1)%b%c(x)`` or ``call f<<<g, b>>>(x)``."""
    if mark == "<" and (launch := _LAUNCH.match(masked, at)):
        at = launch.end()
        opening = masked.startswith("(", at)
        end = closing(masked, at) + 1 if opening else len(masked[:at].rstrip())
        return (callee, end) if end else None
    path = callee
    while part := _PART.match(masked, at):
        path += "%" + part[2]
        at = part.end()
    if path == callee:
        return None
    tail = re.compile(rf"[ \t]*{ARGUMENTS}").match(masked, at)
    end = tail.end() if tail else at
    rest = masked[end : end + 40].lstrip(" \t")[:1]
    return (path, end) if rest in ("", "\n", ";") else None


def _to_line_end(masked: str, text: str, form: str, start: int, cpp: bool) -> tuple[int, bool]:
    """The end of a CALL whose parentheses only cpp can balance, and whether cpp lines explain the imbalance."""
    stop = masked.find("\n", start)
    stop = len(masked) if stop < 0 else stop
    end = start + len(masked[start:stop].rstrip(" \t"))
    depth = masked.count("(", start, end) - masked.count(")", start, end)
    if not depth:
        return end, True
    following = text.find("\n", end) + 1
    line = cpp_line(form)
    return end, cpp and (line.search(text, start, stop) or line.match(text, following)) is not None


def _sentinels(masked: str, text: str, owner: Owner) -> Iterator[Call]:
    for match in _SENTINEL.finditer("\n" + text.lower()):
        start, end = match.start(1) - 1, match.end() - 1
        if not masked[start:end].strip():
            yield Call(match[2], Kind.CALL | Kind.SENTINEL, start, end, start, start, owner(start), obstacles.SENTINEL)


def _spaced(masked: str, owner: Owner) -> Iterator[Call]:
    for match in _SPACED_CALL.finditer(f"\n{masked}\n"):
        start = match.start(1) - 1
        around = statement_around(masked, start)
        if around.body == start:
            end = (match.end(3) if match[3] else match.end(2)) - 1
            yield Call(match[2], _kind(Kind.CALL, around), start, end, around.start, start, owner(start), None)


def _macros(masked: str, owner: Owner) -> Iterator[Call]:
    for match in _MACRO.finditer(f"\n{masked}\n"):
        name, start = match[1], match.start(1) - 1
        if name in _KEYWORDS or name.startswith("call") or owner(start) < 0:
            continue
        around = statement_around(masked, start)
        if around.start == start and closing(masked, masked.index("(", start)) == around.end - 1:
            yield Call(name, _kind(Kind.MACRO, around), start, around.end, start, start, owner(start), MACRO)
