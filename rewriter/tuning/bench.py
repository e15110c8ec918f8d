"""A bench that remembers: what a journal holds is not tried again."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

from rewriter.errors import UsageError
from rewriter.profile import profile_file
from rewriter.profile.calltree import Profile
from rewriter.profile.profiled import Profiled
from rewriter.search.choice import BASELINE, Choice
from rewriter.search.choice import to_json as choice_to_json
from rewriter.search.state import Knowledge
from rewriter.search.trial import Trial, from_json, to_json
from rewriter.tools.process import run
from rewriter.tuning.journal import Journal
from rewriter.tuning.snapshot import difference
from rewriter.tuning.workers import Workers
from rewriter.tuning.workshop import Workshop

T = TypeVar("T")

COMPILERS = ("gfortran", "gcc", "cc", "ifx", "nvfortran")


class RememberingBench:
    """The bench of a search: a workshop, those who work in it, and the journal of all that was tried there."""

    def __init__(self, workshop: Workshop, journal: Journal, crew: Workers, *, overlap: bool = False) -> None:
        """``overlap`` lets runs that are timed go on beside others."""
        self._workshop, self._journal, self._crew, self._overlap = workshop, journal, crew, overlap
        code = workshop.snapshot
        known = [one for record in journal if isinstance(one := record.get("code"), dict) and "files" in one]
        same = next((one["digest"] for one in reversed(known) if not difference(one["files"], code.digests)), None)
        self.changed = difference(known[-1]["files"], code.digests) if known and same is None else []
        """Where the journal knows the code, but not as it is now: the files that differ. Nothing is taken over then."""
        self._code_is_known = same is not None
        self._surroundings = surroundings(workshop, same or code.digest)
        self._workshop.store.settle(self._surroundings)
        self._ahead: set[Choice] = set()
        self._tried: dict[tuple[Choice, Choice], Trial] = {}

    def prepare(self, choices: Sequence[Choice], against: Choice) -> None:
        """Do in parallel what can be done for the next trials before the first of them, unless it is done already.

        They are made; with ``overlap`` they are timed as well.
        """
        new = [choice for choice in choices if self._journal.find(self._key("trial", choice, against)) is None]
        done = self._tried.keys() if self._overlap else {(choice, against) for choice in self._ahead}
        if len(new) < 2 or (new[0], against) in done:
            return
        self._keep([against, *new])
        self._crew.do([partial(self._workshop.make, BASELINE)])
        if self._overlap:
            self._crew.do([partial(self._workshop.make, against)])
            tried = self._crew.do([partial(self._workshop.trial, choice, against) for choice in new])
            self._tried = {(choice, against): one for choice, one in zip(new, tried, strict=True)}
        else:
            self._crew.do([partial(self._workshop.make, choice) for choice in new])
        self._ahead = set(new)

    def trial(self, choice: Choice, against: Choice) -> Trial:
        """What the journal remembers of this trial, or what comes of it now."""
        key = self._key("trial", choice, against)
        record = self._journal.find(key)
        if record is not None:
            return self._recalled(key, "trial", record, from_json)
        tried = self._tried.pop((choice, against), None) or self._now(choice, against)
        self._ahead.discard(choice)
        if choice or tried.failure is None:  # a baseline that failed is to be mended, and tried again
            self._remember(key, {"trial": to_json(tried), "against": choice_to_json(against)})
        return tried

    def afresh(self, choice: Choice, against: Choice) -> Trial:
        """A trial of what was built from scratch, and so is reliable."""
        key = self._key("afresh", choice, against)
        record = self._journal.find(key)
        if record is not None:
            return self._recalled(key, "afresh", record, from_json)
        tried = self._now(choice, against, afresh=True)
        if tried.failure is None:
            self._remember(key, {"afresh": to_json(tried), "against": choice_to_json(against)})
        return tried

    def _now(self, choice: Choice, against: Choice, *, afresh: bool = False) -> Trial:
        self._keep([against, choice])
        (tried,) = self._crew.do([partial(self._workshop.trial, choice, against, afresh=afresh)])
        return tried

    def _keep(self, choices: Sequence[Choice]) -> None:
        self._workshop.store.keep_only([BASELINE, *choices, *self._ahead])

    def knowledge(self, choice: Choice) -> Knowledge:
        """The profile of a configuration, in terms of the sites of the primal."""
        return Profiled(self.profile(choice), self._workshop.annotated(choice))

    def profile(self, choice: Choice) -> Profile:
        """What the instrumented run of a configuration wrote."""
        key = self._key("profile", choice, choice)
        record = self._journal.find(key)
        if record is not None:
            text = self._recalled(key, "profile", record, str)
        else:
            (text,) = self._crew.do([partial(self._workshop.profile, choice)])
            self._remember(key, {"profile": text, "choice": choice_to_json(choice)})
        return profile_file.parse(text, "journal")

    def _recalled(self, key: str, what: str, record: dict[str, Any], parse: Callable[[Any], T]) -> T:
        try:
            return parse(record[what])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            where = f"{self._journal.path}: the record with the key {key} is damaged"
            raise UsageError(f"{where}; delete that line to have it tried again") from error

    def _remember(self, key: str, record: dict[str, Any]) -> None:
        if not self._code_is_known:
            code = self._workshop.snapshot
            self._journal.add(f"code {code.digest}", {"code": {"digest": code.digest, "files": dict(code.digests)}})
            self._code_is_known = True
        self._journal.add(key, record)

    def _key(self, what: str, choice: Choice, against: Choice) -> str:
        parts = [what, self._surroundings, choice.names, against.names]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def surroundings(workshop: Workshop, code: str) -> str:
    """A digest of all that a result depends on besides the configuration: the code, commands, tools, machine."""
    task = workshop.task
    described: dict[str, Any] = {
        "code": code,
        "sources": task.sources.files,
        "differentiate": asdict(task.differentiate),
        "build": task.build.command,
        "run": asdict(task.run),
        "compare": asdict(task.compare),
        "tapenade": workshop.tapenade_info.text,
        "compilers": {name: _version(path) for name in COMPILERS if (path := shutil.which(name))},
        "host": [platform.node(), platform.machine()],
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _version(compiler: str) -> str:
    return run([compiler, "--version"], limit=30.0).output.partition("\n")[0]
