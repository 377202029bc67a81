"""Measures without a book."""

import datetime as dt
import json
from decimal import Decimal

import arrow_data
import huifang
import pytest

POLICY = huifang.Policy.load(
    json.dumps(
        {
            "huifang": 1,
            "policy": "p",
            "version": "1",
            "effective": "2000-01-01..",
            "zone": "Asia/Shanghai",
            "facts": {"customer": {"vip": "boolean"}},
            "events": {"order": {"amount": "number"}, "phone": {"contact": True, "outcome": "string"}},
            "measures": {
                "orders": {"count": "order", "over": "30 days"},
                "worth": {"sum": "order", "of": "event.amount"},
                "vip_orders": {"count": "order", "where": "event.customer.vip"},
                "talk": {"last": "phone"},
            },
        }
    )
)
EVENTS = [
    {"type": "order", "at": "2024-03-01T10:00:00", "customer": "c1", "amount": Decimal("12.5")},
    {"type": "order", "at": dt.datetime(2024, 3, 2, 10, tzinfo=dt.timezone.utc), "customer": "c2", "amount": 3},
    {"type": "phone", "at": "2024-03-03T10:00:00", "customer": "c1", "by": "s1", "outcome": "glad", "id": "p1"},
]


def test_events_name_the_subjects() -> None:
    found = POLICY.measure(EVENTS, at="2024-03-10T00:00:00")
    assert found.names == ("orders", "worth", "vip_orders", "talk")
    assert len(found) == 2
    first, second = found
    assert (first.subject, second.subject) == ("c1", "c2")
    assert first.values["worth"] == Decimal("12.5") and second.values["orders"] == 1
    assert first.values["talk"]["outcome"] == "glad" and second.values["talk"] is None
    assert first.next_change["orders"] == dt.datetime.fromisoformat("2024-04-01T00:00:00+08:00")
    assert first.next_change["worth"] is None
    first.values.clear()
    assert first.values["vip_orders"] == 0
    assert [row.subject for row in found] == ["c1", "c2"]  # again


def test_subjects_have_facts_and_instants() -> None:
    subjects = [{"key": "c1", "vip": True, "at": "2024-03-01T10:00:00"}, {"key": "c2", "at": "2024-03-01T10:00:00"}, {"key": "c3", "at": "2024-03-02T00:00:00"}]
    found = POLICY.measure(EVENTS, subjects=subjects, measures=["vip_orders", "worth"])
    assert [tuple(row.values.values()) for row in found] == [(Decimal("12.5"), 1), (0, 0), (0, 0)]


def test_arrow_data_comes_in_and_goes_out() -> None:
    at = int(dt.datetime(2024, 3, 1, 2, tzinfo=dt.timezone.utc).timestamp() * 1_000_000)
    events = arrow_data.Batch(
        [
            arrow_data.codes("type", [0, 0, 1], ["order", "phone"]),
            arrow_data.numbers("at", [at, at + 1, at + 2], format="tsu:UTC"),
            arrow_data.numbers("customer", [7, 8, 7]),
            arrow_data.numbers("amount", [5, None, None]),
        ]
    )
    found = POLICY.measure(events, at=at + 10)
    assert [(row.subject, row.values["worth"]) for row in found] == [("7", 5), ("8", 0)]
    subjects = arrow_data.Batch([arrow_data.numbers("key", [7])])
    with pytest.raises(huifang.ArgumentError) as caught:
        POLICY.measure(events, subjects=subjects, at=at + 10)
    assert [d.pointer for d in caught.value.diagnostics] == ["/events/1/customer"]
    decision = huifang.Decision.parse(
        json.dumps({"hitPolicy": "FIRST", "inputs": [{"name": "orders", "type": "number"}], "output": {"name": "many"}, "rules": [[">= 1", "yes"], ["-", "no"]]})
    )
    assert decision.evaluate(found).values == ["yes", "yes"]
    assert decision.evaluate(found).values == ["yes", "yes"]  # a stream of its own each time


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(huifang.ArgumentError):
        POLICY.measure(EVENTS)  # as of when?
    with pytest.raises(huifang.ArgumentError) as caught:
        POLICY.measure([{"type": "order", "at": "soon", "customer": "c1", "amount": "much"}], at="2024-03-10T00:00:00")
    assert [(d.code, d.pointer) for d in caught.value.diagnostics] == [("HF7306", "/events/0/at"), ("HF2017", "/events/0/amount")]
    with pytest.raises(TypeError):
        POLICY.measure("order", at=0)
    with pytest.raises(TypeError):
        POLICY.measure([3], at=0)
    assert len(POLICY.measure([], at=0)) == 0
