"""What the work folder of a search holds: the trees of configurations, what came of making them, and their logs.

What came of a configuration is a JSON file in its tree, with the bytes that are compared in files beside it, so that
another process, or another machine that sees the folder, can read it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewriter.errors import ToolFailed
from rewriter.search.choice import Choice
from rewriter.search.trial import Verdict
from rewriter.tuning.comparison import Results
from rewriter.tuning.fields import Field

PLAIN, PROFILED = "plain", "profiled"
"""The two trees of a configuration: one to time, one with callbacks."""
_OUTCOME, _RESULTS = "outcome.json", "results"


@dataclass(frozen=True, slots=True)
class Failure:
    """A configuration that could not be made."""

    verdict: Verdict
    reason: str
    sites: tuple[str, ...]
    """The ids of those to blame, where they are known."""
    reused: bool
    """Whether it was built with objects of another configuration."""


@dataclass(frozen=True, slots=True)
class Made:
    """A configuration that was built and run once with callbacks."""

    peak: int
    """Of the stack, in bytes: the largest that a callback saw, in the process where it was largest."""
    profile: str
    """The profile that this process wrote."""
    results: Results
    """What that run printed and wrote, as far as it is compared."""
    products: Mapping[str, frozenset[str]]
    """The files that building made in each tree."""
    reused: bool
    """As of :class:`Failure`."""


@dataclass(frozen=True, slots=True)
class Store:
    """The work folder; it is told by what lies there what was made, so that several processes can work in it."""

    folder: Path

    def settle(self, key: str) -> None:
        """Remove what was made for another ``key``, which stands for all that configurations are made from."""
        mark = self.folder / "trees" / "key"
        if not mark.is_file() or mark.read_text(encoding="utf-8") != key:
            shutil.rmtree(mark.parent, ignore_errors=True)
            mark.parent.mkdir(parents=True)
            mark.write_text(key, encoding="utf-8")

    def keep_only(self, choices: Iterable[Choice]) -> None:
        """Remove the trees of all other configurations."""
        kept = set(map(_digest, choices))
        for tree in (self.folder / "trees").glob("*/"):
            if tree.name not in kept:
                shutil.rmtree(tree, ignore_errors=True)

    def forget(self, choice: Choice) -> None:
        """Remove the trees of a configuration, and what came of it."""
        shutil.rmtree(self.tree(choice), ignore_errors=True)

    def tree(self, choice: Choice, which: str = "") -> Path:
        """The folder of a configuration, or one of its two trees."""
        return self.folder / "trees" / _digest(choice) / which

    def log(self, choice: Choice) -> Path:
        """The file with all that was printed for a configuration."""
        return self.folder / "logs" / f"{_digest(choice)}.log"

    def begin_log(self, choice: Choice) -> None:
        """Start the log anew, with what the configuration is."""
        log = self.log(choice)
        log.parent.mkdir(parents=True, exist_ok=True)
        words = [f"not checkpointed: {site}" for site in sorted(choice.sites)]
        words += map(str, sorted(choice.loops))
        log.write_text("".join(f"{line}\n" for line in words), encoding="utf-8")

    def outcome(self, choice: Choice) -> Made | Failure | None:
        """What came of a configuration; ``None`` where it was not made yet.

        Raises :class:`ToolFailed` for a file that is damaged.
        """
        path = self.tree(choice) / _OUTCOME
        if not path.is_file():
            return None
        try:
            return _outcome(json.loads(path.read_text(encoding="utf-8")), path.parent / _RESULTS)
        except (ValueError, KeyError, TypeError, FileNotFoundError) as error:
            raise ToolFailed(f"{path}: damaged; remove {path.parent}, and run the same command again") from error

    def keep(self, choice: Choice, outcome: Made | Failure) -> None:
        """Note what came of a configuration."""
        folder = self.tree(choice)
        folder.mkdir(parents=True, exist_ok=True)
        if isinstance(outcome, Made):
            shutil.rmtree(folder / _RESULTS, ignore_errors=True)
            (folder / _RESULTS).mkdir()
            for number, field in enumerate(outcome.results.values()):
                (folder / _RESULTS / str(number)).write_bytes(field.content)
        new = folder / f"{_OUTCOME}.new"
        new.write_text(json.dumps(_record(outcome)), encoding="utf-8")
        new.replace(folder / _OUTCOME)


def _record(outcome: Made | Failure) -> dict[str, Any]:
    if isinstance(outcome, Failure):
        return {
            "verdict": outcome.verdict,
            "reason": outcome.reason,
            "sites": outcome.sites,
            "reused": outcome.reused,
        }
    return {
        "peak": outcome.peak,
        "profile": outcome.profile,
        "results": [[name, field.kind, field.shape] for name, field in outcome.results.items()],
        "products": {tree: sorted(names) for tree, names in outcome.products.items()},
        "reused": outcome.reused,
    }


def _outcome(record: dict[str, Any], results: Path) -> Made | Failure:
    if "verdict" in record:
        return Failure(Verdict(record["verdict"]), record["reason"], tuple(record["sites"]), record["reused"])
    fields = {
        name: Field((results / str(number)).read_bytes(), kind, tuple(shape))
        for number, (name, kind, shape) in enumerate(record["results"])
    }
    products = {tree: frozenset(names) for tree, names in record["products"].items()}
    return Made(record["peak"], record["profile"], fields, products, record["reused"])


def _digest(choice: Choice) -> str:
    return hashlib.sha256("\n".join(choice.names).encode()).hexdigest()[:16]
