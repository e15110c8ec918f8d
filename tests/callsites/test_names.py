"""What all files of a tree say of names together."""

from __future__ import annotations

from rewriter.callsites.names import FromTree, Index, part
from rewriter.callsites.source import Source


def source(path: str, text: str) -> Source:
    return Source(path, (text.replace(";;", "\n") + "\n").encode())


def about(*sources: Source) -> FromTree:
    """What is known of names in the first of these files."""
    index = Index.of(one.part for one in sources)
    return index.about(sources[0].path, sources[0].language, sources[0].scan, sources[0].part.declared)


TOP = source("t.f90", "subroutine top;;y = f(x);;end")
FUNCTION = "function f(x);;end function"


def test_the_languages_know_nothing_of_each_other() -> None:
    in_c = source("f.c", "double f(double x) { return x; }")
    assert not about(TOP, in_c).is_known(0, "f")
    assert about(TOP, source("f.f90", FUNCTION)).is_known(0, "f")


def test_what_is_asked_of_names_that_are_not_declared_is_remembered() -> None:
    own = source("t.f90", "subroutine top;;real a(2);;end")
    known = about(own, source("f.f90", FUNCTION))
    assert known.is_function(0, "f") and not known.is_function(0, "g") and not known.is_function(0, "a")
    assert known.asked == {(0, "f"): True, (0, "g"): False}


def test_a_directive_before_a_definition_splits_the_calls_of_that_one() -> None:
    split = source("f.f90", f"!$AD NOCHECKPOINT;;{FUNCTION}")
    assert about(TOP, split).is_split(0, "f")
    assert not about(source("t.f90", "subroutine top;;use m;;end"), split,
                     source("m.f90", f"module m;;contains;;{FUNCTION};;end module")).is_split(0, "f")  # fmt: skip


def test_the_definitions_that_a_directive_stands_before() -> None:
    def split(text: str) -> frozenset[str]:
        one = source("f.f90", text)
        return part(one.path, one.language, one.scan).split

    assert split(f"!$AD NOCHECKPOINT;;{FUNCTION}") == {"f"}
    assert split(f"module m;;contains;;!$AD NOCHECKPOINT;;{FUNCTION};;end module") == {"m.f"}
    assert split(f"!$AD NOCHECKPOINT;;x = 1;;{FUNCTION}") == frozenset()
    assert split("subroutine s;;!$AD NOCHECKPOINT;;call t;;end") == frozenset()
