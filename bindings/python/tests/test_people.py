"""Owners: found, explained, handed over."""

from __future__ import annotations

import json

import huifang
from huifang import Ref

POLICY = huifang.Policy.load(
    json.dumps(
        {
            "huifang": 1,
            "policy": "desk",
            "version": "1",
            "effective": "2024-01-01..",
            "zone": "Asia/Shanghai",
            "facts": {"customer": {}, "staff": {"unit": ["sales"], "superior": "staff"}},
            "events": {"phone": {"contact": True}, "leaving": {"staff": "staff"}},
            "assignment": {"customer": {"owner": {"rotation": "unit(sales)", "source": "3.2"}}},
            "rules": {
                "call": {"each": "week", "partial": "keep", "owe": {"need": "phone"}},
                "leaver": {
                    "for": "staff",
                    "on": "leaving",
                    "do": [
                        {
                            "assign": {
                                "all_of": "cause.staff",
                                "to": "balanced",
                                "approve": "superior(cause.staff)",
                                "reason": "leaver",
                            }
                        }
                    ],
                },
            },
        }
    )
)


def test_a_leavers_customers_go_round_when_the_superior_agrees() -> None:
    book = huifang.Book(":memory:")
    book.bind(POLICY, "2024-01-01")
    for key in ("s1", "s2"):
        data = {"unit": "sales", "superior": "m1"}
        book.record({"id": key, "type": "set", "at": "2024-01-01", "staff": key, "data": data})
    for key in ("c1", "c2", "c3"):
        book.record({"id": key, "type": "set", "at": "2024-01-02", "customer": key, "data": {}})

    def owners() -> list[object]:
        return [book.fact(("customer", key), "owner", "2024-01-03") for key in ("c1", "c2", "c3")]

    assert owners() == [Ref("staff", "s1"), Ref("staff", "s2"), Ref("staff", "s1")]
    because = json.loads(book.fact(("customer", "c3"), "owner.because", "2024-01-03"))
    assert (because["how"], because["turn"], because["source"]) == ("rotation", 3, "3.2")
    assert "whose turn it was, number 3" in book.explain(book.duties(subject=("customer", "c3"))[0])
    book.record({"id": "bye", "type": "leaving", "at": "2024-01-03", "staff": "s1"})
    asked = [effect for effect in book.effects() if effect.kind == "propose"]
    assert [effect.to for effect in asked] == [Ref("staff", "m1")]
    agree = {"proposal": asked[0].data["proposal"]}
    book.record({"id": "yes", "type": "assign.approve", "at": "2024-01-03", "by": "m1", "staff": "s1", "data": agree})
    assert owners() == [Ref("staff", "s2")] * 3
    assert book.verify().same
