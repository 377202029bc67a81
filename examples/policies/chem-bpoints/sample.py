#!/usr/bin/env python3
"""Writes a month of the chemical trading company as JSON Lines: 8 agents, 300 customers, November 2017.

    python3 sample.py FILE

The same file on every machine: the numbers come from a generator of fixed seed below, nothing else is read. All names are made
up. Two agents make no mistake; what the others do wrong is listed in MISTAKES.
"""

import json
import sys
from datetime import date, datetime, timedelta

FIRST, LAST = date(2017, 11, 1), date(2017, 11, 30)
AGENTS = ["李娟", "王芳", "张静", "刘洋", "陈敏", "杨丽", "赵强", "黄蕾"]
CUSTOMERS = 300
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
TRADES = ["涂料厂", "油墨厂", "胶粘剂厂", "塑料制品厂", "皮革厂", "印染厂"]
SHEET = ["basics", "requests", "rating", "questions", "company_size", "head", "product_mix", "competitor_use", "competitor_ties",
         "technician_influence", "own_products", "purchase_time", "quantity", "funds", "terms", "contacts"]
# Agent, day, what is not done, or not in time.
MISTAKES = {("a3", 8, "sheet"), ("a3", 21, "report"), ("a4", 10, "complaint"), ("a4", 16, "sheet"), ("a5", 18, "week"),
            ("a6", 23, "calls"), ("a7", 14, "clause"), ("a8", 24, "reminder"), ("a8", 22, "sheet"), ("sup", 15, "verify")}


class Numbers:
    """SplitMix64: small, and the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() % n

    def chance(self, per_mille):
        return self.below(1000) < per_mille


class Log:
    def __init__(self):
        self.events = []

    def add(self, kind, at, by="", data=None, **subjects):
        event = {"id": f"e{len(self.events) + 1}", "type": kind, "at": at.isoformat(timespec="minutes")}
        if by:
            event["by"] = by
        event.update(subjects)
        if data is not None:
            event["data"] = data
        self.events.append((at, event))
        return event["id"]


def works(day):
    return day.weekday() < 6  # Monday to Saturday; no holiday falls into this November


def working_day_after(day):
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


def clock(day, minutes):
    return datetime(day.year, day.month, day.day) + timedelta(minutes=8 * 60 + 30 + minutes)


class Month:
    def __init__(self):
        self.log, self.numbers = Log(), Numbers(2017)
        self.owner, self.weekday = {}, {}
        self.reminders = {}  # day and agent to customers whose payment is due in three days

    def write(self, path):
        self.people()
        self.contracts()
        day = FIRST
        while day <= LAST:
            for a in range(1, len(AGENTS) + 1) if works(day) else ():
                self.agent_day(f"a{a}", day)
            day += timedelta(days=1)
        with open(path, "w", encoding="utf-8") as file:
            for at, event in sorted(self.log.events, key=lambda item: item[0]):  # stable
                file.write(json.dumps(event, ensure_ascii=False) + "\n")

    def people(self):
        start = clock(FIRST, -510)  # midnight
        self.log.add("set", start, unit="service", data={"head": "head"})
        self.log.add("set", start, staff="head", data={"name": "陈强", "role": "department_head", "unit": "service"})
        self.log.add("set", start, staff="sup", data={"name": "周敏", "role": "supervisor", "unit": "service", "superior": "head"})
        for a, name in enumerate(AGENTS, 1):
            self.log.add("set", start, staff=f"a{a}", data={"name": name, "role": "service_agent", "unit": "service", "superior": "sup"})
        for c in range(CUSTOMERS):
            key, owner = f"c{c + 1:03}", f"a{c % len(AGENTS) + 1}"
            stage = "existing" if c % 10 < 6 else "potential" if c % 10 < 9 else "lost"
            name = SURNAMES[self.numbers.below(len(SURNAMES))] + "记" + TRADES[self.numbers.below(len(TRADES))]
            self.log.add("set", start, customer=key, data={"name": name, "stage": stage})
            self.log.add("assign", start, customer=key, data={"owner": owner})
            self.owner[key], self.weekday[key] = owner, c // len(AGENTS) % 6
            if stage != "existing":
                continue
            self.log.add("file", clock(date(2017, 11, 1 + self.numbers.below(3)), 400), owner, customer=key,
                         data={"form": "customer_sheet", **{part: "x" for part in ("head", "purchaser", "receiving", "cashier", "accountant")}})
            day = FIRST + timedelta(days=self.numbers.below(6))
            while day <= LAST:
                self.log.add("order", clock(day, self.numbers.below(480)), customer=key)
                day += timedelta(days=5 + self.numbers.below(12))

    def contracts(self):
        for n in range(24):
            customer = f"c{(n * 10) % CUSTOMERS + 1 + n // 12:03}"
            due = working_day_after(date(2017, 11, 6 + n))
            paid = due - timedelta(days=1) if n % 3 else due + timedelta(days=4)
            self.log.add("set", clock(FIRST, 0), contract=f"k{n + 1}", data={"customer": customer, "pay_due": due.isoformat()})
            self.log.add("settled", clock(paid, 200), contract=f"k{n + 1}")
            remind = due - timedelta(days=3)
            while not works(remind):
                remind -= timedelta(days=1)
            self.reminders.setdefault((remind, self.owner[customer]), []).append(customer)

    def agent_day(self, agent, day):
        wrong = {what for who, number, what in MISTAKES if who == agent and number == day.day}
        mine = [key for key, owner in self.owner.items() if owner == agent and self.weekday[key] == day.weekday()]
        if "reminder" not in wrong:
            mine += [key for key in self.reminders.get((day, agent), []) if key not in mine]
        if "calls" in wrong:
            mine, self.left = [], mine
        elif (agent, day.day - 1, "calls") in MISTAKES:
            mine = self.left + mine
        for n, customer in enumerate(mine):
            self.call(agent, customer, day, 10 + 38 * n, forgotten="sheet" in wrong and n == 1)
        if self.numbers.chance(300) or "complaint" in wrong:
            self.complaint(agent, mine, day, late="complaint" in wrong)
        if self.numbers.chance(60) or "report" in wrong:
            self.problem(agent, mine, day, told="report" not in wrong)
        if "clause" in wrong:
            self.log.add("violation", clock(day, 500), "sup", staff=agent, data={"responsible": agent, "clause": "R16"})
        if day.weekday() == 5:
            at = clock(day, 530) if "week" not in wrong else clock(day + timedelta(days=2), 30)
            self.log.add("file", at, agent, staff=agent, data={"form": "week_sheet", "visited": len(mine) * 6, "planned_next_week": 38})

    def call(self, agent, customer, day, minutes, forgotten):
        while self.numbers.chance(120):  # nobody answers: again half an hour later
            self.log.add("phone", clock(day, minutes), agent, customer=customer, data={"reached": False})
            self.sheet(agent, customer, clock(day, minutes + 4), day)
            minutes += 30
        self.log.add("phone", clock(day, minutes), agent, customer=customer, data={"reached": True})
        written = day if not forgotten else working_day_after(day)
        self.sheet(agent, customer, clock(written, minutes + 9), written)
        first = day < FIRST + timedelta(days=7)
        for k, kind in enumerate(("film", "account", "products") if first else ()):
            self.log.add("material", clock(day, minutes + 12 + k), agent, customer=customer, data={"kind": kind})

    def sheet(self, agent, customer, at, day):
        answers = {part: "x" for part in SHEET} | {"rating": 3 + self.numbers.below(3)}
        self.log.add("file", at, agent, customer=customer, data={"form": "tracking", **answers})
        late = ("sup", day.day, "verify") in MISTAKES and self.numbers.chance(80)
        checked = working_day_after(day)
        for _ in range(3 if late else 0):
            checked = working_day_after(checked)
        self.log.add("verified", clock(checked, 60 + self.numbers.below(300)), "sup", customer=customer)

    def complaint(self, agent, mine, day, late):
        if not mine:
            return
        kind = ("return", "exchange", "everyday")[self.numbers.below(3)]
        self.log.add("complaint", clock(day, 100), customer=mine[0], data={"kind": kind})
        self.log.add("handled", clock(day + timedelta(days=5 if late else 1), 200), agent, customer=mine[0])

    def problem(self, agent, mine, day, told):
        customer = mine[-1] if mine else "c001"
        number = self.log.add("problem", clock(day, 300), agent, customer=customer, data={"beyond_authority": True})
        if told:
            self.log.add("reported", clock(day, 420), agent, customer=customer, data={"problem": number})


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Month().write(sys.argv[1])
