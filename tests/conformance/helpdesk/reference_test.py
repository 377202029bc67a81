#!/usr/bin/env python3
"""The reference program against small logs that were reckoned by hand, and against a clock that is looked at every half hour.

    python3 reference_test.py
"""

import io
import json
import sys
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import make_log
import reference

TAKE, RESOLVE, WAIT, CLOSED = "Take in charge ticket", "Resolve ticket", "Wait", "Closed"
HOUR = 3600


def outcome(*rows):
    """Of one case, 2013-09-02 (a Monday) being day 1: rows are ("day hh:mm[:ss]", activity)."""
    text = "case,timestamp,activity\n"
    for when, activity in rows:
        day, time = when.split()
        date = datetime(2013, 9, 1) + timedelta(days=int(day))
        text += f"c1,{date:%Y-%m-%d}T{time if time.count(':') == 2 else time + ':00'}+00:00,{activity}\n"
    found = reference.report(reference.read(io.StringIO(text)))
    if found["cases"] == 0:
        return None
    clocks = [next(name for name, count in found[clock].items() if count) for clock in reference.LIMITS]
    assert found["escalations"] == clocks.count("breached")
    return clocks + [found["ran_seconds"], found["paused_seconds"]]


class Take(unittest.TestCase):
    def take(self, *rows):
        return outcome(*rows)[0]

    def test_four_working_hours_and_the_due_itself_is_in_time(self):
        self.assertEqual(self.take(("1 08:00", "Insert ticket"), ("1 12:00:00", TAKE)), "met")
        self.assertEqual(self.take(("1 08:00", "Insert ticket"), ("1 12:00:01", TAKE)), "breached")

    def test_the_due_is_the_earliest_instant_and_not_the_next_morning(self):
        self.assertEqual(self.take(("1 13:00", "Insert ticket"), ("1 17:00", TAKE)), "met")
        self.assertEqual(self.take(("1 13:00", "Insert ticket"), ("1 17:00:01", TAKE)), "breached")
        self.assertEqual(self.take(("1 13:00", "Insert ticket"), ("2 07:00", TAKE)), "breached")

    def test_an_opening_outside_the_hours_counts_from_the_next_opening(self):
        self.assertEqual(self.take(("1 05:30", "Insert ticket"), ("1 11:00", TAKE)), "met")
        self.assertEqual(self.take(("1 05:30", "Insert ticket"), ("1 11:00:01", TAKE)), "breached")
        self.assertEqual(self.take(("6 12:00", "Insert ticket"), ("8 11:00", TAKE)), "met")
        self.assertEqual(self.take(("5 15:00", "Insert ticket"), ("8 09:00", TAKE)), "met")
        self.assertEqual(self.take(("5 15:00", "Insert ticket"), ("8 09:00:01", TAKE)), "breached")

    def test_waiting_does_not_pause_it(self):
        self.assertEqual(self.take(("1 08:00", WAIT), ("1 12:00:01", TAKE)), "breached")

    def test_it_is_met_by_the_opening_row(self):
        self.assertEqual(self.take(("1 08:00", TAKE), ("9 08:00", TAKE)), "met")

    def test_it_is_unfinished_when_the_case_ends_first_even_at_the_due(self):
        self.assertEqual(self.take(("1 08:00", "Insert ticket"), ("1 10:00", CLOSED), ("1 11:00", TAKE)), "unfinished")
        self.assertEqual(self.take(("1 08:00", "Insert ticket"), ("1 12:00", CLOSED)), "unfinished")
        self.assertEqual(self.take(("1 08:00", "Insert ticket"), ("1 12:01", CLOSED)), "breached")

    def test_rows_of_one_instant_count_in_the_order_of_the_file(self):
        self.assertEqual(self.take(("1 08:00", "Insert ticket"), ("1 09:00", CLOSED), ("1 09:00", TAKE)), "unfinished")
        self.assertEqual(self.take(("1 08:00", "Insert ticket"), ("1 09:00", TAKE), ("1 09:00", CLOSED)), "met")


class Resolution(unittest.TestCase):
    def test_forty_hours_are_four_days_and_eighty_are_eight(self):
        self.assertEqual(outcome(("1 07:00", TAKE), ("4 17:00", RESOLVE), ("4 17:00", CLOSED)),
                         ["met", "met", "met", 40 * HOUR, 0])
        self.assertEqual(outcome(("1 07:00", TAKE), ("4 17:00:01", RESOLVE), ("4 17:00:01", CLOSED)),
                         ["met", "breached", "met", 40 * HOUR, 0])
        self.assertEqual(outcome(("1 07:00", TAKE), ("10 17:00", CLOSED)), ["met", "breached", "met", 80 * HOUR, 0])
        self.assertEqual(outcome(("1 07:00", TAKE), ("10 17:00:01", CLOSED)), ["met", "breached", "breached", 80 * HOUR, 0])

    def test_waiting_over_a_weekend_pauses_both_for_the_working_time_in_it(self):
        # 20 h to the resolution, then an hour after the wait, which after the resolution is nobody's pause.
        self.assertEqual(outcome(("1 07:00", TAKE), ("3 07:00", RESOLVE), ("5 15:00", WAIT), ("8 09:00", "Insert ticket"), ("8 10:00", CLOSED)),
                         ["met", "met", "met", 21 * HOUR, 0])
        # Waiting from Thursday 15:00, after 38 h, to Monday 15:00, 2 + 10 + 8 h; then the two hours that were left.
        rows = [("1 07:00", TAKE), ("4 15:00", WAIT), ("8 15:00", "Insert ticket")]
        self.assertEqual(outcome(*rows, ("8 17:00", RESOLVE), ("8 17:00", CLOSED)), ["met", "met", "met", 40 * HOUR, 20 * HOUR])
        self.assertEqual(outcome(*rows, ("8 17:01", RESOLVE), ("8 17:01", CLOSED)), ["met", "breached", "met", 40 * HOUR, 20 * HOUR])

    def test_a_wait_behind_a_wait_changes_nothing(self):
        self.assertEqual(outcome(("1 07:00", TAKE), ("1 08:00", WAIT), ("1 09:00", WAIT), ("1 10:00", RESOLVE), ("1 11:00", CLOSED)),
                         ["met", "met", "met", 1 * HOUR, 2 * HOUR])

    def test_after_the_first_resolution_nothing_is_paused_for_it_any_more(self):
        self.assertEqual(outcome(("1 07:00", TAKE), ("1 08:00", RESOLVE), ("1 09:00", WAIT), ("1 10:00", TAKE), ("1 12:00", CLOSED)),
                         ["met", "met", "met", 3 * HOUR, 0])

    def test_resolved_stops_total_and_another_row_resumes_it(self):
        self.assertEqual(outcome(("1 07:00", TAKE), ("1 08:00", RESOLVE), ("2 08:00", RESOLVE), ("3 08:00", "Require upgrade"), ("3 10:00", RESOLVE),
                                 ("5 10:00", CLOSED)), ["met", "met", "met", 3 * HOUR, 0])

    def test_waiting_while_resolved_still_stops_it(self):
        self.assertEqual(outcome(("1 07:00", TAKE), ("1 08:00", RESOLVE), ("1 09:00", WAIT), ("1 11:00", RESOLVE), ("1 12:00", CLOSED)),
                         ["met", "met", "met", 1 * HOUR, 0])

    def test_closed_while_waiting_ends_everything(self):
        self.assertEqual(outcome(("1 07:00", TAKE), ("1 08:00", WAIT), ("1 10:00", CLOSED), ("2 08:00", RESOLVE)),
                         ["met", "unfinished", "met", 1 * HOUR, 2 * HOUR])

    def test_a_breach_stops_neither_the_clock_nor_the_pause(self):
        self.assertEqual(outcome(("1 07:00", TAKE), ("8 07:00", WAIT), ("8 09:00", TAKE), ("8 10:00", RESOLVE), ("8 11:00", CLOSED)),
                         ["met", "breached", "met", 51 * HOUR, 2 * HOUR])
        self.assertEqual(outcome(("1 07:00", TAKE), ("12 08:00", CLOSED)), ["met", "breached", "breached", 91 * HOUR, 0])

    def test_opening_with_the_resolution(self):
        self.assertEqual(outcome(("1 07:00", RESOLVE), ("1 09:00", CLOSED)), ["unfinished", "met", "met", 0, 0])
        self.assertEqual(outcome(("1 07:00", RESOLVE), ("1 08:00", TAKE), ("1 09:00", CLOSED)), ["met", "met", "met", 1 * HOUR, 0])

    def test_opening_with_a_wait(self):
        self.assertEqual(outcome(("1 07:00", WAIT), ("1 08:00", TAKE), ("1 10:00", RESOLVE), ("1 11:00", CLOSED)),
                         ["met", "met", "met", 2 * HOUR, 1 * HOUR])

    def test_a_case_that_opens_closed(self):
        self.assertEqual(outcome(("1 07:00", CLOSED), ("1 08:00", TAKE)), ["unfinished", "unfinished", "met", 0, 0])

    def test_who_waits_from_the_due_on_is_in_time_until_the_clock_runs_again(self):
        used_up = [("1 07:00", TAKE), ("4 17:00", WAIT)]
        self.assertEqual(outcome(*used_up, ("5 09:00", CLOSED))[1], "unfinished")
        self.assertEqual(outcome(*used_up, ("5 09:00", RESOLVE))[1], "met")
        self.assertEqual(outcome(*used_up, ("5 09:00", TAKE), ("5 09:00:01", RESOLVE))[1], "breached")
        self.assertEqual(outcome(*used_up, ("6 09:00", TAKE), ("6 09:00:01", RESOLVE))[1], "breached")


class Horizon(unittest.TestCase):
    # 2014-01-31 is a Friday; day 151 is Thursday 30 January, day 150 Wednesday.
    def test_what_is_neither_ended_nor_due_is_unfinished(self):
        self.assertEqual(outcome(("151 14:00", "Insert ticket")), ["unfinished", "unfinished", "unfinished", 3 * HOUR, 0])

    def test_a_due_before_it_is_a_breach(self):
        self.assertEqual(outcome(("151 13:00", "Insert ticket"))[0], "breached")
        self.assertEqual(outcome(("151 12:59", "Insert ticket"))[0], "breached")
        self.assertEqual(outcome(("151 13:01", "Insert ticket"))[0], "unfinished")

    def test_clocks_run_and_pause_up_to_it(self):
        self.assertEqual(outcome(("150 07:00", TAKE), ("150 09:00", WAIT)), ["met", "unfinished", "unfinished", 2 * HOUR, 18 * HOUR])

    def test_what_lies_behind_it_is_not_known(self):
        self.assertEqual(outcome(("151 14:00", TAKE), ("152 08:00", CLOSED))[2], "unfinished")
        self.assertEqual(outcome(("151 14:00", TAKE), ("152 00:00", CLOSED))[2], "met")
        self.assertIsNone(outcome(("152 08:00", TAKE)))


def looked_at(rows):
    """The same by looking at the clocks every half hour, for rows that lie on whole half hours: outcomes, seconds."""
    step = timedelta(minutes=30)
    used = {clock: timedelta(0) for clock in reference.LIMITS}
    late, ended = set(), set()
    ran = paused = timedelta(0)
    waiting = stopped = False
    at, rows = rows[0][0], list(rows)
    while True:
        while rows and rows[0][0] == at and "total_resolution" not in ended:
            activity = rows.pop(0)[1]
            waiting = activity == WAIT
            if activity == CLOSED:
                ended.add("total_resolution")
            elif activity == RESOLVE:
                stopped = True
                ended.add("first_resolution")
            else:
                stopped = False
                if activity == TAKE:
                    ended.add("take")
        if "total_resolution" in ended or at == reference.HORIZON:
            break
        running = {"take": True, "first_resolution": not waiting, "total_resolution": not waiting and not stopped}
        working = at.weekday() < 5 and 7 <= at.hour < 17
        for clock, runs in running.items():
            if runs and clock not in ended:
                if used[clock] >= reference.LIMITS[clock]:
                    late.add(clock)
                used[clock] += step if working else timedelta(0)
        ran += step if working and running["total_resolution"] else timedelta(0)
        paused += step if working and waiting and "first_resolution" not in ended else timedelta(0)
        at += step
    return ({clock: "breached" if clock in late else "met" if clock in ended else "unfinished" for clock in reference.LIMITS}, ran, paused)


class Looked(unittest.TestCase):
    def test_it_agrees_with_a_clock_that_is_looked_at_every_half_hour(self):
        seen = set()
        for seed in range(20):
            cases = reference.read(io.StringIO("\n".join(make_log.log(seed, 60))))
            for name, rows in cases.items():
                on_grid = [(at.replace(minute=30 * (at.minute // 30), second=0), activity) for at, activity in rows]
                expected = looked_at(on_grid)
                self.assertEqual(reference.case(on_grid), expected, f"seed {seed}, {name}: {on_grid}")
                seen.update(expected[0].items())
        self.assertEqual(len(seen), 9)  # every outcome of every clock has come up

    def test_one_line_in_the_given_order(self):
        found = reference.report(reference.read(io.StringIO("case,timestamp,activity\n")))
        none = {"met": 0, "breached": 0, "unfinished": 0}
        self.assertEqual(json.dumps(found), json.dumps({"cases": 0, "take": none, "first_resolution": none, "total_resolution": none,
                                                        "ran_seconds": 0, "paused_seconds": 0, "escalations": 0}))


if __name__ == "__main__":
    unittest.main()
