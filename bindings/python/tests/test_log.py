"""Logs."""

from __future__ import annotations

from pathlib import Path

import pytest

import huifang
from huifang import EventLog, LogInput, LogMapping

MAPPING = """{"huifang_log": 1, "format": "csv", "events": [
  {"type": "phone", "id": {"column": "no"}, "at": {"column": "at"}, "by": "by", "subjects": {"customer": "customer"}}]}"""
CALLS = "no,at,by,customer\n2,2024-03-02T10:00:00,s1,c2\n1,2024-03-01T10:00:00,s1,c1\n"
VISITS = '{"id": "3", "type": "visit", "at": "2024-03-01T12:00:00", "customer": "c3"}\n'


def test_events_come_in_time_order(tmp_path: Path) -> None:
    visits = tmp_path / "visits.jsonl"
    visits.write_text(VISITS)
    log = EventLog(LogInput(text=CALLS, name="calls.csv", mapping=LogMapping.parse(MAPPING)), visits, zone="Asia/Shanghai")
    assert (len(log), log.records, log.skipped_records, log.skipped) == (3, 3, 0, ())
    first = [(event.id, log.place) for event in log]
    assert first == [("1", "calls.csv:3"), ("3", "visits.jsonl:1"), ("2", "calls.csv:2")]
    assert [(event.id, log.place) for event in log] == first
    assert next(iter(log)).at.hour == 2


def test_a_log_goes_into_a_book(book: huifang.Book) -> None:
    log = EventLog(LogInput(text=CALLS.replace("c2", "c1"), name="calls.csv", mapping=LogMapping.parse(MAPPING)), zone=book.zone)
    with book.batch():
        for event in log:
            book.record(event)
    assert len(book.duties(rule="call", state="done")) == 1


def test_malformed_records_are_all_told() -> None:
    bad = "no,at,by,customer\n1,soon,s1,c1\n2,2024-03-01T10:00:00,s1,c1\n3,later,s1,c1\n"
    with pytest.raises(huifang.FormatError) as caught:
        EventLog(LogInput(text=bad, name="calls.csv", mapping=LogMapping.parse(MAPPING)))
    assert [(d.file, d.line) for d in caught.value.diagnostics] == [("calls.csv", 2), ("calls.csv", 4)]


def test_mappings_are_checked(tmp_path: Path) -> None:
    with pytest.raises(huifang.FormatError):
        LogMapping.parse("{")
    with pytest.raises(huifang.PolicyError):
        LogMapping.parse('{"huifang_log": 1, "evnts": []}')
    with pytest.raises(huifang.StorageError):
        LogMapping.load_file(tmp_path / "nowhere.json")
    (tmp_path / "mapping.json").write_text(MAPPING)
    assert LogMapping.load_file(tmp_path / "mapping.json")


def test_a_log_is_a_file_or_a_text(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="either path or text"):
        EventLog(LogInput())
    with pytest.raises(ValueError, match="either path or text"):
        EventLog(LogInput(path=tmp_path, text=""))
    with pytest.raises(huifang.StorageError):
        EventLog(tmp_path / "nowhere.jsonl")
    assert list(EventLog()) == []
