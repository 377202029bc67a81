"""Workflows of policies and the cases of a book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

import huifang
from huifang import Book, Event, Policy, Ref

MATTERS = """
{ "huifang": 1, "policy": "matters", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "events": {"complaint": {"promise": "date"}, "solved": {}, "content": {}},
  "calendar": {"use": null, "weekly": "mon-fri"},
  "rules": {"open": {"on": "complaint", "do": [{"open": "matter", "data": {"promise": "= event.promise"}}]}},
  "workflows": {"matter": {"owner": "cause.by", "facts": {"promise": "date"}, "states": {
    "solving": {"owe": {"solve": {"need": "solved", "due": "case.promise"}}, "on": {"done.solve": "asking"}},
    "asking": {"on": {"content": "settled"}},
    "settled": {"type": "final"}}}} }
"""


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def matters() -> Iterator[Book]:
    """Two cases about one customer: f1 is settled, f2 runs."""
    with Book(":memory:") as book:
        book.bind(Policy.load(MATTERS), now="2024-03-01")
        book.record({"id": "f1", "type": "complaint", "at": "2024-03-04T09:00", "by": "s1", "customer": "c1",
                     "data": {"promise": dt.date(2024, 3, 6)}})
        book.record({"id": "f2", "type": "complaint", "at": "2024-03-04T10:00", "by": "s2", "customer": "c1",
                     "data": {"promise": dt.date(2024, 3, 7)}})
        book.record(Event("solved", "e1", at("2024-03-05T11:00"), by="s1", subjects={"customer": "c1"}, case="f1"))
        book.record({"id": "e2", "type": "content", "at": "2024-03-05T15:00", "customer": "c1", "case": "matter/f1"})
        yield book


def test_an_event_names_its_case() -> None:
    event = Event("solved", "e1", 0, case="matter/f1")
    assert event.case == "matter/f1"
    assert Event.parse(event.to_json()).case == "matter/f1"
    assert Event("solved", "e1", 0).case == ""


def test_a_policy_names_and_draws_its_workflows() -> None:
    policy = Policy.load(MATTERS)
    assert policy.workflows == ("matter",)
    assert policy.draw("matter").startswith("<svg")
    assert policy.draw("matter", "mermaid").startswith("stateDiagram-v2")
    with pytest.raises(huifang.ArgumentError) as caught:
        policy.draw("mater")
    assert caught.value.diagnostics[0].code == "HF6024"
    with pytest.raises(huifang.ArgumentError, match="png"):
        policy.draw("matter", "png")  # type: ignore[arg-type]


def test_cases_are_asked_by_workflow_key_subject_and_whether_they_run(matters: Book) -> None:
    settled, running = matters.cases()
    assert (settled.workflow, settled.key, settled.about, settled.owner) == ("matter", "f1", Ref("customer", "c1"), Ref("staff", "s1"))
    assert (settled.states, settled.running, settled.outcome) == (("settled",), False, "settled")
    assert (settled.opened, settled.closed) == (at("2024-03-04T09:00"), at("2024-03-05T15:00"))
    assert settled.closed_us == int(at("2024-03-05T15:00").timestamp()) * 10**6
    assert settled.facts == {"promise": dt.date(2024, 3, 6)}
    assert (running.key, running.states, running.running, running.outcome) == ("f2", ("solving",), True, None)
    assert running.closed is None and running.closed_us is None
    assert repr(running) == "<Case matter f2 solving>"

    def keys(cases: list[huifang.Case]) -> list[str]:
        return [case.key for case in cases]

    assert keys(matters.cases(running=True)) == ["f2"]
    assert keys(matters.cases(running=False, about="c1")) == ["f1"]
    assert keys(matters.cases(about=Ref("customer", "c1"), workflow="matter")) == ["f1", "f2"]
    assert keys(matters.cases(key="f2")) == ["f2"]
    assert matters.cases(about=("staff", "c1")) == matters.cases(workflow="other") == matters.cases(limit=0) == []
    assert keys(matters.cases(limit=1)) == ["f1"]


def test_a_case_has_a_path_and_a_picture(matters: Book) -> None:
    opening, solved, content = matters.case_path("matter", "f1")
    assert (opening.number, opening.event, opening.type, opening.left, opening.entered) == (1, None, "opened", (), ("solving",))
    assert (solved.left, solved.entered, solved.states) == (("solving",), ("asking",), ("asking",))
    assert (content.event, content.type, content.at, content.states) == ("e2", "content", at("2024-03-05T15:00"), ("settled",))
    assert content.transitions == ("/workflows/matter/states/asking/on/content",)
    assert repr(content) == "<CaseStep 3 content>"
    assert opening.because["workflow"] == "matter" and opening.because["cause"] == "f1"
    assert matters.case_path("matter", "f3") == []
    assert "solve: 2024-03-07" in matters.draw_case("matter", "f2")
    assert matters.draw_case("matter", "f1", "dot").startswith("digraph")
    with pytest.raises(huifang.ArgumentError) as caught:
        matters.draw_case("matter", "f3")
    assert caught.value.diagnostics[0].code == "HF6025"
    assert matters.verify().same


def test_duties_of_the_cases_about_somebody_are_among_theirs(matters: Book) -> None:
    assert [duty.key.split("/")[2] for duty in matters.duties(subject=Ref("customer", "c1"))] == ["case.matter:f1", "case.matter:f2"]
    assert matters.duties(subject=Ref("customer", "c2")) == matters.duties(subject=Ref("staff", "s1")) == []
    [open_duty] = matters.duties(subject=Ref("customer", "c1"), state="open")
    assert "overrun" not in matters.explain_json(open_duty)
    matters.advance("2024-03-09T12:00:00+08:00")
    assert '"overrun":{"days":2,"stands":false,"working":false}' in matters.explain_json(open_duty)
