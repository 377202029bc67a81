"""Policies and their diagnostics."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import CADENCE

import huifang

BAD = '{"huifang": 1, "policy": "p", "version": "1", "effective": "2024-01-01..", "zone": "UTC",\n "rulez": {}, "facts": {"customer": {"volume": "numbr"}}}'
BRANCH = '{"huifang": 1, "policy": "north", "version": "1", "effective": "2024-01-01..", "extends": "cadence@1", "rules": {"visit": null}}'


def test_a_policy_tells_what_it_is(policy: huifang.Policy) -> None:
    assert (policy.id, policy.version, policy.zone) == ("cadence", "1", "Asia/Shanghai")
    assert len(policy.hash) == 64
    assert policy.title() == "Calls and visits"
    assert policy.title("zh") == "回访"
    assert policy.label("rule", "call") == "call"
    assert policy.calendar.version.startswith("cn-public@")
    assert json.loads(policy.canonical_text)["policy"] == "cadence"
    assert repr(policy) == "<Policy cadence@1>"
    assert huifang.Policy.load(CADENCE.encode()).hash == policy.hash


def test_all_findings_come_at_once() -> None:
    with pytest.raises(huifang.PolicyError) as caught:
        huifang.Policy.load(BAD, file="bad.json")
    findings = caught.value.diagnostics
    assert len(findings) >= 2
    assert {d.file for d in findings} == {"bad.json"}
    [unknown] = [d for d in findings if d.suggestion == "rules"]
    assert (unknown.line, unknown.pointer, unknown.severity) == (2, "/rulez", "error")
    assert unknown.code.startswith("HF")
    assert str(unknown).startswith("bad.json:2:")
    assert set(findings) <= set(huifang.Policy.check(BAD, file="bad.json"))
    assert huifang.Policy.check(CADENCE) == huifang.Policy.load(CADENCE).warnings


def test_an_error_can_be_pickled() -> None:
    with pytest.raises(huifang.PolicyError) as caught:
        huifang.Policy.load(BAD)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is huifang.PolicyError
    assert str(copy) == str(caught.value)
    assert copy.diagnostics == caught.value.diagnostics


def test_parameters_win_over_the_document(policy: huifang.Policy) -> None:
    large = huifang.Policy.load(CADENCE, parameters={"large": Decimal("2000.5")})
    assert large.hash != policy.hash
    assert "2000.5" in large.canonical_text
    with pytest.raises(huifang.PolicyError):
        huifang.Policy.load(CADENCE, parameters={"larg": 1})
    with pytest.raises(TypeError, match="not exact"):
        huifang.Policy.load(CADENCE, parameters={"large": 2000.5})
    with pytest.raises(TypeError):
        huifang.Policy.load(CADENCE, parameters=[1])  # type: ignore[arg-type]


def test_a_base_is_found_by_a_function() -> None:
    asked: list[tuple[str, str]] = []

    def find(id: str, version: str) -> tuple[str, str]:
        asked.append((id, version))
        return CADENCE, "base.json"

    branch = huifang.Policy.load(BRANCH, find_base=find)
    assert branch.id == "north"
    assert asked == [("cadence", "1")]
    assert huifang.Policy.load(BRANCH, find_base=lambda id, version: CADENCE).hash == branch.hash
    with pytest.raises(huifang.PolicyError):
        huifang.Policy.load(BRANCH, find_base=lambda id, version: None)
    with pytest.raises(huifang.PolicyError):
        huifang.Policy.load(BRANCH)


def test_what_a_callback_raises_reaches_the_caller() -> None:
    def find(id: str, version: str) -> str:
        raise LookupError(id)

    with pytest.raises(LookupError, match="cadence"):
        huifang.Policy.load(BRANCH, find_base=find)
    with pytest.raises(TypeError, match="base document"):
        huifang.Policy.load(BRANCH, find_base=lambda id, version: 3)  # type: ignore[arg-type,return-value]


def test_files_are_loaded_with_their_bases(tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(CADENCE, encoding="utf-8")
    (tmp_path / "north.json").write_text(BRANCH, encoding="utf-8")
    assert huifang.Policy.load_file(tmp_path / "north.json").id == "north"
    with pytest.raises(huifang.StorageError) as caught:
        huifang.Policy.load_file(tmp_path / "nowhere.json")
    assert "nowhere.json" in str(caught.value)
    assert isinstance(caught.value, OSError)


def test_limits_and_formats() -> None:
    with pytest.raises(huifang.LimitError):
        huifang.Policy.load(CADENCE, document_bytes_max=10)
    with pytest.raises(huifang.FormatError):
        huifang.Policy.load("{")
    with pytest.raises(huifang.FormatError):
        huifang.Policy.load(b"\xff")
    with pytest.raises(TypeError, match="json"):
        huifang.Policy.load(3)  # type: ignore[arg-type]


def test_the_schema_is_shipped() -> None:
    assert "$schema" in json.loads(huifang.policy_schema())
