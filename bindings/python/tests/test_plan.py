"""Plans: visits of one's own, and the duties of a book."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

import huifang


def _request() -> dict[str, Any]:
    return {
        "visits": [
            {"id": "a", "first": dt.date(2024, 3, 1), "last": dt.date(2024, 3, 1)},
            {"id": "b", "first": "2024-03-01", "last": "2024-03-02", "title": "call", "subject": "c1"},
            {"id": "c", "first": "2024-03-01", "last": "2024-03-02", "order": [1]},
        ],
        "people": [{"id": "s1"}],
    }


def test_visits_are_put_on_days_and_people() -> None:
    plan = huifang.plan(_request())
    assert [(v.id, v.day, v.person) for v in plan.visits] == [
        ("a", dt.date(2024, 3, 1), "s1"),
        ("b", dt.date(2024, 3, 2), "s1"),
    ]
    assert (plan.visits[1].title, plan.visits[1].subject) == ("call", "c1")
    assert not plan.visits[0].pinned and not plan.visits[0].moved
    (left_out,) = plan.unplanned
    assert (left_out.id, left_out.subject, left_out.title) == ("c", "", "")
    assert (left_out.first, left_out.last) == (dt.date(2024, 3, 1), dt.date(2024, 3, 2))
    assert (left_out.reason, left_out.witness) == ("overloaded", 0)
    (witness,) = plan.witnesses
    assert (witness.cause, witness.visits, witness.people) == ("capacity", ("a", "b", "c"), ("s1",))
    assert witness.days == (dt.date(2024, 3, 1), dt.date(2024, 3, 2))
    assert (witness.confined, witness.demand, witness.supply, witness.short_by, witness.minimal) == (3, 3, 2, 1, True)


def test_a_request_may_be_json() -> None:
    text = json.dumps(_request(), default=str)
    assert huifang.plan(text).json() == huifang.plan(text.encode()).json() == huifang.plan(_request()).json()


def test_a_plan_is_written_in_four_ways() -> None:
    plan = huifang.plan(_request(), even=False, search_steps=1000, witnesses_max=1)
    assert "2 of 3 visits have a place" in plan.table()
    assert "2024-03-01,s1,,,a,planned\r\n" in plan.csv()
    assert json.loads(plan.json())["witnesses"][0]["short_by"] == 1
    stamp = dt.datetime(2024, 3, 1, tzinfo=dt.timezone.utc)
    calendar = plan.icalendar(stamp, name="March")
    assert calendar.count("BEGIN:VEVENT\r\n") == 2
    assert "DTSTAMP:20240301T000000Z\r\n" in calendar
    assert "VEVENT" not in plan.icalendar(stamp, person="s2")


def test_what_cannot_be_planned_is_refused() -> None:
    with pytest.raises(huifang.FormatError):
        huifang.plan("[")
    with pytest.raises(huifang.ArgumentError) as caught:
        huifang.plan({"visits": [{"id": "a", "first": "2024-03-02", "last": "2024-03-01"}]})
    assert [d.code for d in caught.value.diagnostics] == ["HF3004"]


def test_the_duties_of_a_book_are_planned() -> None:
    policy = huifang.Policy.load(
        json.dumps(
            {
                "huifang": 1,
                "policy": "shop",
                "version": "1",
                "effective": "2024-01-01..",
                "zone": "Asia/Shanghai",
                "events": {"phone": {"contact": True}},
                "calendar": {"use": "cn-public"},
                "rules": {"call": {"each": "week", "owe": {"need": "phone"}}},
            }
        )
    )
    with huifang.Book(":memory:") as book:
        with pytest.raises(huifang.ArgumentError):
            book.plan(dt.date(2024, 3, 4), dt.date(2024, 3, 8))
        book.bind(policy, now="2024-02-28T00:00:00+08:00")
        for n in range(3):
            event = {"id": str(n), "type": "assign", "at": "2024-02-29", "customer": f"c{n}", "data": {"owner": "s1"}}
            book.record(event)
        book.advance("2024-03-04T00:00:00")
        plan = book.plan(dt.date(2024, 3, 4), dt.date(2024, 3, 8), capacity=1, rule="call", owner="s1", gap_days=2)
        assert [v.day.day for v in plan.visits] == [4, 5, 6]
        assert plan.visits[0].id.startswith("shop/call/customer:c")
        assert not book.plan(dt.date(2024, 3, 4), dt.date(2024, 3, 8), owner="s2").visits
