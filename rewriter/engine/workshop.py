"""Where configurations are tried: a copy of the sources is annotated, differentiated, built, run and compared."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import shlex
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rewriter import runtime
from rewriter.callbacks.files import instrumented_files, written
from rewriter.commands import apply, sites
from rewriter.configuration import Configuration
from rewriter.engine.chosen import configured
from rewriter.engine.comparing import Results, differences, results
from rewriter.engine.complaints import complaint, ended, killed, last_words, out_of_room
from rewriter.engine.copying import own, replaced
from rewriter.engine.measuring import Ran
from rewriter.engine.measuring import measured as run_measured
from rewriter.engine.obeyed import ignored, ignored_loops, still_checkpointed
from rewriter.engine.process import Finished, run
from rewriter.engine.reusing import graft, made, times_below
from rewriter.engine.snapshot import changed, take
from rewriter.engine.tapenade import Tapenade, differentiate
from rewriter.engine.task import Task
from rewriter.engine.tried import Tried, Verdict
from rewriter.errors import Killed, Refused, RewriterError, TimedOut, ToolFailed, UsageError
from rewriter.languages.registry import SUFFIXES
from rewriter.profile import native
from rewriter.reading import Listing
from rewriter.search import knobs
from rewriter.search.judging import Measured
from rewriter.search.situation import Choice

T = TypeVar("T")

PROFILE = "rewriter.profile"
"""What the profiles of an instrumented run begin with, one of each process, in the folder of its tree."""
SNAPSHOT = "snapshot"
"""What all trees are copies of."""
PLAIN, PROFILED = "plain", "profiled"
"""The two trees of a configuration: one to time, one with callbacks."""
OUTCOME = "outcome"
"""The file beside them that records the outcome."""


class Failed(Exception):
    """A trial that came to nothing; never leaves this module."""

    def __init__(self, verdict: Verdict, reason: str, sites: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.verdict, self.reason, self.sites = verdict, reason, tuple(sites)


@dataclass(frozen=True, slots=True)
class Failure:
    """A :class:`Failed` as it is kept."""

    verdict: Verdict
    reason: str
    sites: tuple[str, ...]
    reused: bool
    """As of :class:`Made`."""


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
    """Whether it was built with objects of another configuration."""


class Workshop:
    """Tries configurations of one task in a folder of its own; the user's tree is only read, and once.

    What was made is read off the folder, so that several processes can work there, each on another
    configuration.
    """

    def __init__(self, task: Task, tapenade: Tapenade, folder: Path, apart: Collection[Path] = ()) -> None:
        """``folder`` is made if need be; it keeps logs, and the trees of the configurations in use.

        ``apart`` are files in the user's folder that do not belong to the code: those that a search writes.
        Raises :class:`ToolFailed` where the user's folder cannot be copied.
        """
        self.task, self.tapenade, self.folder = task, tapenade, folder.resolve()
        self._apart = frozenset([self.folder, *(path.resolve() for path in apart)])
        self.folder.mkdir(parents=True, exist_ok=True)
        self.snapshot = take(task, self.folder / SNAPSHOT, self._apart)
        self.listing = self._listing(self.snapshot.root)

    def settle(self, key: str) -> None:
        """Remove what was made for another ``key``, which stands for all that configurations are made from."""
        mark = self.folder / "trees" / "key"
        if not mark.is_file() or mark.read_text(encoding="utf-8") != key:
            shutil.rmtree(mark.parent, ignore_errors=True)
            mark.parent.mkdir(parents=True)
            mark.write_text(key, encoding="utf-8")

    def make(self, choice: Choice) -> None:
        """Differentiate, build and run ``choice`` with callbacks, unless that is done; what fails is kept as well.

        Different configurations can be made at the same time once the baseline is made.
        Raises :class:`ToolFailed` where the disk is full.
        """
        with self._room():
            self._outcome(choice)

    def trial(self, choice: Choice, against: Choice, *, afresh: bool = False) -> Tried:
        """Make ``choice`` and time it in turn with ``against``; results are compared with those of the baseline.

        What was built with objects of the baseline and failed is built again from scratch before the failure is
        reported; with ``afresh`` it is built from scratch in any case. Whatever goes wrong becomes the failure of
        the trial, with its log.
        Raises :class:`ToolFailed` where ``against`` itself can no longer be built, or the disk is full.
        """
        with self._room():
            if afresh and ((kept := self._kept(choice)) is None or kept.reused):
                self._forget(choice)
                self._outcome(choice, reuse=False)
            return self._tried(choice, against)

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ToolFailed(f"{error.filename or self.folder}: {error.strerror or error}") from error

    def _tried(self, choice: Choice, against: Choice) -> Tried:
        log = self._log(choice)
        outcome = self._outcome(choice)
        reference: list[float] = []
        taken: list[tuple[Ran, float]] = []
        try:
            if isinstance(outcome, Failure):
                raise Failed(outcome.verdict, outcome.reason, outcome.sites)
            self._again(against)
            for _ in range(self.task.run.repetitions):
                if against != choice:
                    reference.append(self._timed(against, log)[1])
                taken.append(self._timed(choice, log))
        except Failed as failed:
            self._forget(choice)
            if out_of_room(log.read_text(encoding="utf-8") + failed.reason):
                raise ToolFailed(f"{self.folder}: no space left on the disk: {failed.reason}; see {log}") from failed
            with log.open("a", encoding="utf-8") as file:
                file.write(f"\n{failed.verdict}: {failed.reason}\n")
                if outcome.reused:
                    file.write("\nbuilding again, from scratch:\n")
            if outcome.reused:
                self._outcome(choice, reuse=False)
                return self._tried(choice, against)
            return Tried(choice, None, (), failed.verdict, failed.reason, failed.sites, str(log))
        resident = max(ran.resident for ran, _ in taken)
        return Tried(
            choice,
            Measured(tuple(seconds for _, seconds in taken), outcome.peak, resident),
            tuple(reference),
            log=str(log),
        )

    def profile(self, choice: Choice) -> str:
        """The profile of a configuration that was tried."""
        with self._room():
            return self._again(choice).profile

    def changed(self) -> list[str]:
        """The files of the user's folder that are not what they were when the trials' copy was made."""
        return changed(self.task, self.snapshot, self._apart)

    def annotated(self, choice: Choice) -> Listing:
        """The call sites of the sources as they are with ``choice`` applied; their lines are those of its profile."""
        tree = self.folder / "annotated"
        self._copy(tree)
        self._apply(tree, choice)
        return self._listing(tree)

    def configuration(self, choice: Choice, root: Path | None = None) -> Configuration:
        """The configuration of the snapshot, or of the copy in ``root``, with a choice. Raises as ``save`` does."""
        top = root or self.snapshot.root
        return configured(self._sources(top), top, choice)

    def keep_only(self, choices: Iterable[Choice]) -> None:
        """Remove the trees of all other configurations."""
        kept = set(map(_digest, choices))
        for tree in (self.folder / "trees").glob("*/"):
            if tree.name not in kept:
                shutil.rmtree(tree, ignore_errors=True)

    def _listing(self, root: Path) -> Listing:
        return sites(self._sources(root), root=root)

    def _sources(self, root: Path) -> list[Path]:
        return [root / name for name in self.task.sources.files]

    def _forget(self, choice: Choice) -> None:
        shutil.rmtree(self._tree(choice), ignore_errors=True)

    def _tree(self, choice: Choice) -> Path:
        return self.folder / "trees" / _digest(choice)

    def _log(self, choice: Choice) -> Path:
        return self.folder / "logs" / f"{_digest(choice)}.log"

    def _kept(self, choice: Choice) -> Made | Failure | None:
        """What was made of a configuration before."""
        path = self._tree(choice) / OUTCOME
        if not path.is_file():
            return None
        kept: Made | Failure = pickle.loads(path.read_bytes())  # noqa: S301  # written below, in our own folder
        return kept

    def _outcome(self, choice: Choice, *, reuse: bool = True) -> Made | Failure:
        """What becomes of a configuration, made now if it was not before."""
        outcome = self._kept(choice)
        if outcome is None:
            baseline = self._again(frozenset()) if choice else None
            old = baseline if reuse and self.task.build.reuse else None
            log = self._log(choice)
            if reuse or not log.exists():  # else what comes now goes on from what failed
                log.parent.mkdir(parents=True, exist_ok=True)
                words = [f"not checkpointed: {site}" for site in sorted(knobs.sites(choice))]
                words += map(str, knobs.settings(choice))
                log.write_text("".join(f"{line}\n" for line in words), encoding="utf-8")
            reused = False
            try:
                self._write(choice, log)
                reused = old is not None
                outcome = self._build_and_run(choice, log, old)
                self._compare(outcome.results, baseline)
                if baseline is not None:
                    self._check_program(choice, outcome, baseline)
            except Failed as failed:
                outcome = Failure(failed.verdict, failed.reason, failed.sites, reused)
            self._tree(choice).mkdir(parents=True, exist_ok=True)
            written = self._tree(choice) / f"{OUTCOME}.new"
            written.write_bytes(pickle.dumps(outcome))
            written.replace(self._tree(choice) / OUTCOME)
        return outcome

    def _again(self, choice: Choice) -> Made:
        """A configuration that could be made before."""
        outcome = self._outcome(choice)
        if isinstance(outcome, Failure):
            self._forget(choice)
            raise ToolFailed(f"what was built before cannot be built again: {outcome.reason}; see {self._log(choice)}")
        return outcome

    def _write(self, choice: Choice, log: Path) -> None:
        plain, profiled = self._tree(choice) / PLAIN, self._tree(choice) / PROFILED
        self._copy(plain)
        self._apply(plain, choice)
        self._differentiate(plain, choice, log)
        replaced(plain, profiled)
        self._instrument(profiled)

    def _build_and_run(self, choice: Choice, log: Path, old: Made | None) -> Made:
        profiled = self._tree(choice) / PROFILED
        products = {
            PLAIN: self._build(self._tree(choice) / PLAIN, "", log, old),
            PROFILED: self._build(profiled, f"-I{runtime.FOLDER} {runtime.SOURCE}", log, old),
        }
        for earlier in profiled.glob(f"{PROFILE}.*"):
            earlier.unlink()
        name = str(profiled / PROFILE).replace("%", "%%")
        ran = self._run(profiled, {"REWRITER_PROFILE": f"{name}.%r.%p"}, log)
        peak, text = self._profiled(profiled)
        return Made(peak, text, self._results(profiled, ran), products, old is not None)

    def _profiled(self, tree: Path) -> tuple[int, str]:
        """The largest peak stack of all processes of the instrumented run, and the profile of the one that had it."""
        found: list[tuple[int, str]] = []
        try:
            for path in sorted(tree.glob(f"{PROFILE}.*")):
                text = path.read_text(encoding="utf-8", errors="replace")
                found.append((native.parse(text, str(path)).peak, text))
        except (OSError, RewriterError) as error:
            raise Failed(Verdict.NOT_RUN, f"no profile of the instrumented run: {error}") from error
        if not found:
            raise Failed(
                Verdict.NOT_RUN,
                "the instrumented run wrote no profile: does the program run the adjoint code and end normally?",
            )
        return max(found, key=lambda one: one[0])

    def _check_program(self, choice: Choice, made: Made, baseline: Made) -> None:
        before, now = (native.parse(outcome.profile, "the profile") for outcome in (baseline, made))
        callees = still_checkpointed(choice, self.listing, before, now)
        if callees:
            stale = f"the program still checkpoints {', '.join(callees)}, though its adjoint code does not"
            raise Failed(Verdict.NOT_BUILT, f"{stale}: does the build command compile that code?")

    def _copy(self, target: Path) -> None:
        replaced(self.snapshot.root, target)

    def _apply(self, tree: Path, choice: Choice) -> None:
        if not choice:
            return
        try:
            apply(self.configuration(choice, tree), root=tree)
        except Refused as error:
            raise Failed(Verdict.NOT_APPLIED, str(error)) from error

    def _differentiate(self, tree: Path, choice: Choice, log: Path) -> None:
        try:
            failure = _again_if_killed(lambda: self._generate(tree, log), log)
        except TimedOut as error:
            raise Failed(Verdict.TIMED_OUT, str(error)) from error
        except Killed:
            raise
        except ToolFailed as error:
            raise Failed(Verdict.NOT_DIFFERENTIATED, str(error)) from error
        if failure:
            raise Failed(Verdict.NOT_DIFFERENTIATED, failure)
        switched = [site for site in self.listing.sites if site.id in choice]
        generated = sites(self._adjoint(tree), root=tree).sites
        if missing := ignored(switched, generated):
            ids = [site.id for site in missing]
            raise Failed(Verdict.IGNORED, f"Tapenade still checkpoints {', '.join(ids)}", ids)
        if loops := ignored_loops((setting.loop for setting in knobs.settings(choice)), generated):
            raise Failed(Verdict.IGNORED, f"Tapenade makes no binomial loop of {', '.join(loops)}", loops)

    def _generate(self, tree: Path, log: Path) -> str:
        """Run Tapenade, or the command that does; why the code is not what was asked for, or nothing."""
        how = self.task.differentiate
        if how.command:
            words = _words(how.command, {"tapenade": str(self.tapenade.home)})
            environ = {**os.environ, "JAVA_HOME": str(self.tapenade.java)}
            done = _finished(words, tree, how.limit, log, environ)
            return f"exit status {done.status}" if done.status else ""
        options = [*how.options, "-head", how.head]
        output = tree / how.output
        result = differentiate(self.tapenade, self._sources(tree), options, output, directory=tree, limit=how.limit)
        _note(log, "tapenade", result.stdout + "\n".join(result.messages))
        return result.failure

    def _adjoint(self, tree: Path) -> list[Path]:
        """The files of the adjoint code."""
        output = self.task.differentiate.output
        named = f"{output}/**/*" if (tree / output).is_dir() else output
        files = sorted(path for path in tree.glob(named) if path.suffix in SUFFIXES and path.is_file())
        if not files:
            raise Failed(Verdict.NOT_DIFFERENTIATED, f"no adjoint code was generated: there is none in {output}")
        return files

    def _instrument(self, tree: Path) -> None:
        sources = self._sources(tree)
        cpp = shlex.split(self.task.sources.cpp)
        if cpp:
            sources += [made for path in sources if (made := path.with_suffix(path.suffix.lower())) != path]
        adjoint = self._adjoint(tree)
        for path in adjoint:
            own(tree, tree, str(path.relative_to(tree)))  # what a link leads to is not ours to change
        try:
            written(instrumented_files(adjoint, sources, cpp=cpp, folder=tree))
        except RewriterError as error:
            raise Failed(Verdict.NOT_DIFFERENTIATED, f"the adjoint code cannot be instrumented: {error}") from error

    def _build(self, tree: Path, extra: str, log: Path, old: Made | None) -> frozenset[str]:
        """Build in a tree, with what was built in the like one of ``old``; gives the files that this made."""
        before = times_below(tree)
        if old is not None:
            graft(tree, self._tree(frozenset()) / tree.name, old.products[tree.name])
        words = {"kit": str(self.tapenade.kit), "tapenade": str(self.tapenade.home), "extra": extra}
        command = _words(self.task.build.command, words)
        try:
            done = _again_if_killed(lambda: _finished(command, tree, self.task.build.limit, log), log)
        except TimedOut as error:
            raise Failed(Verdict.TIMED_OUT, str(error)) from error
        except Killed:
            raise
        except ToolFailed as error:
            raise Failed(Verdict.NOT_BUILT, str(error)) from error
        if done.status:
            raise Failed(Verdict.NOT_BUILT, complaint(done.output) or ended(done.status))
        return made(before, times_below(tree))

    def _run(self, tree: Path, environ: Mapping[str, str], log: Path) -> Ran:
        how = self.task.run

        def once() -> Ran:
            for name in self.task.compare.files:  # lest those of another run be compared
                if not (tree / name).parent.resolve().is_relative_to(tree):
                    raise Failed(Verdict.NOT_RUN, f"{name}: a link leads out of the trial's own copy")
                (tree / name).unlink(missing_ok=True)
            ran = run_measured(
                shlex.split(how.command),
                directory=tree,
                environ={**os.environ, **how.environment, **environ},
                limit=how.limit,
                memory=how.memory,
            )
            _note(log, how.command, ran.output)
            if not ran.expired and ran.status != how.status and killed(ran.status):
                raise Killed(f"{how.command}: {ended(ran.status)}")
            return ran

        ran = _again_if_killed(once, log)
        if ran.expired:
            raise Failed(Verdict.TIMED_OUT, f"the run was stopped after {how.limit:g} seconds")
        if ran.status != how.status:
            wanted = f", not {how.status}" if ran.status >= 0 else ""
            raise Failed(Verdict.NOT_RUN, f"{ended(ran.status)}{wanted}: {last_words(ran.output)}")
        for text in how.must_not:
            if text in ran.output:
                raise Failed(Verdict.NOT_RUN, f"the run printed {text!r}")
        for text in how.must:
            if text not in ran.output:
                raise Failed(Verdict.NOT_RUN, f"the run did not print {text!r}")
        return ran

    def _timed(self, choice: Choice, log: Path) -> tuple[Ran, float]:
        tree = self._tree(choice) / PLAIN
        ran = self._run(tree, {}, log)
        self._compare(self._results(tree, ran), self._again(frozenset()))
        if self.task.run.time == "output":
            found = re.search(self.task.run.seconds, ran.output)
            if found is None:
                raise Failed(Verdict.NOT_RUN, f"nothing in its output matches {self.task.run.seconds!r}")
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

    def _compare(self, now: Results, baseline: Made | None) -> None:
        """With the results of the baseline; those of the baseline itself must hold something."""
        if baseline is None:
            lacking = [f"{name} {lacks}" for name, field in now.items() if (lacks := field.lacks())]
            if lacking:
                raise Failed(Verdict.NOT_RUN, f"nothing to compare: {', '.join(lacking)}")
        elif apart := differences(self.task.compare, baseline.results, now):
            raise Failed(Verdict.GRADIENT_DIFFERS, "; ".join(apart))


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


def _finished(
    command: Sequence[str], tree: Path, limit: float, log: Path, environ: Mapping[str, str] | None = None
) -> Finished:
    """Run a command in a tree, with its output in the log. Raises :class:`Killed` where somebody else ended it."""
    done = run(command, directory=tree, limit=limit, environ=environ)
    _note(log, shlex.join(command), done.output)
    if killed(done.status, done.output):
        raise Killed(f"{shlex.join(command)}: {complaint(done.output) or ended(done.status)}")
    return done


def _again_if_killed(start: Callable[[], T], log: Path) -> T:
    """The result of ``start``, called again if somebody else kills the program, which says nothing about a trial.

    Raises :class:`Killed` if it is killed a second time.
    """
    try:
        return start()
    except Killed as first:
        _note(log, "(started again)", f"{first}")
    try:
        return start()
    except Killed as second:
        raise Killed(
            f"{second}, twice, and not by rewriter: did the machine run out of memory, or was a time limit of the"
            f" batch system reached? The trial does not count; the same command continues from here. See {log}"
        ) from second


def _note(log: Path, command: str, output: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(f"\n$ {command}\n{output}\n")


def _digest(choice: Choice) -> str:
    return hashlib.sha256("\n".join(sorted(choice)).encode()).hexdigest()[:16]
