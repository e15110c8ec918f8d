"""What --from-list reads."""

from __future__ import annotations

import pytest

from rewriter.callsites.name_lists import names_in_list
from rewriter.errors import UsageError


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("flux\n\n# a comment\nSTEP ! another\nflux\n", ["flux", "STEP"]),
        ('tapenade -b -head "run(x)/(y)" -nocheckpoint "flux step" a.f90 b.f90\n', ["flux", "step"]),
        (
            "/opt/tapenade_3.16/bin/tapenade -reverse \\\n  -split Flux,step \\\n  a.f90\nrelax\n",
            ["flux", "step", "relax"],
        ),
        ('-nocheckpoint "flux"\r\n-split step\r\n', ["flux", "step"]),
        ("sub dir/a.f90::m.s>flux#2  # hot\r\nstep # \xc3\x85ngstr\xc3\xb6m\n", ["sub dir/a.f90::m.s>flux#2", "step"]),
        ("", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert names_in_list(text, "list.txt") == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("flux\nstep relax\n", "list.txt:2: more than one name"),
        ("tapenade -b a.f90\n", "list.txt:1: this command line names no routines"),
        ('tapenade -nocheckpoint "%all%" a.f90\n', "list.txt:1: %all% is not the name of a routine"),
        ('flux\n-nocheckpoint "step\n', "list.txt:2: Tapenade options, column"),
    ],
)
def test_lists_that_cannot_be_read_are_told_with_their_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        names_in_list(text, "list.txt")
    assert str(told.value).startswith(said)
