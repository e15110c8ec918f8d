"""Changes single places of some modules and tells which of the changes no unit test notices.

    python benchmarks/mutate.py [part of a module's path | the same with :line ...]

The status is 1 if more than a twentieth of the changes survive that ``mutate_accepted.txt`` gives no reason for. Each
change is tried by a fork of this process, which has all modules but those of the program loaded.
"""

from __future__ import annotations

import ast
import gc
import importlib.util
import os
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import hypothesis
import hypothesis.strategies
import lark  # noqa: F401 - loaded once
import pytest
import tomlkit  # noqa: F401

from benchmarks.mutations import mutations

ROOT = Path(__file__).parent.parent
ACCEPTED = Path(__file__).with_name("mutate_accepted.txt")
MODULES = {
    "rewriter/callsites/site.py": "tests/callsites/test_site.py",
    "rewriter/callsites/resolve.py": "tests/callsites/test_resolve.py",
    "rewriter/configuration/file_state.py": "tests/configuration/test_file_state.py",
    "rewriter/callbacks/pairs.py": "tests/callbacks/test_pairs.py",
    "rewriter/profile/model.py": "tests/profile/test_model.py",
    "rewriter/search/judging.py": "tests/search/test_judging.py",
    "rewriter/search/greedy.py": "tests/search/test_greedy.py",
    "rewriter/tuning/loop.py": "tests/tuning/test_loop.py",
    "rewriter/text/edits.py": "tests/text/test_edits.py",
    "rewriter/text/within.py": "tests/text/test_within.py",
    "rewriter/text/files.py": "tests/text/test_files.py",
    "rewriter/text/journal.py": "tests/text/test_journal.py",
    "rewriter/tuning/sizes.py": "tests/tuning/test_sizes.py",
    "rewriter/tuning/logged.py": "tests/tuning/test_logged.py",
    "rewriter/tuning/obedience.py": "tests/tuning/test_obedience.py",
    "rewriter/tuning/eligible.py": "tests/tuning/test_eligible.py",
    "rewriter/tuning/inside.py": "tests/tuning/test_inside.py",
    "rewriter/tuning/template.py": "tests/tuning/test_template.py",
    "rewriter/tuning/result.py": "tests/tuning/test_result.py",
    "rewriter/search/choice.py": "tests/search/test_choice.py",
    "rewriter/search/idle.py": "tests/search/test_idle.py",
    "rewriter/search/trial.py": "tests/search/test_trial.py",
    "rewriter/tools/diagnostics.py": "tests/tools/test_diagnostics.py",
    "rewriter/tools/java.py": "tests/tools/test_java.py",
}
"""Each module with the tests that are to notice a change of it."""
OPTIONS = ("-x", "-q", "--noconftest", "--assert=plain", "-p", "no:cacheprovider", "-o", "pythonpath=.")
SHARE = 0.05
"""Of the changes to a module, how many may survive without a reason."""
SECONDS = 8
"""Of processor time that the tests may take, and room below: a changed loop may have no end."""
BYTES = 4_000_000_000


class Result(NamedTuple):
    """How the changes to one module fared."""

    killed: int
    accepted: int
    survived: int

    @property
    def bearable(self) -> bool:
        return self.survived <= SHARE * sum(self)


class _Changed(SourceFileLoader):
    """Finds one module, with other code."""

    def __init__(self, module: str, path: Path, code: CodeType) -> None:
        super().__init__(module, str(path))
        self.code = code

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        return (
            importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None
        )

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return self.code


def passes(tests: str, changed: _Changed | None) -> bool:
    """Whether the tests pass, run by a fork of this process."""
    child = os.fork()
    if not child:
        try:
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            if changed:
                sys.meta_path.insert(0, changed)
            os._exit(int(pytest.main([*OPTIONS, tests])))
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def accepted() -> dict[str, str]:
    """The changes that may survive, each with the reason: ``change  # reason`` on a line."""
    lines = [line for line in ACCEPTED.read_text().splitlines() if line and not line.startswith("#")]
    return {change.rstrip(): reason.strip() for change, _, reason in (line.rpartition("  # ") for line in lines)}


def judged(module: str, tests: str, reasons: dict[str, str], only: set[int]) -> Iterator[tuple[str, bool]]:
    """Each change to a module, or to some lines of it, and whether the tests notice it."""
    path = ROOT / module
    text = path.read_text()
    name = module.removesuffix(".py").replace("/", ".")
    lines, counts = text.splitlines(), Counter[str]()
    for mutation in mutations(tree := ast.parse(text)):
        change = f"{module}: {lines[mutation.line - 1].strip()}: {mutation.before} -> {mutation.after}"
        counts[change] += 1
        change += f" ({counts[change]})" if counts[change] > 1 else ""
        if only and mutation.line not in only:
            continue
        killed = not passes(tests, _Changed(name, path, compile(tree, path, "exec")))
        if not killed and change not in reasons:
            print(f"{module}:{mutation.line}: survived", change, sep="\n  ", flush=True)
        yield change, killed


def main(parts: list[str]) -> int:
    os.chdir(ROOT)
    hypothesis.settings.register_profile(
        "mutate",
        database=None,
        derandomize=True,
        deadline=None,
        max_examples=25,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    hypothesis.settings.load_profile("mutate")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.freeze()  # a fork that collects garbage copies what it looks at
    gc.disable()
    reasons = accepted()
    results: list[Result] = []
    for module, tests in MODULES.items():
        wanted = [part for part in parts if part.partition(":")[0] in module]
        if parts and not wanted:
            continue
        if not passes(tests, None):
            print(f"{module}: {tests} fails without any change")
            return 1
        only = {int(part.rpartition(":")[2]) for part in wanted if ":" in part}
        found = dict(judged(module, tests, reasons, only))
        survived = [change for change, killed in found.items() if not killed]
        known = sum(change in reasons for change in survived)
        results.append(Result(sum(found.values()), known, len(survived) - known))
        print(f"{module}: {results[-1].killed} killed, {known} accepted, {results[-1].survived} survived", flush=True)
        for change in reasons:
            if change.startswith(f"{module}:") and found.get(change, not only):
                print(f"  accepted for nothing: {change}")
    return int(not all(result.bearable for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
