"""The stages of a trial, one after the other: each does its part in a tree, or raises :class:`Failed`.

Of a configuration: its directives are placed, Tapenade makes the adjoint code, which is instrumented, built and run,
and the results are compared. A stage raises :class:`Killed` where somebody else ended its program twice.
"""

from __future__ import annotations

import math
import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rewriter import runtime
from rewriter.callbacks.files import instrumented_files, write_files
from rewriter.callsites.listing import sites
from rewriter.callsites.site import CallSite
from rewriter.configuration.commands import apply, nocheckpoint
from rewriter.configuration.model import Configuration
from rewriter.errors import Killed, Refused, RewriterError, TimedOut, ToolFailed, UsageError
from rewriter.languages.registry import SUFFIXES
from rewriter.profile import profile_file
from rewriter.search.trial import Verdict
from rewriter.tools.command_line import splitting
from rewriter.tools.diagnostics import complaint, ended, killed, last_words
from rewriter.tools.measuring import Ran, run_measured
from rewriter.tools.tapenade import Tapenade
from rewriter.tools.tapenade import differentiate as run_tapenade
from rewriter.tuning.comparison import Results, differences, results
from rewriter.tuning.fields import number
from rewriter.tuning.logged import again_if_killed, finished, note, words
from rewriter.tuning.obedience import ignored, ignored_loops
from rewriter.tuning.task import Build, Compare, Run, Task
from rewriter.tuning.tree_copy import own

PROFILE = "rewriter.profile"
"""What the profiles of an instrumented run begin with, one of each process, in the folder of its tree."""
WITH_CALLBACKS = f"-I{runtime.FOLDER} {runtime.SOURCE}"
"""What must be compiled and linked with instrumented code."""


class Failed(Exception):
    """A stage that came to nothing; never leaves this package."""

    def __init__(self, verdict: Verdict, reason: str, sites: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.verdict, self.reason, self.sites = verdict, reason, tuple(sites)


@contextmanager
def _failing(verdict: Verdict) -> Iterator[None]:
    """Make a verdict of a program that cannot be run; one that somebody else killed is none."""
    try:
        yield
    except Killed:
        raise
    except TimedOut as error:
        raise Failed(Verdict.TIMED_OUT, str(error)) from error
    except ToolFailed as error:
        raise Failed(verdict, str(error)) from error


def place(config: Configuration, tree: Path) -> None:
    """Place the directives of a configuration in the sources of a tree."""
    try:
        apply(config, root=tree)
    except Refused as error:
        raise Failed(Verdict.NOT_APPLIED, str(error)) from error


def differentiate(task: Task, tapenade: Tapenade, tree: Path, log: Path, callees: Sequence[str] = ()) -> None:
    """Have Tapenade make the adjoint code, by its options or the command of the task.

    ``callees``: those whose calls are all to be split, besides what directives say.
    """
    with _failing(Verdict.NOT_DIFFERENTIATED):
        failure = again_if_killed(lambda: _generate(task, tapenade, tree, log, callees), log)
    if failure:
        raise Failed(Verdict.NOT_DIFFERENTIATED, failure)


def _generate(task: Task, tapenade: Tapenade, tree: Path, log: Path, callees: Sequence[str]) -> str:
    """Why the code is not what was asked for; empty where it is."""
    how = task.differentiate
    if how.command:
        command = words(how.command, {"tapenade": str(tapenade.home), "options": nocheckpoint(callees)})
        environ = {**os.environ, "JAVA_HOME": str(tapenade.java)}
        done = finished(command, tree, how.limit, log, environ)
        return f"exit status {done.status}" if done.status else ""
    options = [*splitting(how.options, callees), "-head", how.head]
    result = run_tapenade(tapenade, sources(task, tree), options, tree / how.output, directory=tree, limit=how.limit)
    note(log, "tapenade", result.stdout + "\n".join(result.messages))
    return result.failure


def check_obeyed(task: Task, tree: Path, switched: Sequence[CallSite], loops: Sequence[str]) -> None:
    """See in the adjoint code that each directive has taken: at the sites switched, and before the loops."""
    generated = sites(adjoint(task, tree), root=tree).sites
    if missing := ignored(switched, generated):
        ids = [site.id for site in missing]
        raise Failed(Verdict.IGNORED, f"Tapenade still checkpoints {', '.join(ids)}", ids)
    if without := ignored_loops(loops, generated):
        raise Failed(Verdict.IGNORED, f"Tapenade makes no binomial loop of {', '.join(without)}", without)


def sources(task: Task, tree: Path) -> list[Path]:
    """The primal in a tree."""
    return [tree / name for name in task.sources.files]


def adjoint(task: Task, tree: Path) -> list[Path]:
    """The files of the adjoint code in a tree."""
    output = task.differentiate.output
    named = f"{output}/**/*" if (tree / output).is_dir() else output
    files = sorted(path for path in tree.glob(named) if path.suffix in SUFFIXES and path.is_file())
    if not files:
        raise Failed(Verdict.NOT_DIFFERENTIATED, f"no adjoint code was made: there is none in {output}")
    return files


def instrument(task: Task, tree: Path) -> None:
    """Place the callbacks in the adjoint code; what links lead to out of the tree is copied first."""
    primal = sources(task, tree)
    cpp = shlex.split(task.sources.cpp)
    if cpp:
        primal += [made for path in primal if (made := path.with_suffix(path.suffix.lower())) != path]
    files = adjoint(task, tree)
    for path in files:
        own(tree, tree, str(path.relative_to(tree)))
    try:
        write_files(instrumented_files(files, primal, cpp=cpp, folder=tree))
    except RewriterError as error:
        raise Failed(Verdict.NOT_DIFFERENTIATED, f"the adjoint code cannot be instrumented: {error}") from error


def build(how: Build, tapenade: Tapenade, tree: Path, extra: str, log: Path) -> None:
    """Build the program in a tree; ``extra`` are sources and flags to compile and link as well."""
    values = {"kit": str(tapenade.kit), "tapenade": str(tapenade.home), "extra": extra}
    command = words(how.command, values)
    with _failing(Verdict.NOT_BUILT):
        done = again_if_killed(lambda: finished(command, tree, how.limit, log), log)
    if done.status:
        raise Failed(Verdict.NOT_BUILT, complaint(done.output) or ended(done.status))


def run(task: Task, tree: Path, environ: Mapping[str, str], log: Path) -> Ran:
    """Run the program in a tree, and see that it ended well. What it is to write is removed first."""
    ran = again_if_killed(lambda: _run(task, tree, environ, log), log)
    _check_run(task.run, ran)
    return ran


def _run(task: Task, tree: Path, environ: Mapping[str, str], log: Path) -> Ran:
    how = task.run
    for name in task.compare.files:  # lest those of another run be compared
        if not (tree / name).parent.resolve().is_relative_to(tree):
            raise Failed(Verdict.NOT_RUN, f"{name}: a link leads out of the trial's own copy")
        (tree / name).unlink(missing_ok=True)
    environ = {**os.environ, **how.environment, **environ}
    ran = run_measured(shlex.split(how.command), directory=tree, environ=environ, limit=how.limit, memory=how.memory)
    note(log, how.command, ran.output)
    if not ran.expired and ran.status != how.status and killed(ran.status):
        raise Killed(f"{how.command}: {ended(ran.status)}")
    return ran


def _check_run(how: Run, ran: Ran) -> None:
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


def profile(tree: Path) -> tuple[int, str]:
    """The largest peak stack of all processes of an instrumented run, and the profile of the one that had it."""
    found: list[tuple[int, str]] = []
    try:
        for path in sorted(tree.glob(f"{PROFILE}.*")):
            text = path.read_text(encoding="utf-8", errors="replace")
            found.append((profile_file.parse(text, str(path)).peak, text))
    except (OSError, RewriterError) as error:
        raise Failed(Verdict.NOT_RUN, f"no profile of the instrumented run: {error}") from error
    if not found:
        raise Failed(Verdict.NOT_RUN, "the instrumented run wrote no profile: does it run the adjoint code to its end?")
    return max(found, key=lambda one: one[0])


def profiling(tree: Path) -> dict[str, str]:
    """The environment in which an instrumented run in a tree writes its profiles; earlier ones are removed."""
    for earlier in tree.glob(f"{PROFILE}.*"):
        earlier.unlink()
    name = str(tree / PROFILE).replace("%", "%%")
    return {"REWRITER_PROFILE": f"{name}.%r.%p"}


def seconds(how: Run, ran: Ran) -> float:
    """What a run took, on the clock of the task."""
    if how.time != "output":
        return ran.cpu if how.time == "cpu" else ran.wall
    found = re.search(how.seconds, ran.output)
    if found is None:
        raise Failed(Verdict.NOT_RUN, f"nothing that it printed matches {how.seconds!r}")
    value = number(found[1] or "")
    if isinstance(value, str) or not 0 <= value < math.inf:
        raise Failed(Verdict.NOT_RUN, f"what it printed for {how.seconds!r} is not a number of seconds: {found[1]!r}")
    return value


def results_of(how: Compare, tree: Path, ran: Ran) -> Results:
    """What a run in a tree printed and wrote, as far as it is compared."""
    try:
        files = {name: (tree / name).read_bytes() for name in how.files}
        return results(how, ran.output, files)
    except OSError as error:
        raise Failed(Verdict.NOT_RUN, f"{error.filename}: {error.strerror}") from error
    except UsageError as error:
        raise Failed(Verdict.NOT_RUN, str(error)) from error


def compare(how: Compare, now: Results, baseline: Results | None) -> None:
    """Compare results with those of the baseline; of the baseline itself (``None``) see that it holds something."""
    if baseline is None:
        lacking = [f"{name} {lacks}" for name, field in now.items() if (lacks := field.lacks())]
        if lacking:
            raise Failed(Verdict.NOT_RUN, f"nothing to compare: {', '.join(lacking)}")
    elif apart := differences(how, baseline, now):
        raise Failed(Verdict.GRADIENT_DIFFERS, "; ".join(apart))
