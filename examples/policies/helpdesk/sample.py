#!/usr/bin/env python3
"""Writes three months of a help desk's log as CSV: case,timestamp,activity.

    python3 sample.py FILE [TICKETS]

The same file on every machine for the same number of tickets (400 unless given). In order of time.
"""

import sys
from datetime import datetime, timedelta

FIRST, DAYS = datetime(2013, 10, 1), 91


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


def ticket(numbers, name):
    """Its rows: time and activity."""
    at = FIRST + timedelta(days=numbers.below(DAYS), hours=6 + numbers.below(13), seconds=numbers.below(3600))
    yield at, name, "Insert ticket"
    at += timedelta(minutes=numbers.below(90) if numbers.below(3) else numbers.below(1500))
    yield at, name, "Take in charge ticket"
    for _ in range(1 + numbers.below(5) // 4):  # one in five comes back
        for _ in range(numbers.below(4) // 3):
            at += timedelta(hours=1 + numbers.below(30))
            yield at, name, "Wait"
            at += timedelta(hours=1 + numbers.below(120))
            yield at, name, "Require upgrade"
        at += timedelta(minutes=20 + (numbers.below(900) if numbers.below(4) else numbers.below(9000)))
        yield at, name, "Resolve ticket"
        at += timedelta(hours=numbers.below(72))
        if numbers.below(5) == 0:
            yield at, name, "Assign seriousness"
            at += timedelta(hours=numbers.below(9))
    if numbers.below(25):
        yield at + timedelta(days=1), name, "Closed"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    numbers = Numbers(20131001)
    rows = [row for n in range(1, (int(sys.argv[2]) if len(sys.argv) == 3 else 400) + 1) for row in ticket(numbers, f"T{n:04}")]
    with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
        file.write("case,timestamp,activity\n")
        for at, name, activity in sorted(rows, key=lambda row: row[0]):
            file.write(f"{name},{at:%Y-%m-%dT%H:%M:%SZ},{activity}\n")


if __name__ == "__main__":
    main()
