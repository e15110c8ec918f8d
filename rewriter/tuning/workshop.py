"""Where configurations are tried: a copy of the sources is annotated, differentiated, built, run and compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from rewriter.callsites.listing import Listing, sites
from rewriter.configuration.commands import needed
from rewriter.configuration.model import Configuration
from rewriter.errors import ToolFailed
from rewriter.profile import profile_file
from rewriter.search.choice import BASELINE, Choice
from rewriter.search.judging import Measured
from rewriter.search.trial import Trial, Verdict
from rewriter.tools.diagnostics import out_of_room
from rewriter.tools.measuring import Ran
from rewriter.tools.tapenade import Info, Tapenade, info
from rewriter.tuning import stages
from rewriter.tuning.build_reuse import graft, made, times_below
from rewriter.tuning.chosen import configured
from rewriter.tuning.obedience import still_checkpointed
from rewriter.tuning.snapshot import changed, take
from rewriter.tuning.stages import Failed
from rewriter.tuning.store import PLAIN, PROFILED, Failure, Made, Store
from rewriter.tuning.task import Task
from rewriter.tuning.tree_copy import replace_tree

SNAPSHOT = "snapshot"
"""What all trees are copies of."""


class Workshop:
    """Tries configurations of one task in a work folder; the user's tree is only read, and once.

    What was made is told by what lies in the folder, so that several processes can work there, each on another
    configuration.
    """

    def __init__(self, task: Task, tapenade: Tapenade, folder: Path, apart: Collection[Path] = ()) -> None:
        """``folder`` is made if need be; it keeps logs, and the trees of the configurations in use.

        ``apart`` are files in the user's folder that do not belong to the code: those that a search writes.
        Raises :class:`ToolFailed` where the user's folder cannot be copied.
        """
        self.task, self.tapenade, self.folder = task, tapenade, folder.resolve()
        self.store = Store(self.folder)
        self._apart = frozenset([self.folder, *(path.resolve() for path in apart)])
        self.folder.mkdir(parents=True, exist_ok=True)
        self.snapshot = take(task, self.folder / SNAPSHOT, self._apart)
        self.listing = self._listing(self.snapshot.root)

    @cached_property
    def tapenade_info(self) -> Info:
        """What Tapenade says of itself; to ask takes most of a second."""
        return info(self.tapenade)

    def make(self, choice: Choice) -> None:
        """Differentiate, build and run ``choice`` with callbacks, unless that is done; what fails is kept as well.

        Different configurations can be made at the same time once the baseline is made.
        Raises :class:`ToolFailed` where the disk is full.
        """
        with self._room():
            self._outcome(choice)

    def trial(self, choice: Choice, against: Choice, *, afresh: bool = False) -> Trial:
        """Make ``choice`` and time it in turn with ``against``; results are compared with those of the baseline.

        What was built with objects of the baseline and failed is built again from nothing before the failure is
        reported; with ``afresh`` it is built from nothing in any case. Whatever goes wrong becomes the failure of the
        trial, with its log.
        Raises :class:`ToolFailed` where ``against`` itself can no longer be built, or the disk is full.
        """
        with self._room():
            if afresh and ((kept := self.store.outcome(choice)) is None or kept.reused):
                self.store.forget(choice)
                self._outcome(choice, reuse=False)
            return self._tried(choice, against)

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
        replace_tree(self.snapshot.root, tree)
        if choice:
            stages.place(self.configuration(choice, tree), tree)
        return self._listing(tree)

    def configuration(self, choice: Choice, root: Path | None = None) -> Configuration:
        """The configuration of the snapshot, or of the copy in ``root``, with a choice. Raises as ``save`` does."""
        top = root or self.snapshot.root
        return configured(stages.sources(self.task, top), top, choice, self.task.languages)

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ToolFailed(f"{error.filename or self.folder}: {error.strerror or error}") from error

    def _listing(self, root: Path) -> Listing:
        return sites(stages.sources(self.task, root), root=root, languages=self.task.languages)

    def _tried(self, choice: Choice, against: Choice) -> Trial:
        log = self.store.log(choice)
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
            self.store.forget(choice)
            if out_of_room(log.read_text(encoding="utf-8") + failed.reason):
                raise ToolFailed(f"{self.folder}: no space is left there: {failed.reason}; see {log}") from failed
            with log.open("a", encoding="utf-8") as file:
                file.write(f"\n{failed.verdict}: {failed.reason}\n")
                if outcome.reused:
                    file.write("\nbuilt again, from nothing:\n")
            if outcome.reused:
                self._outcome(choice, reuse=False)
                return self._tried(choice, against)
            return Trial(choice, None, (), failed.verdict, failed.reason, failed.sites, str(log))
        resident = max(ran.resident for ran, _ in taken)
        measured = Measured(tuple(seconds for _, seconds in taken), outcome.peak, resident)
        return Trial(choice, measured, tuple(reference), log=str(log))

    def _timed(self, choice: Choice, log: Path) -> tuple[Ran, float]:
        tree = self.store.tree(choice, PLAIN)
        ran = stages.run(self.task, tree, {}, log)
        found = stages.results_of(self.task.compare, tree, ran)
        stages.compare(self.task.compare, found, self._again(BASELINE).results)
        return ran, stages.seconds(self.task.run, ran)

    def _again(self, choice: Choice) -> Made:
        """A configuration that could be made before."""
        outcome = self._outcome(choice)
        if isinstance(outcome, Failure):
            self.store.forget(choice)
            why = f"what was built before cannot be built again: {outcome.reason}"
            raise ToolFailed(f"{why}; see {self.store.log(choice)}")
        return outcome

    def _outcome(self, choice: Choice, *, reuse: bool = True) -> Made | Failure:
        """What becomes of a configuration, made now if it was not before."""
        outcome = self.store.outcome(choice)
        if outcome is None:
            baseline = self._again(BASELINE) if choice else None
            old = baseline if reuse and self.task.build.reuse else None
            log = self.store.log(choice)
            if reuse or not log.exists():  # else what comes now goes on from what failed
                self.store.begin_log(choice)
            reused = False
            try:
                self._write(choice, log)
                reused = old is not None
                outcome = self._build_and_run(choice, log, old)
                stages.compare(self.task.compare, outcome.results, baseline.results if baseline else None)
                if baseline is not None:
                    self._check_program(choice, outcome, baseline)
            except Failed as failed:
                outcome = Failure(failed.verdict, failed.reason, failed.sites, reused)
            self.store.keep(choice, outcome)
        return outcome

    def _write(self, choice: Choice, log: Path) -> None:
        """Make the sources of both trees."""
        plain, profiled = self.store.tree(choice, PLAIN), self.store.tree(choice, PROFILED)
        replace_tree(self.snapshot.root, plain)
        config = self.configuration(choice, plain) if choice else Configuration()
        if choice:
            stages.place(config, plain)
        stages.differentiate(self.task, self.tapenade, plain, log, needed(config))
        switched = [site for site in self.listing.sites if site.id in choice.sites]
        stages.check_obeyed(self.task, plain, switched, [setting.loop for setting in sorted(choice.loops)])
        replace_tree(plain, profiled)
        stages.instrument(self.task, profiled)

    def _build_and_run(self, choice: Choice, log: Path, old: Made | None) -> Made:
        profiled = self.store.tree(choice, PROFILED)
        products = {
            PLAIN: self._build(self.store.tree(choice, PLAIN), "", log, old),
            PROFILED: self._build(profiled, stages.WITH_CALLBACKS, log, old),
        }
        ran = stages.run(self.task, profiled, stages.profiling(profiled), log)
        peak, text = stages.profile(profiled)
        found = stages.results_of(self.task.compare, profiled, ran)
        return Made(peak, text, found, products, old is not None)

    def _build(self, tree: Path, extra: str, log: Path, old: Made | None) -> frozenset[str]:
        """Build in a tree, with what was built in the like one of ``old``; gives the files that this made."""
        before = times_below(tree)
        if old is not None:
            graft(tree, self.store.tree(BASELINE, tree.name), old.products[tree.name])
        stages.build(self.task.build, self.tapenade, tree, extra, log)
        return made(before, times_below(tree))

    def _check_program(self, choice: Choice, made: Made, baseline: Made) -> None:
        before, now = (profile_file.parse(outcome.profile, "the profile") for outcome in (baseline, made))
        callees = still_checkpointed(choice.sites, self.listing, before, now)
        if callees:
            told = f"the program checkpoints {', '.join(callees)} as before, though its adjoint code does not"
            raise Failed(Verdict.NOT_BUILT, f"{told}: does the build command compile that code?")
