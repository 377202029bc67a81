"""Calendars."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huifang

shanghai = ZoneInfo("Asia/Shanghai")
china = huifang.Calendar("cn-public", "Asia/Shanghai")
years = st.dates(dt.date(2010, 1, 1), dt.date(2025, 12, 31))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=shanghai)


def test_national_day_2024() -> None:
    assert not china.is_working_day(dt.date(2024, 10, 1))
    assert china.day(dt.date(2024, 10, 1)).kind == "holiday"
    saturday = china.day(dt.date(2024, 10, 12))
    assert saturday.open and saturday.kind == "make-up" and not saturday.provisional
    assert china.add_working_days(dt.date(2024, 9, 30), 1) == dt.date(2024, 10, 8)
    assert china.roll(dt.date(2024, 10, 1), "following") == dt.date(2024, 10, 8)
    assert china.roll(dt.date(2024, 10, 1), "preceding") == dt.date(2024, 9, 30)
    assert china.working_days_between(dt.date(2024, 9, 30), dt.date(2024, 10, 9)) == 2
    assert china.version.startswith("cn-public@")
    assert china.zone == "Asia/Shanghai"


def test_working_time_skips_the_holidays() -> None:
    done = china.add_working_time("2024-09-30T17:00", dt.timedelta(hours=2))
    assert done == at("2024-10-08T10:00")
    assert done.tzinfo == shanghai
    assert china.working_time_between(at("2024-09-30T17:00"), done) == dt.timedelta(hours=2)
    with pytest.raises(huifang.RangeError) as caught:
        china.add_working_time("2024-03-01T09:00", dt.timedelta(hours=100_000))
    assert [one.code for one in caught.value.diagnostics] == ["HF1302"]
    assert china.is_open(done) and not china.is_open("2024-10-08T12:30")


def test_a_due_ends_with_the_day_or_to_the_microsecond() -> None:
    end_of_day = dt.timedelta(days=1, microseconds=-1)
    assert china.due("2024-03-01T10:05", "3 days") == at("2024-03-04T00:00") + end_of_day
    assert china.due("2024-03-01T10:05", "24 hours") == at("2024-03-02T10:05")
    assert china.due("2024-09-30T10:05", "2 working days") == at("2024-10-09T00:00") + end_of_day
    with pytest.raises(huifang.FormatError, match="span"):
        china.due("2024-03-01", "soon")


def test_buckets() -> None:
    bucket = china.bucket("half-month", dt.date(2024, 2, 20))
    assert bucket is not None
    assert (bucket.id, bucket.first, bucket.last) == ("2024-02-H2", dt.date(2024, 2, 16), dt.date(2024, 2, 29))
    assert bucket == china.bucket("half-month", dt.date(2024, 2, 29))
    assert china.bucket("working day", dt.date(2024, 10, 1)) is None
    with pytest.raises(huifang.ArgumentError) as caught:
        china.bucket("half-moth", dt.date(2024, 2, 20))
    assert caught.value.diagnostics[0].suggestion == "half-month"


def test_own_hours_and_days() -> None:
    calendar = huifang.Calendar("", "UTC", hours={"mon-wed": ["09:00-12:00"], "sat": ["10:00-11:00"]},
                                closed=[dt.date(2024, 3, 4)], open=[dt.date(2024, 3, 7)])
    assert calendar.version == ""
    assert not calendar.is_working_day(dt.date(2024, 3, 4))
    assert calendar.is_working_day(dt.date(2024, 3, 7))
    assert not calendar.is_working_day(dt.date(2024, 3, 8))
    assert calendar.is_working_day(dt.date(2024, 3, 9))


def test_night_shifts_end_on_the_next_day() -> None:
    calendar = huifang.Calendar("", "Asia/Shanghai", hours={"fri": ["22:00-06:00"]})
    assert calendar.hours(dt.date(2024, 3, 1)) == ("22:00-06:00",)
    assert calendar.hours(dt.date(2024, 3, 2)) == ()
    assert calendar.is_open("2024-03-02T05:59")
    assert calendar.add_working_time("2024-03-01T20:00", dt.timedelta(hours=3)).isoformat() == "2024-03-02T01:00:00+08:00"


def test_a_policy_has_hours_dates_and_calendars_of_its_units() -> None:
    policy = huifang.Policy.load("""{"huifang": 1, "policy": "night", "version": "1", "zone": "Asia/Shanghai",
      "events": {"phone": {"hours": "calls"}},
      "calendar": {"hours": {"calls": ["09:30-11:30"]}, "dates": {"festivals": {"from": "cn-public", "only": "春节"}},
                   "overlay": {"unit": {"night": {"working_hours": {"fri": "22:00-06:00"}}}}},
      "rules": {"call": {"each": "week", "owe": {"need": "phone"}}}}""")
    calls = policy.hours("calls")
    assert calls is not None and calls.is_open("2024-03-03T09:30") and not calls.is_open("2024-03-03T11:30")
    assert policy.hours("call") is None
    dates = policy.dates("festivals")
    assert dates is not None and dt.date(2024, 2, 10) in dates
    assert policy.calendar_of("unit", "night").hours(dt.date(2024, 3, 1)) == ("22:00-06:00",)
    assert policy.calendar.hours(dt.date(2024, 3, 1)) == ("09:00-12:00", "13:00-18:00")


def test_an_absence_moves_what_is_owed() -> None:
    policy = huifang.Policy.load("""{"huifang": 1, "policy": "p", "version": "1", "zone": "Asia/Shanghai",
      "events": {"complaint": {}, "reply": {}}, "calendar": {"use": "cn-public"},
      "rules": {"reply": {"on": "complaint", "owe": {"need": "reply", "due": "1 working days"}}}}""")
    book = huifang.Book(":memory:")
    book.bind(policy, "2024-03-01")
    book.record({"id": "a", "type": "assign", "at": "2024-03-04T09:00", "customer": "c1", "data": {"owner": "s1"}})
    book.record({"id": "k", "type": "complaint", "at": "2024-03-04T10:00", "customer": "c1"})
    result = book.record({"id": "v", "type": "absent", "at": "2024-03-04T11:00", "staff": "s1",
                          "data": {"from": dt.date(2024, 3, 5), "to": "2024-03-06", "reason": "leave"}})
    (move,) = result.moved
    assert move.key.startswith("p/reply/customer:c1/k/") and not move.waived
    assert move.due_before_us is not None and move.due_after_us is not None
    assert move.due_after_us - move.due_before_us == 2 * 86_400_000_000
    assert not book.calendar("staff", "s1").is_working_day(dt.date(2024, 3, 5))
    assert book.calendar().is_working_day(dt.date(2024, 3, 5))
    assert book.verify()


def test_moments_are_ints_aware_datetimes_or_text() -> None:
    hour = dt.timedelta(hours=1)
    expected = china.add_working_time("2024-03-01T09:00", hour)
    utc = dt.datetime(2024, 3, 1, 1, 0, tzinfo=dt.timezone.utc)
    assert china.add_working_time(utc, hour) == expected
    assert china.add_working_time(int(utc.timestamp()) * 10**6, hour) == expected
    assert china.add_working_time("2024-03-01T01:00:00Z", hour) == expected
    with pytest.raises(ValueError, match="without tzinfo"):
        china.add_working_time(dt.datetime(2024, 3, 1), hour)
    with pytest.raises(TypeError, match="start"):
        china.add_working_time(1.5, hour)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="start"):
        china.add_working_time(True, hour)
    with pytest.raises(huifang.RangeError):
        china.add_working_time(10**18, hour)
    with pytest.raises(TypeError, match="date"):
        china.is_working_day(utc)


def test_what_is_no_calendar() -> None:
    with pytest.raises(huifang.ArgumentError) as caught:
        huifang.Calendar("cn-publik", "UTC")
    assert caught.value.diagnostics[0].suggestion == "cn-public"
    with pytest.raises(huifang.PolicyError):
        huifang.Calendar("cn-public", "Asia/Shangai")
    with pytest.raises(huifang.FormatError):
        huifang.Calendar("", "UTC", hours={"mon": ["12:00-09:00"]})
    with pytest.raises(huifang.RangeError):
        huifang.Calendar("", "UTC").is_working_day(dt.date(1, 1, 1))


@given(years, st.integers(-300, 300))
def test_adding_working_days_goes_back_the_same_way(date: dt.date, n: int) -> None:
    start = china.roll(date, "following")
    assert china.add_working_days(china.add_working_days(start, n), -n) == start


@given(years, years)
def test_working_days_are_counted_one_by_one(a: dt.date, b: dt.date) -> None:
    first, last = min(a, b), min(max(a, b), min(a, b) + dt.timedelta(days=400))
    days = (first + dt.timedelta(days=i) for i in range((last - first).days))
    assert china.working_days_between(first, last) == sum(map(china.is_working_day, days))
