"""What the package offers. An Instant is UTC microseconds since 1970, an aware datetime, or ISO 8601 text; text without
offset is local to the zone of the object that is asked. Moments come back as aware datetimes in that zone, and once more
as microseconds under the same name with `_us`."""

import datetime
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import TracebackType
from typing import Any, Final, Literal, Protocol, Union, final, overload

from typing_extensions import Self, TypeAlias

from huifang._types import ArgumentError as ArgumentError
from huifang._types import ConflictError as ConflictError
from huifang._types import Error as Error
from huifang._types import EvaluationError as EvaluationError
from huifang._types import FormatError as FormatError
from huifang._types import InternalError as InternalError
from huifang._types import LimitError as LimitError
from huifang._types import LogInput as LogInput
from huifang._types import Months as Months
from huifang._types import PolicyError as PolicyError
from huifang._types import Range as Range
from huifang._types import RangeError as RangeError
from huifang._types import Ref as Ref
from huifang._types import StorageError as StorageError

__all__ = [
    "AdvanceResult",
    "ArgumentError",
    "Batch",
    "Book",
    "Bucket",
    "Calendar",
    "Case",
    "CaseStep",
    "ChartEffect",
    "ChartState",
    "ChartStep",
    "ConflictError",
    "ContactAnswer",
    "ContactAnswers",
    "Day",
    "Decision",
    "DecisionBatch",
    "DecisionResult",
    "Diagnostic",
    "DmnDecision",
    "DmnDecisionOutcome",
    "DmnInput",
    "DmnModel",
    "DmnOutcome",
    "DmnProblem",
    "DmnService",
    "DmnTableRun",
    "Duty",
    "DutyCount",
    "DutyMove",
    "DutySlot",
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
    "MeasureRow",
    "Measures",
    "Occurrence",
    "Occurrences",
    "Outcome",
    "Plan",
    "PlanWitness",
    "PlannedVisit",
    "PointBalance",
    "PointEntry",
    "PointRank",
    "PointSeal",
    "PointStatement",
    "Policy",
    "PolicyBinding",
    "PolicyCoverage",
    "PolicyCoverageItem",
    "PolicyError",
    "PolicyTestFailure",
    "PolicyTestReport",
    "PolicyTestResult",
    "Range",
    "RangeError",
    "RecordResult",
    "Report",
    "ReportSpec",
    "Ref",
    "StaffAbsence",
    "Statechart",
    "StorageError",
    "Tier",
    "UnplannedVisit",
    "VerifyReport",
    "__version__",
    "feel",
    "feel_outcome",
    "load_bindings",
    "plan",
    "policy_schema",
    "run_policy_tests",
    "statechart_schema",
]

_Instant: TypeAlias = Union[int, datetime.datetime, str]
_Path: TypeAlias = Union[str, bytes, os.PathLike[str], os.PathLike[bytes]]
_Text: TypeAlias = Union[str, bytes]
_Subject: TypeAlias = Union[Ref, tuple[str, str]]
_Semantics: TypeAlias = Literal["strict", "dmn"]
_DutyState: TypeAlias = Literal["pending", "open", "done", "overdue", "lapsed", "waived", "withdrawn"]
_FindBase: TypeAlias = Callable[[str, str], Union[_Text, tuple[_Text, _Path], None]]

#: Version of the library, "major.minor.patch".
__version__: Final[str]

@final
class Diagnostic:
    """One finding with its place. Immutable; two with the same content are equal."""

    @property
    def code(self) -> str:
        """Stable identity, "HF" and four digits."""
    @property
    def severity(self) -> Literal["error", "warning", "note"]: ...
    @property
    def message(self) -> str:
        """One English sentence, without the parts below. str() joins everything."""
    @property
    def file(self) -> str:
        """Name of the document or log, or ""."""
    @property
    def pointer(self) -> str:
        """JSON pointer (RFC 6901) into the document, or ""."""
    @property
    def line(self) -> int | None:
        """From 1."""
    @property
    def column(self) -> int | None:
        """In code points, from 1."""
    @property
    def offset(self) -> int | None:
        """Bytes from the beginning of the text."""
    @property
    def found(self) -> str:
        """What stands there, or ""."""
    @property
    def expected(self) -> str:
        """What may stand there, or ""."""
    @property
    def suggestion(self) -> str:
        """The nearest valid name, or ""."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

# ------------------------------------------------------------------------------------------------------ FEEL

@final
class Outcome:
    """What an expression came to. Immutable."""

    @property
    def status(self) -> Literal["ok", "undecided", "wrong type", "error"]:
        """undecided: null, because an input is null or missing."""
    @property
    def value(self) -> Any:
        """The result. Raises ValueError when Python's types cannot hold it; `text` always can."""
    @property
    def text(self) -> str:
        """The result as FEEL writes it."""
    @property
    def names(self) -> tuple[str, ...]:
        """The null inputs that left it undecided, in evaluation order."""
    @property
    def message(self) -> str:
        """Wrong type and error: an English sentence."""
    @property
    def offset(self) -> int | None:
        """Byte offset of the failing part in the expression."""

def feel(
    expression: str,
    context: Mapping[str, Any] | None = None,
    *,
    semantics: _Semantics = "strict",
    steps_max: int = ...,
) -> Any:
    """Evaluate a FEEL expression (OMG DMN 1.5). None is null, and also what stays undecided: see feel_outcome().

    Args:
        context: The names the expression may use. None, bool, int, Decimal, str, date, datetime, time, timedelta, Months,
            Ref, Range, sequences and mappings. A float is refused, because it is not exact.
    Returns: The same types; every number is a Decimal.
    Raises: FormatError, PolicyError: no such expression; EvaluationError: it fails; LimitError; TypeError, ValueError:
        a value that cannot be converted exactly.
    The GIL is released while evaluating.
    """

def feel_outcome(
    expression: str,
    context: Mapping[str, Any] | None = None,
    *,
    semantics: _Semantics = "strict",
    steps_max: int = ...,
) -> Outcome:
    """The same, with undecided, wrong type and error kept apart instead of raised."""

# ------------------------------------------------------------------------------------------------- statecharts

@final
class ChartEffect:
    """What leaves a statechart; the host carries it out. Immutable."""

    @property
    def kind(self) -> Literal["log", "send", "error", "done"]:
        """send: an event for a receiver outside; error: an action failed; done: the statechart has ended."""
    @property
    def at_utc_us(self) -> int:
        """When: the event's time, or the due of a delayed one."""
    @property
    def name(self) -> str:
        """log: the label; send: the event; error: where; done: the final state."""
    @property
    def to(self) -> str:
        """send: the receiver."""
    @property
    def id(self) -> str:
        """send: its id, or ""."""
    @property
    def data(self) -> Any: ...

@final
class ChartState:
    """Where a statechart stands. Immutable; equal states have equal JSON."""

    @property
    def running(self) -> bool: ...
    @property
    def at_utc_us(self) -> int:
        """Time of the last call."""
    @property
    def active(self) -> tuple[str, ...]:
        """Active states, parents before their children."""
    @property
    def leaves(self) -> tuple[str, ...]:
        """Those without active states inside."""
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def result(self) -> Any:
        """`done` of the final state that ended it."""
    @property
    def next_due_utc_us(self) -> int | None:
        """When the next delayed event is due."""
    def to_json(self) -> str:
        """Canonical JSON; Statechart.state() reads it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class ChartStep:
    """What a call came to. Immutable."""

    @property
    def state(self) -> ChartState: ...
    @property
    def effects(self) -> tuple[ChartEffect, ...]: ...
    @property
    def trace(self) -> tuple[tuple[Literal["event", "transition", "left", "entered"], str], ...]:
        """What happened inside, in order; only when asked for."""
    @property
    def taken(self) -> bool:
        """Did any transition take place?"""

@final
class Statechart:
    """A compiled statechart (SCXML's semantics). Immutable; one object may serve any number of threads."""

    def __init__(self, json: _Text, *, file: _Path | None = None) -> None:
        """Raises FormatError, PolicyError, LimitError with everything that is wrong."""
    @property
    def name(self) -> str: ...
    @property
    def hash(self) -> str:
        """"sha256:" and 64 digits; states belong to one hash."""
    @property
    def states(self) -> tuple[str, ...]: ...
    def lint(self) -> tuple[Diagnostic, ...]:
        """Warnings by graph: HF5530 to HF5534."""
    def start(
        self, now: _Instant, data: Mapping[str, Any] | None = None, *, trace: bool = False, microsteps_max: int = ...
    ) -> ChartStep:
        """A new state; `data` replaces initial values. The GIL is released."""
    def step(
        self,
        state: ChartState,
        event: str,
        data: Any = None,
        *,
        now: _Instant,
        trace: bool = False,
        microsteps_max: int = ...,
    ) -> ChartStep:
        """Handle one event; what was due before `now` comes first. `state` is not changed. The GIL is released.

        Raises: ConflictError: time goes back, or the state is another statechart's; LimitError: nothing has changed then.
        """
    def advance(self, state: ChartState, *, now: _Instant, trace: bool = False, microsteps_max: int = ...) -> ChartStep:
        """Let time pass up to and including `now`."""
    def state(self, json: _Text) -> ChartState:
        """What ChartState.to_json() wrote. Raises FormatError, PolicyError, ConflictError."""
    def draw(self, format: Literal["dot", "mermaid", "svg"] = "svg", state: ChartState | None = None) -> str:
        """A picture as text; the active states of `state` are highlighted."""
    def to_scxml(self) -> str:
        """An SCXML document with datamodel "feel". Raises PolicyError with all that has no counterpart."""
    @staticmethod
    def from_scxml(xml: _Text, *, file: _Path | None = None) -> Statechart:
        """Raises FormatError: it is no SCXML; PolicyError with all that has no counterpart here."""

def statechart_schema() -> str:
    """The JSON Schema of statecharts."""

# ------------------------------------------------------------------------------------------------- decisions

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

_ArrowData: TypeAlias = Union[_ArrowArray, _ArrowStream]
_DecisionStatus: TypeAlias = Literal["ok", "missing", "null", "wrong type", "error"]

@final
class DecisionResult:
    """What one record came to. Immutable."""

    @property
    def rule(self) -> int | None:
        """The deciding rule, from 0; None when none matched. Without a decision: the rule in doubt."""
    @property
    def value(self) -> Any:
        """The output; a dict when there are several. None without a decision."""
    @property
    def status(self) -> _DecisionStatus:
        """Everything but "ok" is no decision: what is missing, null or of a wrong type could change the answer."""
    @property
    def input(self) -> str | None:
        """Without a decision: the input whose cell is in doubt."""
    @property
    def message(self) -> str:
        """Status "error": what failed. Else ""."""

@final
class DecisionBatch:
    """What several records came to, in their order. Immutable. Also Arrow data, through the PyCapsule interface: a
    column for each output, rule (int32, from 0) and status (uint8, in the order of _DecisionStatus)."""

    def __len__(self) -> int: ...
    @property
    def rules(self) -> list[int | None]: ...
    @property
    def values(self) -> list[Any]: ...
    @property
    def statuses(self) -> list[_DecisionStatus]: ...
    @property
    def counts(self) -> dict[str, int]:
        """Records by status; "unmatched": decided, and no rule matched."""
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Decision:
    """A compiled decision table with its schema. Immutable; one object may serve any number of threads."""

    @staticmethod
    def parse(document: str | bytes, *, file: str = "") -> Decision:
        """Compile a document of the format "huifang-decision/1". Raises: FormatError, PolicyError, LimitError."""
    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> dict[str, str]:
        """Names and types of the columns."""
    @property
    def rule_count(self) -> int: ...
    @property
    def is_indexed(self) -> bool:
        """Is every cell in the index?"""
    @overload
    def evaluate(self, data: Mapping[str, Any]) -> DecisionResult: ...
    @overload
    def evaluate(self, data: Sequence[Mapping[str, Any]] | _ArrowData) -> DecisionBatch:
        """Decide a record, a list of records, or Arrow data (a record batch or table, by PyCapsules).

        Numbers are int or Decimal with no more decimals than their column has, int or float for double columns; moments
        are aware datetimes. What does not fit is of a wrong type, and the status says so. Arrow data is decided with the
        GIL released. Raises: TypeError for other data; ArgumentError (HF2216) for an Arrow column of another type.
        """
    def check(self) -> list[Diagnostic]:
        """What is wrong with the table as a whole: rules that never match, are hidden or contradict one another, and inputs
        that no rule covers, with examples."""
    def evaluate_json(self, record: str | bytes) -> str:
        """Decide a JSON object; the answer is JSON as well. Raises: FormatError. The GIL is released while deciding."""
    def explain(self, record: Mapping[str, Any]) -> list[list[str]]:
        """For every rule the inputs that do not accept the record: empty = it matches, one = a near miss."""

# ------------------------------------------------------------------------------------------------------- DMN

@final
class DmnInput:
    """An input of a DMN model. Immutable."""

    @property
    def name(self) -> str:
        """"applicant"; of an imported model "library.applicant"."""
    @property
    def type(self) -> str:
        """Name of its type; "" is any."""

@final
class DmnDecision:
    """A decision of a DMN model. Immutable."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str:
        """Name of the type of its result; "" is any."""
    @property
    def question(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]:
        """Inputs it reads itself."""
    @property
    def decisions(self) -> tuple[str, ...]:
        """Decisions it requires itself."""

@final
class DmnService:
    """A decision service of a DMN model. Immutable."""

    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]: ...
    @property
    def input_decisions(self) -> tuple[str, ...]: ...
    @property
    def outputs(self) -> tuple[str, ...]: ...

@final
class DmnProblem:
    """Why a value is null. Immutable."""

    @property
    def kind(
        self,
    ) -> Literal[
        "missing input", "unfit input", "unfit result", "unfit argument", "unfit table", "unfit value", "broken"
    ]: ...
    @property
    def element(self) -> str:
        """"decision Grade", "input amount"."""
    @property
    def message(self) -> str: ...

@final
class DmnTableRun:
    """One run of a decision table. Immutable."""

    @property
    def element(self) -> str:
        """Whose table it is: "decision Grade", "function Score"."""
    @property
    def inputs(self) -> tuple[tuple[str, Any], ...]:
        """The input columns in their order: text and value of each."""
    @property
    def matched(self) -> tuple[int, ...]:
        """Numbers of the rows that matched, from 0."""
    @property
    def row_ids(self) -> tuple[str, ...]: ...
    @property
    def failed(self) -> dict[int, tuple[str, ...]]:
        """Rows that did not match, from 0, with the texts of the input columns that failed; only with explain=True."""
    @property
    def value(self) -> Any: ...

@final
class DmnDecisionOutcome:
    """One decision of an evaluation. Immutable."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def tables(self) -> tuple[DmnTableRun, ...]: ...

@final
class DmnOutcome:
    """What an evaluation of a DMN model came to. Immutable."""

    @property
    def value(self) -> Any:
        """Of a service with several outputs a dict. Raises ValueError when Python's types cannot hold it; `text` can."""
    @property
    def text(self) -> str: ...
    @property
    def decisions(self) -> tuple[DmnDecisionOutcome, ...]:
        """Every decision that was evaluated, in that order."""
    @property
    def problems(self) -> tuple[DmnProblem, ...]: ...

@final
class DmnModel:
    """A compiled DMN model. Immutable; one object may serve any number of threads."""

    @staticmethod
    def read(
        xml: str | bytes,
        *,
        file: str = ...,
        imported: Iterable[str | bytes] = ...,
        find_document: _FindBase | None = None,
        tolerant: bool = False,
        steps_max: int = ...,
        document_bytes_max: int = ...,
    ) -> DmnModel:
        """Read a DMN model, versions 1.2 to 1.5, with what it imports.

        Args:
            file: Name in diagnostics.
            imported: Documents that may be imported, found by their namespaces.
            find_document: Called with namespace and location of an import that is not among them; the text, or the text
                and its name.
            tolerant: What is broken is kept as null instead of being refused; see `diagnostics`.
        Raises: FormatError, PolicyError, LimitError with all diagnostics at once. The GIL is released while reading.
        """
    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> tuple[DmnInput, ...]: ...
    @property
    def decisions(self) -> tuple[DmnDecision, ...]: ...
    @property
    def services(self) -> tuple[DmnService, ...]: ...
    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Warnings; of a tolerant model also errors."""
    def decide(
        self,
        decision: str,
        inputs: Mapping[str, Any] | str | bytes | None = None,
        *,
        now: _Instant | None = None,
    ) -> Any:
        """The value of a decision. Errors are None, as DMN says; evaluate() tells why."""
    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Any] | str | bytes | None = None,
        *,
        now: _Instant | None = None,
        explain: bool = False,
    ) -> DmnOutcome:
        """Evaluate a decision and all it requires.

        Args:
            inputs: Names and values, or the text of a JSON object, whose texts become what the model declares.
            now: What now() and today() give; without it they are null.
            explain: Tell of every row of a table why it did not match.
        Raises: ArgumentError: no such decision; LimitError. The GIL is released while evaluating.
        """
    def evaluate_service(
        self,
        service: str,
        inputs: Mapping[str, Any] | str | bytes | None = None,
        *,
        now: _Instant | None = None,
        explain: bool = False,
    ) -> DmnOutcome:
        """The same for a decision service; its input decisions are inputs, too. Raises as evaluate()."""
    def evaluate_function(
        self,
        function: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        now: _Instant | None = None,
        explain: bool = False,
    ) -> DmnOutcome:
        """The same for a business knowledge model, by the names of its parameters. Raises as evaluate()."""

# -------------------------------------------------------------------------------------------------- calendar

@final
class Day:
    """Why a day is open or closed. Immutable."""

    @property
    def open(self) -> bool: ...
    @property
    def kind(self) -> Literal["weekly open", "weekly closed", "holiday", "make-up", "open", "closed"]:
        """open and closed: by the calendar's own days."""
    @property
    def provisional(self) -> bool:
        """Outside the years that the data set covers."""
    @property
    def name(self) -> str:
        """The festival, or ""."""

@final
class Bucket:
    """A calendar period in which something is owed once. Immutable."""

    @property
    def id(self) -> str:
        """2024-W09, 2024-03-H1, 2024-03, 2024-Q1, 2024-H1, 2024, 2024-03-01."""
    @property
    def first(self) -> datetime.date: ...
    @property
    def last(self) -> datetime.date:
        """Inclusive."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Calendar:
    """Working days and hours. Immutable; one object may serve any number of threads."""

    def __init__(
        self,
        name: str,
        zone: str,
        *,
        hours: Mapping[str, Sequence[str]] = ...,
        closed: Iterable[datetime.date] = (),
        open: Iterable[datetime.date] = (),
        horizon_days: int = 3660,
    ) -> None:
        """A calendar.

        Args:
            name: A shipped data set ("cn-public"), or "" for the weekly hours alone.
            zone: IANA name of the zone its days and hours are local to.
            hours: {"mon-fri": ["09:00-12:00", "13:00-18:00"]}, which is the default; days that are not named are closed.
                "22:00-06:00" ends on the next day.
            closed: Own closed days; like `open` they win over the data set.
            horizon_days: Bound of every search.
        Raises: ArgumentError: no such data set; PolicyError: no such zone, hours that cannot be.
        """
    @property
    def zone(self) -> str: ...
    @property
    def version(self) -> str:
        """Data set and version, "cn-public@2026.1"; "" without one."""
    def day(self, date: datetime.date) -> Day: ...
    def hours(self, date: datetime.date) -> tuple[str, ...]:
        """Hours of the shifts that begin on the day; "22:00-06:00" ends on the next one."""
    def is_working_day(self, date: datetime.date) -> bool: ...
    def is_open(self, at: _Instant) -> bool:
        """Is the moment inside the opening hours, [opening, closing)?"""
    def add_working_days(self, date: datetime.date, n: int) -> datetime.date:
        """The n-th working day after (n > 0) or before (n < 0) the date, which itself never counts; n = 0: the date."""
    def roll(
        self, date: datetime.date, roll: Literal["none", "following", "preceding", "nearest"]
    ) -> datetime.date: ...
    def working_days_between(self, first: datetime.date, last: datetime.date) -> int:
        """Open days in [first, last)."""
    def add_working_time(self, start: _Instant, amount: datetime.timedelta) -> datetime.datetime:
        """When so much open time has passed."""
    def working_time_between(self, start: _Instant, end: _Instant) -> datetime.timedelta:
        """Open time in [start, end)."""
    def due(self, start: _Instant, span: str) -> datetime.datetime:
        """The last moment in time for "3 days", "2 working days", "24 hours" … from `start`."""
    def bucket(self, family: str, date: datetime.date) -> Bucket | None:
        """The day, working day, week, half-month, month, quarter, half-year or year that holds the date."""

# ---------------------------------------------------------------------------------------------------- policy

@final
class Policy:
    """A compiled policy. Immutable; one object may serve any number of threads."""

    @staticmethod
    def load(
        json: _Text,
        *,
        file: str = "",
        parameters: Mapping[str, Any] | None = None,
        find_base: _FindBase | None = None,
        find_document: _FindBase | None = None,
        document_bytes_max: int = 0,
    ) -> Policy:
        """Compile a document (JSON, comments allowed).

        Args:
            file: Name in diagnostics.
            parameters: Values that win over the document's.
            find_base: Called as find_base(id, version) for `"extends": "id@version"`; returns the base document, or a
                pair of it and its file name, or None when there is none.
            find_document: Called with the name of a DMN document and the file that names it, as find_base.
            document_bytes_max: Limit of the document's size; 0 is the default, 16 MiB.
        Raises: FormatError, PolicyError, LimitError with all diagnostics at once.
        The GIL is released while compiling.
        """
    @staticmethod
    def load_file(
        path: _Path,
        *,
        parameters: Mapping[str, Any] | None = None,
        find_base: _FindBase | None = None,
        find_document: _FindBase | None = None,
        document_bytes_max: int = 0,
    ) -> Policy:
        """The same for a file. Without find_base, bases are looked for beside it. Raises StorageError as well."""
    def occurrences(
        self,
        subjects: Sequence[Mapping[str, Any]] | _ArrowData,
        *,
        start: _Instant,
        end: _Instant,
        entity: str = "customer",
        rule: str = "",
        known_since: _Instant | None = None,
    ) -> Occurrences:
        """When rules are due, without a book: what a book would owe such subjects if nobody did anything.

        Args:
            subjects: What is known of each: facts, measures, decisions and tiers ("tier.rank") by name, as mappings or
                Arrow data (a row is a subject). Those that agree in everything are worked out once.
            start, end: Occurrences whose window [opens, due] touches [start, end); at most 100 years.
            rule: Only this one.
            known_since: Since when the subjects have been known; default: start.
            entity: What the subjects are.
        Raises: ArgumentError with all diagnostics; TypeError for other data; LimitError, RangeError, also while reading.
        """
    def may_contact(self, requests: Any, *, tables: Mapping[str, Any] = {}) -> ContactAnswers:
        """Which of many contacts the policy allows, without a book: as Book.may_contact() of a book that knows the same.

        Args:
            requests: Contacts before they happen, as mappings or Arrow data: "type", "at", "purpose", and as in an envelope
                "by", keys of entities, fields.
            tables: By entity what is known of its subjects, as mappings or Arrow data: "key", facts, measures (of what happened
                last "<measure>.at" and so on), decisions, tiers ("tier.rank").
        Raises: ArgumentError with all diagnostics, bad rows with their places; TypeError for other data.
        The GIL is released while they are worked out.
        """
    def measure(
        self,
        events: Any,
        *,
        subjects: Any = None,
        at: _Instant | None = None,
        entity: str = "customer",
        measures: Sequence[str] = (),
    ) -> Measures:
        """What the measures of many subjects are, without a book: what a book would answer that had recorded these events.

        Args:
            events: What happened, as mappings or Arrow data with names as in an envelope: "type", "at", the subject's key
                under the name of the entity, "id", "by", other entities, fields; in the order of recording.
            subjects: Mappings or Arrow data: "key" (default: number of the row, from 0), "at", facts, tiers ("tier.rank");
                None: the subjects are those that the events name.
            at: As of when; subjects with an "at" of their own are asked as of that.
            entity: What the subjects are.
            measures: Names; none: all about the entity.
        Raises: ArgumentError with all diagnostics, bad rows with their places; TypeError for other data; RangeError.
        The GIL is released while they are worked out.
        """
    def survey(
        self,
        responses: Iterable[Mapping[str, Any]],
        form: str,
        *,
        scores: Iterable[str] = (),
        sent: int | None = None,
        at: datetime.datetime | datetime.date | str | None = None,
        pairwise: bool = False,
        standardised: bool = False,
    ) -> dict[str, Any]:
        """What the answers to a form come to, without a book; see examples/guide/surveys.md.

        Args:
            responses: A mapping for each: items and fields by name, "id", which no two share; no float, which is not exact.
            form: The form that was answered.
            scores: Names; none: all of the form.
            sent: How many were asked.
            at: As of when parameters are read.
            pairwise: Reliability of each pair of items with whoever answered both.
            standardised: Reliability of correlations.
        Returns: {"sent", "returned", "drafts", "superseded", "valid", "responses", "items", "scores", ...}; exact numbers are text.
        Raises: ArgumentError with all findings, each at "/row/item".
        The GIL is released while they are scored.
        """
    def survey_next(
        self,
        answers: Mapping[str, Any],
        form: str,
        *,
        at: datetime.datetime | datetime.date | str | None = None,
        language: str = "en",
    ) -> dict[str, Any]:
        """What a script asks next: the first item that the answers so far show and do not have; see examples/guide/surveys.md.

        Args:
            answers: Items and fields by name; None: it was asked and passed over.
            form: The form that is being answered.
            at: As of when parameters are read.
            language: Of labels.
        Returns: {"next": None or {"item", "label", "group", "scale", "required", "options"}, "complete", "missing", "not_shown",
            "excluded", "answered", "passed_over", "open"}; "scale" is {"kind", "meaning", ...}, exact numbers are text.
        Raises: ArgumentError with all findings, each at "/item".
        The GIL is released meanwhile.
        """
    @staticmethod
    def check(
        json: _Text,
        *,
        file: str = "",
        parameters: Mapping[str, Any] | None = None,
        find_base: _FindBase | None = None,
        find_document: _FindBase | None = None,
        document_bytes_max: int = 0,
    ) -> tuple[Diagnostic, ...]:
        """All findings in a document, warnings and notes included; nothing is raised for a bad one."""
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def hash(self) -> str:
        """SHA-256 over the merged document and its parameters, 64 hexadecimal digits."""
    @property
    def zone(self) -> str:
        """Zone of all local dates."""
    @property
    def calendar(self) -> Calendar: ...
    def calendar_of(self, entity: str, key: str) -> Calendar:
        """With what `calendar.overlay` says about one subject; Book.calendar() also knows unit, rosters and absences."""
    def hours(self, name: str) -> Calendar | None:
        """Hours with a name, `calendar.hours`: a weekly pattern."""
    def dates(self, name: str) -> tuple[datetime.date, ...] | None:
        """A list of `calendar.dates`, ascending."""
    @property
    def workflows(self) -> tuple[str, ...]:
        """Names of the workflows, document order."""
    def draw(self, workflow: str, format: Literal["dot", "mermaid", "svg"] = "svg") -> str:
        """The workflow as a picture. Raises ArgumentError for a name that is no workflow of the policy."""
    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Warnings and notes."""
    @property
    def canonical_text(self) -> str:
        """The merged document (base, branch, parameters applied) as canonical JSON."""
    def title(self, language: str = "en") -> str: ...
    def label(self, kind: str, name: str, language: str = "en") -> str:
        """Label of a declared name ("rule", "event", "entity" …); the name itself when it has none."""

def policy_schema() -> str:
    """The JSON Schema (2020-12) of policy documents."""

# ---------------------------------------------------------------------------------------------------- events

@final
class Event:
    """Something that happened. Immutable."""

    def __init__(
        self,
        type: str,
        id: str,
        at: _Instant,
        *,
        by: str = "",
        subjects: Mapping[str, str] = ...,
        data: Mapping[str, Any] | None = None,
        duty: str = "",
        voids: str = "",
        case: str = "",
    ) -> None:
        """An event.

        Args:
            type: Declared event type, or set, assign, file, void.
            id: Unique in the book; the same id again is acknowledged and ignored.
            at: When it happened; text needs an offset here.
            by: Key of the acting staff member.
            subjects: Entity name to key: {"customer": "c12"}.
            data: Declared fields.
            duty: Claims one duty by its key.
            voids: Id of the event this one takes back.
            case: Key of the case it belongs to, or "workflow/key".
        """
    @staticmethod
    def parse(json: _Text, *, zone: str = "UTC") -> Event:
        """Read the JSON envelope; times without offset are local to `zone`."""
    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def at(self) -> datetime.datetime:
        """In UTC."""
    @property
    def at_us(self) -> int: ...
    @property
    def by(self) -> str: ...
    @property
    def subjects(self) -> dict[str, str]: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def duty(self) -> str: ...
    @property
    def voids(self) -> str: ...
    @property
    def case(self) -> str: ...
    def to_json(self) -> str:
        """Canonical JSON, which parse() reads."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class DutyMove:
    """How a roster, an absence, an amendment of the calendar or a value it waited for moved a duty. Immutable."""

    @property
    def key(self) -> str: ...
    @property
    def opens_before_us(self) -> int | None:
        """Microseconds since 1970-01-01T00:00:00Z, as all four."""
    @property
    def opens_after_us(self) -> int | None: ...
    @property
    def due_before_us(self) -> int | None: ...
    @property
    def due_after_us(self) -> int | None: ...
    @property
    def waived(self) -> bool:
        """No working day is left in its bucket: it is excused."""

@final
class DutySlot:
    """Where an act of a duty is planned: what a `slot` event said last. Immutable."""

    @property
    def key(self) -> str: ...
    @property
    def act(self) -> int:
        """Which of the acts it needs, from 1."""
    @property
    def day(self) -> datetime.date: ...
    @property
    def person(self) -> str:
        """ "s7" for staff, "unit:sales" for others; "" for its owner."""
    @property
    def pinned(self) -> bool:
        """Plans leave it there whatever it breaks."""

@final
class StaffAbsence:
    """Days on which a member of staff is away, both included. Immutable."""

    @property
    def staff(self) -> str: ...
    @property
    def first(self) -> datetime.date: ...
    @property
    def last(self) -> datetime.date: ...
    @property
    def cover(self) -> str:
        """Who acts meanwhile; "" for nobody."""

@final
class Case:
    """A case of a workflow as it stood when it was asked for. Immutable."""

    @property
    def workflow(self) -> str:
        """Its name in the book: "policy/workflow" for policies after the first."""
    @property
    def key(self) -> str:
        """As a rule the id of the event that opened it."""
    @property
    def about(self) -> Ref: ...
    @property
    def owner(self) -> Ref | None:
        """Whose case it is; None: nobody was found."""
    @property
    def states(self) -> tuple[str, ...]:
        """Active states without active ones inside, document order; of a closed case the one it ended in."""
    @property
    def running(self) -> bool: ...
    @property
    def outcome(self) -> str | None:
        """The final state it ended in; None while it runs."""
    @property
    def opened(self) -> datetime.datetime:
        """In the zone of the book."""
    @property
    def opened_us(self) -> int: ...
    @property
    def closed(self) -> datetime.datetime | None:
        """None while it runs."""
    @property
    def closed_us(self) -> int | None: ...
    @property
    def facts(self) -> dict[str, Any]:
        """Its values that are known, by name."""

@final
class CaseStep:
    """One step of a case: an event, or time, led from states to states. Immutable."""

    @property
    def number(self) -> int:
        """From 1, the opening."""
    @property
    def at(self) -> datetime.datetime:
        """When it happened, in the zone of the book; of a timer its due."""
    @property
    def at_us(self) -> int: ...
    @property
    def event(self) -> str | None:
        """Id; None for the opening, a timer or a changed fact."""
    @property
    def type(self) -> str:
        """Of the event; "opened", "time" or "migrated" without; "uncaught.<event>": the case raised it and nobody took it up."""
    @property
    def left(self) -> tuple[str, ...]:
        """States, in order."""
    @property
    def entered(self) -> tuple[str, ...]: ...
    @property
    def states(self) -> tuple[str, ...]:
        """Active states without active ones inside, behind the step."""
    @property
    def transitions(self) -> tuple[str, ...]:
        """Those taken, as JSON pointers into the policy."""
    @property
    def because(self) -> Any:
        """Workflow, policy, version, clause and cause; of an opening whose owner a decision table found also its `routing`."""
    @property
    def because_json(self) -> str: ...

@final
class PointEntry:
    """A line of the ledger of points. Immutable."""

    @property
    def id(self) -> int:
        """Its number, from 1, in order of recording."""
    @property
    def point_class(self) -> str: ...
    @property
    def account(self) -> Ref: ...
    @property
    def kind(self) -> str:
        """"post", "adjust" (the difference, when more became known), "reverse", "hold", "uphold", "pending", "cancel" or "expire"."""
    @property
    def amount(self) -> Decimal: ...
    @property
    def asked(self) -> Decimal:
        """Before caps, floors and balances that may not fall below zero."""
    @property
    def rule(self) -> str | None:
        """Its name in the book; None: a person posted it."""
    @property
    def cause(self) -> str:
        """What it was posted for: with rule, account and part its identity."""
    @property
    def part(self) -> str: ...
    @property
    def event(self) -> str | None:
        """Id of the event that brought it about; None: time did."""
    @property
    def effective(self) -> datetime.datetime:
        """Decides the period; in the zone of the book."""
    @property
    def effective_us(self) -> int: ...
    @property
    def recorded(self) -> datetime.datetime: ...
    @property
    def recorded_us(self) -> int: ...
    @property
    def period(self) -> str:
        """The one it counts in."""
    @property
    def of_period(self) -> str | None:
        """The one it belongs to, when that was sealed already."""
    @property
    def entry(self) -> int | None:
        """The one that it reverses, holds, upholds, confirms or cancels."""
    @property
    def reversed_by(self) -> int | None: ...
    @property
    def settled_by(self) -> int | None:
        """Of what is pending the one that confirms or cancels it."""
    @property
    def pending(self) -> str | None:
        """"waiting", "confirmed", "cancelled", or "expired" when nobody did in time; None: it never waited."""
    @property
    def held(self) -> bool:
        """Somebody appeals against it, and nobody has decided."""
    @property
    def because(self) -> str:
        """Canonical JSON."""
    @property
    def hash(self) -> str:
        """SHA-256 over this line and the hash of the one before."""

@final
class PointBalance:
    """What an account has. Immutable."""

    @property
    def account(self) -> Ref: ...
    @property
    def point_class(self) -> str: ...
    @property
    def opening(self) -> Decimal:
        """Before the period; 0 when none was asked for."""
    @property
    def change(self) -> Decimal: ...
    @property
    def closing(self) -> Decimal: ...
    @property
    def entries(self) -> int: ...

@final
class PointStatement:
    """A period of one account in one class, line by line. Immutable."""

    @property
    def account(self) -> Ref: ...
    @property
    def point_class(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def opening(self) -> Decimal: ...
    @property
    def closing(self) -> Decimal: ...
    @property
    def lines(self) -> list[PointEntry]: ...

@final
class PointRank:
    """One place of a ranking. Immutable."""

    @property
    def rank(self) -> int:
        """From 1; equal amounts share it."""
    @property
    def account(self) -> Ref: ...
    @property
    def amount(self) -> Decimal: ...

@final
class PointSeal:
    """A period that nothing is added to any more. Immutable."""

    @property
    def point_class(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def entries(self) -> int: ...
    @property
    def sum(self) -> Decimal: ...
    @property
    def hash(self) -> str:
        """Of the last entry before the seal; "": there was none."""
    @property
    def by(self) -> str | None:
        """Who closed it; None: it was closed at its end."""
    @property
    def at(self) -> datetime.datetime: ...
    @property
    def at_us(self) -> int: ...

@final
class RecordResult:
    """What recording one event did. Immutable."""

    @property
    def known(self) -> bool:
        """The id was recorded before with the same content: nothing was done."""
    @property
    def credited(self) -> tuple[str, ...]:
        """Keys of the duties it counted for."""
    @property
    def created(self) -> tuple[str, ...]:
        """Keys of the duties that came to be."""
    @property
    def entries(self) -> tuple[int, ...]:
        """Numbers of the entries of the ledger of points that it made."""
    @property
    def moved(self) -> tuple[DutyMove, ...]:
        """Duties that a roster, an absence, an amendment of the calendar or a value moved, by subject and age."""
    @property
    def notes(self) -> tuple[str, ...]:
        """Why it credited nothing, what was undecided …: English sentences."""

@final
class ContactAnswer:
    """Whether a contact is allowed. Immutable; true when it is."""

    def __bool__(self) -> bool: ...
    @property
    def allowed(self) -> bool:
        """Also when the policy has no eligibility."""
    @property
    def code(self) -> str | None:
        """Denied: the reason code; "undecided" when the policy cannot tell."""
    @property
    def policy(self) -> str | None:
        """Denied: id of the policy that says so."""
    @property
    def unknown(self) -> tuple[str, ...]:
        """Undecided: names without a value."""
    @property
    def alternatives(self) -> tuple[tuple[str, Ref], ...]:
        """Denied: fields of the event and whom they could name instead."""
    @property
    def because_json(self) -> str:
        """Canonical JSON: inputs, row, source; "" without eligibility."""

@final
class AdvanceResult:
    """How far time came. Immutable."""

    @property
    def reached(self) -> datetime.datetime: ...
    @property
    def reached_us(self) -> int: ...
    @property
    def steps(self) -> int:
        """Wake-ups worked off."""
    @property
    def complete(self) -> bool:
        """False when steps_max ended it early."""

# ----------------------------------------------------------------------------------------------- occurrences

@final
class Occurrence:
    """When a rule is due for a subject. Immutable."""

    @property
    def subject(self) -> int:
        """Which of the subjects, from 0."""
    @property
    def rule(self) -> str:
        """The rule, with its step if it has steps: "contract/call"."""
    @property
    def n(self) -> str:
        """Id of the bucket or number of the repetition, as in duty keys."""
    @property
    def opens(self) -> datetime.datetime: ...
    @property
    def due(self) -> datetime.datetime | None:
        """Last instant of the window; None: no deadline."""

@final
class Occurrences:
    """When rules are due. Immutable; each reading works it out anew.

    Arrow consumers get `subject`, `rule`, `n`, `opens` and `due` in batches.
    """

    def __iter__(self) -> Iterator[Occurrence]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

# ------------------------------------------------------------------------------------------------- contacts

@final
class ContactAnswers:
    """Which contacts are allowed, in the order of the requests. Immutable.

    Its answers say no `because`. Arrow consumers get `result`, `code`, `unknown`, `row` and `instead`.
    """

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[ContactAnswer]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

# ------------------------------------------------------------------------------------------------- measures

@final
class MeasureRow:
    """The measures of a subject. Immutable."""

    @property
    def subject(self) -> str:
        """Its key."""
    @property
    def values(self) -> dict[str, Any]:
        """By measure: exact numbers, or None; `first` and `last` as mappings with id, type, at, by and the fields."""
    @property
    def next_change(self) -> dict[str, datetime.datetime | None]:
        """By measure: when it changes though nothing happens; None: never."""

@final
class Measures:
    """What the measures of many subjects are. Immutable.

    Arrow consumers get `subject`, and for each measure its value (for `first` and `last` several fields, "<name>.at") and
    "<name>.next_change".
    """

    @property
    def names(self) -> tuple[str, ...]:
        """Of the measures, in document order."""
    def __len__(self) -> int:
        """Number of subjects."""
    def __iter__(self) -> Iterator[MeasureRow]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

# --------------------------------------------------------------------------------------------------- reports

@final
class Report:
    """Figures, each with its base, and what does not add up. Immutable."""

    @property
    def name(self) -> str: ...
    @property
    def period(self) -> str:
        """What it is of, "2013-12"; "" when nothing says."""
    def to(self, format: str = "text", language: str = "en") -> str:
        """The report as a document.

        Args:
            format: "text", "csv", "json", "markdown" or "html": one page with its charts, for which nothing is fetched.
            language: "en" or "zh".
        Raises: ValueError for any other.
        """
    def data(self) -> dict[str, Any]:
        """All of it, as its JSON says; numbers are texts with their exact digits. A new object each time."""
    def compared(self, before: Report) -> Report:
        """The same with the changes since `before`: of per cents in percentage points, and relative.

        Raises: Error, a metric is of another type in both: rates and indices are not compared.
        """
    @staticmethod
    def from_json(json: str) -> Report:
        """Reads what to("json") wrote. Raises: Error."""

@final
class ReportSpec:
    """How a report is made of a table. Immutable; share it between threads."""

    @staticmethod
    def parse(json: str, *, file: str = "") -> ReportSpec:
        """Reads the document. Raises: Error with everything that is wrong with it, `file` as its place."""
    def run(self, rows: Sequence[Mapping[str, Any]] | _ArrowData) -> Report:
        """The report of these rows: mappings by column, or Arrow data. Columns that the document does not declare are not read.

        Raises: Error, with all values that are not of their column's type, or when an expression meets what it does not take.
        The GIL is released while figures are worked out.
        """
    @staticmethod
    def schema() -> str:
        """JSON Schema of these documents."""

# ----------------------------------------------------------------------------------------------------- plans

@final
class PlannedVisit:
    """A visit with its place. Immutable."""

    @property
    def id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def day(self) -> datetime.date: ...
    @property
    def person(self) -> str: ...
    @property
    def pinned(self) -> bool: ...
    @property
    def moved(self) -> bool:
        """An earlier plan had it elsewhere."""
    @property
    def together(self) -> tuple[str, ...]:
        """Ids of what else is done in this visit."""

@final
class UnplannedVisit:
    """A visit without a place. Immutable."""

    @property
    def id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def first(self) -> datetime.date: ...
    @property
    def last(self) -> datetime.date: ...
    @property
    def reason(self) -> str:
        """ "overloaded", "no open day", "nobody" or "search limit"."""
    @property
    def witness(self) -> int | None:
        """Index in Plan.witnesses."""

@final
class PlanWitness:
    """Visits that cannot all be done, though without any one of them the rest can. Immutable."""

    @property
    def cause(self) -> str:
        """ "capacity", "gap" or "packing"."""
    @property
    def visits(self) -> tuple[str, ...]: ...
    @property
    def people(self) -> tuple[str, ...]: ...
    @property
    def days(self) -> tuple[datetime.date, ...]: ...
    @property
    def confined(self) -> int:
        """How many visits can be nowhere else."""
    @property
    def demand(self) -> int: ...
    @property
    def supply(self) -> int: ...
    @property
    def short_by(self) -> int: ...
    @property
    def minimal(self) -> bool: ...

@final
class Plan:
    """Visits on days and people. Immutable."""

    @property
    def visits(self) -> tuple[PlannedVisit, ...]:
        """By day, person, id."""
    @property
    def unplanned(self) -> tuple[UnplannedVisit, ...]: ...
    @property
    def witnesses(self) -> tuple[PlanWitness, ...]: ...
    def table(self) -> str:
        """For people to read."""
    def csv(self) -> str: ...
    def json(self) -> str: ...
    def icalendar(self, stamp: _Instant, *, person: str = "", name: str = "") -> str:
        """RFC 5545, an event of a whole day for each visit. `stamp` is when the plan was made."""

def plan(
    request: Mapping[str, Any] | str | bytes,
    *,
    even: bool = True,
    search_steps: int = 100_000_000,
    witnesses_max: int = 10,
) -> Plan:
    """Put visits on days and people: {"visits": [...], "people": [...]}, see examples/guide/plan.md.

    What does not fit is named with the smallest set of visits that is too much. Raises FormatError for what is not JSON,
    ArgumentError with everything that is wrong in the request, LimitError for more than ten years.
    """

# ------------------------------------------------------------------------------------------------------ rows

@final
class Duty:
    """A duty as it stood when it was asked for: who owes what to whom, by when. Immutable."""

    @property
    def key(self) -> str:
        """Identity as one text, "policy/rule/customer:c12/run/step/n"; never changes."""
    @property
    def policy(self) -> str:
        """Id of the root policy."""
    @property
    def rule(self) -> str: ...
    @property
    def subject(self) -> Ref: ...
    @property
    def run(self) -> str:
        """Id of what started the run."""
    @property
    def step(self) -> str: ...
    @property
    def n(self) -> str:
        """Bucket id or number of the repetition."""
    @property
    def state(self) -> _DutyState: ...
    @property
    def owner(self) -> Ref | None:
        """Who must do it; None when the role resolves to nobody."""
    @property
    def responsible(self) -> Ref | None:
        """Who answers for it; fixed when it is missed."""
    @property
    def needs(self) -> tuple[str, ...]:
        """Event types and forms that credit it."""
    @property
    def credits(self) -> int: ...
    @property
    def credits_needed(self) -> int: ...
    @property
    def opens(self) -> datetime.datetime | None: ...
    @property
    def opens_us(self) -> int | None: ...
    @property
    def due(self) -> datetime.datetime | None:
        """Inclusive; None = no deadline."""
    @property
    def due_us(self) -> int | None: ...
    @property
    def created_at(self) -> datetime.datetime | None: ...
    @property
    def created_at_us(self) -> int | None: ...
    @property
    def done_at(self) -> datetime.datetime | None:
        """When the fulfilling act happened."""
    @property
    def done_at_us(self) -> int | None: ...
    @property
    def missed_at(self) -> datetime.datetime | None:
        """The due at which it was missed; None: never, or done in time after all, or excused."""
    @property
    def missed_at_us(self) -> int | None: ...
    @property
    def late(self) -> bool:
        """Done after its due."""
    @property
    def policy_version(self) -> str: ...
    @property
    def source(self) -> str:
        """Clause of the regulation."""
    @property
    def because(self) -> Any:
        """Why, read from JSON: rule, clause, facts used, season, bucket, cause."""
    @property
    def because_json(self) -> str: ...
    @property
    def changed(self) -> int:
        """Sequence number of the last change."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Tier:
    """The tier of a subject from a moment on. Immutable."""

    @property
    def subject(self) -> Ref: ...
    @property
    def tier(self) -> str: ...
    @property
    def value(self) -> str | None:
        """None: no row matched."""
    @property
    def start(self) -> datetime.datetime: ...
    @property
    def start_us(self) -> int: ...
    @property
    def end(self) -> datetime.datetime | None:
        """Exclusive; None: still in force."""
    @property
    def end_us(self) -> int | None: ...
    @property
    def because(self) -> Any:
        """Why, read from JSON: row, clause, inputs."""
    @property
    def because_json(self) -> str: ...

@final
class Effect:
    """A row of the outbox. Immutable."""

    @property
    def sequence(self) -> int: ...
    @property
    def key(self) -> str:
        """Rule, cause and index; makes at-least-once delivery exactly-once."""
    @property
    def kind(self) -> str:
        """notify, flag, raise."""
    @property
    def to(self) -> Ref | None:
        """Whom to tell."""
    @property
    def subject(self) -> Ref: ...
    @property
    def at(self) -> datetime.datetime: ...
    @property
    def at_us(self) -> int: ...
    @property
    def data(self) -> Any:
        """Content, read from JSON."""
    @property
    def data_json(self) -> str: ...
    @property
    def because(self) -> Any: ...
    @property
    def because_json(self) -> str: ...

@final
class DutyCount:
    """How many duties one rule had in one month. Immutable."""

    @property
    def policy(self) -> str:
        """Id of the root policy."""
    @property
    def rule(self) -> str: ...
    @property
    def month(self) -> str:
        """2024-10: month of the due, or of the creation without one."""
    @property
    def created(self) -> int: ...
    @property
    def done(self) -> int: ...
    @property
    def done_late(self) -> int: ...
    @property
    def missed(self) -> int: ...
    @property
    def open(self) -> int: ...
    @property
    def overdue(self) -> int: ...
    @property
    def waived(self) -> int: ...
    @property
    def withdrawn(self) -> int: ...

@final
class VerifyReport:
    """What replaying the journal found. Immutable; true when all is the same."""

    @property
    def same(self) -> bool: ...
    @property
    def inputs(self) -> int:
        """Journal entries replayed."""
    @property
    def rows(self) -> int:
        """Rows compared."""
    @property
    def differences(self) -> tuple[str, ...]:
        """At most 100: table, key, stored and replayed value."""
    def __bool__(self) -> bool: ...

# ------------------------------------------------------------------------------------------------------ book

@final
class Batch:
    """A transaction over several calls, from Book.batch()."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

@final
class PolicyBinding:
    """One policy among those that a book works with. Immutable."""

    def __init__(self, policy: Policy, *, where: str = "", since: _Instant | None = None) -> None:
        """`where`: FEEL over the facts of a subject, whom it governs; empty: everyone.
        `since`: nothing of it is owed before; text is local to the zone of the policy."""
    @property
    def policy(self) -> Policy: ...
    @property
    def where(self) -> str: ...
    @property
    def since(self) -> datetime.datetime | None: ...

def load_bindings(path: _Path) -> list[PolicyBinding]:
    """The policies that a file of bindings names. Paths in it are relative to its folder.

    Raises: FormatError, PolicyError, StorageError.
    """

@final
class Book:
    """The durable state of one organisation under its policies: one SQLite file.

    The GIL is released in every call. Calls of several threads take turns; a callback may not use the book it is called
    from. After close() every call raises ArgumentError.
    """

    def __init__(
        self,
        path: _Path,
        *,
        durability: Literal["full", "normal", "off"] = "full",
        read_only: bool = False,
        busy_timeout_ms: int = 5000,
        cached_subjects: int = 120000,
    ) -> None:
        """Open a book, or create one.

        Args:
            path: File name, or ":memory:" for a book without a file.
            durability: full: a committed call survives power loss; normal: power loss may undo the last commits;
                off: for throw-away runs.
            busy_timeout_ms: How long to wait for another process's lock.
            cached_subjects: Subjects kept in memory between calls, with some 3 KB each.
        Raises: StorageError.
        """
    def close(self) -> None:
        """Close the book; again: nothing."""
    @property
    def closed(self) -> bool: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
    def bind(self, policy: Policy | Sequence[PolicyBinding | Policy], now: _Instant) -> None:
        """Put a policy, or several, in force from `now` on, in place of those before. The same again: nothing.

        Policies with one root (`extends`) are a family: the first one whose `where` holds governs a subject. Policies of
        several families all apply. What is owed already stays as it is. Source: several-policies.md, "Bindings".

        Raises: PolicyError, policies that do not fit together, with everything that does not.
        """
    @property
    def bindings(self) -> tuple[PolicyBinding, ...]:
        """What was bound last, in order."""
    @property
    def policy(self) -> Policy | None:
        """The first policy of those in force."""
    def policy_of(self, duty: Duty) -> Policy:
        """The policy that one of this book's duties was created under: its version, its branch, its parameters.

        Raises: ArgumentError, HF6012: no policy of this book made it.
        """
    @property
    def zone(self) -> str:
        """Zone of the policy; UTC before the first bind."""
    @property
    def now(self) -> datetime.datetime | None:
        """The latest moment the book has seen."""
    def record(self, event: Event | Mapping[str, Any] | _Text, now: _Instant | None = None) -> RecordResult:
        """Record an event. Refused means that nothing changed.

        Args:
            event: An Event, a mapping with the keys of the envelope ({"id", "type", "at", "by", "<entity>": key,
                "data": {…}, "duty", "voids"}), or its JSON text.
            now: Moment of the recording; None: the later of the event's and the book's.
        Raises: PolicyError: unknown type, field or entity; ConflictError: same id with other content, time going back.
        """
    def advance(self, to: _Instant, *, steps_max: int | None = None) -> AdvanceResult:
        """Let time pass: everything due up to and including `to` happens, in order."""
    def batch(self) -> Batch:
        """Group calls in one transaction: `with book.batch():` commits at its end, or takes all back on an exception."""
    def begin(self) -> None:
        """Begin a transaction by hand; not nested."""
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def duties(
        self,
        *,
        state: _DutyState | Iterable[_DutyState] | None = None,
        subject: _Subject | None = None,
        owner: _Subject | str | None = None,
        rule: str = "",
        due_from: _Instant | None = None,
        due_to: _Instant | None = None,
        missed_from: _Instant | None = None,
        missed_to: _Instant | None = None,
        limit: int | None = None,
    ) -> list[Duty]:
        """Duties by due (none last), opening, key. All conditions must hold; bounds are inclusive.

        Args:
            subject: Whom it is about; duties of the cases about them are among theirs.
            owner: A Ref, a pair, or the key of a staff member.
        """
    def duty(self, duty: Duty | str) -> Duty | None:
        """The duty with this key as it stands now."""
    def tiers(self, subject: _Subject | None = None) -> list[Tier]:
        """Tiers with their history, by subject, tier, moment."""
    def effects(self, after: int = 0, *, limit: int | None = None) -> list[Effect]:
        """The outbox after a sequence number."""
    def counts(self) -> list[DutyCount]:
        """By rule (document order) and month."""
    def slots(self) -> tuple[DutySlot, ...]:
        """Where duties are planned, by key and act."""
    @property
    def reports(self) -> tuple[str, ...]:
        """Names of the reports of its policies, in the order in which they were bound."""
    def report(self, name: str, period: str = "") -> Report:
        """A report as it stood at the end of a bucket. What was recorded later changes nothing.

        Args:
            name: As in `reports`.
            period: Id of the bucket, "2013-12"; "": the last one that is over, or the running one while none is.
        Raises: Error, no such report or period, or an expression that fails.
        Replays the journal up to there into a temporary database, as `verify` does. The GIL is released.
        """
    def absences(self) -> tuple[StaffAbsence, ...]:
        """Absences as they were recorded; of two for the same day the later one counts."""
    def cases(
        self,
        *,
        workflow: str = "",
        key: str = "",
        about: _Subject | str | None = None,
        running: bool | None = None,
        limit: int | None = None,
    ) -> list[Case]:
        """Cases by workflow and opening. All conditions must hold.

        Args:
            about: A Ref, a pair, or the key of a customer.
            running: True: those that run; False: those that are closed.
        """
    def case_path(self, workflow: str, key: str) -> list[CaseStep]:
        """The steps of a case so far; empty: there is no such case."""
    def entries(
        self,
        *,
        account: _Subject | str | None = None,
        point_class: str = "",
        period: str = "",
        rule: str = "",
        limit: int | None = None,
    ) -> list[PointEntry]:
        """Lines of the ledger of points by number. All conditions must hold.

        Args:
            account: A Ref, a pair, or the key of a member of staff.
        """
    def balances(
        self, *, account: _Subject | str | None = None, point_class: str = "", period: str = ""
    ) -> list[PointBalance]:
        """What each account has, by class and account; with a period what it had before and what the period brought."""
    def statement(self, account: _Subject | str, period: str = "") -> list[PointStatement]:
        """An account's period line by line, one for each class; "" is everything there is."""
    def ranking(self, point_class: str, period: str = "") -> list[PointRank]:
        """Accounts by what they have in a period, the most first."""
    def seals(self) -> list[PointSeal]:
        """Sealed periods, by class and order of sealing."""
    def draw_case(self, workflow: str, key: str, format: Literal["dot", "mermaid", "svg"] = "svg") -> str:
        """Its workflow with the active states, the transitions taken, and what is owed in each state.

        Raises: ArgumentError: the book has no such workflow or case.
        """
    def calendar(self, entity: str | None = None, key: str | None = None) -> Calendar:
        """Working days and hours as the book knows them: of everyone, amendments included, or of one subject.

        Args:
            entity: "staff" unless another one is named, e.g. "unit".
            key: Whose overlay, rosters and absences lie over the calendar of everyone.
        """
    def fact(self, subject: _Subject, attribute: str, at: _Instant) -> Any:
        """A fact's value at a moment; None when it is not known."""
    def may_contact(self, contact: Event | Mapping[str, Any] | _Text, *, purpose: str = "") -> ContactAnswer:
        """May this contact be made? Asked before it happens; nothing changes.

        Args:
            contact: The event that would be recorded.
            purpose: One that some duty has.
        Raises: PolicyError: no contact, unknown field or purpose.
        """
    def explain(self, duty: Duty | str, language: str = "en") -> str:
        """Why the duty is owed and what became of it, in plain words: "en" or "zh"."""
    def explain_json(self, duty: Duty | str) -> str:
        """The same as canonical JSON."""
    def explain_entry(self, entry: int, language: str = "en") -> str:
        """Why a line of the ledger of points is there, by its number: rule, clause, cause, share, limits, period, and what became of it.

        Raises: ArgumentError: there is no such line.
        """
    def explain_entry_json(self, entry: int) -> str:
        """The same as canonical JSON."""
    def plan(
        self,
        first: datetime.date,
        last: datetime.date,
        *,
        capacity: int | None = None,
        gap_days: int = 0,
        rule: str = "",
        owner: str = "",
    ) -> Plan:
        """Put the live duties whose windows touch these days on days and people; a visit's id is its duty's key.

        `capacity` is visits per person and open day (default: `plan.capacity` of the policy, else 8), `gap_days` the least
        distance between visits of one subject; `owner` is "s7" or "unit:sales".
        """
    def verify(self, *, progress: Callable[[float], object] | None = None) -> VerifyReport:
        """Replay the journal into a temporary database and compare every table with what is stored.

        Large books need as much room as they take in the folder for temporary files, where nothing is left behind.

        Args:
            progress: Told how far it came, 0 to 1. What it raises ends the call.
        """

# ------------------------------------------------------------------------------------------------------ logs

@final
class LogMapping:
    """How the records of a log become events. Immutable; one object may serve any number of threads."""

    @staticmethod
    def parse(json: _Text, *, file: str = "") -> LogMapping:
        """Read a mapping document. Raises FormatError, PolicyError with all findings."""
    @staticmethod
    def load_file(path: _Path) -> LogMapping: ...

@final
class EventLog:
    """The events of CSV and JSON Lines logs, in time order. Iterating begins again with the first one."""

    def __init__(
        self,
        *logs: LogInput | _Path,
        zone: str = "UTC",
        record_bytes_max: int = ...,
        errors_listed: int = ...,
    ) -> None:
        """Read and check logs; a path alone is a file of JSON envelopes, one a line.

        Args:
            zone: Zone of times without offset, unless the mapping names one.
        Raises: StorageError: a file cannot be read; FormatError with all malformed records.
        The GIL is released while reading.
        """
    def __iter__(self) -> Iterator[Event]: ...
    def __next__(self) -> Event: ...
    def __len__(self) -> int: ...
    @property
    def place(self) -> str:
        """Where the event last handed out stands: "orders.csv:17"."""
    @property
    def records(self) -> int:
        """Records read, without headers."""
    @property
    def skipped_records(self) -> int:
        """Left out because the mapping says so."""
    @property
    def skipped(self) -> tuple[Diagnostic, ...]:
        """Why, as far as they are listed."""

# ---------------------------------------------------------------------------------------------- policy tests

@final
class PolicyTestFailure:
    """One thing that is not as the test expects. Immutable."""

    @property
    def what(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def found(self) -> str: ...
    @property
    def pointer(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> int | None: ...

@final
class PolicyTestResult:
    """One policy test and how it went. Immutable."""

    @property
    def file(self) -> str: ...
    @property
    def name(self) -> str:
        """Empty: the file itself could not be used."""
    @property
    def checks(self) -> int:
        """Expectations looked at."""
    @property
    def passed(self) -> bool: ...
    @property
    def failures(self) -> tuple[PolicyTestFailure, ...]: ...

@final
class PolicyCoverageItem:
    """Something of a policy that tests can reach. Immutable."""

    @property
    def kind(self) -> str:
        """rule, tier row."""
    @property
    def name(self) -> str: ...
    @property
    def reached(self) -> bool: ...

@final
class PolicyCoverage:
    """What all tests of one policy together reached. Immutable."""

    @property
    def policy(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def items(self) -> tuple[PolicyCoverageItem, ...]: ...

@final
class PolicyTestReport:
    """What policy tests came to. Immutable; true when all passed."""

    @property
    def results(self) -> tuple[PolicyTestResult, ...]: ...
    @property
    def coverage(self) -> tuple[PolicyCoverage, ...]: ...
    @property
    def passed(self) -> int: ...
    @property
    def failed(self) -> int: ...
    def __bool__(self) -> bool: ...

def run_policy_tests(
    *paths: _Path, only: str = "", progress: Callable[[PolicyTestResult], object] | None = None
) -> PolicyTestReport:
    """Run policy tests, each on a book of its own in memory.

    Args:
        paths: Test files, or folders for all .json files of the folders named tests in them, at any depth.
        only: Run the tests whose name contains this.
        progress: Told each test after it ran. What it raises ends the run.
    Raises: StorageError: no such path. The GIL is released while testing.
    """
