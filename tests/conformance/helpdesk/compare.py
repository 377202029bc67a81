#!/usr/bin/env python3
"""Compares what a book makes of help-desk logs with the reference program.

    python3 compare.py PROGRAM [LOG.csv ...]

PROGRAM is conformance_helpdesk. Without logs: made-up ones, small and large, whose rows stand in other orders as well. Ends with
"N passed, N failed".
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import make_log

HEAD = "case,timestamp,activity"
HORIZON = [HEAD,
           "a,2014-01-30T08:00:00+00:00,Insert ticket", "a,2014-01-31T00:00:00+00:00,Closed",
           "b,2014-01-30T08:00:00+00:00,Insert ticket", "b,2014-01-31T00:00:01+00:00,Closed",
           "c,2014-02-03T08:00:00+00:00,Insert ticket"]
NAMES = [HEAD,
         '"a/b %c ""d""",2014-01-20T08:00:00+00:00,Wait', '"é, ü",2014-01-20T08:00:00.25+00:00,Take in charge ticket',
         '"é, ü",2014-01-21T08:00:00.5+00:00,Wait', '"é, ü",2014-01-21T09:00:00.75+00:00,谢谢', '"é, ü",2014-01-22T09:00:00.75+00:00,Closed']
SEEDS, CASES = range(1, 9), 150


def by_time(lines):
    """The same log in order of time, as other desks export it; rows of one instant keep their order."""
    return lines[:1] + sorted(lines[1:], key=lambda line: line.split(",")[1])


def logs(folder):
    for seed in SEEDS:
        lines = list(make_log.log(seed, CASES))
        yield write(folder / f"seed-{seed}.csv", lines)
        if seed == 1:
            yield write(folder / "by-time.csv", by_time(lines))
            yield write(folder / "crlf.csv", lines, "\r\n")
            yield write(folder / "z.csv", [line.replace("+00:00", "Z") for line in lines])
            yield write(folder / "backwards.csv", lines[:1] + lines[:0:-1])
            yield write(folder / "empty.csv", lines[:1])
    yield write(folder / "horizon.csv", HORIZON)
    yield write(folder / "names.csv", NAMES)


def write(path, lines, end="\n"):
    path.write_text("".join(line + end for line in lines), encoding="utf-8", newline="")
    return path


def line_of(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else f"status {done.returncode}: {done.stderr.strip()}"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    failed = passed = 0
    with tempfile.TemporaryDirectory() as folder:
        for log in [Path(log) for log in sys.argv[2:]] or logs(Path(folder)):
            found = line_of([sys.argv[1], str(log)])
            expected = line_of([sys.executable, str(HERE / "reference.py"), str(log)])
            if found == expected and expected.startswith("{"):
                passed += 1
                continue
            failed += 1
            print(f"{log.name}:\n  book      {found}\n  reference {expected}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
