"""Fields as numbers and words, and where their values are."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import UsageError
from rewriter.tuning.fields import Field, raw

CODES = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q", "f4": "f", "f8": "d"}


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize("order", "<>")
@given(st.data())
def test_numbers_of_each_kind_and_order_of_bytes(kind: str, order: str, data: st.DataObject) -> None:
    code = CODES[kind]
    width = int(kind[1])
    numbers = (
        st.floats(width=32 if width == 4 else 64, allow_nan=False)
        if kind[0] == "f"
        else st.integers(-(2 ** (8 * width - 1)), 2 ** (8 * width - 1) - 1)
        if kind[0] == "i"
        else st.integers(0, 2 ** (8 * width) - 1)
    )
    values = data.draw(st.lists(numbers, max_size=4))
    field = raw("x", struct.pack(f"{order}{len(values)}{code}", *values), f"{order}{kind}")
    assert list(field.values()) == values
    assert field.shape == (len(values),)
    assert field.width == width
    assert len(field) == width * len(values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (b"", []),
        (b"cost 1.5\n -2", ["cost", 1.5, -2.0]),
        (b"1.0D+02 1d-1 2.D+0 -3.5E1 1.D3", [100.0, 0.1, 2.0, -35.0, 1000.0]),
        (b"D+1 d1 1Dx 1.0D 0x1 add-2", ["D+1", "d1", "1Dx", "1.0D", "0x1", "add-2"]),
        (b"inf -Infinity", [math.inf, -math.inf]),
        (b"H\xf6he", ["H\xf6he"]),
    ],
)
def test_words_that_are_numbers_are_read_as_such_also_those_of_fortran(text: bytes, values: list[float | str]) -> None:
    assert Field(text).values() == values
    assert len(Field(text)) == len(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_with_an_exponent_of_fortran_is_the_same(number: float) -> None:
    assert Field(f"{number:.17e}".replace("e", "D").encode()).values() == [number]


@pytest.mark.parametrize(("length", "width"), [(13, 4), (7, 8), (1, 2)])
def test_numbers_are_whole(length: int, width: int) -> None:
    told = rf"^f\.bin: {length} bytes are not a whole number of values of {width} bytes$"
    with pytest.raises(UsageError, match=told):
        raw("f.bin", bytes(length), f"<f{width}")


@pytest.mark.parametrize(
    ("field", "lacks"),
    [
        (Field(b""), "is empty"),
        (Field(b"", "<f8", (0,)), "is empty"),
        (Field(b"NaN"), "holds no number but NaN"),
        (Field(b"cost NaN nan"), "holds no number but NaN"),
        (Field(b"nan 0"), ""),
        (Field(b"words only"), ""),
        (raw("x", struct.pack("<2d", math.nan, math.nan), "<f8"), "holds no number but NaN"),
        (raw("x", struct.pack(">2f", math.nan, math.nan), ">f4"), "holds no number but NaN"),
        (raw("x", struct.pack("<2d", math.nan, 1.0), "<f8"), ""),
        (raw("x", bytes(8), "<i4"), ""),
    ],
)
def test_what_there_is_nothing_to_compare_with(field: Field, lacks: str) -> None:
    assert field.lacks() == lacks


@pytest.mark.parametrize(
    ("shape", "places"),
    [
        ((), ["value 1"]),
        ((3,), ["value 1", "value 2", "value 3"]),
        ((2, 2), ["value (1, 1)", "value (1, 2)", "value (2, 1)", "value (2, 2)"]),
        ((2, 1, 2), ["value (1, 1, 1)", "value (1, 1, 2)", "value (2, 1, 1)", "value (2, 1, 2)"]),
    ],
)
def test_where_a_value_is(shape: tuple[int, ...], places: list[str]) -> None:
    assert [Field(b"", "<f8", shape).place(index) for index in range(math.prod(shape))] == places
