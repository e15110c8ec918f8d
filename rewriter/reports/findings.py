"""The findings of ``check`` in the formats of CI systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from rewriter.configuration.commands import Finding
from rewriter.text.printable import printable


def record(finding: Finding) -> dict[str, Any]:
    """One finding for ``--format json``."""
    return {
        "id": finding.id,
        "path": finding.path,
        "line": finding.line,
        "holds": finding.holds,
        "message": finding.message,
        "candidates": list(finding.candidates),
        "accepting": finding.accepting,
    }


def text(findings: Sequence[Finding]) -> Iterator[str]:
    """One line for each entry that does not hold."""
    for finding in findings:
        if not finding.holds:
            where = f"{finding.path}:{finding.line}" if finding.line else finding.path
            yield f"{where}: {finding.id} {finding.message}" if finding.line else finding.message
            for candidate in finding.candidates:
                yield f"    candidate: {candidate}"
            if finding.accepting:
                yield f"    if it is the first: {finding.accepting}"


def github(findings: Sequence[Finding]) -> Iterator[str]:
    """Workflow commands that GitHub shows as annotations."""
    for finding in findings:
        if not finding.holds:
            place = f"file={_property(finding.path)}" + (f",line={finding.line}" if finding.line else "")
            message = f"{finding.id} {finding.message}" if finding.line else finding.message
            yield f"::error {place},title=checkpoint configuration::{_data(printable(message))}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def sarif(findings: Sequence[Finding], version: str) -> dict[str, Any]:
    """A SARIF 2.1.0 log."""
    rules = {
        "differs": "The source does not hold what the configuration says of this call site",
        "unresolved": "The call site of the configuration cannot be identified in the source",
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "rewriter",
                        "version": version,
                        "rules": [
                            {"id": rule, "shortDescription": {"text": description}}
                            for rule, description in rules.items()
                        ],
                    }
                },
                "results": [_result(finding) for finding in findings if not finding.holds],
            }
        ],
    }


def _result(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path, errors="surrogateescape")}}
    if finding.line:
        location["region"] = {"startLine": finding.line}
    return {
        "ruleId": "unresolved" if finding.unresolved else "differs",
        "level": "error",
        "message": {"text": f"{finding.id} {finding.message}" if finding.line else finding.message},
        "locations": [{"physicalLocation": location}],
    }
