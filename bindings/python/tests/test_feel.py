"""FEEL expressions, and values that go in and come out unchanged."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huifang
from huifang import Months, Range

shanghai = ZoneInfo("Asia/Shanghai")
decimals = st.builds(
    lambda digits, scale, sign: Decimal((sign, tuple(map(int, str(digits))), scale)),
    st.integers(0, 10**34 - 1),
    st.integers(-40, 40),
    st.integers(0, 1),
)
texts = st.text(st.characters(blacklist_categories=["Cs"]))
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**34) + 1, 10**34 - 1)
    | decimals
    | texts
    | st.dates()
    | st.timedeltas()
    | st.builds(Months, st.integers(-(10**9), 10**9))
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=st.just(shanghai), allow_imaginary=False)
    | st.datetimes(timezones=st.integers(-18 * 60, 18 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m))))
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12)


def through(value: Any) -> Any:
    return huifang.feel("x", {"x": value})


@given(values)
def test_a_value_comes_back_equal(value: Any) -> None:
    assert through(value) == value


@given(decimals, decimals)
def test_numbers_are_exact_decimals(a: Decimal, b: Decimal) -> None:
    import decimal

    with decimal.localcontext(decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emax=6144, Emin=-6143)):
        assert huifang.feel("a + b", {"a": a, "b": b}) == a + b
        assert huifang.feel("a * b", {"a": a, "b": b}) == a * b
        assert huifang.feel("a < b", {"a": a, "b": b}) is (a < b)


def test_every_number_is_a_decimal() -> None:
    assert through(3) == Decimal(3)
    assert isinstance(through(3), Decimal)
    assert huifang.feel("0.1 + 0.2") == Decimal("0.3")


@pytest.mark.parametrize("value", [0.1, float("nan"), [0.5], {"a": 1.0}])
def test_a_float_is_refused_because_it_is_not_exact(value: Any) -> None:
    with pytest.raises(TypeError, match="not exact"):
        through(value)


@pytest.mark.parametrize("value", [10**34 + 1, Decimal("1." + "1" * 34), Decimal("1e7000"), Decimal("1e-7000"), Decimal("NaN"), Decimal("-Infinity")])
def test_a_number_that_would_be_rounded_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        through(value)


def test_trailing_zeros_do_not_count_as_digits() -> None:
    assert through(10**40) == 10**40


@pytest.mark.parametrize("value", [object(), b"bytes", {1: "a"}, {"a": {2, 3}}, 1j])
def test_what_has_no_value_in_feel_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        through(value)


def test_a_list_that_holds_itself_is_refused() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(ValueError, match="nested too deeply"):
        through(cycle)


def test_a_range_and_its_bounds() -> None:
    assert huifang.feel("[1..5)") == Range(Decimal(1), Decimal(5), True, False)
    assert huifang.feel("3 in r", {"r": Range(1, 3, True, False)}) is False
    assert huifang.feel("2 in r", {"r": Range(1, 3, True, False)}) is True


def test_the_second_of_two_equal_local_times_keeps_its_offset() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = dt.datetime(2024, 10, 27, 2, 30, tzinfo=berlin)
    second = first.replace(fold=1)
    assert through(first) == first
    # Comparison of datetimes ignores the fold within one zone, so compare the moments.
    assert through(second).timestamp() == second.timestamp()
    assert through(second).timestamp() - through(first).timestamp() == 3600


def test_what_python_cannot_hold_is_told_and_stays_readable() -> None:
    outcome = huifang.feel_outcome('date("999999999-12-31")')
    with pytest.raises(ValueError, match="years 1 to 9999"):
        outcome.value
    assert "999999999-12-31" in outcome.text
    with pytest.raises(ValueError, match="nanoseconds"):
        huifang.feel('time("10:00:00.123456789")')
    with pytest.raises(ValueError, match="function"):
        huifang.feel("function(x) x")


def test_the_failures_are_kept_apart() -> None:
    assert huifang.feel_outcome("1").status == "ok"
    undecided = huifang.feel_outcome("volume > 3", {"volume": None})
    assert (undecided.status, undecided.names, undecided.value) == ("undecided", ("volume",), None)
    assert huifang.feel("volume > 3", {"volume": None}) is None
    wrong = huifang.feel_outcome("a[1] + 1", {"a": ["x", 2]})
    assert wrong.status == "wrong type" and wrong.message
    failed = huifang.feel_outcome("1 / a", {"a": 0})
    assert failed.status == "error" and failed.message and failed.offset is not None
    with pytest.raises(huifang.EvaluationError):
        huifang.feel("1 / a", {"a": 0})
    assert huifang.feel("1 / a", {"a": 0}, semantics="dmn") is None


def test_what_fails_whatever_the_inputs_is_refused_at_once() -> None:
    with pytest.raises(huifang.PolicyError, match="always fails"):
        huifang.feel("1 / 0")
    with pytest.raises(huifang.PolicyError):
        huifang.feel("a + 1", {"a": "x"})


def test_a_bad_expression_is_told_with_its_place() -> None:
    with pytest.raises(huifang.PolicyError) as caught:
        huifang.feel("1 + volum", {"volume": 3})
    [diagnostic] = caught.value.diagnostics
    assert diagnostic.suggestion == "volume"
    assert (diagnostic.line, diagnostic.column, diagnostic.offset) == (1, 5, 4)
    with pytest.raises(huifang.FormatError):
        huifang.feel("1 +")
    with pytest.raises(huifang.ArgumentError):
        huifang.feel("1", semantics="loose")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        huifang.feel("1", [1])  # type: ignore[arg-type]


def test_steps_are_limited() -> None:
    outcome = huifang.feel_outcome("count(for i in 1..100000 return i)", steps_max=100)
    assert outcome.status == "error"
