"""Fields: what a run printed or wrote, as text or as numbers of a known kind, read from raw and NetCDF files."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from math import isnan, prod
from typing import TYPE_CHECKING, Any

from rewriter.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType

_CODES = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q", "f4": "f", "f8": "d"}
"""Of :mod:`array`, for the kinds as numpy writes them, without the order of bytes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to compare."""

    content: bytes
    kind: str = ""
    """Empty for text; of numbers the order of bytes, sort and width, as numpy writes them: ``>f4``."""
    shape: tuple[int, ...] = ()
    """Of numbers."""

    def __len__(self) -> int:
        """In bytes."""
        return len(self.content)

    @property
    def width(self) -> int:
        """Bytes of a number."""
        return int(self.kind[2:])

    def values(self) -> Sequence[float | str]:
        """The numbers, or the words of a text, those that are numbers as such."""
        if not self.kind:
            return [number(word) for word in self.content.decode("latin-1").split()]
        numbers = array(_CODES[self.kind[1:]], self.content)
        if self.kind[0] == (">" if sys.byteorder == "little" else "<"):
            numbers.byteswap()
        return numbers

    def lacks(self) -> str:
        """Why there is nothing to compare it with: ``"is empty"`` or ``"holds no number but NaN"``; else ``""``."""
        if not self.content:
            return "is empty"
        numbers = [isnan(value) for value in self.values() if isinstance(value, float)]
        return "holds no number but NaN" if numbers and all(numbers) else ""

    def place(self, index: int) -> str:
        """Where the value at ``index`` is: counted from 1, as Fortran does, but with the dimensions as in C."""
        if len(self.shape) < 2:
            return f"value {index + 1}"
        indices = [index // prod(self.shape[axis + 1 :]) % size + 1 for axis, size in enumerate(self.shape)]
        return f"value ({', '.join(map(str, indices))})"


def raw(name: str, content: bytes, kind: str) -> Field:
    """A file of nothing but numbers. Raises :class:`UsageError` where its length does not fit their kind."""
    field = Field(content, kind)
    count, rest = divmod(len(content), field.width)
    if rest:
        raise UsageError(f"{name}: {len(content):,} bytes are not a whole number of values of {field.width} bytes")
    return replace(field, shape=(count,))


def netcdf(name: str, content: bytes, variables: Sequence[str], stored: bool) -> Iterator[tuple[str, Field]]:
    """The variables of a NetCDF file that hold numbers, by name, those of groups as ``group/variable``.

    ``variables`` are globs on their names; none means all. With ``stored`` values are as they lie in the file,
    else packed ones are unpacked, all are real numbers of 8 bytes, and those that are missing are NaN.

    Raises :class:`UsageError` for a file that is not NetCDF or has no such variable, and as :func:`library`.
    """
    try:
        dataset = library().Dataset(name, memory=content)
    except OSError as error:
        raise UsageError(f"{name}: not a NetCDF file: {error.strerror or error}") from error
    with dataset:
        dataset.set_auto_maskandscale(not stored)
        found = dict(_variables(dataset))
        chosen = [path for path in found if not variables or any(fnmatchcase(path, glob) for glob in variables)]
        if not chosen:
            wanted = f"that matches {', '.join(variables)}" if variables else "that holds numbers"
            raise UsageError(f"{name}: no variable {wanted}; there are {', '.join(found) or 'none with numbers'}")
        for path in chosen:
            yield f"{name}: {path}", _field(found[path][...], stored)


def library() -> ModuleType:
    """The library that reads NetCDF. Raises :class:`UsageError` if it is not installed."""
    try:
        import netCDF4
    except ImportError as error:
        raise UsageError(
            'form = "netcdf" needs netCDF4, which is not installed: pip install "rewriter[netcdf]"'
        ) from error
    return netCDF4


def _variables(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, variable in group.variables.items():
        if getattr(variable.dtype, "str", "")[1:] in _CODES:  # no strings, no compound types
            yield prefix + name, variable
    for name, inner in group.groups.items():
        yield from _variables(inner, f"{prefix}{name}/")


def _field(values: Any, stored: bool) -> Field:
    if not stored:
        values = values.astype("<f8").filled(float("nan")) if hasattr(values, "filled") else values.astype("<f8")
    kind = values.dtype.str.replace("|", "<")
    return Field(values.tobytes(), kind, values.shape)


def number(word: str) -> float | str:
    """A word as a number, where it is one; Fortran may have written its exponent with ``D``."""
    try:
        return float(re.sub(r"(?<=\d|\.)[dD](?=[-+\d])", "e", word))
    except ValueError:
        return word
