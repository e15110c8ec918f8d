"""What became of one configuration that was tried."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rewriter.search.choice import Choice
from rewriter.search.choice import from_json as choice_from_json
from rewriter.search.choice import to_json as choice_to_json
from rewriter.search.judging import Measured


class Verdict(StrEnum):
    """What became of a configuration."""

    BASELINE = "baseline"
    KEPT = "kept"
    START = "start"
    """Loops were set, and nothing else yet: a path begins here."""
    BEST = "best so far"
    """Where a path ended, against the best of those before it."""
    OVER_BUDGET = "over budget"
    NOT_BETTER = "not better beyond noise"
    GRADIENT_DIFFERS = "gradient differs"
    IGNORED = "directive ignored"
    NOT_APPLIED = "cannot be applied"
    NOT_DIFFERENTIATED = "differentiation failed"
    NOT_BUILT = "build failed"
    NOT_RUN = "run failed"
    TIMED_OUT = "timed out"


@dataclass(frozen=True, slots=True)
class Trial:
    """One configuration tried on a bench, before it is judged."""

    choice: Choice
    measured: Measured | None
    """What its runs took; ``None`` where there is nothing to measure."""
    reference: tuple[float, ...] = ()
    """Seconds of the runs of the configuration kept before, each made next to one of ``measured``."""
    failure: Verdict | None = None
    """What went wrong."""
    reason: str = ""
    """In words, with the place."""
    sites: tuple[str, ...] = ()
    """The sites to blame, where they are known."""
    log: str = ""
    """File with everything that was printed."""


def to_json(tried: Trial) -> dict[str, Any]:
    """As plain values."""
    return {**asdict(tried), "choice": choice_to_json(tried.choice)}


def from_json(record: dict[str, Any]) -> Trial:
    """The inverse of :func:`to_json`, after a journey through JSON."""
    measured = record["measured"]
    return Trial(
        choice=choice_from_json(record["choice"]),
        measured=Measured(tuple(measured["seconds"]), measured["peak"], measured["resident"]) if measured else None,
        reference=tuple(record["reference"]),
        failure=Verdict(record["failure"]) if record["failure"] else None,
        reason=record["reason"],
        sites=tuple(record["sites"]),
        log=record["log"],
    )
