"""From ids and a user's words to sites: the right one, or a refusal with those that may be meant."""

from __future__ import annotations

from textwrap import dedent

import pytest

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.resolve import Known, resolved, selected, selected_one
from rewriter.callsites.site import CallSite
from rewriter.callsites.site_id import SiteId
from rewriter.callsites.source import Source
from rewriter.errors import Refused, UsageError
from tests.support.other_files import defining, together


def source(text: str, path: str = "m.f90") -> Source:
    return Source(path, dedent(text).encode())


def sites(read: Source) -> list[CallSite]:
    return read.sites(together(read, defining("a b c")))


MODEL = """\
subroutine top(x)
  x = 1
  call a(x)
  x = 2
  call a(x)
  x = 3
  call b(x)
  x = 4
end subroutine
subroutine low(x)
  x = 5
  call c(x)
  x = 6
  call c(y)
  x = 7
end subroutine
"""
MODEL_SITES = sites(source(MODEL))
IDS = [site.id for site in MODEL_SITES]
A1, A2, B, C1, C2 = IDS


def remembered(identity: str, text: str = MODEL) -> Fingerprint:
    """The fingerprint of a site."""
    read = source(text)
    return next(read.fingerprints.of(site.call) for site in sites(read) if site.id == identity)


def meant(identity: str, text: str, before: str = MODEL) -> str:
    """The id in a changed text of the site that had this one, or why there is none."""
    read = source(text)
    try:
        return resolved(SiteId.parse(identity), remembered(identity, before), Known(sites(read), read.fingerprints)).id
    except Refused as refusal:
        return str(refusal)


def by_id(identity: str, text: str = MODEL) -> str:
    read = source(text)
    return resolved(SiteId.parse(identity), None, Known(sites(read), read.fingerprints)).id


@pytest.mark.parametrize("identity", IDS)
def test_in_the_same_text_every_site_is_found(identity: str) -> None:
    assert meant(identity, MODEL) == identity
    assert by_id(identity) == identity
    assert meant(identity, MODEL.upper().replace("  ", "    ")) == identity


def candidates(identity: str, text: str, before: str = MODEL, *, fingerprint: bool = True) -> list[str]:
    read = source(text)
    remembers = remembered(identity, before) if fingerprint else None
    with pytest.raises(Refused) as refusal:
        resolved(SiteId.parse(identity), remembers, Known(sites(read), read.fingerprints))
    return [words.partition(" (line ")[0] for words in refusal.value.candidates]


def test_without_a_fingerprint_only_the_id_counts() -> None:
    with pytest.raises(Refused) as refusal:
        by_id("m.f90::top>a#3")
    assert str(refusal.value) == "m.f90: no site top>a#3"
    assert refusal.value.candidates == (f"{A1} (line 3)", f"{A2} (line 5)")
    assert candidates("m.f90::low>a#1", MODEL, fingerprint=False) == [A1, A2], "of the same callee"
    assert candidates("m.f90::top>a#3", MODEL.replace("call c", "call a"), fingerprint=False) == [A1, A2]
    assert candidates("m.f90::top>z#1", MODEL, fingerprint=False) == IDS


def test_at_most_ten_candidates_are_told() -> None:
    text = "subroutine t(x)\n" + "  call a(x)\n" * 12 + "end\n"
    read = source(text)
    with pytest.raises(Refused) as refusal:
        resolved(SiteId.parse("m.f90::t>a#13"), None, Known(sites(read), read.fingerprints))
    assert [words.partition(" ")[0] for words in refusal.value.candidates] == [f"m.f90::t>a#{n}" for n in range(1, 11)]


def test_a_site_is_followed_by_what_stands_around_it() -> None:
    # A call before it makes the second one the third.
    more = MODEL.replace("  x = 1\n", "  call a(z)\n  x = 1\n")
    assert meant(B, more) == B
    assert meant(A2, more) == "m.f90::top>a#3"
    assert "are not those" in meant(A1, more), "of twins the two nearest statements must be the same"
    assert by_id(A2, more) == A2
    # The same change elsewhere leaves a whole body as it was.
    assert meant(C2, more) == C2


def test_a_statement_that_reads_otherwise_is_not_meant() -> None:
    changed = MODEL.replace("call b(x)", "call b(x, 2)")
    assert meant(B, changed) == "m.f90: top>b#1: no call of b in top is as it was when the configuration was saved"
    assert candidates(B, changed) == [B]
    assert candidates(B, changed.replace("call c(x)", "call b(x)")) == [B], "not those of other procedures"
    gone = MODEL.replace("  call b(x)\n", "")
    assert meant(B, gone) == "m.f90: top>b#1: no call of b in top is as it was when the configuration was saved"
    assert sorted(candidates(B, gone)) == [A1, A2], "those of its procedure, as nothing calls it"
    assert candidates(B, gone.replace("call c(x)", "call b(x)")) == ["m.f90::low>b#1"]
    bare = "subroutine top(x)\nx = 1\nend\nsubroutine low(x)\ncall c(x)\nend\n"
    assert candidates(B, bare) == ["m.f90::low>c#1"]


def test_a_site_in_other_surroundings_is_not_meant() -> None:
    moved = MODEL.replace("  x = 3\n  call b(x)\n  x = 4\n", "  x = 8\n  call b(x)\n  x = 9\n")
    assert (
        meant(B, moved)
        == "m.f90: top>b#1: the statements around the call of b in top are not those of the configuration"
    )
    assert candidates(B, moved) == [B]
    assert candidates(B, moved.replace("  x = 1\n", "  call b(y)\n")) == ["m.f90::top>b#2"], "that reads the same"


def test_a_copied_block_is_not_taken_for_the_original() -> None:
    block = "  x = 3\n  call b(x)\n  x = 4\n"
    assert "are not those" in meant(B, MODEL.replace(block, block + block))


def test_a_second_statement_that_reads_the_same_makes_it_uncertain() -> None:
    # The first is where it was; but there were not two such statements.
    more = MODEL.replace("  x = 1\n", "  call b(x)\n  x = 1\n")
    assert meant(B, more) == "m.f90: top>b#1: several calls of b in top may be meant"
    # Of twins that were two, one has gone.
    fewer = MODEL.replace("  x = 2\n  call a(x)\n", "  x = 2\n")
    assert meant(A1, fewer) != A1


TWINS = """\
subroutine top(x)
  x = 1
  y = 2
  call a(x)
  y = 3
  z = 4
  call a(x)
  y = 5
  x = 6
end subroutine
"""


def test_of_twins_the_direct_neighbours_tell() -> None:
    assert meant("m.f90::top>a#2", TWINS.replace("  x = 1\n", "  w = 0\n  x = 1\n"), TWINS) == "m.f90::top>a#2"
    closer = TWINS.replace("  z = 4\n", "  z = 4\n  w = 0\n")
    assert "are not those" in meant("m.f90::top>a#2", closer, TWINS)


def test_in_an_unchanged_procedure_twins_are_told_apart_by_number() -> None:
    twins = "subroutine top(x)\n" + "  x = 1\n  y = 2\n  call a(x)\n  y = 3\n  z = 4\n" * 2 + "end\n"
    more = twins + "subroutine low(x)\nend\n"
    for identity in ("m.f90::top>a#1", "m.f90::top>a#2"):
        assert meant(identity, more, twins) == identity
        assert meant(identity, more.replace("x = 1", "x = 9", 1), twins) != identity


def test_a_number_that_no_call_has_is_not_trusted() -> None:
    read = source(MODEL)
    site = resolved(SiteId.parse("m.f90::top>b#9"), remembered(B), Known(sites(read), read.fingerprints))
    assert site.id == B, "by what stands around it"


def test_a_body_that_two_procedures_share_is_not_trusted() -> None:
    both = (
        "subroutine one(x)\n  x = 1\n  call a(x)\n  x = 2\nend\nsubroutine two(x)\n  x = 1\n  call a(x)\n  x = 2\nend\n"
    )
    assert remembered("m.f90::one>a#1", both).body == ""
    assert meant("m.f90::one>a#1", both, both) == "m.f90::one>a#1"
    renamed = both.replace("one", "three")
    assert meant("m.f90::one>a#1", renamed, both) == "m.f90: one>a#1: there is no procedure one"


def test_in_a_file_that_is_known_to_be_the_same_the_number_tells() -> None:
    """Two copies of a block in either of two procedures: neither what stands around a call nor the body does."""
    block = 2 * "  x = 1\n  y = 2\n  call a(x)\n  y = 3\n  z = 4\n"
    read = source(f"subroutine one(x)\n{block}end\nsubroutine two(x)\n{block}end\n")
    known = Known(sites(read), read.fingerprints)
    for site in known.sites:
        fingerprint = read.fingerprints.of(site.call)
        assert resolved(site.identity, fingerprint, known, same=True) == site
        with pytest.raises(Refused):
            resolved(site.identity, fingerprint, known)


def test_in_the_same_file_too_the_statement_must_be_the_one_remembered() -> None:
    read = source(MODEL)
    with pytest.raises(Refused):
        resolved(SiteId.parse(C1), remembered(B), Known(sites(read), read.fingerprints), same=True)


def test_a_renamed_procedure_is_followed_by_its_body() -> None:
    renamed = MODEL.replace("low", "deep")
    assert meant(C1, renamed) == "m.f90::deep>c#1"
    assert meant(C2, renamed) == "m.f90::deep>c#2"
    both = MODEL.replace("low", "deep").replace("call b(x)", "call c(x)").replace("call c(y)", "call b(y)")
    before = MODEL.replace("call b(x)", "call c(x)").replace("call c(y)", "call b(y)")
    assert meant("m.f90::low>c#1", both, before) == "m.f90::deep>c#1", "not that of another procedure"
    assert meant("m.f90::low>b#1", both, before) == "m.f90::deep>b#1", "not another callee of the procedure"
    changed = renamed.replace("x = 7", "x = 8")
    assert meant(C1, changed) == "m.f90: low>c#1: there is no procedure low"
    assert candidates(C1, changed) == ["m.f90::deep>c#1", "m.f90::deep>c#2"]
    found = candidates(C1, changed.replace("call c", "call b"))
    assert sorted(found) == sorted([A1, A2, B, "m.f90::deep>b#1", "m.f90::deep>b#2"])
    lower = MODEL[MODEL.index("subroutine low") :]
    twice = MODEL.replace("low", "deep") + lower.replace("low", "deeper")
    assert meant(C1, twice) == "m.f90: low>c#1: there is no procedure low"


def test_of_a_procedure_that_has_lost_all_its_calls_the_body_does_not_lead_elsewhere() -> None:
    emptied = MODEL.replace("  call c(x)\n", "").replace("  call c(y)\n", "")
    assert "no call of c in low is as it was" in meant(C1, emptied)


def test_calls_outside_of_any_procedure() -> None:
    text = "x = 1\ncall a(x)\nx = 2\nend\n"
    identity = "m.f90::main__>a#1"
    assert meant(identity, text, text) == identity
    assert meant(identity, "y = 0\n" + text, text) == identity
    assert "is as it was" in meant(identity, text.replace("call a(x)", "call a(y)"), text)


# what a user says


TREE = [
    *sites(source(MODEL, "src/m.f90")),
    *sites(
        source(
            "module n\ncontains\nsubroutine run(x)\n  call a(x)\n  if (x > 1) call c(&\n    x)\nend\nend\n", "src/n.f90"
        )
    ),
]


def chosen(words: str, among: list[CallSite] = TREE) -> list[str]:
    return [site.id for site in selected(words, among)]


def told(words: str, among: list[CallSite] = TREE) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refusal:
        selected(words, among)
    return str(refusal.value), refusal.value.candidates


M, N = "src/m.f90::", "src/n.f90::n.run>"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"{M}top>a#2", [f"{M}top>a#2"]),
        ("./src//m.f90::top>a#2", [f"{M}top>a#2"]),
        ("a", [f"{M}top>a#1", f"{M}top>a#2", f"{N}a#1"]),
        ("A", [f"{M}top>a#1", f"{M}top>a#2", f"{N}a#1"]),
        ("m.b", [f"{M}top>b#1"]),
        ("x%b", [f"{M}top>b#1"]),
        ("a@5", [f"{M}top>a#2"]),
        ("C@6", [f"{N}c#1"]),
        ("c@5", [f"{N}c#1"]),
        ("src/m.f90:5", [f"{M}top>a#2"]),
        ("m.f90:5", [f"{M}top>a#2"]),
        ("./m.f90:005", [f"{M}top>a#2"]),
        ("n.f90:6", [f"{N}c#1"]),
    ],
)
def test_selected(words: str, expected: list[str]) -> None:
    assert chosen(words) == expected


def test_a_callee_with_several_sites_is_not_one() -> None:
    assert selected_one("b", TREE).id == f"{M}top>b#1"
    with pytest.raises(Refused) as refusal:
        selected_one("c", TREE)
    assert str(refusal.value) == "'c' matches 3 sites; name one by its id"
    assert refusal.value.candidates == (*(f"{M}low>c#1 (line 12)", f"{M}low>c#2 (line 14)", f"{N}c#1 (line 5)"),)


def test_of_calls_that_share_a_line_none_is_preferred() -> None:
    shared = sites(source("subroutine t(x)\n  call a( &\n  x); call b(x)\nend\n"))
    assert told("m.f90:3", shared)[0] == "'m.f90:3' matches 2 sites; name one by its id"


def test_two_sites_are_not_one_either() -> None:
    with pytest.raises(Refused):
        selected_one("c", MODEL_SITES)


def test_a_line_that_several_sites_share() -> None:
    shared = sites(source("subroutine t(x)\n  call a(x); call b(x)\nend\n"))
    assert told("m.f90:2", shared) == (
        "'m.f90:2' matches 2 sites; name one by its id",
        ("m.f90::t>a#1 (line 2)", "m.f90::t>b#1 (line 2)"),
    )
    assert chosen("a@2", shared) == ["m.f90::t>a#1"]
    twice = sites(source("subroutine t(x)\n  call a(x); call a(x)\nend\n"))
    assert told("a@2", twice)[0] == "'a@2' matches 2 sites; name one by its id"
    # The same id twice, as of a file that is read under two names: not certain either.
    assert told("m.f90::t>a#1", [shared[0], shared[0]])[0] == "'m.f90::t>a#1' matches 2 sites; name one by its id"


def test_the_file_of_a_line_is_named_to_the_letter() -> None:
    both = [*sites(source("call a(x)\nend\n", "am.f90")), *sites(source("call b(x)\nend\n", "d/m.f90"))]
    assert chosen("m.f90:1", both) == ["d/m.f90::main__>b#1"]


def test_no_site_of_that_line() -> None:
    assert told("m.f90:4") == (
        "m.f90:4: there is no call on this line",
        (f"{M}top>a#1 (line 3)", f"{M}top>a#2 (line 5)", f"{M}top>b#1 (line 7)"),
    )
    assert told("m.f90:99")[1] == (f"{M}top>b#1 (line 7)", f"{M}low>c#1 (line 12)", f"{M}low>c#2 (line 14)")
    assert told("m.f90:" + "9" * 5000)[0].endswith("there is no call on this line")
    assert told("m.f90:0")[0] == "m.f90: there is no call on this line"
    assert told("src/k.f90:3") == (
        "no call site matches 'src/k.f90:3': there is no call in a file named src/k.f90",
        ("src/n.f90", "src/m.f90"),
    )
    with pytest.raises(Refused):
        selected("m.f90:3", [])


def test_nothing_matches() -> None:
    near = (f"{M}top>a#1 (line 3)", f"{M}top>a#2 (line 5)", f"{N}a#1 (line 4)")
    assert told("a@99") == ("no call site matches 'a@99'", near)
    assert told(f"{M}top>a#7") == (f"no call site matches '{M}top>a#7'", near)
    assert told("src/q.f90::top>a#1") == ("no call site matches 'src/q.f90::top>a#1'", near)
    assert told(f"{M}low>a#1") == (f"no call site matches '{M}low>a#1'", near)
    assert told("zz") == ("no call site matches 'zz': nothing calls zz", ())
    known = sites(source("subroutine t(x)\ncall advance(x)\ncall reverse(x)\nend\n"))
    assert told("advanced", known) == ("no call site matches 'advanced': nothing calls advanced", ("advance",))
    assert told("ADVANCES@3", known) == ("no call site matches 'ADVANCES@3': nothing calls ADVANCES", ("advance",))
    with pytest.raises(UsageError):
        selected("m.f90::top", TREE)


def test_at_most_five_names_are_proposed() -> None:
    calls = sites(source("subroutine t(x)\n" + "".join(f"call advance{n}(x)\n" for n in range(7)) + "end\n"))
    assert len(told("advance", calls)[1]) == 5
    files = [site for n in range(7) for site in sites(source("call a(x)\nend\n", f"model{n}.f90"))]
    assert len(told("model.f90:1", files)[1]) == 5


def test_names_of_c_keep_their_case_and_of_methods_the_object_counts() -> None:
    c = sites(source("void F(double *x) {}\nvoid t(double *x) {\n  F(x);\n}\n", "m.c"))
    assert chosen("F", c) == ["m.c::t>F#1"]
    assert told("f", c)[0] == "no call site matches 'f': nothing calls f"
    methods = sites(source("subroutine t(x)\ncall x%run(1)\ncall y%run(1)\nend\n"))
    assert chosen("x%run", methods) == ["m.f90::t>x%run#1"]
    assert told("run", methods)[0] == "no call site matches 'run': nothing calls run"


def test_of_loops_that_begins_on_the_line_before_those_around_it() -> None:
    loops = source("subroutine t(x)\ndo i = 1, 2\ndo j = 1, 2\nx = 1\nend do\nend do\nend\n").loops
    assert chosen("m.f90:2", loops) == ["m.f90::t>do#1"]
    assert chosen("m.f90:3", loops) == ["m.f90::t>do#2"]
    assert chosen("do@3", loops) == ["m.f90::t>do#2"]
    assert told("m.f90:4", loops)[0] == "'m.f90:4' matches 2 sites; name one by its id"
    assert told("m.f90:1", loops)[0] == "m.f90:1: there is no loop on this line"
    assert "there is no loop in a file named k.f90" in told("k.f90:1", loops)[0]
