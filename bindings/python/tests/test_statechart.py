"""Statecharts: pure steps over states that are values."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

import huifang

MATTER = json.dumps(
    {
        "statechart": "matter",
        "data": {"tries": 0},
        "states": {
            "open": {
                "after": {"24 hours": "superior"},
                "on": {
                    "called": {"set": {"tries": "tries + 1"}},
                    "replied": {"target": "closed", "do": [{"send": "told", "to": "customer", "data": {"by": "event.by"}}]},
                },
            },
            "superior": {"entry": [{"log": "tries", "label": "late after"}], "on": {"replied": "closed"}},
            "closed": {"type": "final", "done": "tries"},
        },
    }
)
DAY_US = 86_400_000_000


def test_an_event_leads_to_a_new_state_and_effects() -> None:
    chart = huifang.Statechart(MATTER)
    assert chart.name == "matter"
    assert chart.states == ("open", "superior", "closed")
    first = chart.start(0).state
    called = chart.step(first, "called", now=1).state
    assert called.data == {"tries": Decimal(1)}
    assert first.data == {"tries": Decimal(0)}
    step = chart.step(called, "replied", {"by": "s7"}, now=2, trace=True)
    assert step.taken and not step.state.running
    assert [(e.kind, e.name, e.to, e.data) for e in step.effects] == [
        ("send", "told", "customer", {"by": "s7"}),
        ("done", "closed", "", Decimal(1)),
    ]
    assert step.trace == (("event", "replied"), ("left", "open"), ("transition", "/states/open/on/replied"), ("entered", "closed"))
    assert step.state.result == Decimal(1)


def test_a_kept_state_fires_late_with_its_own_due() -> None:
    chart = huifang.Statechart(MATTER)
    kept = chart.start(dt.datetime(2024, 3, 1, tzinfo=dt.timezone.utc)).state.to_json()
    state = chart.state(kept)
    assert state.to_json() == kept
    assert state == chart.state(kept) and hash(state) == hash(chart.state(kept))
    assert state != "open"
    due = state.next_due_utc_us
    assert due is not None
    step = chart.advance(state, now=due + 5 * DAY_US)
    assert step.state.leaves == ("superior",)
    assert [(e.kind, e.at_utc_us) for e in step.effects] == [("log", due)]
    assert step.state.next_due_utc_us is None


def test_start_with_data() -> None:
    chart = huifang.Statechart(MATTER)
    assert chart.start(0, {"tries": 5}).state.data == {"tries": Decimal(5)}
    with pytest.raises(huifang.ArgumentError) as error:
        chart.start(0, {"tires": 5})
    assert error.value.diagnostics[0].suggestion == "tries"
    with pytest.raises(TypeError):
        chart.start(0, [5])  # type: ignore[arg-type]


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(huifang.PolicyError) as error:
        huifang.Statechart('{"statechart": "c", "states": {"open": {"on": {"e": "opne"}}}}', file="c.json")
    [finding] = error.value.diagnostics
    assert (finding.code, finding.file, finding.suggestion) == ("HF5501", "c.json", "open")
    chart = huifang.Statechart(MATTER)
    state = chart.start(10).state
    with pytest.raises(huifang.ConflictError):
        chart.step(state, "called", now=9)
    other = huifang.Statechart('{"statechart": "other", "states": {"a": {}}}')
    with pytest.raises(huifang.ConflictError):
        other.step(state, "called", now=11)
    with pytest.raises(huifang.ConflictError):
        other.state(state.to_json())
    loop = huifang.Statechart('{"statechart": "c", "states": {"a": {"on": {"e": "b"}}, "b": {"always": "d"}, "d": {"always": "b"}, "x": {}}}')
    assert [finding.code for finding in loop.lint()] == ["HF5532", "HF5530"]
    with pytest.raises(huifang.LimitError):
        loop.step(loop.start(0).state, "e", now=1, microsteps_max=50)


def test_pictures() -> None:
    chart = huifang.Statechart(MATTER)
    state = chart.start(0).state
    assert 'class="active"' in chart.draw(state=state)
    assert 'class="active"' not in chart.draw()
    assert chart.draw("dot", state).startswith('digraph "matter"')
    assert chart.draw("mermaid").startswith("stateDiagram-v2")
    with pytest.raises(huifang.ArgumentError):
        chart.draw("png")  # type: ignore[arg-type]


def test_scxml() -> None:
    chart = huifang.Statechart(MATTER)
    again = huifang.Statechart.from_scxml(chart.to_scxml())
    assert again.states == chart.states
    assert again.to_scxml() == chart.to_scxml()
    with pytest.raises(huifang.PolicyError) as error:
        huifang.Statechart.from_scxml("<scxml><state id='a'><invoke/></state></scxml>", file="c.scxml")
    assert [(finding.code, finding.file) for finding in error.value.diagnostics] == [("HF5541", "c.scxml")]
    with pytest.raises(huifang.FormatError):
        huifang.Statechart.from_scxml("<other/>")


def test_threads_share_a_statechart() -> None:
    chart = huifang.Statechart(MATTER)

    def calls(number: int) -> Decimal:
        state = chart.start(0).state
        for now in range(number):
            state = chart.step(state, "called", now=now).state
        result: Decimal = state.data["tries"]
        return result

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(calls, range(20))) == [Decimal(number) for number in range(20)]


def test_schema() -> None:
    assert json.loads(huifang.statechart_schema())["title"] == "huifang statechart"
