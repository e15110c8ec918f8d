"""What one profiling callback costs: our runtime against Tapenade's, side by side; memory and profile of long runs.

    python -m benchmarks.callbacks [--kit DIR] [--quick] [--json]

The same program is linked with each runtime and with callbacks that do nothing, whose time is subtracted. Tapenade's
runtime is that of the ADFirstAidKit in ``--kit`` (default: of the Tapenade found) if it has these callbacks.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rewriter.reports.units import size
from rewriter.runtime import FOLDER, SOURCE
from rewriter.tools.tapenade import find

HERE = Path(__file__).parent
EVENTS = 7
"""Callbacks for each checkpointed call."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="The cost of a profiling callback.")
    parser.add_argument("--kit", type=Path, help="an ADFirstAidKit")
    parser.add_argument("--quick", action="store_true", help="10^7 events instead of 10^8")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    kit = given.kit or find().kit
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        programs = {"nothing": built(kit, FOLDER, HERE / "nothing.c", work / "nothing")}
        programs["ours"] = built(kit, FOLDER, SOURCE, work / "ours")
        if "adProfileAdj_SNPWrite" in (kit / "adProfile.c").read_text(errors="replace"):
            programs["Tapenade's"] = built(kit, kit, kit / "adProfile.c", work / "tapenade")
        else:
            print(f"{kit} has no such callbacks: nothing to compare with")
        for sites, rounds in ((10, 20_000), (2000, 100)):
            empty = min(run(programs["nothing"], work, sites, rounds)[0] for _ in range(3))
            for name in list(programs)[1:]:
                slow = 10 if name != "ours" and sites > 1000 else 1
                taken = min(run(programs[name], work, sites, rounds // slow)[0] for _ in range(3)) * slow
                cost = (taken - empty) / (EVENTS * sites * rounds)
                figures[f"{name}, {sites} sites"] = cost
                print(f"{name:<11} {sites:>5} sites {cost:8.1f} ns a callback")
        events = 10**7 if given.quick else 10**8
        for name, words in (("regular", []), ("irregular", ["uneven"])):
            _, resident, profile = run(programs["ours"], work, 100, events // (100 * EVENTS), *words)
            figures[f"{name} memory"], figures[f"{name} profile"] = resident, profile
            print(f"{name:<11} {events:.0e} events: {size(resident)} of memory, a profile of {size(profile)}")
    if given.json:
        print(json.dumps(figures))


def built(kit: Path, headers: Path, runtime: Path, program: Path) -> Path:
    """The loop linked with a runtime and the stack of a kit."""
    stack = [kit / "adStack.c", *(path for path in [kit / "adBuffer.c"] if path.exists())]
    sources = [HERE / "callbacks.c", runtime, *stack]
    subprocess.run(["gcc", "-O2", "-w", f"-I{headers}", f"-I{kit}", *map(str, sources), "-o", str(program)], check=True)
    return program


def run(program: Path, work: Path, sites: int, rounds: int, *words: str) -> tuple[float, int, int]:
    """Nanoseconds, bytes of resident memory, and bytes of the profile."""
    profile = work / "profile"
    profile.unlink(missing_ok=True)
    environ = {**os.environ, "REWRITER_PROFILE": str(profile)}
    command = [str(program), str(sites), str(rounds), *words]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    nanoseconds, resident = done.stdout.split()[:2]
    return float(nanoseconds), int(resident) * 1024, profile.stat().st_size if profile.exists() else 0


if __name__ == "__main__":
    main(sys.argv[1:])
