"""The ``tune.toml`` that can be written without asking the user."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from rewriter.callsites.site import CallSite
from rewriter.configuration.commands import sites
from rewriter.languages.registry import SUFFIXES
from rewriter.search.registered import MANY
from rewriter.search.registry import STRATEGIES
from rewriter.text.files import found, relative
from rewriter.tuning.task import FIXME

MOST_LISTED = 8
"""Loops that are named."""

_TEXT = """\
# Input of `rewriter tune run`. A line such as `# status = 0` shows a default; a line that begins with `# e.g.` is an
# example. FIXME marks what must be filled in.

[sources]
# root = "."                   # a trial works on a copy of this folder
files = [{files}]
# leave_out = []               # globs on names that need not be copied; hidden files never are
# e.g. leave_out = ["*.nc"]
# cpp = ""                     # if the build makes x.f from each x.F for Tapenade: that command, without -P
# e.g. cpp = "cpp -traditional -Iinc"

[differentiate]
head = "{head}"                # as for Tapenade's -head; procedures that are never called: {candidates}
# options = ["-reverse"]
# command = ""                 # runs Tapenade, instead of head and options
# e.g. command = "make adjoint TAPENADE={{tapenade}} 'SPLIT={{options}}'"   # {{options}}: for what no directive reaches
# output = "ad"                # the folder of the adjoint code, or a glob of its files: "*_b.f"
# limit = 3600.0               # seconds

[build]
# {{kit}} is Tapenade's ADFirstAidKit; {{extra}} stands for sources and flags to compile and link as well
command = '{build}'
# reuse = true                 # a trial starts from the baseline's build, so that make compiles only what has changed
# limit = 3600.0               # seconds

[run]
command = "{run}"
# repetitions = 3              # of each configuration, in turn with the best so far
# limit = 3600.0               # seconds
# e.g. memory = "8 GB"         # largest address space of a run; unlimited by default
# status = 0
# must = []                    # text that the output of a good run contains
# must_not = []                # text that the output of a good run does not contain
# e.g. must_not = ["ABNORMAL"]
# time = "wall"                # what to minimize: wall, cpu, or output (a number of seconds that the run prints)
# seconds = ''                 # for output: a regular expression whose group is that number
# e.g. seconds = 'seconds +(\\S+)'
# environment = {{}}
# e.g. environment = {{ OMP_NUM_THREADS = "1" }}

[compare]
output = ['{output}']          # regular expressions; what their groups match must stay the same
# files = []                   # files that the run writes
# form = "text"                # of the files; or netcdf, or raw: 8-byte reals; those of MITgcm are raw:>f8 or raw:>f4
# variables = []               # for netcdf: globs on names; none means all variables that hold numbers
# how = "bitwise"              # or digits, or relative (to the largest value)
# digits = 12
# relative = 1e-10

[budget]
# peak = ""                    # of the stack: bytes, or a factor times the baseline; empty means no limit
# e.g. peak = "3x"
# resident = ""                # of resident memory, likewise
# e.g. resident = "8 GB"

[search]
# strategy = "gain-first"      # or {strategies}
# at_once = 1                  # suggestions to follow in one step
# e.g. trials = 50             # maximum; by default the search goes on until nothing is left to try (random: {many})
# seed = 0                     # for random
# e.g. limit = 86400.0         # seconds for the whole search

[sites]
# untouchable = []             # globs on ids, as `rewriter sites` lists them
# free = []                    # globs on ids of functions to try; by default functions are left alone
{binomial}"""

_BINOMIAL = """
# A DO loop under binomial checkpointing: its number of snapshots is tuned together with the sites. It costs time and
# saves memory. The build must link adBinomial.c of {{kit}}. Loops that contain calls that can be switched:
{loops}
# e.g. [[binomial]]
# e.g. loop = "{loop}"
# e.g. steps = "{steps}"       # the number of steps + 1, as an expression that is valid before the loop
# e.g. snapshots = [4, 8]      # the numbers to try
# e.g. first = "1"             # the first step
"""


def suggested(folder: Path) -> str:
    """The text for a folder: its sources, procedures that are never called there, how its makefile may build it."""
    files = [path for path in found([folder], SUFFIXES) if path.suffix != ".h" and not _is_made(path)]
    listing = sites(files, root=folder)
    programs = {site.path for site in listing.sites if site.procedure.lower() in ("main", "main__")}
    called = {site.callee.lower() for site in listing.sites if site.path not in programs}
    primal = [path for path in files if relative(path, folder.absolute()) not in programs]
    callers = sorted({site.procedure for site in listing.sites if site.path not in programs})
    heads = [name for name in callers if name.rpartition(".")[2].lower() not in called]
    makefile = next((path for path in (folder / "Makefile", folder / "makefile") if path.is_file()), None)
    targets = re.findall(r"(?m)^([\w.$()/-]+)\s*:(?!=)", makefile.read_text(errors="replace")) if makefile else []
    build = 'make KIT={kit} "EXTRA={extra}"' if targets else f"{FIXME} {{kit}} {{extra}}"
    return _TEXT.format(
        files=", ".join(json.dumps(relative(path, folder.absolute()), ensure_ascii=False) for path in primal)
        or f'"{FIXME}"',
        head=f"{heads[0].rpartition('.')[2]}({FIXME})/({FIXME})" if heads else FIXME,
        candidates=", ".join(heads) or "none",
        build=build,
        run=FIXME,
        many=MANY,
        strategies=", ".join(name for name in STRATEGIES if name != "gain-first"),
        output=rf"{FIXME} +(\S+)",
        binomial=_binomial(primal, folder, listing.sites, heads),
    )


def _binomial(primal: Sequence[Path], folder: Path, calls: Sequence[CallSite], heads: Sequence[str]) -> str:
    """What to say of the DO loops that hold calls which can be switched, those of a head first; empty for none."""
    found = [
        loop
        for loop in sites(primal, root=folder, loops=True).sites
        if any(
            call.switchable and call.path == loop.path and loop.first_line <= call.first_line <= loop.last_line
            for call in calls
        )
    ]
    if not found:
        return ""
    found.sort(key=lambda loop: loop.procedure not in heads)
    more = (
        [f"#   and {len(found) - MOST_LISTED} more, which `rewriter sites --loops` lists"]
        if len(found) > MOST_LISTED
        else []
    )
    names = [f"#   {loop.id}, line {loop.first_line}" for loop in found[:MOST_LISTED]]
    return _BINOMIAL.format(loops="\n".join(names + more), loop=found[0].id, steps=_steps(folder, found[0]))


def _steps(folder: Path, loop: CallSite) -> str:
    """The number of steps + 1 where the loop runs from 1 in steps of 1 to a name or a number."""
    lines = (folder / loop.path).read_text(encoding="latin-1").split("\n")
    counted = re.search(r"(?i)\bdo\s+(?:\d+\s*,?\s*)?\w+\s*=\s*1\s*,\s*(\w+)\s*(?:!.*)?$", lines[loop.first_line - 1])
    return f"{counted[1]}+1" if counted else FIXME


def _is_made(path: Path) -> bool:
    with path.open("rb") as file:
        return b"Generated by TAPENADE" in file.read(200)
