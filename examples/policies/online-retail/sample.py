#!/usr/bin/env python3
"""Writes 18 months of orders of an online shop as CSV: customer,date,quantity,amount.

    python3 sample.py FILE [CUSTOMERS]

The same file on every machine for the same number of customers (2000 unless given). Sorted by customer, as such exports
often are.
"""

import sys
from datetime import date, timedelta

FIRST, DAYS = date(2021, 1, 1), 546


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


def orders(customers):
    numbers = Numbers(20210101)
    for customer in range(1, customers + 1):
        day = numbers.below(90)  # everybody first buys within the first three months
        # Most buy once or twice; a few keep coming.
        left = 1 + (numbers.below(3) if numbers.below(10) < 6 else numbers.below(12))
        gap = 10 + numbers.below(80)
        while left > 0 and day < DAYS:
            quantity = 1 + numbers.below(4)
            cents = quantity * (900 + numbers.below(2600)) * (4 if numbers.below(20) == 0 else 1)
            yield f"{customer:05},{FIRST + timedelta(days=day)},{quantity},{cents // 100}.{cents % 100:02}"
            day += 1 + numbers.below(2 * gap)
            left -= 1


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    customers = int(sys.argv[2]) if len(sys.argv) == 3 else 2000
    with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
        file.write("customer,date,quantity,amount\n")
        for line in orders(customers):
            file.write(line + "\n")


if __name__ == "__main__":
    main()
