"""The text of a configuration."""

from __future__ import annotations

import pytest

from rewriter.callsites.fingerprint import Fingerprint
from rewriter.callsites.site_id import SiteId
from rewriter.configuration.model import Configuration, FragmentEntry, LoopEntry, Setting, SiteEntry, configuration
from rewriter.configuration.toml import dumps, loads
from rewriter.errors import UsageError

PRINT = Fingerprint("49f7a6", ("d23a65", "^"), ("910c00", "$"), "2ffdf64e030185f4", 1)
ONE, TWO, LOOP = (SiteId("a.f", "s", callee, 1) for callee in ("f", "g", "do"))
EVERY = configuration(
    [
        SiteEntry(ONE, Setting.NOCHECKPOINT, 17, PRINT),
        SiteEntry(TWO, Setting.CHECKPOINT),
        SiteEntry(SiteId("a.f", "s", "h", 1), by_option=True),
        FragmentEntry(ONE, TWO, Setting.PLACED, 17, PRINT, PRINT),
        FragmentEntry(ONE, ONE, Setting.REMOVED),
        LoopEntry(LOOP, Setting.PLACED, "n+1 10 1"),
        LoopEntry(SiteId("a.f", "s", "do", 2), Setting.REMOVED),
        LoopEntry(SiteId("a.f", "s", "do", 10), Setting.AS_WRITTEN),
    ],
    functions=("h",),
    split=("f",),
    copied=("s",),
    files={"a.f": "12", "bare": "34"},
    made={"by": "me"},
    figures={"predicted": {"peak": [1, 2.5]}},
)
TEXT = """# Which call sites are checkpointed. Made by rewriter; see its README.
schema = 1
root = "."
functions = ["h"]
split = ["f"]
copied = ["s"]

[made]
by = "me"

[[site]]
id = "a.f::s>f#1"
checkpointed = false
line = 17
print = "49f7a6 d23a65.^ 910c00.$ 2ffdf64e030185f4 1 0 - -"

[[site]]
id = "a.f::s>g#1"
checkpointed = true

[[site]]
id = "a.f::s>h#1"
checkpointed = false
by = "option"

[[fragment]]
first = "a.f::s>f#1"
last = "a.f::s>f#1"
fragment = false

[[fragment]]
first = "a.f::s>f#1"
last = "a.f::s>g#1"
fragment = true
line = 17
print = "49f7a6 d23a65.^ 910c00.$ 2ffdf64e030185f4 1 0 - -"
last-print = "49f7a6 d23a65.^ 910c00.$ 2ffdf64e030185f4 1 0 - -"

[[binomial]]
loop = "a.f::s>do#1"
arguments = "n+1 10 1"

[[binomial]]
loop = "a.f::s>do#2"
arguments = false

[[binomial]]
loop = "a.f::s>do#10"
arguments = "as written"

[files]
"a.f" = "sha256:12"
bare = "sha256:34"

[figures.predicted]
peak = [1, 2.5]
"""


def test_the_text_is_the_same_for_everyone() -> None:
    assert dumps(EVERY) == TEXT
    assert loads(TEXT) == EVERY


@pytest.mark.parametrize("name", ['a"b.f', "a\\b.f", "a\tb\n.f", "\x7f.f", "\N{GREEK SMALL LETTER NU}.f", "a b.f"])
def test_odd_names_of_files(name: str) -> None:
    config = Configuration((SiteEntry(SiteId(name, "s", "f", 1)),), files={name: "0"})
    assert loads(dumps(config)) == config


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[[fragment]]\nfirst = 'a::s>f#1'\nlast = 'a::s>g#1'\nfragment = 1\n", "fragment = 1 is not a valid value"),
        ("[[binomial]]\nloop = 'a::s>do#1'\narguments = true\n", "arguments = True is not a valid value"),
        ("[[site]]\nid = 'a::s>f#1'\ncheckpointed = 0\n", "checkpointed = 0 is not a valid value"),
        ("[[site]]\nid = 'a::s>f#1'\ncheckpointed = false\nby = 'me'\n", "by = 'me' is not a valid value"),
        ("[[site]]\nid = 'a::s>f#1'\ncheckpointed = true\nby = 'option'\n", "the option keeps no checkpoint"),
        ("split = 'f'\n", "split must be a list of names"),
        ("functions = [1]\n", "functions must be a list of names"),
    ],
)
def test_values_that_mean_nothing(table: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        loads(f"schema = 1\n{table}")


def test_what_files_are_written_in() -> None:
    config = configuration(EVERY.entries, languages={"*.inc": "fortran-fixed"})
    assert loads(dumps(config)).languages == {"*.inc": "fortran-fixed"}
    for wrong in ("3", '{ "*.inc" = "cobol" }', '{ "*.inc" = ["c"] }'):
        with pytest.raises(UsageError, match="languages must give each glob one of fortran, "):
            loads(TEXT.replace('root = "."', f'root = "."\nlanguages = {wrong}'))
