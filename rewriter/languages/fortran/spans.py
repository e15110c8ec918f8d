"""The statements of a Fortran file as text to compare, whatever its layout.

Without comments, blanks, continuations and the case of letters; a one-line IF reads as the
block IF it stands for. Lines of cpp and of compiler sentinels (``!$OMP``) are entries too.
"""

from __future__ import annotations

import re

from rewriter.languages.fortran.mask import code, cpp_line
from rewriter.languages.fortran.patterns import NAME
from rewriter.languages.fortran.statement import statement_in
from rewriter.languages.model import Scan

_SENTINEL = re.compile(r"^[ \t]*[cC*!]\$(?![aA][dD]\b).*", re.MULTILINE)
_LITERAL = re.compile(r"""('[^'\n]*'|"[^"\n]*")""")
_BLANKS = re.compile("[ \t\r\x01]+")
_PLAIN = re.compile(r"[ \t]*+(?!\d|if)")
"""Before most statements: those without a label that are no IF."""
_NO_BLANKS = str.maketrans("", "", " \t\r\x01")
NAMED = re.compile(rf"{NAME}[ \t]*:(?!:)[ \t]*(?=if|do|select)")


def spans(scan: Scan) -> list[tuple[int, str]]:
    """Offset and normalised text of every statement, cpp line and sentinel line, in order."""
    text, masked = scan.text, scan.masked
    full = code(text, scan.form)
    entries: list[tuple[int, str]] = []
    line = 0
    for logical in masked.split("\n"):
        segment = line
        if not logical.isspace():
            for part in logical.split(";"):
                stop = segment + len(part)
                if part and not part.isspace():
                    entries += _entries(scan, full, line, segment, stop)
                segment = stop + 1
        line += len(logical) + 1
    aside = [(match.start(), _squeezed(match.group())) for match in cpp_line(scan.form).finditer(text)]
    if "$" in text:
        for match in _SENTINEL.finditer(text):
            if not masked[match.start() : match.end()].strip():
                aside.append((match.start(), _squeezed(match.group()).lower()))
    if aside:
        entries += aside
        entries.sort(key=lambda entry: entry[0])
    return entries


def after_statement(text: str, masked: str, form: str, end: int) -> int | None:
    """Start of the first line after a statement that ends at ``end`` where a new line may stand.

    A cpp conditional that the statement leaves open is stepped over. ``None`` where something
    other than cpp lines, comments and blank lines stands before it closes.
    """
    logical_end = masked.find("\n", end)
    logical_end = len(masked) if logical_end < 0 else logical_end
    line = text.rfind("\n", 0, masked.rfind("\n", 0, end) + 1) + 1
    depth = _depth(text, form, line, logical_end)
    at = text.find("\n", end)
    at = len(text) if at < 0 else at + 1
    while depth > 0 or at < logical_end:
        if at >= len(text):
            return None
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop + 1
        if at > logical_end:
            if masked[at:stop].strip():
                return None
            depth += _depth(text, form, at, stop)
        at = stop
    return at


def _depth(text: str, form: str, start: int, stop: int) -> int:
    depth = 0
    if "#" in text[start:stop]:
        for match in cpp_line(form).finditer(text, start, stop):
            keyword = match[1]
            if keyword.startswith("if"):
                depth += 1
            elif keyword == "endif":
                depth -= 1
    return depth


def _entries(scan: Scan, full: str, line: int, segment: int, stop: int) -> list[tuple[int, str]]:
    masked = scan.masked
    plain = _PLAIN.match(masked, segment, stop)
    if plain is not None:
        return [(plain.end(), _normal(full[plain.end() : stop]))]
    statement = statement_in(masked, line, segment, stop)
    label = f"{statement.label}:" if statement.label else ""
    if not statement.one_line_if:
        return [(statement.start, label + _normal(full[statement.start : stop]))]
    after = after_statement(scan.text, masked, scan.form, statement.end)
    return [
        (statement.start, f"{label}{_normal(full[statement.start : statement.closed + 1])}then"),
        (statement.body, _normal(full[statement.body : stop])),
        (statement.end if after is None or ";" in masked[statement.end : after] else after - 1, "endif"),
    ]


def _normal(text: str) -> str:
    if "'" not in text and '"' not in text:
        return text.translate(_NO_BLANKS).lower()
    pieces = _LITERAL.split(text)
    pieces[::2] = [_BLANKS.sub("", piece).lower() for piece in pieces[::2]]
    pieces[1::2] = [piece.replace("\x01", "") for piece in pieces[1::2]]
    return "".join(pieces)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
