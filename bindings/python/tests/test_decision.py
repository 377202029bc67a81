import datetime
import json
from collections import UserDict
from decimal import Decimal

import arrow_data as arrow
import pytest

import huifang

GRADES = """{
  "name": "grade", "hitPolicy": "FIRST",
  "inputs": [{"name": "volume", "type": "number", "decimals": 2}, {"name": "segment", "type": "string"},
             {"name": "open", "type": "boolean"}],
  "output": {"name": "tier"},
  "rules": [[">= 1000", "\\"gov\\"", "-", "gold"], [">= 500.5", "-", "true", "silver"], ["< 0", "-", "-", "bad"]]}"""


@pytest.fixture(scope="module")
def grades() -> huifang.Decision:
    return huifang.Decision.parse(GRADES)


def test_a_record_is_decided(grades):
    result = grades.evaluate({"volume": 1000, "segment": "gov", "open": False, "more": object()})
    assert (result.rule, result.value, result.status, result.input) == (0, "gold", "ok", None)
    assert grades.evaluate({"volume": Decimal("500.50"), "segment": "", "open": True}).value == "silver"
    assert grades.evaluate(UserDict(volume=Decimal("-0.01"), segment="", open=True)).value == "bad"
    none = grades.evaluate({"volume": 1, "segment": "", "open": True})
    assert (none.rule, none.value, none.status) == (None, None, "ok")


def test_what_could_change_the_answer_is_told(grades):
    assert grades.evaluate({"volume": 1000, "open": True}).status == "missing"
    result = grades.evaluate({"volume": 1000, "segment": None, "open": True})
    assert (result.status, result.rule, result.input, result.value) == ("null", 0, "segment", None)
    assert grades.evaluate({"volume": 1000.0, "segment": "gov", "open": True}).status == "wrong type"
    assert grades.evaluate({"volume": Decimal("1000.001"), "segment": "gov", "open": True}).status == "wrong type"
    assert grades.evaluate({"volume": True, "segment": "gov", "open": True}).status == "wrong type"
    for large in (10**30, 10**17, Decimal("99999999999999999"), Decimal("-99999999999999999"), Decimal(10**17)):
        assert grades.evaluate({"volume": large, "segment": "gov", "open": True}).status == "wrong type"
    assert grades.evaluate({"volume": Decimal("9999999999999999.9"), "segment": "gov", "open": True}).value == "gold"


def test_a_list_of_records_is_decided_in_one_call(grades):
    batch = grades.evaluate([{"volume": 1000, "segment": "gov", "open": False}, {"volume": 1000, "open": False},
                             {"volume": 3, "segment": "gov", "open": False}])
    assert len(batch) == 3
    assert batch.rules == [0, 0, None]
    assert batch.values == ["gold", None, None]
    assert batch.statuses == ["ok", "missing", "ok"]
    assert batch.counts == {"ok": 2, "missing": 1, "null": 0, "wrong type": 0, "error": 0, "unmatched": 1}
    assert arrow.read(batch) == {"tier": ["gold", None, None], "rule": [0, 0, None], "status": [0, 1, 0]}


def test_arrow_data_is_decided_and_comes_back_as_arrow_data(grades):
    batch = arrow.Batch([
        arrow.codes("segment", [1, 1, 0, 0], ["biz", "gov"]),
        arrow.numbers("volume", [1000, None, 501, -1]),
        arrow.booleans("open", [True, True, True, False]),
    ])
    for _ in range(2):  # the same result may be handed out more than once
        result = grades.evaluate(batch)
        expected = {"tier": ["gold", None, "silver", "bad"], "rule": [0, 0, 1, 2], "status": [0, 2, 0, 0]}
        assert arrow.read(result) == expected
        assert arrow.read(result) == expected
        assert result.values == expected["tier"]
    texts = arrow.Batch([arrow.texts("segment", ["gov", "", "x", "gov"]), arrow.booleans("open", [True] * 4),
                         arrow.numbers("volume", [100000, 50050, 5, 7], "d:18,2,64")])
    assert grades.evaluate(texts).values == ["gold", "silver", None, None]
    with pytest.raises(huifang.ArgumentError, match="HF2216"):
        grades.evaluate(arrow.Batch([arrow.texts("volume", ["1"])]))


def test_a_list_that_changes_while_it_is_read_is_read_as_it_was(grades):
    class Row(UserDict):
        def __getitem__(self, name):
            rows.clear()
            return self.data[name]

    rows = [Row(volume=Decimal("1000.1"), segment="g" + "ov" * i, open=True) for i in range(1, 1001)]
    assert grades.evaluate(rows).values == ["gold"] + ["silver"] * 999


def test_lists_are_the_same_from_records_and_from_arrow_data():
    rows = [1, 5, None, 9]
    for policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
        for default in (None, "none"):
            document = {"hitPolicy": policy, "inputs": [{"name": "x", "type": "number", "decimals": 0}],
                        "output": {"name": "y", "type": "string", "allowed": ["b", "a", "none"]},
                        "rules": [["< 6", "a"], ["[3..7]", "b"], ["< 2", "a"]]}
            if default is not None:
                document["output"]["default"] = default
            decision = huifang.Decision.parse(json.dumps(document))
            records = [{"x": x} for x in rows]
            batch = decision.evaluate(records)
            both = ["b", "a"] if policy == "OUTPUT ORDER" else ["a", "b"]
            nothing = default if default is not None else []
            assert batch.values == [["a", "a"], both, None, nothing]
            assert [decision.evaluate(record).value for record in records] == batch.values
            answers = [json.loads(decision.evaluate_json(json.dumps(record))) for record in records]
            assert [answer.get("y") for answer in answers] == batch.values
            columns = decision.evaluate(arrow.Batch([arrow.numbers("x", rows)]))
            assert columns.values == batch.values
            assert arrow.read(columns) == arrow.read(batch)
            assert arrow.read(batch)["rules"] == [[0, 2], [0, 1], None, []]


def test_sums_and_lists_are_values(grades):
    document = json.loads(GRADES)
    document["rules"] = [[">= 1000", "-", "-", 1.5], [">= 500", "-", "-", -0.25]]
    rows = [{"volume": 1000, "segment": "", "open": True}, {"volume": 1, "segment": "", "open": True}]
    document["hitPolicy"] = "COLLECT SUM"
    batch = huifang.Decision.parse(json.dumps(document)).evaluate(rows)
    assert batch.values == [Decimal("1.25"), None]
    assert arrow.read(batch)["tier"] == [Decimal("1.25"), None]
    document["hitPolicy"] = "RULE ORDER"
    batch = huifang.Decision.parse(json.dumps(document)).evaluate(rows)
    assert batch.values == [[Decimal("1.5"), Decimal("-0.25")], []]
    assert arrow.read(batch)["rules"] == [[0, 1], []]


def test_computed_outputs_are_given_by_record():
    decision = huifang.Decision.parse(
        '{"hitPolicy": "FIRST", "inputs": [{"name": "x", "type": "number"}], "output": {"name": "y"},'
        ' "rules": [["> 1", "= x * 2"], ["-", 0]]}')
    assert not decision.is_indexed
    assert decision.evaluate({"x": 4}).value == 8
    batch = decision.evaluate([{"x": 4}, {"x": 1}])
    assert batch.values == [8, 0]
    with pytest.raises(huifang.ArgumentError):
        batch.__arrow_c_array__()


def test_dates_moments_and_doubles():
    decision = huifang.Decision.parse(
        '{"hitPolicy": "FIRST", "inputs": [{"name": "day", "type": "date"}, {"name": "at", "type": "date and time"},'
        ' {"name": "share", "type": "double"}], "output": {"name": "y"},'
        ' "rules": [[">= @\\"2024-03-01\\"", "< @\\"2024-03-01T08:00:00+08:00\\"", "<= 0.5", "a"]]}')
    utc = datetime.timezone.utc
    row = {"day": datetime.date(2024, 3, 1), "at": datetime.datetime(2024, 2, 29, 23, 59, tzinfo=utc), "share": 0.5}
    assert decision.evaluate(row).value == "a"
    assert decision.evaluate({**row, "at": datetime.datetime(2024, 3, 1, tzinfo=utc)}).rule is None
    assert decision.evaluate({**row, "share": 0.51}).rule is None
    assert decision.evaluate({**row, "at": datetime.datetime(2024, 2, 29)}).status == "wrong type"
    assert decision.evaluate({**row, "day": datetime.datetime(2024, 3, 1)}).status == "wrong type"


def test_json_and_reasons(grades):
    assert json.loads(grades.evaluate_json('{"volume": 1000.00, "segment": "gov"}')) == {"rule": 1, "tier": "gold"}
    assert grades.explain({"volume": 600, "segment": "gov", "open": True}) == [["volume"], [], ["volume"]]


def test_what_is_no_record_is_refused(grades):
    for data in (3, "text", [3], None):
        with pytest.raises(TypeError):
            grades.evaluate(data)
    with pytest.raises(huifang.PolicyError, match="HF1102|HF1103"):
        huifang.Decision.parse("{}")
    with pytest.raises(TypeError):
        huifang.Decision()
    assert grades.columns == {"volume": "number", "segment": "string", "open": "boolean"}
    assert (grades.name, grades.rule_count) == ("grade", 3)


def test_a_table_is_checked_as_a_whole(grades):
    assert [(finding.code, finding.severity) for finding in grades.check()] == [("HF2223", "warning")]
