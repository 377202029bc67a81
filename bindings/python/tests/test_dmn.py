"""DMN models from Python."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import huifang

TIERS = Path(__file__).resolve().parents[3] / "examples" / "decisions" / "tiers.dmn"


def document(elements: str, namespace: str = "urn:test") -> str:
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="test" '
        f'namespace="{namespace}">{elements}</definitions>'
    )


@pytest.fixture()
def tiers() -> huifang.DmnModel:
    return huifang.DmnModel.read(TIERS.read_bytes(), file="tiers.dmn")


INPUTS = {
    "customer": {"volume": 12000, "complaints": 3, "since": datetime.date(2023, 3, 15), "segment": "retail"},
    "as of": datetime.date(2025, 6, 1),
}


def test_a_decision_gives_its_value_and_its_reasons(tiers: huifang.DmnModel) -> None:
    assert tiers.decide("Grade", INPUTS) == "silver"
    outcome = tiers.evaluate("Grade", INPUTS, explain=True)
    assert outcome.text == '"silver"'
    assert [each.name for each in outcome.decisions] == ["Loyalty", "Grade"]
    assert outcome.decisions[0].value == Decimal(26)
    table = outcome.decisions[1].tables[0]
    assert table.element == "decision Grade"
    assert table.matched == (1,)
    assert table.row_ids == ("steady",)
    assert table.inputs[0] == ("customer.volume", Decimal(12000))
    assert [text for text, _ in table.inputs] == ["customer.volume", "Loyalty", "customer.complaints"]
    assert table.failed[0] == ("customer.complaints",)
    assert table.value == "silver"
    assert outcome.problems == ()


def test_inputs_may_be_json(tiers: huifang.DmnModel) -> None:
    text = '{"customer": {"volume": 1, "complaints": 0, "since": "2024-01-01", "segment": "project"}, "as of": "2025-01-01"}'
    assert tiers.decide("Visits a quarter", text) == Decimal(2)
    with pytest.raises(huifang.PolicyError, match="yesterday"):
        tiers.decide("Grade", '{"as of": "yesterday"}')


def test_services_and_functions_are_called_by_name(tiers: huifang.DmnModel) -> None:
    outcome = tiers.evaluate_service("Care", {**INPUTS, "Loyalty": 40})
    assert outcome.value == {"Grade": "silver", "Visits a quarter": Decimal(1)}
    months = tiers.evaluate_function("full months", {"from": datetime.date(2024, 1, 1), "to": datetime.date(2024, 3, 1)})
    assert months.value == Decimal(2)
    with pytest.raises(TypeError, match="arguments"):
        tiers.evaluate_function("full months", '{"from": "2024-01-01", "to": "2024-03-01"}')  # type: ignore[arg-type]


def test_columns_with_one_text_keep_their_values() -> None:
    model = huifang.DmnModel.read(document(
        '<decision id="d" name="d"><decisionTable hitPolicy="FIRST">'
        "<input><inputExpression><text>1 + 1</text></inputExpression></input>"
        "<input><inputExpression><text>1 + 1</text></inputExpression></input><output/>"
        "<rule><inputEntry><text>2</text></inputEntry><inputEntry><text>3</text></inputEntry>"
        '<outputEntry><text>"x"</text></outputEntry></rule></decisionTable></decision>'))
    table = model.evaluate("d", explain=True).decisions[0].tables[0]
    assert table.inputs == (("1 + 1", Decimal(2)), ("1 + 1", Decimal(2)))
    assert table.failed == {0: ("1 + 1",)}


def test_its_elements_are_listed(tiers: huifang.DmnModel) -> None:
    assert tiers.name == "Tiers"
    assert [(each.name, each.type) for each in tiers.inputs] == [("customer", "Customer"), ("as of", "date")]
    grade = tiers.decisions[1]
    assert (grade.name, grade.type, grade.inputs, grade.decisions) == ("Grade", "Tier", ("customer",), ("Loyalty",))
    assert grade.question.startswith("Which tier")
    service = tiers.services[0]
    assert (service.name, service.inputs, service.input_decisions) == ("Care", ("customer",), ("Loyalty",))
    assert service.outputs == ("Grade", "Visits a quarter")
    assert tiers.diagnostics == ()


def test_what_is_missing_is_told(tiers: huifang.DmnModel) -> None:
    outcome = tiers.evaluate("Loyalty")
    assert outcome.value is None
    assert [(each.kind, each.element) for each in outcome.problems] == [
        ("missing input", "input customer"),
        ("missing input", "input as of"),
    ]
    assert outcome.problems[0].message == "the input was not given"
    with pytest.raises(huifang.ArgumentError, match="did you mean Grade"):
        tiers.decide("Grad")


def test_imports_come_from_the_host() -> None:
    library = document('<decision id="one" name="one"><literalExpression><text>1</text></literalExpression></decision>', "urn:l")
    main = document(
        '<import name="l" namespace="urn:l" locationURI="l.dmn"/><decision id="d" name="d"><informationRequirement>'
        '<requiredDecision href="urn:l#one"/></informationRequirement><literalExpression><text>l.one + 1</text>'
        "</literalExpression></decision>"
    )
    asked: list[tuple[str, str]] = []

    def find(namespace: str, location: str) -> tuple[str, str]:
        asked.append((namespace, location))
        return library, "l.dmn"

    assert huifang.DmnModel.read(main, find_document=find).decide("d") == 2
    assert asked == [("urn:l", "l.dmn")]
    assert huifang.DmnModel.read(main, imported=[library]).decide("d") == 2
    with pytest.raises(huifang.PolicyError, match="HF2320"):
        huifang.DmnModel.read(main)


def test_what_is_broken_is_refused_or_kept_as_null() -> None:
    broken = document('<decision id="d" name="d"><literalExpression><text>1 +</text></literalExpression></decision>')
    with pytest.raises(huifang.FormatError) as refused:
        huifang.DmnModel.read(broken, file="broken.dmn")
    assert refused.value.diagnostics[0].file == "broken.dmn"
    model = huifang.DmnModel.read(broken, tolerant=True)
    assert [each.code for each in model.diagnostics] == ["HF2101"]
    assert model.evaluate("d").problems[0].kind == "broken"
