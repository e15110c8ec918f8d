"""Where the strategies end, against the best of all configurations, for five budgets of peak stack.

    python -m benchmarks.strategies [--json]

Replays ``fixtures/glacier/every.jsonl``: 256 configurations measured once (Tapenade of 2020, gfortran 12, -O2).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from rewriter.reports.units import size, time
from rewriter.search.choice import BASELINE, Choice
from rewriter.search.judging import Budget
from rewriter.search.registry import strategy
from rewriter.search.trial import Verdict
from rewriter.tuning.loop import Limits, search
from tests.support.recorded import Recorded

FACTORS = (2, 4, 10, 40, 120)
"""Budgets, as multiples of the peak stack with every call checkpointed."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Strategies against the true optimum.")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    bench = Recorded()
    none = BASELINE
    print(f"{len(bench.records)} configurations; every call checkpointed: {time(bench.seconds(none))}")
    figures = []
    for factor in FACTORS:
        budget = factor * bench.peak(none)
        best = bench.best(budget)
        print(f"budget {size(budget)}: the best is {time(bench.seconds(best))} at {size(bench.peak(best))}")
        for name in ("gain-first", "careful-on-memory", "random"):
            found, trials = ended(bench, name, budget)
            behind = bench.seconds(found) / bench.seconds(best)
            print(
                f"  {name:<18} {time(bench.seconds(found)):>8} at {size(bench.peak(found)):>8},"
                f" {behind:.2f} of the best, after {trials} trials"
            )
            figures.append({"factor": factor, "strategy": name, "of_the_best": behind, "trials": trials})
    if given.json:
        print(json.dumps({"ends": figures}))


def ended(bench: Recorded, name: str, budget: int) -> tuple[Choice, int]:
    """The configuration that a strategy keeps last, and how many it tried."""
    limits = Limits(budget=lambda _: Budget(peak=budget))
    steps = list(search(bench, strategy(name, count=250), bench.touchable, limits))
    kept = [step for step in steps if step.verdict in (Verdict.BASELINE, Verdict.KEPT)]
    return kept[-1].tried.choice, len(steps) - 1


if __name__ == "__main__":
    main(sys.argv[1:])
