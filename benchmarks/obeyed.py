"""Which directives Tapenade obeys, measured: programs over a grammar, run through the real releases at hand.

    python -m benchmarks.obeyed [--tapenade DIR]... [--record] [WORD...]

Each case is a small procedure with one statement in question and a NOCHECKPOINT before it. A call is obeyed where the
generated code has its callee split, ignored where that has an adjoint all the same, and has no answer where it has
neither: Tapenade could not read the case, or found nothing to differentiate. Printed is where `rewriter sites` says
otherwise. With WORDs only cases whose names hold one of them are run. ``--record`` writes the answers to
``fixtures/obeyed.json``, which the tests hold the rule against.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import obeyed_c, obeyed_fortran, obeyed_positions
from benchmarks.obeyed_case import Case
from benchmarks.scratch import scratch
from rewriter.callsites.names import Index
from rewriter.callsites.site import CallSite
from rewriter.callsites.source import Source
from rewriter.errors import Refused
from rewriter.languages.model import Change
from rewriter.tools.process import run
from rewriter.tools.tapenade import Tapenade, find, info

RECORD = Path(__file__).parents[1] / "fixtures" / "obeyed.json"
TOGETHER = 96
"""Cases in one run of Tapenade."""
TO_A_FILE = 16
OBEYED, IGNORED, NONE, UNASKED = "obeyed", "ignored", "none", "-"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Which directives Tapenade obeys, and where `sites` says otherwise.")
    parser.add_argument("words", nargs="*", help="run only cases whose names hold one of these")
    parser.add_argument("--tapenade", type=Path, action="append", help="another release; may be repeated")
    parser.add_argument("--record", action="store_true", help="write fixtures/obeyed.json")
    given = parser.parse_args(arguments)
    releases = [find(), *map(find, given.tapenade or [])]
    dates = [info(release).built.isoformat() for release in releases]
    wanted = [case for case in cases() if not given.words or any(word in case.name for word in given.words)]
    answers = [dict(measured(wanted, release)) for release in releases]
    together = {name: [answer.get(name, NONE) for answer in answers] for name in answers[0]}
    if given.record:
        write_record(merged(read_record(), Record(dates, together)))
    show(dates, together, disagreements(wanted, together))


def cases() -> list[Case]:
    """All of them, each once."""
    found = [*obeyed_fortran.cases(), *obeyed_positions.cases(), *obeyed_c.cases()]
    return list({case.name: case for case in found}.values())


def offered(case: Case) -> dict[str, bool]:
    """Whether `sites` offers each call of the statement in question, by the name that the record has for it."""
    return {_name(case, site): site.switchable for site in _sites(_source(case, 1), 1)}


def disagreements(wanted: Iterable[Case], answers: dict[str, list[str]]) -> list[str]:
    """What `sites` says otherwise than all releases that have an answer."""
    found = []
    for case in wanted:
        for name, offer in offered(case).items():
            known = [answer for answer in answers.get(name, ()) if answer in (OBEYED, IGNORED)]
            if known and offer != all(answer == OBEYED for answer in known):
                found.append(f"{'offered' if offer else 'refused'}, but {', '.join(known)}: {name}")
    return found


def measured(wanted: Sequence[Case], tapenade: Tapenade) -> Iterator[tuple[str, str]]:
    """What Tapenade makes of each call."""
    numbered = list(enumerate(wanted, start=1))
    for suffix in dict.fromkeys(case.suffix for case in wanted):
        alike = [one for one in numbered if one[1].suffix == suffix]
        for first in range(0, len(alike), TOGETHER):
            yield from _measured(alike[first : first + TOGETHER], tapenade)
            print(".", end="", file=sys.stderr, flush=True)


def _measured(batch: Sequence[tuple[int, Case]], tapenade: Tapenade) -> Iterator[tuple[str, str]]:
    """The answers for some cases, several to a file; those in a file that cannot be read get each its own."""
    made = _differentiated([batch[first : first + TO_A_FILE] for first in range(0, len(batch), TO_A_FILE)], tapenade)
    if missing := [(number, case) for number, case in batch if f"p{number}_b" not in made]:
        made |= _differentiated([[one] for one in missing], tapenade)
    for number, case in batch:
        for site in _sites(_source(case, number), number):
            name = site.callee.lower()
            yield _name(case, site), OBEYED if f"{name}_fwd" in made else IGNORED if f"{name}_b" in made else NONE


def _differentiated(files: Sequence[Sequence[tuple[int, Case]]], tapenade: Tapenade) -> frozenset[str]:
    """All words of the code that Tapenade makes of some cases. What it cannot read it leaves out, by whole files."""
    suffix = files[0][0][1].suffix
    language = obeyed_c if suffix == ".c" else obeyed_fortran
    numbers = [number for cases in files for number, _ in cases]
    with scratch() as name:
        folder = Path(name)
        for position, cases in enumerate(files):
            text = language.head() + "".join(placed(case, number) for number, case in cases)
            written = text if suffix.islower() else preprocessed(text)
            (folder / f"cases{position}{suffix.lower()}").write_text(written, encoding="latin-1")
        (folder / f"top{suffix.lower()}").write_text(language.top(numbers), "latin-1")
        given = sorted(path.name for path in folder.iterdir())
        (folder / "made").mkdir()
        command: list[str | Path] = [tapenade.launcher, "-reverse", "-head", "top(y)/(x v)", *given, "-O", "made"]
        run(command, directory=folder, limit=600.0, environ={**os.environ, "JAVA_HOME": str(tapenade.java)})
        made = "".join(path.read_text("latin-1") for path in sorted((folder / "made").glob("cases*_b.*")))
    return frozenset(re.findall(r"\w+", made.lower()))


def preprocessed(text: str) -> str:
    """What cpp makes of a text."""
    command = ["cpp", "-traditional", "-P", "-w"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def placed(case: Case, number: int) -> str:
    """The text of a case with NOCHECKPOINT before its statement, whatever `sites` says of it."""
    source = _source(case, number)
    try:
        changes = {Change("NOCHECKPOINT", site.call.body) for site in _sites(source, number)}
        return source.with_changes(changes).decode("latin-1")
    except Refused:
        return source.text


def _source(case: Case, number: int) -> Source:
    return Source(f"p{number}{case.suffix}", case.numbered(number).encode("latin-1"))


def _sites(source: Source, number: int) -> list[CallSite]:
    """The calls in question: those of the procedure that has the number, of functions that have it."""
    names = Index.of([source.part])
    found = [site for site in source.sites(names) if site.procedure.lower().rpartition(".")[2] == f"p{number}"]
    return [site for site in found if site.callee.endswith(str(number))]


def _name(case: Case, site: CallSite) -> str:
    callee = site.callee.lower().rstrip("0123456789")
    return f"{case.name} -> {callee}"


class Record(NamedTuple):
    """What the releases of some days answered."""

    releases: list[str]
    answers: dict[str, list[str]]
    """By the name of the call, in the order of the releases."""


def read_record() -> Record:
    """The answers that were written last."""
    if not RECORD.exists():
        return Record([], {})
    read = json.loads(RECORD.read_text("utf-8"))
    return Record(read["releases"], {name: answer.split() for name, answer in read["answers"].items()})


def merged(old: Record, new: Record) -> Record:
    """The new answers, and the old ones where there are none, for the calls that the cases have now."""
    releases = list(dict.fromkeys([*old.releases, *new.releases]))

    def answer(name: str, release: str) -> str:
        for record in (new, old):
            if release in record.releases and name in record.answers:
                return record.answers[name][record.releases.index(release)]
        return UNASKED

    names = [name for case in cases() for name in offered(case)]
    return Record(releases, {name: [answer(name, release) for release in releases] for name in names})


def write_record(record: Record) -> None:
    """Write the answers, one a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(' '.join(answer))}" for name, answer in record.answers.items()]
    text = f'{{"releases": {json.dumps(record.releases)}, "answers": {{\n' + ",\n".join(lines) + "\n}}\n"
    RECORD.write_text(text, "utf-8")


def show(dates: Sequence[str], answers: dict[str, list[str]], wrong: Sequence[str]) -> None:
    for position, day in enumerate(dates):
        counts = Counter(answer[position] for answer in answers.values())
        print(f"{day}: " + ", ".join(f"{counts[word]} {word}" for word in (OBEYED, IGNORED, NONE)))
    for one in wrong:
        print(f"  {one}")
    print(f"{len(answers)} calls, {len(wrong)} disagreements")


if __name__ == "__main__":
    main(sys.argv[1:])
