"""Of any small tree where names mean several things: what is said to be switchable can be, in any subset."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.trees import listed, switched, written

NAMES = st.sampled_from("fgh")
DECLARATIONS = {
    "array": "real {0}(3)",
    "dimension": "real {0};;dimension {0}(3)",
    "common": "common /c/ {0}(3)",
    "typed": "real {0}",
    "external": "external {0}",
    "interface": "interface;;real function {0}(x);;real x;;end function;;end interface",
    "statement function": "real {0};;{0}(x) = 2.0*x",
}
STATEMENTS = st.sampled_from(
    [
        "y = {0}(x)",
        "y = {0}(x) + {1}(y)",
        "call {0}(x)",
        "call {0}({1}(x))",
        "if (x > 0.0) call {0}(x)",
        "if (x > 0.0) y = {0}(x)",
        "call {0}(x); y = {1}(x)",
        "do i = 1, 2;;y = {0}(y);;end do",
        "if ({0}(x) > 0.0) y = {1}(x)",
    ]
)


@st.composite
def declarations(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(DECLARATIONS)) -> list[str]:
    """Declarations of some of the names."""
    return [DECLARATIONS[draw(st.sampled_from(kinds))].format(name) for name in draw(st.sets(NAMES))]


@st.composite
def uses(draw: st.DrawFn, modules: str) -> list[str]:
    found = []
    for module in draw(st.sets(st.sampled_from(modules))) if modules else ():
        names = [draw(st.sampled_from(["{0}", "{0} => {1}"])).format(*draw(st.permutations("fgh"))) for _ in range(2)]
        found.append(
            f"use {module}" + draw(st.sampled_from(["", ", only: {0}", ", only: {0}, {1}", ", only:"])).format(*names)
        )
    return found


@st.composite
def procedures(draw: st.DrawFn, name: str, modules: str, depth: int = 1) -> list[str]:
    """A procedure that declares names and calls by them, perhaps with others inside."""
    word = draw(st.sampled_from(["real function", "subroutine"]))
    lines = [f"{word} {name}(x)", *draw(uses(modules)), *draw(st.sampled_from([[], ["implicit none"]]))]
    lines += draw(st.sampled_from([[], ["include 'c.inc'"]]))
    lines += ["real x, y", "integer i", *draw(declarations())]
    lines += [draw(STATEMENTS).format(*draw(st.permutations("fgh"))) for _ in range(draw(st.integers(0, 3)))]
    if depth and (inner := draw(st.sets(NAMES, max_size=2)) - {name}):
        lines += ["contains", *(line for one in sorted(inner) for line in draw(procedures(one, modules, depth - 1)))]
    return [*lines, f"end {word.split()[-1]} {name}"]


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    files = {"c.inc": ";;".join(draw(declarations(("array", "common", "external"))))}
    for n, module in enumerate("mn"):
        lines = [f"module {module}", *draw(uses("mn"[:n]))]
        own = draw(st.sets(NAMES, max_size=2))
        lines += draw(st.sampled_from([[], ["private"], ["private f"], ["public;;private :: g"]]))
        lines += [DECLARATIONS["array"].format(name) for name in sorted(set("fgh") - own) if draw(st.booleans())]
        lines += ["contains", *(line for name in sorted(own) for line in draw(procedures(name, "mn"[:n], 0)))]
        files[f"{module}.f90"] = ";;".join([*lines, f"end module {module}"])
    for name in sorted(draw(st.sets(NAMES))):
        files[f"src/{name}.f90"] = ";;".join(draw(procedures(name, "mn")))
    files["top.f90"] = ";;".join(draw(procedures("top", "mn")))
    return files


C_DECLARATIONS = ["double (*{0})(double);", "fn_t {0} = 0;", "double {0}(double);", "double z;", "double {0}[3];"]
C_STATEMENTS = [
    "y = {0}(x);",
    "{0}(x);",
    "y = {0}(x) + {1}(y);",
    "if (x > 0) {0}(x);",
    "y = (*{0})(x);",
    "{0}({1}(x));",
]
C_PARAMETERS = ["double x", "double x, double (*{0})(double)", "fn_t {0}, double x"]
C_BEGINNINGS = ["", "double {0}(double);", "static double (*{0})(double);", "#define {0}(x) ((x)*2)", "fn_t {0};"]


@st.composite
def c_trees(draw: st.DrawFn) -> dict[str, str]:
    files = {}
    for file in ("a.c", "b.c"):
        lines = [draw(st.sampled_from(C_BEGINNINGS)).format(draw(NAMES))]
        for name in [*sorted(draw(st.sets(NAMES))), f"top_{file[0]}"]:
            head = draw(st.sampled_from(["", "static "])) + f"double {name}({draw(st.sampled_from(C_PARAMETERS))})"
            lines += [head.format(draw(NAMES)), "{", "  double y = x;"]
            for choice in (C_DECLARATIONS, *[C_STATEMENTS] * draw(st.integers(0, 3))):
                lines.append("  " + draw(st.sampled_from(choice)).format(*draw(st.permutations("fgh"))))
            lines += ["  return y;", "}"]
        files[file] = "\n".join(lines)
    return files


@settings(max_examples=50)
@given(trees() | c_trees(), st.data())
def test_any_of_the_switchable_sites_can_be_switched(files: dict[str, str], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), files)
        free = [site for site, hindered in listed(folder).items() if not hindered]
        switched(folder, free)
        if free:
            switched(folder, sorted(data.draw(st.sets(st.sampled_from(free)))))
