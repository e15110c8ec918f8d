"""Many of one construct, and twice as many: whether what is done with a source grows as the source does.

    python benchmarks/doubling.py            # all constructs; or those whose name holds a word: doubling.py comments

prints a table of seconds of the processor. Exit status 1 where twice the text takes more than three times as long.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rewriter.callsites.source import Source
from rewriter.configuration.commands import apply, revert, save, sites
from rewriter.errors import RewriterError
from rewriter.reports.diff import unified

RATIO, SECONDS = 3.0, 0.5
"""What the larger of two texts may take of the smaller, and what it may always take."""

Written = Callable[[int], str]


def _fortran(body: Written) -> Written:
    return lambda n: f"subroutine s\n{body(n)}\nend\nsubroutine f(x)\nend\n"


def _fixed(body: Written) -> Written:
    def text(n: int) -> str:
        return "\n".join(
            line if line[:1] in ("C", "#") or line[5:6] == "&" or line[:1].isdigit() else f"      {line}"
            for line in _fortran(body)(n).split("\n")
        )

    return text


def _c(body: Written) -> Written:
    return lambda n: f"void f(int x) {{ }}\nvoid s(void) {{\n{body(n)}\n}}\n"


FORTRAN: Mapping[str, tuple[int, Written]] = {
    "calls": (2000, lambda n: "call f(x)\n" * n),
    "labels": (5000, lambda n: "\n".join(f"{k % 99999 + 1} x = 1" for k in range(n)) + "\ncall f(x)"),
    "nested IF": (20000, lambda n: "if (a) then\n" * n + "call f(x)\n" + "endif\n" * n),
    "nested DO": (20000, lambda n: "do i = 1, 2\n" * n + "call f(x)\n" + "enddo\n" * n),
    "nested SELECT": (10000, lambda n: "select case (i)\ncase (1)\n" * n + "call f(x)\n" + "end select\n" * n),
    "labelled DO of one label": (10000, lambda n: "do 10 i = 1, 2\n" * n + "call f(x)\n10 continue\n"),
    "one-line IFs": (2000, lambda n: "if (a) call f(x)\n" * n),
    "labelled one-line IFs in a DO": (2000, lambda n: "do 10 i=1,2\n" + "if (a) call f(x)\n" * n + "10 continue"),
    "#if and #else": (10000, lambda n: "#if A\n" * n + "call f(x)\n" + "#else\nx = 1\n#endif\n" * n),
    "#if in a row": (10000, lambda n: "#if A\nx=1\n#else\nx=2\n#endif\n" * n + "call f(x)\n"),
    "strings": (10000, lambda n: "x = 'a'\n" * n + "call f('b')"),
    "strings in one statement": (
        1000,
        lambda n: "call f(" + ",".join(["'a'"] * (n // 100)) + ")\n" + "x = 'a'//'b'\n" * n,
    ),
    "an unclosed string": (10000, lambda n: "call f(x)\nx = 'a\n" + "y = 1\n" * n),
    "unclosed strings": (3000, lambda n: "x = 'a\n" * n + "call f(x)\n"),
    "ENTRY": (3000, lambda n: "\n".join(f"entry e{k}(x)\ncall f(x)" for k in range(n))),
    "USE": (10000, lambda n: "use m\n" * n + "call f(x)\n"),
    "directives by hand": (4000, lambda n: "!$AD NOCHECKPOINT\n" * n + "call f(x)\n"),
    "directives by hand, each its call": (2000, lambda n: "!$AD NOCHECKPOINT\ncall f(x)\n" * n),
    "fragments": (2000, lambda n: "!$AD CHECKPOINT-START\ncall f(x)\n!$AD CHECKPOINT-END\n" * n),
    "nested fragments": (2000, lambda n: "!$AD CHECKPOINT-START\ncall f(x)\n" * n + "!$AD CHECKPOINT-END\n" * n),
    "loops with BINOMIAL-CKP": (2000, lambda n: "!$AD BINOMIAL-CKP 10 2 1\ndo i = 1, 10\ncall f(x)\nenddo\n" * n),
    "nested loops with BINOMIAL-CKP": (
        1000,
        lambda n: "!$AD BINOMIAL-CKP 10 2 1\ndo i = 1, 10\n" * n + "call f(x)\n" + "enddo\n" * n,
    ),
    "procedures": (
        2000,
        lambda n: "end\n" + "".join(f"subroutine p{k}\ncall f(x)\nend\n" for k in range(n)) + "subroutine t",
    ),
    "alike procedures": (
        500,
        lambda n: (
            "end\n"
            + "".join(f"subroutine p{k}\n" + "x=1\n" * 12 + "call f(x)\nend\n" for k in range(n))
            + "subroutine t"
        ),
    ),
    "functions of themselves": (1000, lambda n: f"x = {'g(' * n}x{')' * n}\nend\nfunction g(x)"),
    "functions of one statement": (1000, lambda n: "x = " + "+".join(["g(x)"] * n) + "\nend\nfunction g(x)"),
    "parentheses": (20000, lambda n: f"call f({'(' * n}x{')' * n})"),
    "open parentheses": (20000, lambda n: f"call f({'(' * n}x"),
    "parentheses in a string": (20000, lambda n: f"call f('{'(' * n}')"),
    "comments": (20000, lambda n: "!a\n" * n + "call f(x)\n"),
    "arguments": (10000, lambda n: f"call f({'a,' * n}x)"),
    "one line": (500_000, lambda n: f"x = {'a' * n}\ncall f(x)"),
    "one line of blanks": (500_000, lambda n: f"x = {' ' * n}1\ncall f(x)"),
    "blank lines": (50_000, lambda n: "\n" * n + "call f(x)"),
    "interfaces": (2000, lambda n: "interface\nsubroutine q\nend subroutine\nend interface\n" * n + "call f(x)"),
}
FREE: Mapping[str, tuple[int, Written]] = {
    ";": (5000, lambda n: ";" * n + "\ncall f(x)"),
    "calls behind ;": (2000, lambda n: "call f(x);" * n),
    "one-line IFs behind ;": (1000, lambda n: "if (a) call f(x);" * n),
    "continuation lines": (10000, lambda n: "x = 1" + "&\n+1" * n + "\ncall f(x)"),
    "continuation lines of a call": (10000, lambda n: "call f(x" + ",&\na" * n + ")"),
}
FIXED: Mapping[str, tuple[int, Written]] = {
    "continuation lines": (10000, lambda n: "x = 1\n" + "     &+1\n" * n + "call f(x)"),
    "continuation lines of a call": (10000, lambda n: "call f(x\n" + "     &,a\n" * n + "     &)"),
    "comments with C": (20000, lambda n: "C a\n" * n + "call f(x)"),
}
C: Mapping[str, tuple[int, Written]] = {
    "calls": (2000, lambda n: "f(x);\n" * n),
    "calls in one line": (2000, lambda n: "f(x);" * n),
    "labels": (5000, lambda n: "\n".join(f"l{k}: x = 1;" for k in range(n)) + "f(x);"),
    "labels in a row": (5000, lambda n: "a: " * n + "f(x);"),
    ";": (10000, lambda n: ";" * n + "f(x);"),
    "nested if": (5000, lambda n: "if (a) " * n + "f(x);"),
    "nested if of calls": (1000, lambda n: "if (f(x)) " * n + "f(x);"),
    "nested if with braces": (10000, lambda n: "if (a) {" * n + "f(x);" + "}" * n),
    "else if": (5000, lambda n: "if (a) f(x);\n" + "else if (a) f(x);\n" * n),
    "one-line ifs": (2000, lambda n: "if (a) f(x);\n" * n),
    "#if and #else": (5000, lambda n: "#if A\n" * n + "f(x);\n" + "#else\nx = 1;\n#endif\n" * n),
    "#if with a brace": (2000, lambda n: "#if A\nif (a) {\n#else\nif (b) {\n#endif\nf(x); }\n" * n),
    "nested #if with a brace": (
        1000,
        lambda n: "#if A\nif (a) {\n#else\nif (b) {\n" * n + "#endif\n" * n + "f(x); }\n" * n,
    ),
    "macros": (5000, lambda n: "".join(f"#define M{k}(x) x\n" for k in range(n)) + "f(x);"),
    "comments": (20000, lambda n: "/* */\n" * n + "f(x);"),
    "open comments": (20000, lambda n: "f(x); " + "/* " * n),
    "spliced lines": (20000, lambda n: "x = 1" + "\\\n" * n + ";f(x);"),
    "strings": (10000, lambda n: 'g("a");' * n + "f(x);"),
    "an unclosed string": (20000, lambda n: 'f(x); x = "a\n' + "y = 1;\n" * n),
    "unclosed strings": (5000, lambda n: 'x = "a;\n' * n + "f(x);"),
    "unclosed characters": (5000, lambda n: "x = 'a;\n" * n + "f(x);"),
    "parentheses": (20000, lambda n: f"f({'(' * n}x{')' * n});"),
    "open parentheses": (20000, lambda n: f"f({'(' * n}x;"),
    "open parentheses alone": (20000, lambda n: "(" * n),
    "closed parentheses": (20000, lambda n: ")" * n + "f(x);"),
    "parentheses in a string": (20000, lambda n: f'f("{"(" * n}");'),
    "braces": (20000, lambda n: "{" * n + "f(x);" + "}" * n),
    "open braces": (20000, lambda n: "{" * n + "f(x);"),
    "closed braces": (20000, lambda n: "f(x);" + "}" * n),
    "brackets": (20000, lambda n: f"f(a{'[' * n}x{']' * n});"),
    "open brackets": (20000, lambda n: f"f(a{'[' * n}x);"),
    "calls of themselves": (1000, lambda n: f"{'f(' * n}x{')' * n};"),
    "calls of themselves, open": (1000, lambda n: f"{'f(' * n}x;"),
    "computed calls of themselves": (1000, lambda n: f"{'f(1+' * n}x{')' * n};"),
    "assigned calls of themselves": (1000, lambda n: f"y = {'f(' * n}x{')' * n};"),
    "calls of one statement": (1000, lambda n: "x = " + "+".join(["f(x)"] * n) + ";"),
    "arguments": (10000, lambda n: f"f({'a,' * n}x);"),
    "casts": (5000, lambda n: f"f({'(int)' * n}x);"),
    "stars": (20000, lambda n: f"{'*' * n}p = f(x);"),
    "initial braces": (5000, lambda n: f"int a[] = {'{' * n}1{'}' * n}; f(x);"),
    "one line": (500_000, lambda n: f"x = {'a' * n}; f(x);"),
    "one line of blanks": (500_000, lambda n: f"x = {' ' * n}1; f(x);"),
    "blank lines": (50_000, lambda n: "\n" * n + "f(x);"),
    "directives by hand": (4000, lambda n: "/* $AD NOCHECKPOINT */\n" * n + "f(x);\n"),
    "directives by hand, each its call": (2000, lambda n: "/* $AD NOCHECKPOINT */\nf(x);\n" * n),
    "procedures": (
        2000,
        lambda n: "}\n" + "".join(f"void p{k}(void) {{ f(x); }}\n" for k in range(n)) + "void t(void) {",
    ),
    "old functions": (1000, lambda n: "}\n" + "".join(f"p{k}(a) int a; {{ f(x); }}\n" for k in range(n)) + "t() {"),
    "do": (2000, lambda n: "do f(x); while (a);\n" * n),
    "nested do": (2000, lambda n: "do {" * n + "f(x);" + "} while (a);" * n),
}
CONSTRUCTS: Mapping[str, tuple[str, int, Written]] = {
    **{f"free: {name}": ("a.f90", n, _fortran(body)) for name, (n, body) in {**FORTRAN, **FREE}.items()},
    **{f"fixed: {name}": ("a.f", n, _fixed(body)) for name, (n, body) in {**FORTRAN, **FIXED}.items()},
    **{f"C: {name}": ("a.c", n, _c(body)) for name, (n, body) in C.items()},
}
"""The name of a construct, the file it is in, how many of it are enough to see, and the text with so many."""


def steps(path: Path) -> Iterator[tuple[str, float]]:
    """What is done with one source, and the seconds that it takes."""
    root = path.parent
    before = path.read_bytes()

    def timed(step: Callable[[], object]) -> tuple[float, object]:
        start = time.process_time()
        try:
            result = step()
        except RewriterError:
            result = None
        return time.process_time() - start, result

    def placed() -> None:
        apply(tuned, root=root)
        "".join(unified(path.name, before, path.read_bytes(), Source(path.name, before).scan.procedures))

    yield "sites", timed(lambda: sites([path], root=root))[0]
    yield "sites --loops", timed(lambda: sites([path], root=root, loops=True))[0]
    seconds, saved = timed(lambda: save([path], root=root, nocheckpoint=["f"]))
    yield "save", seconds
    if saved is None:
        return
    tuned = saved.configuration  # type: ignore[attr-defined]
    yield "apply", timed(placed)[0]
    yield "revert", timed(lambda: revert(tuned, root=root))[0]


def measured(name: str, count: int) -> dict[str, float]:
    """Seconds for each step, with so many of the construct."""
    file, _, text = CONSTRUCTS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(text(count).encode())
        return dict(steps(path))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("words", nargs="*", help="only the constructs whose name holds one of these")
    words = parser.parse_args().words
    bad = 0
    print(f"{'construct':46} {'step':14}{'n':>8}{'s at n':>9}{'s at 2n':>9}{'ratio':>7}")
    for name, (_, count, _text) in CONSTRUCTS.items():
        if words and not any(word in name for word in words):
            continue
        small, large = measured(name, count), measured(name, 2 * count)
        for step in large:
            before, after = small.get(step, 0.0), large[step]
            ratio = after / max(before, 1e-3)
            slow = ratio > RATIO and after > SECONDS
            bad += slow
            if slow or after > SECONDS or step == "save":
                mark = "  <-" if slow else ""
                print(f"{name:46} {step:14}{count:8}{before:9.2f}{after:9.2f}{ratio:7.1f}{mark}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
