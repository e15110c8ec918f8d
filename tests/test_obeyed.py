"""The rule of which calls a directive reaches, against what real Tapenade made of thousands of small programs."""

from __future__ import annotations

import pytest

from benchmarks import obeyed
from rewriter.tools.tapenade import Tapenade, info

CASES = obeyed.cases()
SAMPLE = CASES[::61]


def test_sites_offers_what_all_releases_obey_and_nothing_else() -> None:
    assert obeyed.disagreements(CASES, obeyed.read_record().answers) == []


def test_the_record_has_an_answer_for_every_call_and_for_no_other() -> None:
    names = {name for case in CASES for name in obeyed.offered(case)}
    assert names == obeyed.read_record().answers.keys()


@pytest.mark.parametrize(("suffixes", "least"), [((".c",), 200), ((".f", ".f90", ".F", ".F90"), 600)])
def test_most_cases_have_an_answer(suffixes: tuple[str, ...], least: int) -> None:
    answers = obeyed.read_record().answers
    names = [name for case in CASES if case.suffix in suffixes for name in obeyed.offered(case)]
    assert sum(bool({obeyed.OBEYED, obeyed.IGNORED} & {*answers[name]}) for name in names) >= least


def test_a_sample_is_as_recorded(tapenade_releases: list[Tapenade]) -> None:
    record = obeyed.read_record()
    for tapenade in tapenade_releases:
        day = info(tapenade).built.isoformat()
        if day in record.releases:
            measured = dict(obeyed.measured(SAMPLE, tapenade))
            answers = {name: record.answers[name][record.releases.index(day)] for name in measured}
            recorded = {name: answer for name, answer in answers.items() if answer in (obeyed.OBEYED, obeyed.IGNORED)}
            assert len(recorded) > len(SAMPLE) // 2
            assert {name: measured[name] for name in recorded} == recorded
