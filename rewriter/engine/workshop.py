"""Where configurations are tried: a copy of the sources is annotated, differentiated, built, run and compared."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from rewriter import runtime
from rewriter.callbacks.files import instrumented_files, written
from rewriter.commands import apply, save, sites
from rewriter.engine.comparing import Results, differences, results
from rewriter.engine.complaints import complaint, ended, last_words, out_of_room
from rewriter.engine.measuring import Ran
from rewriter.engine.measuring import measured as run_measured
from rewriter.engine.obeyed import ignored
from rewriter.engine.process import run
from rewriter.engine.tapenade import Tapenade, differentiate
from rewriter.engine.task import Task
from rewriter.engine.tried import Tried, Verdict
from rewriter.errors import Refused, RewriterError, ToolFailed, UsageError
from rewriter.languages.registry import SUFFIXES
from rewriter.profile import native
from rewriter.reading import Listing
from rewriter.search.judging import Measured
from rewriter.search.situation import Choice

PROFILE = "rewriter.profile"
"""The profile of an instrumented run, in the folder of its tree."""


class Failed(Exception):
    """A trial that came to nothing; never leaves this module."""

    def __init__(self, verdict: Verdict, reason: str, sites: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.verdict, self.reason, self.sites = verdict, reason, tuple(sites)


@dataclass(frozen=True, slots=True)
class Made:
    """A configuration that was built."""

    plain: Path
    """The tree whose program is timed."""
    peak: int
    """Of the stack, in bytes: the largest that a callback saw."""
    profile: str
    """The profile of one instrumented run."""
    results: Results
    """What that run printed and wrote, as far as it is compared."""


class Workshop:
    """Tries configurations of one task in a folder of its own; the user's tree is only read."""

    def __init__(self, task: Task, tapenade: Tapenade, folder: Path) -> None:
        """``folder`` is made if need be; it keeps logs, and the trees of the configurations in use."""
        self.task, self.tapenade, self.folder = task, tapenade, folder.resolve()
        self.listing = self._listing(task.root)
        self._made: dict[Choice, Made] = {}
        self._baseline: Results | None = None

    def trial(self, choice: Choice, against: Choice) -> Tried:
        """Build ``choice`` and time it in turn with ``against``; the first one tried is what others are compared with.

        Whatever goes wrong becomes the failure of the trial, with its log.
        Raises :class:`ToolFailed` where ``against`` itself can no longer be built, or the disk is full.
        """
        try:
            return self._tried(choice, against, self.folder / "logs" / f"{_digest(choice)}.log")
        except OSError as error:
            raise ToolFailed(f"{error.filename or self.folder}: {error.strerror or error}") from error

    def _tried(self, choice: Choice, against: Choice, log: Path) -> Tried:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(f"not checkpointed: {site}\n" for site in sorted(choice)), encoding="utf-8")
        try:
            if choice and self._baseline is None:
                self._compare(self._again(frozenset(), log).results)
            made = self._make(choice, log)
            self._compare(made.results)
            reference: list[float] = []
            taken: list[tuple[Ran, float]] = []
            other = made if choice == against else self._again(against, log)
            for _ in range(self.task.run.repetitions):
                if other is not made:
                    reference.append(self._timed(other, log)[1])
                taken.append(self._timed(made, log))
        except Failed as failed:
            self._forget(choice)
            if out_of_room(log.read_text(encoding="utf-8") + failed.reason):
                raise ToolFailed(f"{self.folder}: no space is left there: {failed.reason}; see {log}") from failed
            with log.open("a", encoding="utf-8") as file:
                file.write(f"\n{failed.verdict}: {failed.reason}\n")
            return Tried(choice, None, (), failed.verdict, failed.reason, failed.sites, str(log))
        resident = max(ran.resident for ran, _ in taken)
        return Tried(
            choice,
            Measured(tuple(seconds for _, seconds in taken), made.peak, resident),
            tuple(reference),
            log=str(log),
        )

    def profile(self, choice: Choice) -> str:
        """The profile of a configuration that was tried."""
        return self._again(choice, self.folder / "logs" / f"{_digest(choice)}.log").profile

    def annotated(self, choice: Choice) -> Listing:
        """The call sites of the sources as they are with ``choice`` applied; their lines are those of its profile."""
        tree = self.folder / "annotated"
        self._copy(tree)
        self._apply(tree, choice)
        return self._listing(tree)

    def keep_only(self, choices: Iterable[Choice]) -> None:
        """Remove the trees of all other configurations."""
        for other in set(self._made) - set(choices):
            self._forget(other)

    def _listing(self, root: Path) -> Listing:
        return sites([root / name for name in self.task.sources.files], root=root)

    def _forget(self, choice: Choice) -> None:
        self._made.pop(choice, None)
        shutil.rmtree(self._tree(choice), ignore_errors=True)

    def _tree(self, choice: Choice) -> Path:
        return self.folder / "trees" / _digest(choice)

    def _again(self, choice: Choice, log: Path) -> Made:
        if choice not in self._made:
            try:
                self._make(choice, log)
            except Failed as failed:
                raise ToolFailed(f"what was built before cannot be built again: {failed.reason}; see {log}") from failed
        return self._made[choice]

    def _make(self, choice: Choice, log: Path) -> Made:
        if choice in self._made:
            return self._made[choice]
        plain, profiled = self._tree(choice) / "plain", self._tree(choice) / "profiled"
        self._copy(plain)
        self._apply(plain, choice)
        self._differentiate(plain, choice, log)
        _copied(plain, profiled)
        self._instrument(profiled)
        self._build(plain, "", log)
        self._build(profiled, f"-I{runtime.FOLDER} {runtime.SOURCE}", log)
        ran = self._run(profiled, {"REWRITER_PROFILE": str(profiled / PROFILE)}, log)
        try:
            text = (profiled / PROFILE).read_text(encoding="utf-8", errors="replace")
            profile = native.parse(text, str(profiled / PROFILE))
        except (OSError, RewriterError) as error:
            raise Failed(Verdict.NOT_RUN, f"no profile of the instrumented run: {error}") from error
        made = Made(plain, profile.peak, text, self._results(profiled, ran))
        self._made[choice] = made
        return made

    def _copy(self, target: Path) -> None:
        left_out = (*self.task.sources.leave_out, ".*")
        inside = self.folder

        def skipped(folder: str, names: list[str]) -> set[str]:
            return {
                name
                for name in names
                if any(fnmatch(name, glob) for glob in left_out) or Path(folder, name).resolve() == inside
            }

        _copied(self.task.root, target, skipped)

    def _apply(self, tree: Path, choice: Choice) -> None:
        if not choice:
            return
        files = [tree / name for name in self.task.sources.files]
        try:
            apply(save(files, root=tree, nocheckpoint=sorted(choice)).configuration, root=tree)
        except Refused as error:
            raise Failed(Verdict.NOT_APPLIED, str(error)) from error

    def _differentiate(self, tree: Path, choice: Choice, log: Path) -> None:
        how = self.task.differentiate
        output = tree / how.output
        try:
            if how.command:
                words = {"tapenade": str(self.tapenade.home)}
                environ = {**os.environ, "JAVA_HOME": str(self.tapenade.java)}
                done = run(_words(how.command, words), directory=tree, environ=environ, limit=how.limit)
                _note(log, how.command, done.output)
                failure = f"exit status {done.status}" if done.status else ""
            else:
                files = [tree / name for name in self.task.sources.files]
                options = [*how.options, "-head", how.head]
                result = differentiate(self.tapenade, files, options, output, directory=tree, limit=how.limit)
                _note(log, "tapenade", result.stdout + "\n".join(result.messages))
                failure = result.failure
        except ToolFailed as error:
            verdict = Verdict.TIMED_OUT if "still running" in str(error) else Verdict.NOT_DIFFERENTIATED
            raise Failed(verdict, str(error)) from error
        if failure:
            raise Failed(Verdict.NOT_DIFFERENTIATED, failure)
        if not output.is_dir():
            raise Failed(Verdict.NOT_DIFFERENTIATED, f"no folder {how.output} was made")
        switched = [site for site in self.listing.sites if site.id in choice]
        if missing := ignored(switched, sites([output], root=output).sites):
            names = [site.id for site in missing]
            raise Failed(Verdict.IGNORED, f"Tapenade still checkpoints {', '.join(names)}", names)

    def _instrument(self, tree: Path) -> None:
        output = tree / self.task.differentiate.output
        adjoint = sorted(path for path in output.rglob("*") if path.suffix in SUFFIXES)
        try:
            written(instrumented_files(adjoint, [tree / name for name in self.task.sources.files]))
        except RewriterError as error:
            raise Failed(Verdict.NOT_DIFFERENTIATED, f"the adjoint code cannot be instrumented: {error}") from error

    def _build(self, tree: Path, extra: str, log: Path) -> None:
        words = {"kit": str(self.tapenade.kit), "tapenade": str(self.tapenade.home), "extra": extra}
        command = _words(self.task.build.command, words)
        try:
            done = run(command, directory=tree, limit=self.task.build.limit)
        except ToolFailed as error:
            verdict = Verdict.TIMED_OUT if "still running" in str(error) else Verdict.NOT_BUILT
            raise Failed(verdict, str(error)) from error
        _note(log, shlex.join(command), done.output)
        if done.status:
            raise Failed(Verdict.NOT_BUILT, complaint(done.output) or ended(done.status))

    def _run(self, tree: Path, environ: Mapping[str, str], log: Path) -> Ran:
        how = self.task.run
        ran = run_measured(
            shlex.split(how.command),
            directory=tree,
            environ={**os.environ, **how.environment, **environ},
            limit=how.limit,
            memory=how.memory,
        )
        _note(log, how.command, ran.output)
        if ran.expired:
            raise Failed(Verdict.TIMED_OUT, f"the run was ended after {how.limit:g} seconds")
        if ran.status != how.status:
            wanted = f", not {how.status}" if ran.status >= 0 else ""
            raise Failed(Verdict.NOT_RUN, f"{ended(ran.status)}{wanted}: {last_words(ran.output)}")
        for text in how.must:
            if text not in ran.output:
                raise Failed(Verdict.NOT_RUN, f"the run did not print {text!r}")
        for text in how.must_not:
            if text in ran.output:
                raise Failed(Verdict.NOT_RUN, f"the run printed {text!r}")
        return ran

    def _timed(self, made: Made, log: Path) -> tuple[Ran, float]:
        ran = self._run(made.plain, {}, log)
        self._compare(self._results(made.plain, ran))
        if self.task.run.time == "output":
            found = re.search(self.task.run.seconds, ran.output)
            if found is None:
                raise Failed(Verdict.NOT_RUN, f"nothing that it printed matches {self.task.run.seconds!r}")
            return ran, float(found[1])
        return ran, ran.cpu if self.task.run.time == "cpu" else ran.wall

    def _results(self, tree: Path, ran: Ran) -> Results:
        try:
            files = {name: (tree / name).read_bytes() for name in self.task.compare.files}
            return results(self.task.compare, ran.output, files)
        except OSError as error:
            raise Failed(Verdict.NOT_RUN, f"{error.filename}: {error.strerror}") from error
        except UsageError as error:
            raise Failed(Verdict.NOT_RUN, str(error)) from error

    def _compare(self, now: Results) -> None:
        if self._baseline is None:
            empty = [name for name, content in now.items() if not content]
            if empty:
                raise Failed(Verdict.NOT_RUN, f"nothing to compare: {', '.join(empty)} is empty")
            self._baseline = now
        elif apart := differences(self.task.compare, self._baseline, now):
            raise Failed(Verdict.GRADIENT_DIFFERS, "; ".join(apart))


def _copied(source: Path, target: Path, skipped: Callable[[str, list[str]], set[str]] | None = None) -> None:
    shutil.rmtree(target, ignore_errors=True)
    try:
        shutil.copytree(source, target, symlinks=True, ignore=skipped)
    except shutil.Error as error:
        name, _, why = error.args[0][0]
        raise ToolFailed(f"{name}: cannot be copied to {target}: {why}") from error


def _words(command: str, values: Mapping[str, str]) -> list[str]:
    """The words of a command line, ``{name}`` replaced in each; ``{extra}`` alone becomes as many words as it holds."""
    words = []
    for word in shlex.split(command):
        if word == "{extra}":
            words += shlex.split(values["extra"])
            continue
        filled = word
        for name, value in values.items():
            filled = filled.replace(f"{{{name}}}", value)
        if filled or word == filled:
            words.append(filled)
    return words


def _note(log: Path, command: str, output: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(f"\n$ {command}\n{output}\n")


def _digest(choice: Choice) -> str:
    return hashlib.sha256("\n".join(sorted(choice)).encode()).hexdigest()[:16]
