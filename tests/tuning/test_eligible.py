"""Which call sites a search leaves alone, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.callsites.listing import Listing
from rewriter.tuning.eligible import FUNCTION, companions, reasons
from rewriter.tuning.task import SiteRules
from tests.support.listings import listed

SOURCE = """\
subroutine top(x)
real x
call one(x)
call two(x)
x = three(x)
x = four(x)
end subroutine top
real function three(x)
real x
three = x
end function three
real function four(x)
real x
four = x
end function four
subroutine one(x)
real x
end subroutine one
subroutine two(x)
real x
end subroutine two
"""
UNTOUCHABLE = "listed as untouchable in [sites]"


@pytest.fixture
def listing(tmp_path: Path) -> Listing:
    return listed(tmp_path, SOURCE)


def told(listing: Listing, untouchable: tuple[str, ...] = (), free: tuple[str, ...] = ()) -> dict[str, str]:
    """The reasons by callee."""
    found = reasons(listing, SiteRules(untouchable, free))
    return {identity.partition(">")[2].partition("#")[0]: why for identity, why in found.items()}


def test_functions_are_left_alone(listing: Listing) -> None:
    assert len(listing.sites) == 4
    assert told(listing) == {"three": FUNCTION, "four": FUNCTION}
    assert FUNCTION.endswith("; list it under free in [sites] to try it")


def test_what_the_user_frees_is_tried(listing: Listing) -> None:
    assert "three" not in told(listing, free=("*>three#1",))
    assert "three" in told(listing, free=("*>thre#1",))


def test_globs_name_what_is_untouchable(listing: Listing) -> None:
    assert told(listing, untouchable=("*>one#*", "m.f90::top>t*"))["one"] == UNTOUCHABLE
    assert told(listing, untouchable=("*>one#*", "m.f90::top>t*"))["two"] == UNTOUCHABLE
    assert told(listing, untouchable=("*",), free=("*",))["three"] == UNTOUCHABLE, "what is untouchable stays so"


def test_what_cannot_be_switched_stays_so(tmp_path: Path) -> None:
    listing = listed(tmp_path, "subroutine top(x)\nreal x\ncall elsewhere(x)\nend subroutine top\n")
    (site,) = listing.sites
    assert site.obstacle
    assert told(listing, free=("*",), untouchable=("*",)) == {"elsewhere": site.obstacle.long}


COMPUTED = """\
subroutine top(x)
real x
call one(x + 1.)
call one(x)
call two(x + 1.)
x = three(x + 1.)
end subroutine top
real function three(x)
real x
three = x
end function three
subroutine one(x)
real x
end subroutine one
subroutine two(x)
real x
end subroutine two
"""
ONE, ONE2, TWO, THREE = (f"m.f90::top>{words}" for words in ("one#1", "one#2", "two#1", "three#1"))


def test_what_no_directive_reaches_is_switched_together_with_the_others_of_its_callee(tmp_path: Path) -> None:
    listing = listed(tmp_path, COMPUTED)
    (expression,) = {site.obstacle.long for site in listing.sites if site.obstacle}
    assert reasons(listing, SiteRules()) == {THREE: expression}
    assert reasons(listing, SiteRules(free=("*",))) == {}
    assert reasons(listing, SiteRules(untouchable=(ONE2,), free=("*",))) == {ONE: expression, ONE2: UNTOUCHABLE}
    assert reasons(listing, SiteRules(untouchable=(TWO,), free=("*",))) == {TWO: expression}
    assert reasons(listing, SiteRules(free=("*",)), options=False) == dict.fromkeys([ONE, TWO, THREE], expression)
    assert companions(listing, [ONE, ONE2, TWO]) == {ONE: {ONE, ONE2}, TWO: {TWO}}


def test_what_is_split_already_is_no_companion(tmp_path: Path) -> None:
    listing = listed(tmp_path, COMPUTED.replace("call one(x)\n", "!$AD NOCHECKPOINT\ncall one(x)\n"))
    assert companions(listing, [ONE]) == {ONE: {ONE}}
    assert ONE not in reasons(listing, SiteRules(untouchable=(ONE2,)))
