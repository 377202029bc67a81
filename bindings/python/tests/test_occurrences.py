"""When rules are due, without a book."""

import concurrent.futures
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
            "facts": {"customer": {"months": "number", "grade": ["gold", "plain"]}},
            "events": {"phone": {"contact": True}, "visit": {"contact": True}},
            "rules": {
                "call": {"when": "customer.months >= 6", "each": "month", "owe": {"need": "phone"}},
                "see": {"when": "customer.grade = gold", "owe": {"need": "visit", "due": "none"}},
            },
        }
    )
)
SPRING = {"start": "2024-01-01T00:00:00", "end": "2024-03-01T00:00:00"}


def test_mappings_are_subjects() -> None:
    subjects = [{"months": 3}, {"months": Decimal("6.5"), "grade": "gold"}, {}]
    found = list(POLICY.occurrences(subjects, **SPRING))
    assert [(o.subject, o.rule, o.n) for o in found] == [(1, "call", "2024-01"), (1, "see", "1"), (1, "call", "2024-02")]
    assert found[0].opens == dt.datetime.fromisoformat("2024-01-01T00:00:00+08:00")
    assert found[0].due == dt.datetime.fromisoformat("2024-01-31T23:59:59.999999+08:00")
    assert found[1].due is None
    assert [o.n for o in POLICY.occurrences(subjects, rule="call", known_since="2023-01-01T00:00:00", **SPRING)] == ["2024-01", "2024-02"]


def test_arrow_rows_are_subjects_and_the_result_is_arrow_data() -> None:
    batch = arrow_data.Batch([arrow_data.numbers("months", [3, None, 12]), arrow_data.codes("grade", [1, 0, 1], ["gold", "plain"])])
    found = POLICY.occurrences(batch, **SPRING)
    assert [(o.subject, o.rule) for o in found] == [(1, "see"), (2, "call"), (2, "call")]
    assert list(o.n for o in found) == ["1", "2024-01", "2024-02"]  # again
    decision = huifang.Decision.parse(
        json.dumps({"hitPolicy": "FIRST", "inputs": [{"name": "rule", "type": "string"}], "output": {"name": "short"}, "rules": [['"call"', "c"], ["-", "v"]]})
    )
    assert decision.evaluate(found).values == ["v", "c", "c"]


def test_threads_that_share_an_iterator_get_each_occurrence_once() -> None:
    shared = iter(POLICY.occurrences([{"months": 6 + n % 7} for n in range(3_000)], **SPRING))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: [(o.subject, o.n) for o in shared], range(4)))
    assert sorted(one for part in parts for one in part) == [(n, month) for n in range(3_000) for month in ("2024-01", "2024-02")]


def test_what_cannot_be_asked_is_refused_at_once() -> None:
    with pytest.raises(huifang.ArgumentError) as caught:
        POLICY.occurrences([{"month": 3, "grade": "silver"}], rule="calls", **SPRING)
    assert [d.code for d in caught.value.diagnostics] == ["HF7202", "HF7205", "HF7206"]
    with pytest.raises(huifang.ArgumentError):
        POLICY.occurrences([], start="2024-03-01T00:00:00", end="2024-03-01T00:00:00")
    with pytest.raises(huifang.ArgumentError):
        POLICY.occurrences(POLICY.occurrences([{"months": 12}], **SPRING), **SPRING)  # its columns are no attributes
    with pytest.raises(TypeError):
        POLICY.occurrences({"months": 3}, **SPRING)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        POLICY.occurrences([3], **SPRING)  # type: ignore[list-item]
