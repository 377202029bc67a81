"""Policy tests from Python, and from pytest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import CADENCE

import huifang

TESTS = {
    "huifang_test": 1,
    "given": {"from": "2024-01-01", "facts": {"staff": {"s1": {}}, "customer": {"c1": {"volume": 1, "owner": "s1"}}}},
    "tests": {
        "a year has 53 weeks that end in it or later": {
            "when": [{"advance": "2025-01-01"}],
            "then": {"duties": [{"rule": "visit", "subject": "c1", "due_to": "2024-12-31", "count": 12}]},
        },
        "a visit too many": {
            "when": [{"advance": "2025-01-01"}],
            "then": {"duties": [{"rule": "visit", "subject": "c1", "due_to": "2024-12-31", "count": 13}]},
        },
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cadence" / "tests").mkdir(parents=True)
    (tmp_path / "cadence" / "policy.json").write_text(CADENCE, encoding="utf-8")
    (tmp_path / "cadence" / "tests" / "year.json").write_text(json.dumps(TESTS), encoding="utf-8")
    return tmp_path / "cadence"


def test_the_examples_hold(examples: Path) -> None:
    names: list[str] = []
    report = huifang.run_policy_tests(examples, progress=lambda result: names.append(result.name))
    assert report and report.failed == 0
    assert report.passed == len(report.results) == len(names) > 0
    assert {c.policy for c in report.coverage} >= {"cement-visit-cadence", "online-retail"}
    # A policy that extends another of its folder has the rules of that one too.
    rules = {(str(Path(c.file).parent), item.name) for c in report.coverage for item in c.items if item.kind == "rule"}
    reached = {(str(Path(c.file).parent), item.name) for c in report.coverage for item in c.items if item.kind == "rule" and item.reached}
    assert rules == reached


def test_failures_are_told_with_their_place(folder: Path) -> None:
    report = huifang.run_policy_tests(folder)
    assert not report
    assert (report.passed, report.failed) == (1, 1)
    [bad] = [result for result in report.results if not result.passed]
    [failure] = bad.failures
    assert bad.name == "a visit too many"
    assert "13" in failure.expected and "12" in failure.found
    assert failure.pointer.startswith("/tests/") and failure.line is not None
    assert huifang.run_policy_tests(folder, only="53 weeks").passed == 1
    with pytest.raises(huifang.StorageError):
        huifang.run_policy_tests(folder / "nowhere")


def test_what_a_progress_callback_raises_reaches_the_caller(folder: Path) -> None:
    def stop(result: huifang.PolicyTestResult) -> None:
        raise KeyError(result.name)

    with pytest.raises(KeyError):
        huifang.run_policy_tests(folder, progress=stop)


def test_pytest_collects_them(pytester: pytest.Pytester, folder: Path) -> None:
    installed = pytester.runpytest_inprocess("--version", "--version").stdout.str()
    plugin = [] if "pytest_plugin" in installed else ["-p", "huifang.pytest_plugin"]
    result = pytester.runpytest_inprocess("-v", *plugin, str(folder))
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*year.json::a visit too many FAILED*", "*year.json:*expected*13*found*12*"])
    ordinary = folder.parent / "data" / "tests"
    ordinary.mkdir(parents=True)
    (ordinary / "numbers.json").write_text("{}")
    assert pytester.runpytest_inprocess(*plugin, str(folder.parent / "data")).ret == pytest.ExitCode.NO_TESTS_COLLECTED
