"""Whether sources hold a configuration, entry by entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.site_id import SiteId
from rewriter.configuration.apply import apply
from rewriter.configuration.check import Finding, check
from rewriter.configuration.model import Entry, FragmentEntry, LoopEntry, Setting, SiteEntry, configuration
from rewriter.configuration.save import save
from rewriter.errors import UsageError
from tests.support.running import contents

MODEL = """\
subroutine top(x)
  call a(x)
  !$AD NOCHECKPOINT
  call a(x)
  !$AD BINOMIAL-CKP n+1 4 1
  do i = 1, n
    call b(x)
  end do
end subroutine top
"""


def named(words: str) -> SiteId:
    return SiteId.parse(f"m.f90::top>{words}")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "m.f90").write_text(MODEL)
    return tmp_path


def found(root: Path, *entries: Entry) -> list[Finding]:
    return check(configuration(entries), root=root)


@pytest.mark.parametrize(
    ("entry", "line", "message"),
    [
        (SiteEntry(named("a#1"), Setting.CHECKPOINT), 2, "holds"),
        (SiteEntry(named("a#1")), 2, "is not NOCHECKPOINT in the source"),
        (SiteEntry(named("a#2")), 4, "holds"),
        (SiteEntry(named("a#2"), Setting.CHECKPOINT), 4, "is not checkpointed in the source"),
        (SiteEntry(named("a#2"), Setting.AS_WRITTEN), 4, "holds"),
        (LoopEntry(named("do#1"), arguments="n+1 4 1"), 6, "holds"),
        (LoopEntry(named("do#1"), arguments="n+1 5 1"), 6, "is not under BINOMIAL-CKP n+1 5 1 in the source"),
        (LoopEntry(named("do#1"), Setting.REMOVED), 6, "is not under BINOMIAL-CKP removed in the source"),
        (FragmentEntry(named("a#1"), named("a#2")), 2, "is not placed in the source"),
        (FragmentEntry(named("a#1"), named("a#2"), Setting.REMOVED), 2, "holds"),
    ],
)
def test_what_is_found_of_an_entry(entry: Entry, line: int, message: str, root: Path) -> None:
    (finding,) = found(root, entry)
    assert (finding.id, finding.path, finding.line, finding.message) == (str(entry.id), "m.f90", line, message)
    assert finding.holds == (message == "holds") and not finding.unresolved


def test_a_site_that_is_not_there_is_unresolved_and_the_others_are_still_checked(root: Path) -> None:
    gone, there = found(root, SiteEntry(named("a#3")), SiteEntry(named("a#2")))[::-1]
    assert gone.unresolved and not gone.holds
    assert gone.candidates == ("m.f90::top>a#1 (line 2)", "m.f90::top>a#2 (line 4)")
    assert there.holds


def test_lines_are_those_of_the_source_as_it_is_now(root: Path) -> None:
    saved = save([root], root=root).configuration
    (root / "m.f90").write_text(f"! new\n{MODEL}")
    assert [(finding.line, finding.holds) for finding in check(saved, root=root)] == [(7, True), (5, True)]


def test_lines_count_what_was_placed(root: Path) -> None:
    config = configuration([SiteEntry(named("a#1")), SiteEntry(named("b#1"), Setting.AS_WRITTEN)])
    apply(config, root=root)
    assert [(finding.line, finding.holds) for finding in check(config, root=root)] == [(3, True), (8, True)]


def test_nothing_is_changed(root: Path) -> None:
    before = contents(root)
    found(root, SiteEntry(named("a#1")))
    assert contents(root) == before


def test_of_a_configuration_in_a_file_the_root_is_read_too(root: Path) -> None:
    (root / "conf").mkdir()
    file = root / "conf" / "t.toml"
    text = "schema = 1\nroot = '..'\n[[site]]\nid = 'm.f90::top>a#2'\ncheckpointed = false\n"
    (root / ".git").mkdir()
    file.write_text(text)
    assert [finding.holds for finding in check(file)] == [True]
    with pytest.raises(UsageError, match="is not a directory"):
        check(file, root=root / "none")


def test_what_the_option_switches_holds_while_no_site_of_the_callee_stays_checkpointed(root: Path) -> None:
    (root / "m.f90").write_text(MODEL.replace("call b(x)", "call b(x + 1)"))
    entry = SiteEntry(named("b#1"), by_option=True)
    (finding,) = found(root, entry)
    assert (finding.line, finding.holds, finding.message) == (7, True, 'holds with -nocheckpoint "b"')
    (root / "m.f90").write_text(MODEL.replace("call b(x)", "call b(x + 1)\n  call b(x)"))
    (finding,) = found(root, entry)
    told = 'needs -nocheckpoint "b", which would split m.f90::top>b#2 too; save it again'
    assert (finding.line, finding.holds, finding.message) == (7, False, told)
    assert [one.holds for one in found(root, entry, SiteEntry(named("b#2")))] == [True, False]
