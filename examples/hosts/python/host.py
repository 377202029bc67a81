#!/usr/bin/env python3
"""A Python host of huifang: feeds a year of logs to a book and lists who owes whom what by when, as `huifang duties` does.

    python3 host.py POLICY_FOLDER DATA_FOLDER DAY [ROWS]

The policy folder holds policy.json and, in log/, a mapping for each CSV file of the data folder.
"""

from __future__ import annotations

import sys
import unicodedata
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import huifang

LOGS = ["units", "staff", "customers", "key-customers", "orders", "contacts", "findings", "replies", "solved", "confirmed",
        "sent", "files"]
HEADINGS = ["who", "whom", "how", "by when", "state"]
WIDTHS_MAX = [26, 34, 40, 0, 0]


def feed(book: huifang.Book, policy: huifang.Policy, policy_folder: Path, data_folder: Path, day: str) -> None:
    """Puts the policy in force on the day of the first event and records everything that happened up to the day."""
    log = huifang.EventLog(
        *(
            huifang.LogInput(data_folder / f"{name}.csv", mapping=huifang.LogMapping.load_file(policy_folder / "log" / f"{name}.json"))
            for name in LOGS
        ),
        zone=policy.zone,
    )
    zone = ZoneInfo(policy.zone)
    until = datetime.fromisoformat(day).replace(tzinfo=zone)
    with book.batch():
        for event in log:
            if event.at > until:
                break
            if book.policy is None:
                book.bind(policy, now=datetime.combine(event.at.astimezone(zone), time.min, zone))
            book.record(event)
        book.advance(until)


class Texts:
    """What a row says."""

    def __init__(self, book: huifang.Book, policy: huifang.Policy) -> None:
        self.book = book
        self.policy = policy

    def party(self, who: huifang.Ref) -> str:
        """王芳 (s1): the name fact at the book's time, or the key alone when there is none."""
        try:
            name = self.book.fact(who, "name", self.book.now)
        except huifang.Error:
            name = None
        return f"{name} ({who.key})" if name else who.key

    def need(self, name: str) -> str:
        kind, name = ("form", name[6:]) if name.startswith("filed.") else ("event", name)
        return self.policy.label(kind, name)

    def how(self, duty: huifang.Duty) -> str:
        return " / ".join(map(self.need, duty.needs)) + " – " + self.policy.label("rule", duty.rule)

    def by_when(self, due: datetime | None) -> str:
        if due is None:
            return "none"
        whole_day = due.time() in (time.min, time.max)  # the due of a date is the end of that day
        return due.strftime("%Y-%m-%d" if whole_day else "%Y-%m-%d %H:%M")

    def state(self, duty: huifang.Duty) -> str:
        text = "missed" if duty.state == "lapsed" else duty.state
        if duty.credits_needed > 1:
            text += f" ({duty.credits}/{duty.credits_needed})"
        return text + (" (late)" if duty.late else "")

    def row(self, duty: huifang.Duty) -> list[str]:
        owner = self.party(duty.owner) if duty.owner else "none"
        return [owner, self.party(duty.subject), self.how(duty), self.by_when(duty.due), self.state(duty)]


def width(text: str) -> int:
    """Columns of a terminal: Chinese, Japanese and Korean characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fitted(text: str, columns: int) -> str:
    if columns == 0 or width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text + "…"


def print_duties(title: str, duties: list[huifang.Duty], rows_max: int, texts: Texts) -> None:
    shown = duties[:rows_max] if rows_max else duties
    print(f"{title}{len(duties)}" + (f" (the first {len(shown)} are shown)" if len(shown) < len(duties) else ""))
    if not shown:
        return
    rows = [[fitted(cell, most) for cell, most in zip(texts.row(duty), WIDTHS_MAX)] for duty in shown]
    widths = [max(map(width, column)) for column in zip(HEADINGS, *rows)]
    for row in [HEADINGS, ["-" * columns for columns in widths], *rows]:
        print("  ".join(cell + " " * (columns - width(cell)) for cell, columns in zip(row, widths)).rstrip())


def list_duties(book: huifang.Book, policy: huifang.Policy, rows_max: int) -> None:
    """Missed in the last seven days, most lately first; then everything that is open and not listed yet, by due."""
    texts = Texts(book, policy)
    assert book.now is not None
    lately = book.duties(missed_from=book.now - timedelta(days=7), missed_to=book.now)
    missed = [duty for duty in lately if duty.state not in ("done", "waived")]
    missed.sort(key=lambda duty: duty.missed_at_us or 0, reverse=True)
    listed = {duty.key for duty in missed}
    waiting = [duty for duty in book.duties(state=["open", "overdue"]) if duty.key not in listed]
    print_duties("Missed in the last 7 days: ", missed, rows_max, texts)
    print()
    print_duties("Open, by due: ", waiting, rows_max, texts)


def main() -> int:
    if len(sys.argv) not in (4, 5):
        print(__doc__, file=sys.stderr)
        return 2
    policy_folder, data_folder, day = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    try:
        policy = huifang.Policy.load_file(policy_folder / "policy.json")
        with huifang.Book(":memory:") as book:
            feed(book, policy, policy_folder, data_folder, day)
            list_duties(book, policy, int(sys.argv[4]) if len(sys.argv) == 5 else 0)
    except huifang.Error as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
