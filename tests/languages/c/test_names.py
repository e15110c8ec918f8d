"""What names mean in C files that know of each other."""

from __future__ import annotations

from rewriter.languages import c
from rewriter.languages.c.names import Meanings


def meanings(files: dict[str, str]) -> Meanings:
    """Those in the first of the files."""
    scans = {path: c.scan(text, ".c", None) for path, text in files.items()}
    said = {path: c.declared(path, scan) for path, scan in scans.items()}
    first = next(iter(files))
    return c.meanings(first, scans[first], said[first], c.joined(said.values(), {}, {}))


F = "double f(double x) { return x; }\n"


def test_a_function_is_seen_from_other_files() -> None:
    found = meanings({"a.c": "void g(void) {}\n", "b.c": F})
    assert (found.definition(0, "f"), found.definition(0, "g"), found.definition(0, "h")) == ("f", "g", "")
    assert found.is_function(0, "f") and not found.is_function(0, "h")


def test_a_static_function_is_seen_from_its_own_file_only() -> None:
    static = f"static {F}"
    assert meanings({"a.c": static}).definition(0, "f") == "a.c:f"
    assert meanings({"a.c": "\n", "b.c": static}).definition(0, "f") == ""
    assert meanings({"a.c": static, "b.c": F}).definition(0, "f") == "a.c:f"
    assert meanings({"b.c": F, "a.c": static}).definition(0, "f") == "f"


def test_a_definition_is_named_as_what_refers_to_it_does() -> None:
    for text, name in ((F, "f"), (f"static inline {F}", "a.c:f"), (f"static int n;\n{F}", "f")):
        assert c.defined_by("a.c", c.scan(text, ".c", None), 0) == name


def test_a_macro_of_a_header_is_one_where_no_function_has_its_name() -> None:
    header = "#define f(x) (x)\n"
    assert meanings({"a.c": "\n", "a.h": header}).is_macro("f")
    assert not meanings({"a.c": F, "a.h": header}).is_macro("f")
    assert not meanings({"a.c": "\n", "b.c": header}).is_macro("f")
