"""Books: recording, time, duties, explanations, verification."""

from __future__ import annotations

import datetime as dt
import json
import threading
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import huifang
from huifang import Book, Event, Policy, Ref

shanghai = ZoneInfo("Asia/Shanghai")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=shanghai)


def test_a_call_fulfils_the_duty_of_its_week(book: Book) -> None:
    result = book.record({"id": "e4", "type": "phone", "at": at("2024-01-09T10:00"), "by": "s1", "customer": "c1",
                          "data": {"reached": True}})
    assert not result.known
    [key] = result.credited
    duty = book.duty(key)
    assert duty is not None
    assert duty.key == key
    assert (duty.policy, duty.rule, duty.subject, duty.n) == ("cadence", "call", Ref("customer", "c1"), "2024-W02")
    assert (duty.state, duty.owner, duty.needs) == ("done", Ref("staff", "s1"), ("phone",))
    assert (duty.credits, duty.credits_needed, duty.late) == (1, 1, False)
    assert duty.opens == at("2024-01-08")
    assert duty.due == at("2024-01-15") - dt.timedelta(microseconds=1)
    assert duty.due.tzinfo == shanghai
    assert duty.due_us == int(at("2024-01-15").timestamp()) * 10**6 - 1
    assert duty.done_at == at("2024-01-09T10:00")
    assert duty.missed_at is None and duty.missed_at_us is None
    assert duty.source == "3"
    assert duty.policy_version == "1"
    assert duty.because == json.loads(duty.because_json, parse_float=Decimal)
    assert duty == book.duty(duty)
    assert hash(duty) == hash(book.duty(duty))
    assert repr(duty) == f"<Duty {key} done>"
    assert book.now == at("2024-01-09T10:00")


def test_duties_are_asked_by_state_subject_owner_rule_and_time(book: Book) -> None:
    assert book.advance(at("2024-01-29")).complete
    lapsed = book.duties(state="lapsed")
    assert lapsed and all(d.state == "lapsed" and d.missed_at == d.due for d in lapsed)
    assert book.duties(state=["lapsed", "open"]) == book.duties(state=("open", "lapsed"))
    assert book.duties(subject=Ref("customer", "c1")) == book.duties(subject=("customer", "c1")) == book.duties()
    assert book.duties(subject=Ref("customer", "c2")) == []
    assert book.duties(owner="s1") == book.duties(owner=Ref("staff", "s1"))
    assert {d.rule for d in book.duties(rule="call")} == {"call"}
    some = book.duties(due_from="2024-01-08", due_to="2024-01-22", rule="call")
    assert [d.n for d in some] == ["2024-W02", "2024-W03"]
    assert book.duties(missed_from="2024-01-15", missed_to="2024-01-22") == [d for d in some if d.n == "2024-W03"]
    assert book.duties(limit=1) == book.duties()[:1]
    assert book.duties(limit=0) == []
    with pytest.raises(huifang.ArgumentError) as caught:
        book.duties(state="lapsd")  # type: ignore[arg-type]
    assert caught.value.diagnostics[0].suggestion == "lapsed"
    with pytest.raises(TypeError, match="subject"):
        book.duties(subject="c1")  # type: ignore[arg-type]


def test_time_goes_forward_only(book: Book) -> None:
    result = book.advance("2024-01-20T12:00")
    assert result.reached == at("2024-01-20T12:00") and result.steps > 0
    with pytest.raises(huifang.ConflictError):
        book.advance("2024-01-19")
    calls = 1
    while not book.advance("2024-03-01", steps_max=1).complete:
        calls += 1
    assert calls > 1


def test_events_are_mappings_objects_or_json(book: Book) -> None:
    event = Event("complaint", "k1", at("2024-01-10T09:00"), by="s1", subjects={"customer": "c1"})
    assert not book.record(event, now=at("2024-01-10T09:30")).known
    assert book.record(event.to_json()).known
    assert book.record({"id": "k1", "type": "complaint", "at": "2024-01-10T09:00", "by": "s1", "customer": "c1", "duty": None}).known
    with pytest.raises(huifang.ConflictError):
        book.record({"id": "k1", "type": "complaint", "at": "2024-01-10T09:00", "by": "s2", "customer": "c1"})
    with pytest.raises(huifang.PolicyError):
        book.record({"id": "k2", "type": "complain", "at": "2024-01-10T10:00", "customer": "c1"})
    with pytest.raises(TypeError, match="event"):
        book.record(3)  # type: ignore[arg-type]
    for missing in ("id", "type", "at"):
        whole = {"id": "k3", "type": "complaint", "at": "2024-01-10T10:00", "customer": "c1"}
        del whole[missing]
        with pytest.raises(huifang.FormatError, match=missing):
            book.record(whole)


def test_facts_keep_their_types(book: Book) -> None:
    book.record({"id": "f1", "type": "set", "at": "2024-01-10", "by": "s1", "customer": "c1",
                 "data": {"volume": Decimal("1.50"), "since": dt.date(2020, 2, 29)}})
    c1 = Ref("customer", "c1")
    assert book.fact(c1, "volume", "2024-01-10") == Decimal("1.5")
    assert book.fact(c1, "volume", "2024-01-09") == 250
    assert book.fact(c1, "since", at("2024-01-11")) == dt.date(2020, 2, 29)
    assert book.fact(c1, "owner", "2024-01-10") == Ref("staff", "s1")
    assert book.fact(("customer", "c9"), "volume", "2024-01-10") is None
    with pytest.raises(TypeError, match="not exact"):
        book.record({"id": "f2", "type": "set", "at": "2024-01-10", "customer": "c1", "data": {"volume": 1.5}})


def test_duties_are_put_off_and_excused_and_events_taken_back(book: Book) -> None:
    [key] = book.record({"id": "k1", "type": "complaint", "at": "2024-01-10T09:00", "customer": "c1"}).created
    act = {"by": "s1", "duty": key, "data": {"reason": "the file is missing"}}
    assert book.record({"id": "a1", "type": "duty.extend", "at": "2024-01-10T10:00", **act}).notes == ()
    duty = book.duty(key)
    assert duty is not None and duty.due == at("2024-01-16") - dt.timedelta(microseconds=1)
    assert book.record({"id": "r1", "type": "replied", "at": "2024-01-10T11:00", "customer": "c1", "by": "s1"}).credited == (key,)
    book.record({"id": "v1", "type": "void", "at": "2024-01-10T12:00", "customer": "c1", "voids": "r1"})
    assert [d.state for d in book.duties(rule="reply")] == ["open"]
    [note] = book.record({"id": "a2", "type": "duty.claim", "at": "2024-01-10T13:00", "by": "s1", "duty": key}).notes
    assert "not owed by a unit" in note
    with pytest.raises(huifang.PolicyError) as caught:
        book.record({"id": "a3", "type": "duty.waive", "at": "2024-01-10T14:00", "by": "s1", "duty": key})
    assert caught.value.diagnostics[0].code == "HF2022"
    book.record({"id": "a4", "type": "duty.waive", "at": "2024-01-10T14:00", **act})
    [duty] = book.duties(rule="reply")
    assert (duty.state, duty.credits) == ("waived", 0)
    assert [a["act"] for a in duty.because["acts"]] == ["duty.extend", "void", "duty.waive"]
    assert book.verify().same


def test_slots_and_absences_are_what_plans_go_by(book: Book) -> None:
    [key] = book.record({"id": "k1", "type": "complaint", "at": "2024-01-10T09:00", "customer": "c1"}).created
    book.record({"id": "p1", "type": "slot", "at": "2024-01-10T10:00", "duty": key, "data": {"day": "2024-01-11"}})
    book.record({"id": "v1", "type": "absent", "at": "2024-01-10T11:00", "staff": "s9",
                 "data": {"from": "2024-01-12", "to": "2024-01-13", "cover": "s1"}})
    [slot] = book.slots()
    assert (slot.key, slot.act, slot.day, slot.person, slot.pinned) == (key, 1, dt.date(2024, 1, 11), "", True)
    [away] = book.absences()
    assert (away.staff, away.first, away.last, away.cover) == ("s9", dt.date(2024, 1, 12), dt.date(2024, 1, 13), "s1")
    [visit] = [v for v in book.plan(dt.date(2024, 1, 10), dt.date(2024, 1, 20), rule="reply").visits if v.id == key]
    assert (visit.day, visit.pinned, visit.together) == (dt.date(2024, 1, 11), True, ())
    assert huifang.plan({"visits": [{"id": "a", "first": "2024-01-10", "last": "2024-01-10", "together": ["b"]}],
                         "people": [{"id": "s1"}]}).visits[0].together == ("b",)


def test_rules_set_facts_send_and_request() -> None:
    policy = Policy.load("""{
      "huifang": 1, "policy": "shop", "version": "1", "zone": "Asia/Shanghai",
      "facts": {"customer": {"stage": ["new", "lost"], "balance": "number", "town": "string", "met": "date"}},
      "events": {"complaint": {}, "storm": {"town": "string"}, "phone": {}},
      "rules": {
        "lose": {"on": "complaint", "do": [{"set": {"customer.stage": "lost"}}, {"request": "stop_deliveries"}]},
        "win": {"when": "customer.stage = lost", "owe": {"need": "phone", "due": "customer.met"}},
        "low": {"when": "customer.balance <= 20", "do": [{"send": "low"}]},
        "empty": {"when": "customer.balance <= 0", "overrides": "low", "do": [{"send": "empty"}]},
        "warn": {"on": "storm", "link": "event.town = customer.town", "owe": {"need": "phone", "due": "0 days"}}}}""")
    with Book(":memory:") as book:
        book.bind(policy, now="2024-01-01")
        book.record({"id": "1", "type": "set", "at": "2024-01-02", "customer": "c1", "data": {"balance": 50, "town": "Jilin"}})
        book.record({"id": "2", "type": "complaint", "at": "2024-01-03", "customer": "c1"})
        book.record({"id": "3", "type": "set", "at": "2024-01-04", "customer": "c1", "data": {"balance": -1}})
        assert book.fact(Ref("customer", "c1"), "stage", "2024-01-03") == "lost"
        assert [(e.kind, e.to, e.data.get("name")) for e in book.effects()] == [
            ("set", None, None), ("request", None, "stop_deliveries"), ("send", Ref("customer", "c1"), "empty")]
        assert [d.due for d in book.duties(rule="win")] == [None]
        assert len(book.record({"id": "4", "type": "set", "at": "2024-01-05", "customer": "c1", "data": {"met": dt.date(2024, 1, 20)}}).moved) == 1
        assert [d.due for d in book.duties(rule="win")] == [at("2024-01-21") - dt.timedelta(microseconds=1)]
        assert len(book.record({"id": "5", "type": "storm", "at": "2024-01-06", "data": {"town": "Jilin"}}).created) == 1
        assert book.verify().same


def test_tiers_effects_and_counts(book: Book) -> None:
    book.record({"id": "k1", "type": "complaint", "at": "2024-01-10T09:00", "customer": "c1"})
    [tier] = book.tiers(Ref("customer", "c1"))
    assert (tier.tier, tier.value, tier.start, tier.end) == ("rank", "key", at("2024-01-01"), None)
    assert isinstance(tier.because, dict)
    [effect] = book.effects()
    assert (effect.kind, effect.to, effect.subject) == ("notify", Ref("staff", "s1"), Ref("customer", "c1"))
    assert effect.at == at("2024-01-10T09:00")
    assert isinstance(effect.data, dict) and isinstance(effect.because, dict)
    assert book.effects(effect.sequence) == []
    assert book.effects(0, limit=0) == []
    book.advance("2024-03-01")
    counts = {(c.rule, c.month): c for c in book.counts()}
    assert counts["call", "2024-02"].missed == counts["call", "2024-02"].created == 4
    assert counts["reply", "2024-01"].overdue == 1


def test_explanations_in_two_languages(book: Book) -> None:
    duty = book.duties(rule="call")[0]
    assert "call" in book.explain(duty)
    assert book.explain(duty, "zh") != book.explain(duty.key)
    assert json.loads(book.explain_json(duty))
    with pytest.raises(huifang.FormatError, match="key"):
        book.explain("no key")
    with pytest.raises(huifang.Error):
        book.explain("cadence/call/customer:nobody/x//1")
    assert book.duty("cadence/call/customer:nobody/x//1") is None


def test_a_batch_is_all_or_nothing(book: Book) -> None:
    complaint = {"id": "k1", "type": "complaint", "at": "2024-01-10T09:00", "customer": "c1"}
    before = book.duties()
    with pytest.raises(RuntimeError, match="changed my mind"):
        with book.batch():
            book.record(complaint)
            raise RuntimeError("changed my mind")
    assert book.duties() == before
    with book.batch():
        assert not book.record(complaint).known
        with pytest.raises(huifang.ArgumentError):
            book.begin()
    assert len(book.duties(rule="reply")) == 1


def test_verification_replays_the_journal(book: Book) -> None:
    book.advance("2024-03-01")
    seen: list[float] = []
    report = book.verify(progress=seen.append)
    assert report and report.same and report.differences == ()
    assert report.inputs >= 4 and report.rows > 0
    assert seen == sorted(seen) and seen[-1] <= 1
    assert book.verify()


def test_what_a_progress_callback_raises_reaches_the_caller(book: Book) -> None:
    def stop(done: float) -> None:
        raise KeyError(done)

    with pytest.raises(KeyError):
        book.verify(progress=stop)
    with pytest.raises(huifang.ArgumentError, match="callback"):
        book.verify(progress=lambda done: book.duties())
    assert book.verify()


def test_a_closed_book_refuses(policy: Policy) -> None:
    book = Book(":memory:")
    assert (book.policy, book.zone, book.now, book.closed) == (None, "UTC", None, False)
    with book:
        book.bind(policy, now=dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc))
        assert book.policy is not None and book.policy.hash == policy.hash
        assert book.zone == "Asia/Shanghai"
    assert book.closed
    book.close()
    with pytest.raises(huifang.ArgumentError, match="closed"):
        book.duties()


def test_a_file_keeps_the_book(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "回访.db"
    with Book(path, durability="off", cached_subjects=10) as book:
        book.bind(policy, now="2024-01-01")
        book.record({"id": "e1", "type": "set", "at": "2024-01-01", "by": "s1", "customer": "c1", "data": {"volume": 1}})
        duties = book.duties()
    assert path.exists()
    with Book(path, read_only=True) as reader:
        assert reader.duties() == duties
        with pytest.raises(huifang.ArgumentError):
            reader.record({"id": "e2", "type": "complaint", "at": "2024-01-02", "customer": "c1"})
    with pytest.raises(huifang.StorageError):
        Book(tmp_path / "no such folder" / "book.db")
    with pytest.raises(huifang.ArgumentError, match="durability"):
        Book(path, durability="sometimes")  # type: ignore[arg-type]


def test_calls_of_several_threads_take_turns(book: Book) -> None:
    failures: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for i in range(20):
                book.record({"id": f"{worker}-{i}", "type": "complaint", "at": "2024-01-10T09:00", "customer": f"c{worker}"})
                book.duties(subject=Ref("customer", f"c{worker}"))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(book.duties(rule="reply")) == 80
    assert book.verify()


def test_one_policy_serves_many_threads(policy: Policy) -> None:
    results: list[int] = []

    def work() -> None:
        with Book(":memory:") as book:
            book.bind(policy, now="2024-01-01")
            book.record({"id": "e", "type": "set", "at": "2024-01-01", "customer": "c1", "data": {"volume": 1}})
            book.advance("2025-01-01")
            results.append(len(book.duties()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 and len(set(results)) == 1


def test_a_denied_contact_names_who_would_be_allowed() -> None:
    policy = Policy.load(json.dumps({
        "huifang": 1, "policy": "care", "version": "1", "zone": "UTC",
        "facts": {"customer": {"kind": ["agent", "direct"]}, "person": {"customer": "customer", "named": "boolean"}},
        "events": {"phone": {"contact": True, "person": "person"}},
        "eligibility": {"inputs": ["customer.kind", "person.named"], "rows": [
            ["direct", "-", "allow"], ["agent", "true", "allow"], ["agent", "-", "deny: wrong_person"]]},
        "rules": {"week": {"each": "week", "owe": {"need": "phone", "purpose": "weekly"}}}}))
    with Book(":memory:") as book:
        book.bind(policy, now="2024-01-01")
        book.record({"id": "1", "type": "set", "at": "2024-01-01", "customer": "c1", "data": {"kind": "agent"}})
        for person, named in (("p1", False), ("p2", True)):
            book.record({"id": person, "type": "set", "at": "2024-01-01", "person": person,
                         "data": {"customer": "c1", "named": named}})
        call = {"id": "x", "type": "phone", "at": "2024-01-02", "customer": "c1", "person": "p1"}
        answer = book.may_contact(call, purpose="weekly")
        assert not answer
        assert (answer.allowed, answer.code, answer.unknown) == (False, "wrong_person", ())
        assert answer.alternatives == (("person", Ref("person", "p2")),)
        assert json.loads(answer.because_json)["row"] == 3
        assert book.may_contact({**call, "person": "p2"}).code is None
        with pytest.raises(huifang.PolicyError, match="did you mean weekly"):
            book.may_contact(call, purpose="weakly")


def test_several_policies_are_in_force_together(tmp_path: Path) -> None:
    def care(policy: str, version: str, due: str) -> str:
        return json.dumps({
            "huifang": 1, "policy": policy, "version": version, "zone": "Asia/Shanghai",
            "facts": {"customer": {"region": ["north", "south"]}}, "events": {"phone": {"contact": True}, "order": {}},
            "rules": {"reply": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": due}}}})

    (tmp_path / "care.json").write_text(care("care", "1", "10 days"))
    (tmp_path / "campaign.json").write_text(care("campaign", "7", "3 days"))
    (tmp_path / "bindings.json").write_text(json.dumps({"bindings": [
        {"policy": "care.json"}, {"policy": "campaign.json", "where": "customer.region = north", "from": "2024-03-02"}]}))
    bindings = huifang.load_bindings(tmp_path / "bindings.json")
    assert [b.policy.id for b in bindings] == ["care", "campaign"]
    assert (bindings[1].where, bindings[1].since) == ("customer.region = north", at("2024-03-02"))
    with Book(":memory:") as book:
        book.bind(bindings, at("2024-03-01"))
        assert [repr(b) for b in book.bindings] == ["<PolicyBinding care@1>", "<PolicyBinding campaign@7 where customer.region = north>"]
        book.record({"id": "f", "type": "set", "at": at("2024-03-01"), "customer": "c1", "data": {"region": "north"}})
        book.record({"id": "1", "type": "order", "at": at("2024-03-04"), "customer": "c1"})
        assert [(d.policy, d.policy_version) for d in book.duties()] == [("campaign", "7"), ("care", "1")]
        # A new version: what is owed keeps the old one.
        book.bind(Policy.load(care("care", "2", "1 day")), at("2024-03-05"))
        book.record({"id": "2", "type": "order", "at": at("2024-03-05"), "customer": "c1"})
        assert [(d.policy_version, d.state) for d in book.duties(rule="care/reply")] == [("2", "open"), ("1", "open")]
        assert [book.policy_of(d).version for d in book.duties(rule="care/reply")] == ["2", "1"]
        assert {book.policy_of(d).id for d in book.duties(rule="campaign/reply")} == {"campaign"}
        assert [d.state for d in book.duties(rule="campaign/reply")] == ["withdrawn"]
        assert {(c.policy, c.rule) for c in book.counts()} == {("care", "reply"), ("campaign", "reply")}
        other = care("other", "1", "1 day").replace('"north", "south"', '"east"')
        with pytest.raises(huifang.PolicyError) as refused:
            book.bind([huifang.PolicyBinding(Policy.load(care("care", "2", "1 day"))), Policy.load(other)], at("2024-03-06"))
        assert [d.code for d in refused.value.diagnostics] == ["HF1851"]
        assert book.verify()
