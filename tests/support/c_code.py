"""C in few words, drawn programs of it, and the golden files of C."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import strategies as st

from rewriter.errors import Refused
from rewriter.languages.c.directives import directives
from rewriter.languages.c.placing import place
from rewriter.languages.c.scanning import scan
from rewriter.languages.model import Call, Change
from rewriter.text.edits import decode

GOLDEN = Path(__file__).parents[1] / "golden" / "c"


def golden(name: str) -> str:
    return decode((GOLDEN / name).read_bytes())


def reachable(text: str) -> list[Call]:
    return [call for call in scan(text).calls if not call.obstacle]


def function(*statements: str) -> str:
    """A function with these statements, one a line."""
    return "void top(double *x, int n)\n{\n" + "".join(f"    {one}\n" for one in statements) + "}\n"


def only_call(text: str, callee: str) -> Call:
    (call,) = (call for call in scan(text).calls if call.callee == callee)
    return call


_SPACE = [" ", "  ", "\t", "\n", "\r\n", " \n\t", "/* c(1); */", " // it's\n", "/*\n*/ ", "\n\n"]
_CALLS = st.sampled_from(
    [["f", "(", "x", ")"], ["g", "(", "h", "(", "x", ")", ",", '"};/*"', ")"], ["p", "->", "f", "(", ")"]]
)


def _simple() -> st.SearchStrategy[list[str]]:
    return st.one_of(
        _CALLS.map(lambda call: [*call, ";"]),
        _CALLS.map(lambda call: ["y", "=", *call, "+", "f", "(", "x", ")", ";"]),
        _CALLS.map(lambda call: ["double", "z", "=", *call, ";"]),
        _CALLS.map(lambda call: ["out", ":", *call, ";"]),
        st.sampled_from(
            [["y", "+=", "1.e-3", ";"], [";"], ["return", "'\\''", ";"], ["x", "[", "1", "]", "=", "'{'", ";"]]
        ),
    )


def _compound(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    block = st.lists(inner, max_size=4).map(lambda parts: ["{", *(word for part in parts for word in part), "}"])
    heads = st.sampled_from(
        [["if", "(", "n", ")"], ["for", "(", ";", ";", "x", "++", ")"], ["while", "(", "f", "(", "x", ")", ")"]]
    )
    return st.one_of(
        block,
        st.builds(lambda head, body: head + body, heads, st.one_of(block, inner)),
        st.builds(lambda a, b: ["if", "(", "n", ")", *a, "else", *b], block, inner),
        st.builds(lambda body: ["do", *body, "while", "(", "n", ")", ";"], block),
    )


_STATEMENTS = st.recursive(_simple(), _compound, max_leaves=12)
FUNCTIONS = st.lists(_STATEMENTS, max_size=8).map(
    lambda parts: ["int", "name", "(", "int", "n", ")", "{", *(word for part in parts for word in part), "}"]
)


@st.composite
def layouts(draw: st.DrawFn, words: list[str]) -> str:
    """A text of these words, however spaced; user's directives and cpp lines among them."""
    random = Random(draw(st.integers(0, 2**32)))
    text = random.choice(["", "#define A(x) { \\\n f(x)\n", "/* \xe9 */\n"])
    for left, right in zip(words, [*words[1:], ";"], strict=True):
        glued = not (left[-1].isalnum() and right[0].isalnum()) and left[-1] + right[0] not in ("++", "/*", "//")
        text += left + random.choice([""] * glued * 5 + _SPACE)
        if left in (";", "{", "}"):
            text += random.choice(["", "", "", "\n/* $AD NOCHECKPOINT mine */", " // $ad nocheckpoint\n"])
    return text


@st.composite
def programs(draw: st.DrawFn) -> str:
    words = [word for part in draw(st.lists(FUNCTIONS, min_size=1, max_size=2)) for word in part]
    text = draw(layouts(words))
    return text + draw(st.sampled_from(["", "\n", "\r\n"]))


@st.composite
def changes_for(draw: st.DrawFn, text: str) -> list[Change]:
    """Changes that ``place`` accepts: calls not to checkpoint, at most one fragment, directives of the user's off."""
    calls = reachable(text)
    bodies = [call.body for call in calls]
    changes = [Change("NOCHECKPOINT", at) for at in bodies if draw(st.booleans())]
    changes += [Change("OFF", one.start) for one in directives(text) if draw(st.booleans())]
    if bodies:
        first, last = draw(st.sampled_from(bodies)), draw(st.sampled_from(bodies))
        fragment = [Change("CHECKPOINT-START", first), Change("CHECKPOINT-END", last)]
        try:
            place(text, fragment)
        except Refused:
            return changes
        changes += fragment
    return changes
