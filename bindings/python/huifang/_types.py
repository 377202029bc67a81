"""Errors and the few values that Python has no type of its own for."""

from __future__ import annotations

import collections.abc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import os

    import huifang

__all__ = [
    "ArgumentError",
    "ConflictError",
    "Error",
    "EvaluationError",
    "FormatError",
    "InternalError",
    "LimitError",
    "LogInput",
    "Months",
    "PolicyError",
    "Range",
    "RangeError",
    "Ref",
    "StorageError",
]


class Error(Exception):
    """What huifang refuses, with every finding. Never raised itself; its subclasses say what kind of failure it is."""

    kind: ClassVar[str] = "error"

    def __init__(self, message: str = "", diagnostics: collections.abc.Iterable[huifang.Diagnostic] = ()) -> None:
        super().__init__(message)
        #: All findings, in document order.
        self.diagnostics: tuple[huifang.Diagnostic, ...] = tuple(diagnostics)


class FormatError(Error, ValueError):
    """The text is not in its format: JSON, CSV, FEEL, time text, UTF-8."""

    kind = "syntax"


class PolicyError(Error, ValueError):
    """Well-formed, but refused: unknown key or name, wrong type, missing value."""

    kind = "policy"


class RangeError(Error, ValueError):
    """Outside the calendar's coverage or the years 1400 to 9999; no open time."""

    kind = "range"


class ArgumentError(Error, ValueError):
    """A call that cannot be made: an unknown name, a closed book."""

    kind = "argument"


class LimitError(Error):
    """An explicit limit was exceeded; the diagnostic names it."""

    kind = "limit"


class ConflictError(Error):
    """Same id with other content, time going backwards, a claim that does not fit."""

    kind = "conflict"


class StorageError(Error, OSError):
    """The database or file cannot be opened, read or written, or has another schema version."""

    kind = "storage"

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class EvaluationError(Error):
    """An expression failed on these inputs."""

    kind = "evaluation"


class InternalError(Error):
    """A defect in huifang; please report the message."""

    kind = "internal"


@dataclass(frozen=True)
class Months:
    """FEEL's years-and-months duration, which no timedelta can be: P1Y2M is Months(14)."""

    months: int


@dataclass(frozen=True)
class Ref:
    """A subject: customer c12 is Ref("customer", "c12")."""

    entity: str
    key: str

    def __str__(self) -> str:
        return f"{self.entity}:{self.key}"


@dataclass(frozen=True)
class Range:
    """A FEEL range; a bound that is None is open-ended."""

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True)
class LogInput:
    """One log to read: a file, or a text in memory."""

    #: The file; None when the log is in memory.
    path: str | os.PathLike[str] | None = None
    #: The log itself; None when it is a file.
    text: str | bytes | None = None
    #: In diagnostics and ids; empty: the last part of the path.
    name: str = ""
    #: How its records become events; None: each line is an event's JSON envelope.
    mapping: huifang.LogMapping | None = None
