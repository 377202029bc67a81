"""A policy, a book and a few moments that several tests use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

import huifang

pytest_plugins = ["pytester"]

# The same examples on every machine, and no clock: a busy machine fails nothing.
hypothesis.settings.register_profile(
    "huifang", deadline=None, derandomize=True, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("huifang")

#: Every week a phone call by the customer's owner, every month a visit, a complaint answered the next working day.
CADENCE = """
{ "huifang": 1, "policy": "cadence", "version": "1", "effective": "2024-01-01..",
  "title": {"en": "Calls and visits", "zh": "回访"}, "zone": "Asia/Shanghai",
  "params": {"large": {"type": "number", "default": 100, "source": "absent"}},
  "facts": {"customer": {"volume": "number", "since": "date"}},
  "events": {"phone": {"contact": true, "reached": "boolean"}, "visit": {"contact": true}, "complaint": {}, "replied": {}},
  "calendar": {"use": "cn-public"},
  "tiers": {"rank": {"for": "customer", "inputs": ["customer.volume"], "rows": [[">= $large", "key"], ["-", "ordinary"]]}},
  "rules": {
    "call": {"each": "week", "owe": {"need": "phone"}, "source": "3"},
    "visit": {"each": "month", "owe": {"need": "visit"}, "source": "3"},
    "reply": {"on": "complaint", "owe": {"need": "replied", "due": "1 working days", "waive": "customer.owner",
              "extend": {"to": "5 days", "by": "customer.owner", "reason": true}}, "source": "5",
              "do": [{"notify": "customer.owner"}]} } }
"""


@pytest.fixture
def policy() -> huifang.Policy:
    return huifang.Policy.load(CADENCE)


@pytest.fixture
def book(policy: huifang.Policy) -> Iterator[huifang.Book]:
    """A book with one customer of s1."""
    with huifang.Book(":memory:") as book:
        book.bind(policy, now="2024-01-01")
        book.record({"id": "e1", "type": "set", "at": "2024-01-01", "by": "s1", "staff": "s1", "data": {}})
        book.record({"id": "e2", "type": "set", "at": "2024-01-01", "by": "s1", "customer": "c1", "data": {"volume": 250}})
        book.record({"id": "e3", "type": "assign", "at": "2024-01-01", "by": "s1", "customer": "c1", "data": {"owner": "s1"}})
        yield book


@pytest.fixture
def examples() -> Path:
    return Path(__file__).parents[3] / "examples" / "policies"
