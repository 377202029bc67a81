#!/usr/bin/env python3
"""Writes the log of a help desk that never was: case,timestamp,activity and what else such exports have.

    python3 make_log.py SEED [CASES]

The same text on every machine for the same numbers (300 cases unless given). Of each seed's cases some are close to what
desks do; others are there to be awkward: rows of one instant, rows at the very due, openings at night and at weekends,
waiting twice, reopening, rows after the end, cases that end with their first row or never, activities nobody has heard of.
Each case's rows stand together and in order of time, as the file that it resembles has them.
"""

import sys
from datetime import datetime, timedelta, timezone

FROM, WEEKS = datetime(2013, 6, 3, tzinfo=timezone.utc), 32  # to the middle of January 2014; some cases live on to its end
HORIZON = datetime(2014, 1, 31, tzinfo=timezone.utc)
MIDDLE = ["Wait"] * 6 + ["Take in charge ticket"] * 6 + ["Resolve ticket"] * 6 + [
    "Assign seriousness", "Require upgrade", "Create SW anomaly", "INVALID", "wait", "Ask, then \"ask\" again"]


class Numbers:
    """SplitMix64: small, and the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return (z ^ (z >> 31)) % n

    def one_of(self, items):
        return items[self.below(len(items))]


def opening(numbers):
    at = FROM + timedelta(weeks=numbers.below(WEEKS))
    at += timedelta(days=numbers.below(5) if numbers.below(8) else 5 + numbers.below(2))
    if numbers.below(4) == 0:
        return at + timedelta(seconds=numbers.below(86400))  # any time of any day
    return at + timedelta(hours=7, minutes=30 * numbers.below(21))  # 07:00 to 17:00


def gap(numbers):
    """Time to the next row. Whole hours and days meet the dues exactly, now and then."""
    kind = numbers.below(10)
    if kind == 0:
        return timedelta(0)
    if kind < 4:
        return timedelta(minutes=30 * numbers.below(20))
    if kind < 6:
        return timedelta(hours=numbers.one_of([2, 4, 10, 14, 24, 72]))
    if kind < 8:
        return timedelta(days=numbers.below(20))
    return timedelta(seconds=numbers.below(500_000))


def activities(numbers):
    if numbers.below(3) > 0:  # as it goes
        rows = ["Assign seriousness", "Take in charge ticket"]
        if numbers.below(3) == 0:
            rows += ["Wait", numbers.one_of(["Take in charge ticket", "Require upgrade"])]
        rows += ["Resolve ticket"]
        return rows + ["Closed"] if numbers.below(20) else rows
    rows = [numbers.one_of(MIDDLE + ["Closed"]) for _ in range(1 + numbers.below(9))]
    return rows + ["Closed"] if numbers.below(4) else rows


def log(seed, cases):
    numbers = Numbers(seed)
    yield "case,timestamp,activity,resource,customer,product,seriousness,service_level,workgroup"
    for case in range(1, cases + 1):
        at = opening(numbers)
        for activity in activities(numbers):
            if at >= HORIZON:
                break
            quoted = '"' + activity.replace('"', '""') + '"' if '"' in activity else activity
            yield f"Case {case},{at:%Y-%m-%dT%H:%M:%S}+00:00,{quoted},Value {1 + numbers.below(9)},Value {case},Value 1,Value 1,Value 1,Value 1"
            at += gap(numbers)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    for line in log(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 300):
        print(line)


if __name__ == "__main__":
    main()
