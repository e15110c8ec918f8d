"""The findings of ``check`` for people, for GitHub and as SARIF."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from rewriter.configuration.commands import Finding
from rewriter.reports.findings import github, record, sarif, text

HOLDS = Finding("a.f::s>f#1", "a.f", 3, True, "is not checkpointed")
DIFFERS = Finding("a.f::s>g#1", "a.f", 7, False, "is checkpointed")
LOST = Finding("a.f::s>h#1", "a.f", 0, False, "a.f::s>h#1: no such call", ("a.f::s>h#2", "a.f::t>h#1"))
ALL = [HOLDS, DIFFERS, LOST]


def test_lines_for_people() -> None:
    assert list(text(ALL)) == [
        "a.f:7: a.f::s>g#1 is checkpointed",
        "a.f::s>h#1: no such call",
        "    candidate: a.f::s>h#2",
        "    candidate: a.f::t>h#1",
    ]


def test_annotations_of_github() -> None:
    assert list(github(ALL)) == [
        "::error file=a.f,line=7,title=checkpoint configuration::a.f::s>g#1 is checkpointed",
        "::error file=a.f,title=checkpoint configuration::a.f::s>h#1: no such call",
    ]


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_no_name_breaks_out_of_an_annotation(path: str, words: str) -> None:
    (line,) = github([replace(DIFFERS, path=path, message=words)])
    assert len(line.split("\n")) == 1 == len(line.split("\r"))
    properties, data = line.removeprefix("::error ").split("::", 1)
    named = dict(part.split("=", 1) for part in properties.split(","))
    assert unquote(named["file"]) == path
    assert list(named) == ["file", "line", "title"]
    assert data.count("%") == sum(data.count(code) for code in ("%25", "%0D", "%0A"))


def results(*findings: Finding) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sarif(findings, "1")["runs"][0]["results"]
    return found


def test_sarif_has_what_does_not_hold() -> None:
    differs, lost = results(*ALL)
    assert differs == {
        "ruleId": "differs",
        "level": "error",
        "message": {"text": "a.f::s>g#1 is checkpointed"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.f"}, "region": {"startLine": 7}}}],
    }
    assert lost["ruleId"] == "unresolved"
    assert lost["message"] == {"text": "a.f::s>h#1: no such call"}
    assert lost["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "a.f"}}}]


def test_sarif_names_the_program_and_defines_every_rule_that_it_uses() -> None:
    log = sarif(ALL, "1.2.3")
    driver = log["runs"][0]["tool"]["driver"]
    assert (log["version"], driver["name"], driver["version"]) == ("2.1.0", "rewriter", "1.2.3")
    assert {result["ruleId"] for result in results(*ALL)} == {rule["id"] for rule in driver["rules"]}


def test_paths_in_sarif_are_uris() -> None:
    for path in ("src/a b#1%.f", "c:x.f", "caf\udce9.f"):
        (result,) = results(replace(DIFFERS, path=path))
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii() and not set(uri) & set(" #:")
        assert unquote(uri, errors="surrogateescape") == path


def test_records_have_all_findings() -> None:
    assert record(LOST) == {
        "id": "a.f::s>h#1",
        "path": "a.f",
        "line": 0,
        "holds": False,
        "message": "a.f::s>h#1: no such call",
        "candidates": ["a.f::s>h#2", "a.f::t>h#1"],
        "accepting": "",
    }
    assert record(HOLDS)["holds"] is True
