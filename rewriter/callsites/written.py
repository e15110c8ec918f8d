"""How the files of a tree are written, where that does not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

from rewriter.callsites.source import Source
from rewriter.errors import UsageError
from rewriter.languages.model import Form
from rewriter.languages.registry import FORTRAN, C, Language

NAMES: dict[str, tuple[Language, Form | None]] = {
    "fortran": (FORTRAN, None),
    "fortran-fixed": (FORTRAN, "fixed-72"),
    "fortran-fixed-132": (FORTRAN, "fixed-132"),
    "fortran-free": (FORTRAN, "free"),
    "c": (C, None),
}
"""What a user may say of files: their language and, of Fortran, the form (``None``: the one that fits best)."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the user says of files."""

    form: str | None = None
    """Of the Fortran files, as in :data:`rewriter.languages.registry.FORMS`; ``None``: the one that fits best."""
    languages: tuple[tuple[str, str], ...] = ()
    """Globs on paths below the root or on names, each with one of :data:`NAMES`. The last that matches counts."""

    @property
    def globs(self) -> tuple[str, ...]:
        """Of files that are read though their names say nothing of the language."""
        return tuple(glob for glob, _ in self.languages)

    def source(self, path: str, data: bytes, language: Language | None = None) -> Source:
        """The source that a file holds; ``language`` overrules its name, but not the user.

        Raises :class:`UsageError` for a file of which nothing tells the language.
        """
        name = path.rpartition("/")[2]
        for glob, word in reversed(self.languages):
            if fnmatch(path, glob) or fnmatch(name, glob):
                own, form = NAMES[word]
                return Source(path, data, form or (self.form if own is FORTRAN else None), language=own)
        return Source(path, data, self.form, language=language)


def written(form: str | None, languages: Mapping[str, str]) -> Written:
    """What the user says, checked. Raises :class:`UsageError` for a language that is none of :data:`NAMES`."""
    for glob, word in languages.items():
        if word not in NAMES:
            raise UsageError(f"{glob}: {word!r} is no language; expected one of {', '.join(NAMES)}")
    return Written(form, tuple(languages.items()))
