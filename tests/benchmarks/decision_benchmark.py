"""Decisions through Python beside the rates of C++ that the other benchmark wrote: decision_benchmark.py RATES.

A list of dicts in one call may be 25 times slower than interned rows in C++, a batch of columns 1.3 times slower than the
same batch in C++. The least processor time of several passes counts.
"""

import random
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable

import huifang

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings" / "python" / "tests"))
import arrow_data as arrow  # noqa: E402

ROWS = 100_000
SEGMENTS = ["retail", "wholesale", "horeca", "online", "gov"]


def least(work: Callable[[], Any], passes: int) -> float:
    best = float("inf")
    for _ in range(passes):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    rates = dict(line.rsplit(" ", 1) for line in Path(sys.argv[1]).read_text().splitlines())
    decision = huifang.Decision.parse((ROOT / "tests/benchmarks/tables/tier.json").read_text())
    rng = random.Random(1)
    hundredths = [int(100 * 10 ** rng.uniform(3, 6.7)) for _ in range(ROWS)]
    months = [int(25 * rng.random() ** 2) for _ in range(ROWS)]
    complained = [rng.random() < 0.15 for _ in range(ROWS)]
    codes = [rng.randrange(5) for _ in range(ROWS)]
    records = [{"annual_volume": Decimal(v).scaleb(-2), "months_since_last_order": m, "complained": c, "segment": SEGMENTS[s]}
               for v, m, c, s in zip(hundredths, months, complained, codes)]
    batch = arrow.Batch([
        arrow.numbers("annual_volume", hundredths, "d:18,2,64"),
        arrow.numbers("months_since_last_order", [m * 100 for m in months], "d:18,2,64"),
        arrow.booleans("complained", complained),
        arrow.codes("segment", codes, SEGMENTS),
    ])
    if decision.evaluate(batch).values != decision.evaluate(records).values:
        print("decision_benchmark.py: the answers differ")
        return 1
    by_dicts = ROWS / least(lambda: decision.evaluate(records), 9)
    by_columns = ROWS / least(lambda: [decision.evaluate(batch) for _ in range(20)], 9) * 20
    slower = float(rates["tier/rows/interned"]) / by_dicts
    columns = float(rates["tier/arrow"]) / by_columns
    print(f"Python: list of dicts   {by_dicts / 1e6:8.2f} M rows/s, {slower:6.2f} times slower than C++ rows, at most 25")
    print(f"Python: column batches  {by_columns / 1e6:8.2f} M rows/s, {columns:6.2f} times slower than C++, at most 1.3")
    return 0 if slower <= 25 and columns <= 1.3 else 1


sys.exit(main())
