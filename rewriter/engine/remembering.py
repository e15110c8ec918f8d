"""A bench that remembers: what a journal holds is not tried again."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rewriter.engine.process import run
from rewriter.engine.tapenade import info
from rewriter.engine.tried import Tried, from_json, to_json
from rewriter.engine.workshop import Workshop
from rewriter.journal import Journal
from rewriter.profile import native
from rewriter.profile.profiled import Profiled
from rewriter.search.situation import Choice, Knowledge

COMPILERS = ("gfortran", "gcc", "cc", "ifx", "nvfortran")


class Remembering:
    """The bench of a search: a workshop, and the journal of all that was tried in it."""

    def __init__(self, workshop: Workshop, journal: Journal) -> None:
        self._workshop, self._journal = workshop, journal
        self._surroundings = surroundings(workshop)

    def trial(self, choice: Choice, against: Choice) -> Tried:
        """What the journal remembers of this trial, or what comes of it now."""
        key = self._key("trial", choice, against)
        record = self._journal.find(key)
        if record is not None:
            return from_json(record["trial"])
        self._workshop.keep_only([frozenset(), against])
        tried = self._workshop.trial(choice, against)
        if choice or tried.failure is None:  # a baseline that failed is to be mended, and tried again
            self._journal.add(key, {"trial": to_json(tried), "against": sorted(against)})
        return tried

    def knowledge(self, choice: Choice) -> Knowledge:
        """The profile of a configuration, in terms of the sites of the primal."""
        key = self._key("profile", choice, choice)
        record = self._journal.find(key)
        text = record["profile"] if record is not None else self._workshop.profile(choice)
        if record is None:
            self._journal.add(key, {"profile": text, "choice": sorted(choice)})
        return Profiled(native.parse(text, "journal"), self._workshop.annotated(choice))

    def _key(self, what: str, choice: Choice, against: Choice) -> str:
        parts = [what, self._surroundings, sorted(choice), sorted(against)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def surroundings(workshop: Workshop) -> str:
    """A digest of all that a result depends on besides the configuration: sources, commands, tools, machine."""
    task = workshop.task
    described: dict[str, Any] = {
        "sources": {name: _digest(task.root / name) for name in task.sources.files},
        "differentiate": asdict(task.differentiate),
        "build": task.build.command,
        "run": asdict(task.run),
        "compare": asdict(task.compare),
        "tapenade": info(workshop.tapenade).text,
        "compilers": {name: _version(path) for name in COMPILERS if (path := shutil.which(name))},
        "host": [platform.node(), platform.machine()],
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version(compiler: str) -> str:
    return run([compiler, "--version"], limit=30.0).output.partition("\n")[0]
