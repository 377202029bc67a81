"""huifang: a company's customer-care regulations as data.

Events happen, rules decide, duties are owed, events fulfil them, misses are seen and explained::

    policy = huifang.Policy.load_file("policy.json")
    with huifang.Book("care.db") as book:
        book.bind(policy, now="2024-01-01T00:00:00+08:00")
        book.record({"id": "1", "type": "phone", "at": "2024-03-01T10:05:00", "by": "s7", "customer": "c12"})
        book.advance("2024-03-08T00:00:00")
        for duty in book.duties(state=["open", "overdue"]):
            print(duty.due, duty.owner, duty.subject, duty.rule)

Numbers are decimal.Decimal and never rounded; a float is refused. Moments are aware datetimes, or integers counting
microseconds since 1970. The GIL is released while huifang works; a Policy or Calendar serves any number of threads, and
the calls of several threads on one Book take turns.
"""

from huifang._huifang import (
    AdvanceResult,
    Batch,
    Book,
    Bucket,
    Calendar,
    Day,
    Decision,
    DecisionBatch,
    DecisionResult,
    Diagnostic,
    Duty,
    DutyCount,
    Effect,
    Event,
    EventLog,
    LogMapping,
    Outcome,
    Policy,
    PolicyCoverage,
    PolicyCoverageItem,
    PolicyTestFailure,
    PolicyTestReport,
    PolicyTestResult,
    RecordResult,
    Tier,
    VerifyReport,
    __version__,
    feel,
    feel_outcome,
    policy_schema,
    run_policy_tests,
)
from huifang._types import (
    ArgumentError,
    ConflictError,
    Error,
    EvaluationError,
    FormatError,
    InternalError,
    LimitError,
    LogInput,
    Months,
    PolicyError,
    Range,
    RangeError,
    Ref,
    StorageError,
)

__all__ = [
    "AdvanceResult",
    "ArgumentError",
    "Batch",
    "Book",
    "Bucket",
    "Calendar",
    "ConflictError",
    "Day",
    "Decision",
    "DecisionBatch",
    "DecisionResult",
    "Diagnostic",
    "Duty",
    "DutyCount",
    "Effect",
    "Error",
    "EvaluationError",
    "Event",
    "EventLog",
    "FormatError",
    "InternalError",
    "LimitError",
    "LogInput",
    "LogMapping",
    "Months",
    "Outcome",
    "Policy",
    "PolicyCoverage",
    "PolicyCoverageItem",
    "PolicyError",
    "PolicyTestFailure",
    "PolicyTestReport",
    "PolicyTestResult",
    "Range",
    "RangeError",
    "RecordResult",
    "Ref",
    "StorageError",
    "Tier",
    "VerifyReport",
    "__version__",
    "feel",
    "feel_outcome",
    "policy_schema",
    "run_policy_tests",
]
