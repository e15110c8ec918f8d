"""A bench of recorded figures: every configuration of eight sites of the glacier, measured once with Tapenade."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from rewriter.configuration.commands import apply, save, sites
from rewriter.profile import profile_file
from rewriter.profile.profiled import Profiled
from rewriter.search.choice import Choice
from rewriter.search.judging import Measured
from rewriter.search.trial import Trial

GLACIER = Path(__file__).parents[2] / "fixtures" / "glacier"


class Recorded:
    """The figures of ``fixtures/glacier/every.jsonl``; the fastest run of each configuration counts."""

    def __init__(self) -> None:
        lines = (GLACIER / "every.jsonl").read_text().splitlines()
        self.records = {Choice(frozenset(record["not_checkpointed"])): record for record in map(json.loads, lines)}

    @cached_property
    def touchable(self) -> list[str]:
        """The sites that were switched, in source order."""
        every = frozenset[str]().union(*(choice.sites for choice in self.records))
        return [site.id for site in sites([GLACIER / "glacier.f90"], root=GLACIER).sites if site.id in every]

    def seconds(self, choice: Choice) -> float:
        return float(min(self.records[choice]["seconds"]))

    def peak(self, choice: Choice) -> int:
        return int(self.records[choice]["peak"])

    def best(self, budget: int) -> Choice:
        """The fastest configuration within a budget of peak stack."""
        return min((c for c in self.records if self.peak(c) <= budget), key=self.seconds)

    def prepare(self, choices: Sequence[Choice], against: Choice) -> None:
        """Nothing need be made."""

    def trial(self, choice: Choice, against: Choice) -> Trial:
        return Trial(choice, Measured((self.seconds(choice),), self.peak(choice), 0), (self.seconds(against),))

    def knowledge(self, choice: Choice) -> Profiled:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            shutil.copy(GLACIER / "glacier.f90", root)
            files = [root / "glacier.f90"]
            apply(save(files, root=root, nocheckpoint=sorted(choice.sites)).configuration, root=root)
            return Profiled(profile_file.parse(self.records[choice]["profile"], "recorded"), sites(files, root=root))
