"""The line that tells what Tapenade needs besides directives."""

from __future__ import annotations

import pytest

from rewriter.callsites.site_id import SiteId
from rewriter.cli.needed import tell_options
from rewriter.cli.output import Output
from rewriter.configuration.model import SiteEntry, configuration

B, C = (SiteEntry(SiteId("m.f90", "top", callee, 1), by_option=True) for callee in "bc")
PLAIN = SiteEntry(SiteId("m.f90", "top", "a", 1))
OUT = Output("text", quiet=False, color="never")


def test_all_callees_are_one_option(capsys: pytest.CaptureFixture[str]) -> None:
    tell_options(configuration([PLAIN, B, C]), OUT)
    assert capsys.readouterr().err == 'Tapenade needs -nocheckpoint "b c": no directive reaches 2 sites\n'


def test_directives_alone_are_not_spoken_of(capsys: pytest.CaptureFixture[str]) -> None:
    tell_options(configuration([PLAIN]), OUT)
    assert capsys.readouterr().err == ""
