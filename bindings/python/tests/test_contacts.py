"""Which contacts are allowed, without a book."""

import json

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
            "facts": {"customer": {"months": "number"}, "person": {"customer": "customer", "named": "boolean"}},
            "events": {"phone": {"contact": True, "person": "person"}},
            "eligibility": {
                "inputs": ["customer.months", "person.named"],
                "rows": [["< 6", "-", "deny: too_new"], ["-", "true", "allow"], ["-", "false", "deny: other_person"]],
            },
        }
    )
)
TABLES = {
    "customer": [{"key": "c1", "months": 3}, {"key": "c2", "months": 12}],
    "person": [{"key": "p1", "customer": "c2", "named": True}, {"key": "p2", "customer": "c2", "named": False}],
}
WHEN = "2024-03-01T10:00:00"


def test_requests_are_answered_in_order() -> None:
    asked = [{"type": "phone", "at": WHEN, "customer": "c1"}, {"type": "phone", "at": WHEN, "person": "p2"}, {"type": "phone", "at": WHEN, "person": "p1"}]
    answers = POLICY.may_contact(asked, tables=TABLES)
    assert len(answers) == 3
    assert [(a.allowed, a.code) for a in answers] == [(False, "too_new"), (False, "other_person"), (True, None)]
    assert [[str(other) for other in a.alternatives] for a in answers][0] == []
    assert len(list(answers)[1].alternatives) == 1  # again
    assert len(POLICY.may_contact([])) == 0
    assert list(POLICY.may_contact([{"type": "phone", "at": WHEN}]))[0].unknown


def test_arrow_data_comes_in_and_goes_out() -> None:
    asked = arrow_data.Batch(
        [
            arrow_data.codes("type", [0, 0], ["phone"]),
            arrow_data.numbers("at", [1_700_000_000_000_000] * 2, format="tsu:UTC"),
            arrow_data.numbers("customer", [1, 2]),
        ]
    )
    known = arrow_data.Batch([arrow_data.numbers("key", [1, 2]), arrow_data.numbers("months", [3, 12])])
    answers = POLICY.may_contact(asked, tables={"customer": known})
    assert [a.code for a in answers] == ["too_new", "undecided"]
    decision = huifang.Decision.parse(
        json.dumps({"hitPolicy": "FIRST", "inputs": [{"name": "result", "type": "string"}], "output": {"name": "short"}, "rules": [['"denied"', "no"], ["-", "?"]]})
    )
    assert decision.evaluate(answers).values == ["no", "?"]


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(huifang.ArgumentError) as caught:
        POLICY.may_contact([{"type": "phone", "at": WHEN}, {"type": "order", "at": "soon"}])
    assert [(d.code, d.pointer) for d in caught.value.diagnostics] == [("HF7405", "/requests/1/type")]
    with pytest.raises(huifang.ArgumentError):
        POLICY.may_contact([], tables={"customers": []})
    with pytest.raises(TypeError):
        POLICY.may_contact([3])
    with pytest.raises(TypeError):
        POLICY.may_contact([], tables={"customer": 3})
