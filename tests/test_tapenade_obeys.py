"""Against real Tapenade: one site of a model switched, and its callee is split at that site and only there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rewriter.callsites.site import CallSite
from rewriter.callsites.source import Source
from rewriter.configuration import commands
from rewriter.tools.tapenade import Tapenade, differentiate
from tests.support.other_files import defining, together

FIXTURES = Path(__file__).parents[1] / "fixtures"
FUNCTIONS = defining(functions="carried carried_fwd")
HEADS = {"basin": "basin(cost)/(h0)", "river": "river(cost)/(rain)"}


def model_sites(model: str) -> list[CallSite]:
    folder = FIXTURES / model
    return [s for s in commands.sites([folder], root=folder, exclude=["main.*"]).sites if s.switchable]


SITES = [pytest.param(model, site, id=site.id) for model in HEADS for site in model_sites(model)]


@pytest.mark.parametrize(("model", "site"), SITES)
def test_one_site(model: str, site: CallSite, tapenade_releases: list[Tapenade], tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(FIXTURES / model, sources)
    config = commands.save([sources], root=sources, nocheckpoint=[site.id]).configuration
    commands.apply(config, root=sources)
    files = sorted(p for p in sources.iterdir() if p.suffix in (".f", ".f90", ".c"))
    for number, tapenade in enumerate(tapenade_releases):
        output = tmp_path / f"ad{number}"
        result = differentiate(tapenade, files, ["-reverse", "-head", HEADS[model]], output, directory=sources)
        assert not result.failed, result.failure
        listed = commands.sites([output], root=output, include=["*_b.*"]).sites
        calls = [(c.procedure.rpartition(".")[2].lower(), c.callee.lower()) for c in listed]
        callee = site.callee.lower()
        adjoint = f"{site.procedure.rpartition('.')[2].lower()}_b"
        forward = [c for c in calls if c[1].endswith("_fwd")]
        backward = [c for c in calls if c[1].endswith("_bwd")]
        if not any(name == f"{callee}_b" for name, _ in calls) and not forward:
            assert (adjoint, f"{callee}_b") not in calls, "it has an adjoint, so it could have been split"
            continue  # passive: nothing of it is differentiated, split or not
        assert forward == [(adjoint, f"{callee}_fwd")]
        assert backward == [(adjoint, f"{callee}_bwd")]
        if site.path.endswith(".c"):
            # Tapenade adds arguments, so the order tells: the backward sweep's is the reverse of the source's.
            names = (f"{callee}_b", f"{callee}_bwd")
            reversals = [name for procedure, name in calls if procedure == adjoint and name in names]
            assert reversals[::-1].index(f"{callee}_bwd") == site.ordinal - 1
        else:
            words = call_text(sources / site.path, site).replace(f"{callee}(", f"{callee}_fwd(", 1)
            made = next(c for c in listed if c.callee == f"{callee}_fwd")
            assert call_text(output / made.path, made) == words


def call_text(path: Path, site: CallSite) -> str:
    """The call without layout, read off the file as it is now."""
    source = Source(path.name, path.read_bytes())
    now = next(
        s for s in source.sites(together(source, FUNCTIONS)) if s.id.partition("::")[2] == site.id.partition("::")[2]
    )
    text = source.base.masked[now.call.start : now.call.end]
    return "".join(text.split()).removeprefix("call")
