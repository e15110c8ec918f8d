"""Results compared: text, raw numbers, NetCDF files of both formats."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any, Literal

import netCDF4
import numpy as np
import pytest

from rewriter.errors import UsageError
from rewriter.tuning.comparison import differences, results
from rewriter.tuning.task import COMPARED_AS, Compare
from rewriter.tuning.task_file import load

NAN = float("nan")
FORMATS: tuple[Literal["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF4", "NETCDF4_CLASSIC"], ...] = (
    "NETCDF3_CLASSIC",
    "NETCDF3_64BIT_OFFSET",
    "NETCDF4",
    "NETCDF4_CLASSIC",
)


def told(before: bytes, after: bytes, **compare: Any) -> list[str]:
    """The differences of one file."""
    how = Compare(files=("x",), **compare)
    return differences(how, results(how, "", {"x": before}), results(how, "", {"x": after}))


def file(folder: Path, form: Any = "NETCDF4", history: str = "", **variables: Any) -> bytes:
    """A NetCDF file of variables, each with dimensions of its own."""
    path = folder / "made.nc"
    with netCDF4.Dataset(path, "w", format=form) as dataset:
        dataset.history = history
        for name, values in variables.items():
            array = np.asarray(values)
            for axis, size in enumerate(array.shape):
                dataset.createDimension(f"{name}{axis}", size)
            made = dataset.createVariable(name, array.dtype, [f"{name}{axis}" for axis in range(array.ndim)])
            made[...] = array
    return path.read_bytes()


@pytest.mark.parametrize("form", COMPARED_AS[1:6])
def test_raw_numbers_are_read_as_they_were_written(form: str) -> None:
    kind = form.partition(":")[2] or "<f8"
    code = f"{kind[0]}3{'f' if kind[2] == '4' else 'd'}"
    before = struct.pack(code, 1.0, -2.0, 1e-3)
    nearly, far = struct.pack(code, 1.0, -2.0, 1.0005e-3), struct.pack(code, 1.0, -2.0, 1.5)
    assert told(before, nearly, form=form, how="relative", relative=1e-6) == []
    assert told(before, nearly, form=form, how="digits", digits=3) == []
    assert told(before, far, form=form, how="relative") == [told(before, far, form=form)[0]]
    assert told(before, far, form=form)[0].endswith("became 1.5")
    assert "value 3" in told(before, nearly, form=form, how="digits", digits=6)[0]


def test_raw_files_of_other_lengths_are_told() -> None:
    assert told(bytes(16), bytes(24), form="raw", how="digits") == [
        "x is not of the same kind: <f8 of shape 2 became <f8 of shape 3"
    ]
    with pytest.raises(UsageError, match="x: 13 bytes are not a whole number of values of 4 bytes"):
        told(bytes(16), bytes(13), form="raw:>f4")


def test_what_is_not_a_number_is_the_same_only_as_itself() -> None:
    assert told(b"1.0 NaN 2", b"1.0 nan 2.0", how="digits") == []
    assert told(b"1.0 NaN", b"1.0 3.0", how="relative") == ["x, value 2: nan became 3.0"]
    assert told(b"1.0 3.0", b"1.0 NaN", how="digits") == ["x, value 2: 3.0 became nan"]
    assert told(b"1.0 Infinity", b"1.0 3.0", how="relative") == ["x, value 2: inf became 3.0"]
    assert told(b"1.0 2.0", b"1.0", how="digits") == ["x, value 2: 2.0 became nothing"]
    assert told(b"cost 1.0D+2", b"cost 100", how="digits") == []


@pytest.mark.parametrize("form", FORMATS)
def test_variables_are_compared_by_name_and_history_is_not(form: str, tmp_path: Path) -> None:
    heat, salt = np.arange(6.0).reshape(2, 3), np.array([30, 31], dtype="f4")
    before = file(tmp_path, form, history="Monday", heat=heat, salt=salt)
    same = file(tmp_path, form, history="Tuesday, with a longer story", heat=heat, salt=salt)
    assert before != same
    assert told(before, same, form="netcdf") == []
    other = file(tmp_path, form, heat=heat + np.array([[0, 0, 0], [0, 1e-9, 0]]), salt=salt)
    assert told(before, other, form="netcdf") == [f"x: heat, value (2, 2): 4.0 became {4 + 1e-9!r}"]
    assert told(before, other, form="netcdf", how="relative", relative=1e-8) == []
    assert told(before, other, form="netcdf", how="digits", digits=8) == []
    assert told(before, other, form="netcdf", variables=("sal*",)) == []


def test_each_variable_has_its_own_largest_value(tmp_path: Path) -> None:
    before = file(tmp_path, large=[1e9, 0.0], small=[1e-9, 0.0])
    after = file(tmp_path, large=[1e9, 1e-3], small=[1e-9, 1e-11])
    assert told(before, after, form="netcdf", how="relative", relative=1e-6) == ["x: small, value 2: 0.0 became 1e-11"]


def test_what_is_missing_or_of_another_shape_is_told_by_name(tmp_path: Path) -> None:
    before = file(tmp_path, heat=np.zeros((2, 3)), salt=[1.0], count=np.int32(4))
    after = file(tmp_path, heat=np.zeros((2, 4)), count=np.int32(5))
    for how in ("bitwise", "digits", "relative"):
        number = ("4", "5") if how == "bitwise" else ("4.0", "5.0")
        assert told(before, after, form="netcdf", how=how) == [
            "x: heat is not of the same kind: <f8 of shape 2x3 became <f8 of shape 2x4",
            "x: salt is missing",
            f"x: count, value 1: {number[0]} became {number[1]}",
        ]


def test_missing_values_and_packed_ones(tmp_path: Path) -> None:
    def packed(*values: float) -> bytes:
        path = tmp_path / "packed.nc"
        with netCDF4.Dataset(path, "w") as dataset:
            dataset.createDimension("x", len(values))
            made = dataset.createVariable("v", "i2", ("x",), fill_value=-999)
            made.scale_factor, made.add_offset = 0.5, 100.0
            made[:] = np.ma.masked_equal(values, -1.0)
        return path.read_bytes()

    before = packed(100.0, -1.0, 200.0)
    assert told(before, packed(100.5, -1.0, 200.0), form="netcdf", how="relative", relative=0.01) == []
    assert told(before, packed(100.5, -1.0, 200.0), form="netcdf") == ["x: v, value 1: 0 became 1"]
    assert told(before, packed(100.0, 100.0, 200.0), form="netcdf", how="relative", relative=0.01) == [
        "x: v, value 2: nan became 100.0"
    ]
    assert told(file(tmp_path, v=[1.0, NAN]), file(tmp_path, v=[1.0, NAN, 2.0][:2]), form="netcdf") == []


def test_groups_are_read_and_what_holds_no_numbers_is_not(tmp_path: Path) -> None:
    def grouped(stamp: str, value: float) -> bytes:
        path = tmp_path / "grouped.nc"
        with netCDF4.Dataset(path, "w") as dataset:
            dataset.createVariable("stamp", str, ())[...] = stamp
            dataset.createGroup("ocean").createVariable("heat", "f4", ())[...] = value
        return path.read_bytes()

    assert told(grouped("Monday", 1.0), grouped("Tuesday", 1.0), form="netcdf") == []
    assert told(grouped("Monday", 1.0), grouped("Monday", 2.0), form="netcdf") == [
        "x: ocean/heat, value 1: 1.0 became 2.0"
    ]


def test_what_is_not_netcdf_or_holds_no_such_variable_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="x: not a NetCDF file"):
        told(b"some text", b"", form="netcdf")
    with pytest.raises(UsageError, match=r"x: no variable that matches salt; there are heat"):
        told(file(tmp_path, heat=[1.0]), b"", form="netcdf", variables=("salt",))


def test_without_the_library_the_line_that_needs_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "m.f90").touch()
    (tmp_path / "tune.toml").write_text(
        "[sources]\nfiles = ['m.f90']\n[differentiate]\nhead = 'm'\n[build]\ncommand = 'make {extra}'\n"
        "[run]\ncommand = 'm'\n[compare]\nfiles = ['x.nc']\nform = 'netcdf'\n"
    )
    assert load(tmp_path / "tune.toml").compare.form == "netcdf"
    monkeypatch.setitem(sys.modules, "netCDF4", None)
    with pytest.raises(UsageError, match=r'tune\.toml:11: form = "netcdf" needs netCDF4.*pip install'):
        load(tmp_path / "tune.toml")
