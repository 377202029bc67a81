"""The ledger of points."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from huifang import ArgumentError, Book, Policy, Ref

POINTS = """
{ "huifang": 1, "policy": "b-points", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
  "events": {"fault": {"responsible": "staff"}},
  "points": {"B": {"period": "month", "decimals": 1}},
  "rules": {"r19": {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", "to": {"event.responsible": -10.5}}}]}} }
"""


def test_entries_balances_statements_ranks_and_seals() -> None:
    with Book(":memory:") as book:
        book.bind(Policy.load(POINTS), now="2017-09-01")
        result = book.record({"id": "v1", "type": "fault", "at": "2017-09-05T10:00", "staff": "s1", "data": {"responsible": "s1"}})
        assert result.entries == (1,)
        book.record({"id": "r1", "type": "points.appeal", "at": "2017-09-06", "by": "h1", "data": {"entry": 1, "reason": "why"}})
        book.advance("2017-10-02")
        first, held = book.entries(account="s1")
        assert (first.id, first.kind, first.amount, first.rule, first.event) == (1, "post", Decimal("-10.5"), "r19", "v1")
        assert first.account == Ref("staff", "s1")
        assert (first.period, first.of_period, first.reversed_by, first.held) == ("2017-09", None, None, True)
        assert first.effective.isoformat() == "2017-09-05T10:00:00+08:00"
        assert (held.kind, held.entry, held.rule) == ("hold", 1, "r19")
        (balance,) = book.balances(period="2017-09")
        assert (balance.opening, balance.change, balance.closing, balance.entries) == (0, Decimal("-10.5"), Decimal("-10.5"), 2)
        (statement,) = book.statement("s1", "2017-09")
        assert (statement.point_class, statement.closing, len(statement.lines)) == ("B", Decimal("-10.5"), 2)
        (rank,) = book.ranking("B")
        assert (rank.rank, rank.account, rank.amount) == (1, Ref("staff", "s1"), Decimal("-10.5"))
        (seal,) = book.seals()
        assert (seal.period, seal.entries, seal.sum, seal.by) == ("2017-09", 2, Decimal("-10.5"), None)
        assert seal.hash == held.hash


def test_why_an_entry_is_there_and_what_waits() -> None:
    with Book(":memory:") as book:
        book.bind(Policy.load(POINTS), now="2017-09-01")
        book.record({"id": "v1", "type": "fault", "at": "2017-09-05T10:00", "staff": "s1", "data": {"responsible": "s1"}})
        assert book.explain_entry(1).startswith("Entry 1: -10.5 of class B for s1")
        assert "条款" not in book.explain_entry(1, "zh")
        assert json.loads(book.explain_entry_json(1))["rule"] == "r19"
        with pytest.raises(ArgumentError):
            book.explain_entry(2)
        with pytest.raises(ArgumentError):
            book.ranking("C")
        waiting = {"class": "B", "amount": 3, "reason": "helped", "until": "2017-09-09"}
        book.record({"id": "p1", "type": "points.post", "at": "2017-09-06", "by": "h1", "staff": "s1", "data": waiting})
        assert (book.entries()[1].kind, book.entries()[1].pending, book.entries()[1].settled_by) == ("pending", "waiting", None)
        book.record({"id": "c1", "type": "points.confirm", "at": "2017-09-07", "by": "h1", "data": {"entry": 2}})
        assert (book.entries()[1].pending, book.entries()[1].settled_by) == ("confirmed", 3)
