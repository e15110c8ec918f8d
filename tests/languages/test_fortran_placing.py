"""Directives into Fortran and out again: golden files, laws, and what may not be placed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.callsites.source import Source
from rewriter.configuration.file_state import FileState
from rewriter.configuration.verify import verify
from rewriter.errors import Refused
from rewriter.languages.fortran import directives, place, reach, scan, spans, undo
from rewriter.languages.marks import quoted, unquoted
from rewriter.languages.model import Change, Undone
from rewriter.text.edits import edited
from tests.support.golden_cases import cases, everything_switched, names, source, switchable

FIXTURES = Path(__file__).parents[2] / "fixtures"
FORTRAN = sorted([*FIXTURES.glob("basin/*.f"), *FIXTURES.glob("basin/*.f90"), *(before for before, _ in cases())])


@pytest.mark.parametrize(("before", "after"), cases(), ids=lambda path: path.name)
def test_golden(before: Path, after: Path) -> None:
    assert everything_switched(before) == after.read_bytes()
    assert Source(before.name, after.read_bytes()).undone.text.encode("latin-1") == before.read_bytes()


@pytest.mark.parametrize("path", [p for p in FORTRAN if p.suffix != ".F"], ids=lambda path: path.name)
def test_same_object_code(path: Path, tmp_path: Path) -> None:
    """gfortran makes the same code of the original and of the file with every site switched."""
    objects = []
    for name, data in (("original", path.read_bytes()), ("rewritten", everything_switched(path))):
        folder = tmp_path / name
        folder.mkdir()
        modules = [FIXTURES / "basin" / file for file in ("grid.f90", "physics.f90", "transport.f90")]
        for module in modules:
            if "basin" in path.parts:
                subprocess.run(["gfortran", "-c", "-w", str(module)], cwd=folder, check=True)
        (folder / path.name).write_bytes(data)
        command = ["gfortran", "-O2", "-w", "-std=legacy", "-c", path.name, "-o", "it.o"]
        subprocess.run(command, cwd=folder, check=True)
        subprocess.run(["strip", "--strip-debug", "it.o"], cwd=folder, check=True)
        objects.append(
            subprocess.run(["objdump", "-s", "-d", "it.o"], cwd=folder, capture_output=True, check=True).stdout
        )
    assert objects[0] == objects[1]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("final", [True, False], ids=["ended", "unended"])
@pytest.mark.parametrize("path", FORTRAN, ids=lambda path: path.name)
@settings(max_examples=25)
@given(data=st.data())
def test_undo_is_the_inverse(path: Path, newline: str, final: bool, data: st.DataObject) -> None:
    text = path.read_text("latin-1").replace("\n", newline)
    text = text if final else text.rstrip("\r\n")
    original = Source(path.name, text.encode("latin-1"))
    available = switchable(original)
    chosen = data.draw(st.lists(st.sampled_from(available), unique=True)) if available else []
    changed = Source(path.name, original.with_changes(chosen))
    assert changed.undone.text == text
    assert sorted(changed.undone.changes) == sorted(chosen)
    assert [w for _, w in changed.language.spans(changed.scan)] == [w for _, w in original.spans]
    assert changed.with_changes(changed.undone.changes) == changed.data


SNIPPETS = [
    "call f(x)", "CALL g ( x , y )", "if (a>1) call f(x)", "IF (a(1)) CALL g(x, 'it''s; ok') ", "x = 1",
    "y = 'call f(x)'",
    "call f(x); call g(y)", "10 call f(x)", "if (a>1) x = 2", "if (a) then", "end if", "! call f", "", "do i = 1, 3",
    "end do", "!$omp parallel", "#ifdef X", "#endif", "x = 1; if (b) call f(x); y = 2", "20 if (a .eq. 2) call g(x)",
]  # fmt: skip


@settings(max_examples=300)
@given(
    lines=st.lists(st.tuples(st.sampled_from(SNIPPETS), st.integers(0, 9), st.sampled_from(["", " ! why", "\t"]))),
    form=st.sampled_from(["free", "fixed-72"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    final=st.booleans(),
    data=st.data(),
)
def test_any_text_comes_back(
    lines: list[tuple[str, int, str]], form: str, newline: str, final: bool, data: st.DataObject
) -> None:
    margin = 0 if form == "free" else 6
    rows = []
    for words, indent, tail in lines:
        label = re.match(r"\d+ ", words)
        if words.startswith("#") or (words.startswith("!") and form != "free"):
            rows.append(words)
        elif label and form != "free":
            rows.append(words[: label.end()].ljust(6) + " " * indent + words[label.end() :] + tail)
        else:
            rows.append(" " * (margin + indent) + words + tail)
    text = newline.join(rows) + (newline if final else "")
    read = scan(text, ".f90" if form == "free" else ".f", form)
    assert read.text == text
    available = [Change("NOCHECKPOINT", call.body) for call in read.calls if not call.obstacle]
    chosen = sorted(data.draw(st.lists(st.sampled_from(available), unique=True)) if available else [])
    after = edited(text, place(read, chosen))
    undone = undo(after, read.form)
    assert undone.text == text
    assert undone.changes == chosen
    new = scan(after, "", form)
    assert [w for _, w in spans(new)] == [w for _, w in spans(read)]
    reached = {reach(new, d) for d in directives(new)}
    assert reached == {call.body for call in new.calls if any(_same(call.start, c, text, after) for c in chosen)}


def _same(start: int, change: Change, text: str, after: str) -> bool:
    """Whether the call at ``start`` of the new text is the one that the change names in the old one."""
    words = re.compile(r"call\b", re.IGNORECASE)
    return len(words.findall(after[:start])) == len(words.findall(text[: change.at]))


@given(st.text(st.characters(max_codepoint=255)))
def test_quoting(text: str) -> None:
    word = quoted(text)
    assert unquoted(word) == text
    assert re.fullmatch(r"[!-~]+", word)


@settings(max_examples=300)
@given(
    text=st.text(st.sampled_from("\n\t &!'\";#cC*aAlL(),1x6$\x01\xe9\r\x0c"), max_size=120),
    form=st.sampled_from(["free", "fixed-72"]),
)
def test_masking_never_moves_a_character(text: str, form: str) -> None:
    read = scan(text, "", form)
    assert len(read.masked) == len(text)
    assert undo(text, read.form).text == text


def test_fragments_and_binomial() -> None:
    text = Path(FIXTURES / "basin/step.f90").read_text()
    step = Source("step.f90", text.encode())
    state = FileState(step, names(step))
    sites = {site.callee: site for site in state.sites}
    loop = next(iter(Source("basin.f90", (FIXTURES / "basin/basin.f90").read_bytes()).loops))
    assert (loop.procedure, loop.id) == ("basin", "basin.f90::basin>do#1")
    first, last = sites["tendency"].call.body, sites["accelerate"].call.body
    changes = [Change("CHECKPOINT-START", first), Change("CHECKPOINT-END", last), Change("NOCHECKPOINT", first)]
    after = step.with_changes(changes).decode()
    assert re.search(
        r"!\$AD CHECKPOINT-START rewriter\n *!\$AD NOCHECKPOINT rewriter\n *call tendency.*\n *call force.*\n"
        r" *call accelerate.*\n *!\$AD CHECKPOINT-END rewriter\n *call surface",
        after,
    )
    undone = undo(after, "free")
    assert (undone.text, sorted(undone.changes)) == (text, sorted(changes))


def test_a_statement_behind_a_hollerith_constant() -> None:
    text = b"      subroutine s(x)\n      y=6hcall f; call f(x)\n      y=5hdon't; call f(x)\n      end\n"
    source_ = Source("a.f", text)
    changes = [Change("NOCHECKPOINT", call.body) for call in source_.scan.calls]
    after = source_.with_changes(changes)
    verify(source_, after, changes)
    assert after.count(b"\nC$AD NOCHECKPOINT rewriter split ;.\n") == 2


def fragment(*lines: str) -> str:
    """What placing a fragment from the call of ``a`` to that of ``b`` gives."""
    text = "subroutine s\n" + "".join(f" {line}\n" for line in lines) + "end subroutine\n"
    read = scan(text, ".f90", "free")
    bodies = {call.callee: call.body for call in read.calls}
    changes = [Change("CHECKPOINT-START", bodies["a"]), Change("CHECKPOINT-END", bodies["b"])]
    after = edited(text, place(read, changes))
    assert undo(after, "free") == Undone(text, sorted(changes, key=lambda change: change.at))
    return after


# What Tapenade of 2020 and of 2024 say AD18 to, each seen.
@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        (["call a", "call b"], 3, "the last statement of its block"),
        (["do i = 1, 2", "call a", "call b", "end do"], 4, "the last statement of its block"),
        (["call a", "call b", "contains", "subroutine t", "end subroutine"], 3, "the last statement of its block"),
        (["call a", "if (n > 2) then", "call b", "call c", "end if"], 4, "line 2, is in another block"),
        (["if (n > 2) then", "call a", "end if", "call b", "call c"], 5, "line 3, is in another block"),
        (["if (n > 2) then", "call a", "else", "call b", "call c", "end if"], 5, "line 3, is in another block"),
        (["do i = 1, 2", "call a", "call b", "exit", "end do"], 4, "EXIT or CYCLE follows"),
        (["do i = 1, 2", "call a", "if (n > 2) exit", "call b", "call c", "end do"], 5, "line 4 jumps"),
        (["call a", "if (n > 2) return", "call b", "call c"], 4, "line 3 jumps"),
        (["10 call a", "call b", "call c", "if (n > 2) goto 10"], 3, "line 5 jumps"),
        (["call a", "10 call b", "call c", "if (n > 2) go to (10, 20) n"], 3, "line 5 jumps"),
    ],
)
def test_refused_fragments(lines: list[str], line: int, reason: str) -> None:
    with pytest.raises(Refused, match=f"^line {line}: CHECKPOINT-END: .*{reason}"):
        fragment(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ["call a", "call b", "return"],
        ["if (n > 2) call a", "if (n > 3) call b", "n = 1"],
        ["call a", "do i = 1, 2", "if (n > 2) exit", "end do", "call b", "10 n = 1", "if (n > 2) goto 10"],
        ["call a", "if (n > 2) goto 10", "call c", "10 continue", "call b", "n = 1"],
    ],
)
def test_fragments_that_tapenade_obeys(lines: list[str]) -> None:
    after = fragment(*lines).splitlines()
    start, end = (after.index(f" !$AD CHECKPOINT-{which} rewriter") for which in ("START", "END"))
    assert after[start + 1].endswith("call a")
    assert after[end - 1].endswith("call b")


def test_a_start_and_an_end_at_one_place_are_refused() -> None:
    text = "subroutine s\n call a\n call b\n call c\nend\n"
    read = scan(text, ".f90", "free")
    pairs = [Change(f"CHECKPOINT-{which}", call.body) for call in read.calls[:2] for which in ("START", "END")]
    with pytest.raises(Refused, match=r"^line 3: CHECKPOINT-START: CHECKPOINT-END stands at the same place"):
        place(read, pairs)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("      do 10 i = 1, 2\n   10 if (i.gt.1) call f(i)\n      end\n", "ends a DO loop"),
        ("      if (i.gt.1)\n#ifdef A\n     & call f(i)\n#else\n     & call f(j)\n#endif\n      end\n", "cpp lines"),
    ],
)
def test_what_cannot_be_opened(text: str, reason: str) -> None:
    source_ = Source("x.F", text.encode())
    call = source_.scan.calls[0]
    if call.obstacle:
        assert reason in call.obstacle.long
    else:
        with pytest.raises(Refused, match=reason):
            source_.with_changes([Change("NOCHECKPOINT", call.body)])


def test_an_opened_block_that_was_changed_is_refused() -> None:
    before = source(FIXTURES / "basin/basin.f90")
    after = before.with_changes(switchable(before)).decode()
    meddled = after.replace("    end if\n", "      cost = 2*cost\n    end if\n")
    assert meddled != after
    with pytest.raises(Refused, match=r"basin\.f90:\d+: no END IF after"):
        _ = Source("basin.f90", meddled.encode()).undone
