#!/usr/bin/env python3
"""The clocks of a help-desk log, reckoned without huifang: what the policy examples/policies/helpdesk is compared with.

    python3 reference.py LOG.csv

LOG.csv has the columns case, timestamp and activity. A case opens at its first row and ends at its first "Closed"; rows
after that are ignored. Working time is Monday to Friday, 07:00 to 17:00 UTC. Three clocks, with their limits in working time:

    take              4 h   from opening to the first "Take in charge ticket"
    first_resolution  40 h  from opening to the first "Resolve ticket"; paused from a "Wait" to the next row that is none
    total_resolution  80 h  while it runs: from opening on, stopped by "Resolve ticket", resumed by the next row other than
                            "Resolve ticket" and "Closed", paused by "Wait" as above; it ends with the case

The due is the earliest instant at which the limit is used up. Breached: the clock ran on after it. Met: else, when the end
event came (of total_resolution: when the case ended). Unfinished: neither, when the case ended or the horizon came.
Prints one JSON line. Plain and slow: every clock is a list of intervals, every interval is walked day by day.
"""

import csv
import json
import sys
from datetime import datetime, timedelta, timezone

HORIZON = datetime(2014, 1, 31, tzinfo=timezone.utc)
OPENS, CLOSES = timedelta(hours=7), timedelta(hours=17)
TAKE, RESOLVE, WAIT, CLOSED = "Take in charge ticket", "Resolve ticket", "Wait", "Closed"
LIMITS = {"take": timedelta(hours=4), "first_resolution": timedelta(hours=40), "total_resolution": timedelta(hours=80)}
NONE = timedelta(0)


def open_hours(start, end):
    """The working intervals between two instants, in order."""
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        if day.weekday() < 5:
            first, last = max(start, day + OPENS), min(end, day + CLOSES)
            if first < last:
                yield first, last
        day += timedelta(days=1)


def worked(start, end):
    return sum((last - first for first, last in open_hours(start, end)), NONE)


def used_up(start, left):
    """The earliest instant from `start` on at which `left` of working time has passed."""
    if left == NONE:
        return start
    for first, last in open_hours(start, start + timedelta(days=60)):  # no limit is longer than eight working days
        if last - first >= left:
            return first + left
        left -= last - first
    raise ValueError(f"{left} are left after 60 days")


def breached(intervals, limit):
    """Did the clock run on after its limit was used up? `intervals`: when it ran."""
    due, left = None, limit
    for start, end in intervals:
        if due is None and worked(start, end) >= left:
            due = used_up(start, left)
        if due is not None and end > due and end > start:
            return True
        left -= worked(start, end) if due is None else NONE
    return False


def stretches(rows, end, running):
    """The intervals until `end` in which running(rows so far) holds; it is asked after each row."""
    ends = [at for at, _ in rows[1:]] + [end]
    activities = [activity for _, activity in rows]
    return [(at, min(until, end)) for i, ((at, _), until) in enumerate(zip(rows, ends))
            if at <= end and running(activities[: i + 1])]


def first(rows, activity):
    return next((at for at, name in rows if name == activity), None)


def total_runs(activities):
    """After these rows, does total_resolution run?"""
    runs = True
    for name in activities:
        if name == RESOLVE or name == WAIT:
            runs = False  # stopped; paused
        elif name != CLOSED:
            runs = True
    return runs


def case(rows):
    """The outcome of each clock, the time total_resolution ran and first_resolution was paused."""
    names = [name for _, name in rows]
    closed = first(rows, CLOSED)
    if closed is not None:
        rows = rows[: names.index(CLOSED) + 1]
    end = HORIZON if closed is None else closed
    took, resolved = first(rows, TAKE), first(rows, RESOLVE)
    until_take = end if took is None else took
    until_resolved = end if resolved is None else resolved
    ran = {
        "take": stretches(rows, until_take, lambda names: TAKE not in names),
        "first_resolution": stretches(rows, until_resolved, lambda names: RESOLVE not in names and names[-1] != WAIT),
        "total_resolution": stretches(rows, end, total_runs),
    }
    finished = {"take": took is not None, "first_resolution": resolved is not None, "total_resolution": closed is not None}
    outcome = {clock: "breached" if breached(ran[clock], LIMITS[clock]) else "met" if finished[clock] else "unfinished"
               for clock in LIMITS}
    paused = stretches(rows, until_resolved, lambda names: RESOLVE not in names and names[-1] == WAIT)
    return (outcome, sum((worked(*one) for one in ran["total_resolution"]), NONE),
            sum((worked(*one) for one in paused), NONE))


def read(file):
    """Rows of each case by time; rows of one instant stay in the order of the file. What lies behind the horizon is not known yet."""
    cases = {}
    for row in csv.DictReader(file):
        at = datetime.fromisoformat(row["timestamp"].replace("Z", "+00:00"))
        at = at.replace(tzinfo=timezone.utc) if at.tzinfo is None else at.astimezone(timezone.utc)
        if at <= HORIZON:
            cases.setdefault(row["case"], []).append((at, row["activity"]))
    for rows in cases.values():
        rows.sort(key=lambda row: row[0])
    return cases


def report(cases):
    counts = {clock: {"met": 0, "breached": 0, "unfinished": 0} for clock in LIMITS}
    ran = paused = NONE
    for rows in cases.values():
        outcome, case_ran, case_paused = case(rows)
        for clock, result in outcome.items():
            counts[clock][result] += 1
        ran += case_ran
        paused += case_paused
    second = timedelta(seconds=1)
    return {"cases": len(cases), **counts, "ran_seconds": ran // second, "paused_seconds": paused // second,
            "escalations": sum(count["breached"] for count in counts.values())}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
        print(json.dumps(report(read(file)), separators=(",", ":")))


if __name__ == "__main__":
    main()
