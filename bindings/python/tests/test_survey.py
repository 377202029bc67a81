"""Answers to forms, and scores in a book."""

import datetime
from decimal import Decimal

import pytest

import huifang

POLICY = """{"huifang": 1, "policy": "cards", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "forms": {"card": {"about": "customer", "items": {"q": 2}, "scale": "1..5"}},
  "scores": {"index": {"form": "card", "to_100": "of_greatest", "bands": {"fine": ">= 70", "poor": "< 70"}}}}"""


def test_responses_come_to_figures() -> None:
    policy = huifang.Policy.load(POLICY)
    found = policy.survey([{"id": "a", "q_1": 5, "q_2": 4}, {"q_1": 3}, {}], "card", sent=4)
    assert found["returned"] == 3 and found["sent"] == 4
    assert found["responses"][0]["scores"]["index"]["value"] == "90"
    assert found["scores"][0]["mean"] == {"n": 1, "value": "90"}
    assert found["scores"][0]["invalid"] == {"no_answers": 1, "too_few": 1}


def test_an_answer_off_its_scale_is_told_with_its_row() -> None:
    with pytest.raises(huifang.ArgumentError) as refused:
        huifang.Policy.load(POLICY).survey([{"q_1": 5}, {"q_1": 6}], "card")
    assert [(d.code, d.pointer) for d in refused.value.diagnostics] == [("HF4501", "/1/q_1")]


def test_a_book_keeps_the_score() -> None:
    with huifang.Book(":memory:") as book:
        book.bind(huifang.Policy.load(POLICY), now="2024-01-01")
        book.record({"id": "f1", "type": "file", "customer": "c", "at": "2024-03-01T10:00", "data": {"form": "card", "q_1": 5, "q_2": 4}})
        kept = book.fact(huifang.Ref("customer", "c"), "score.index", "2024-03-02")
        assert kept["value"] == 90 and kept["band"] == "fine" and kept["response"] == "f1"


def test_moments_and_exact_numbers_are_read_as_they_are() -> None:
    policy = huifang.Policy.load("""{"huifang": 1, "policy": "cards", "version": "1", "zone": "Asia/Shanghai",
      "params": {"more": {"type": "number", "value": [{"from": "2024-01-01", "value": 1}, {"from": "2025-01-01", "value": 2}]}},
      "forms": {"card": {"about": "customer", "fields": {"seen": "date"}, "items": {"q": "0.0..10.0"}}},
      "scores": {"sum": {"form": "card", "is": "q + $more"}}}""")

    def mean(at: object) -> object:
        found = policy.survey([{"q": Decimal("9.5"), "seen": datetime.date(2024, 1, 1)}], "card", at=at)  # type: ignore[arg-type]
        return found["scores"][0]["mean"]["value"]

    china = datetime.timezone(datetime.timedelta(hours=8))
    assert mean("2024-06-01") == mean(datetime.date(2024, 6, 1)) == mean(datetime.datetime(2024, 12, 31, 23, 59, tzinfo=china)) == "10.5"
    assert mean(datetime.datetime(2024, 12, 31, 16, 0, tzinfo=datetime.timezone.utc)) == "11.5"
    with pytest.raises(TypeError):
        policy.survey([{"q": 9.5}], "card")


def test_a_script_is_told_what_to_ask_next() -> None:
    policy = huifang.Policy.load("""{"huifang": 1, "policy": "script", "version": "1",
      "forms": {"call": {"about": "customer", "required": ["bought"], "items": {
        "bought": {"scale": "yes/no", "label": {"en": "Did you buy?"}, "labels": {"no": {"en": "not yet"}}},
        "why": {"scale": "text", "shown_when": "bought = no"}}}}}""")
    asked = policy.survey_next({}, "call")
    assert asked["next"]["label"] == "Did you buy?" and asked["next"]["required"]
    assert asked["next"]["scale"] == {"kind": "choice", "meaning": "one of yes, no"}
    assert [option["label"] for option in asked["next"]["options"]] == ["yes", "not yet"]
    assert asked["missing"] == ["bought"] and asked["not_shown"] == ["why"]
    assert policy.survey_next({"bought": "no"}, "call")["next"]["item"] == "why"
    assert policy.survey_next({"bought": "no", "why": None}, "call")["complete"]
    with pytest.raises(huifang.ArgumentError) as refused:
        policy.survey_next({"bought": "perhaps"}, "call")
    assert [d.pointer for d in refused.value.diagnostics] == ["/bought"]
