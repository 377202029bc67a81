"""pytest collects policy tests: every .json file of a folder named tests that stands beside a policy.json.

Installed with the package; nothing has to be configured. A file is run once, when it is collected; each test in it is
an item of its own.
"""

from __future__ import annotations

import collections.abc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import huifang


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PolicyTestFile | None:
    """Collect the file when it holds policy tests."""
    folder = file_path.parent
    if file_path.suffix == ".json" and folder.name == "tests" and (folder.parent / "policy.json").is_file():
        file: PolicyTestFile = PolicyTestFile.from_parent(parent, path=file_path)
        return file
    return None


class PolicyTestFile(pytest.File):
    """A file of policy tests."""

    def collect(self) -> collections.abc.Iterator[PolicyTestItem]:
        """Run the file; each of its tests is an item."""
        from huifang import run_policy_tests

        for result in run_policy_tests(self.path).results:
            yield PolicyTestItem.from_parent(self, name=result.name or "(file)", result=result)


class PolicyTestFailed(Exception):
    """A policy test that does not hold."""


class PolicyTestItem(pytest.Item):
    """One policy test."""

    def __init__(self, *, result: huifang.PolicyTestResult, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.result = result

    def runtest(self) -> None:
        """Tell how it went."""
        if not self.result.passed:
            raise PolicyTestFailed(self.name)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Every expectation that does not hold, with its place."""
        if not isinstance(excinfo.value, PolicyTestFailed):
            return super().repr_failure(excinfo, style)
        lines = []
        for failure in self.result.failures:
            place = f"{self.result.file}:{failure.line}" if failure.line else self.result.file
            lines.append(f"{place}: {failure}")
        return "\n".join(lines)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The place and name in reports."""
        return self.path, None, f"policy test: {self.name}"
