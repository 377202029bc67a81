"""Events."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

import huifang
from huifang import Event


def test_an_event_that_was_put_together_reads_back() -> None:
    event = Event("phone", "crm-1", "2024-03-01T10:05:00+08:00", by="s7", subjects={"customer": "c12"},
                  data={"reached": True, "minutes": Decimal("2.50")}, voids="crm-0")
    assert event.at == dt.datetime(2024, 3, 1, 2, 5, tzinfo=dt.timezone.utc)
    assert event.at_us == 1709258700 * 10**6
    assert (event.id, event.type, event.by, event.voids, event.duty) == ("crm-1", "phone", "s7", "crm-0", "")
    assert event.subjects == {"customer": "c12"}
    assert event.data == {"reached": True, "minutes": Decimal("2.5")}
    again = Event.parse(event.to_json())
    assert again == event and hash(again) == hash(event)
    assert again != Event.parse(event.to_json().replace("crm-1", "crm-2"))


def test_text_without_offset_needs_a_zone() -> None:
    envelope = '{"id": "1", "type": "phone", "at": "2024-03-01T10:05:00", "customer": "c12"}'
    assert Event.parse(envelope, zone="Asia/Shanghai").at_us + 8 * 3600 * 10**6 == Event.parse(envelope).at_us
    with pytest.raises(ValueError, match="without offset"):
        Event("phone", "1", "2024-03-01T10:05:00")
    with pytest.raises(ValueError, match="without tzinfo"):
        Event("phone", "1", dt.datetime(2024, 3, 1))


def test_what_is_no_event_is_refused() -> None:
    with pytest.raises(huifang.FormatError):
        Event.parse('{"id": ')
    with pytest.raises(huifang.Error):
        Event.parse('{"id": "1"}')
    with pytest.raises(huifang.FormatError):
        Event("phone", "1", "noon")
    with pytest.raises(huifang.RangeError):
        Event("phone", "1", 10**18)
    with pytest.raises(TypeError, match="not exact"):
        Event("phone", "1", 0, data={"minutes": 2.5})
