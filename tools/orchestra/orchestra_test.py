"""python3 -m unittest discover -s tools/orchestra -t tools -p '*_test.py'"""
import io
import os
import sys
import tempfile
import unittest

from orchestra import ledger, lock
from orchestra.command import CommandFailed
from orchestra.process import Process, stop_all
from orchestra.report import Report
from orchestra.waiting import Timeout, wait_until

PLAY = {"events": 100, "deliberate_duplicates": 10, "sent": 110, "acknowledged": 110, "rejected": 0, "unconfirmed": 0,
        "failed_calls": 0, "failed_recommendations": 0, "first_problem": ""}
TOTALS = {"end_offset": 110, "next_offset": 110, "applied": 100, "duplicates": 10, "dead_lettered": 0}


def quiet():
    return Report(io.StringIO())


class Ledger(unittest.TestCase):
    def test_numbers_that_add_up(self):
        report = quiet()
        ledger.check_play(report, "play", PLAY)
        ledger.check_log(report, [PLAY], TOTALS)
        self.assertEqual(report.wrong(), [])

    def test_each_number_that_does_not_is_named(self):
        for field, wrong in (("applied", 99), ("duplicates", 11), ("dead_lettered", 1), ("end_offset", 111)):
            report = quiet()
            ledger.check_log(report, [PLAY], {**TOTALS, field: wrong})
            self.assertTrue(report.wrong(), field)
        for field, wrong in (("rejected", 1), ("failed_calls", 1), ("acknowledged", 109), ("sent", 111)):
            report = quiet()
            ledger.check_play(report, "play", {**PLAY, field: wrong})
            self.assertTrue(report.wrong(), field)

    def test_tries_without_an_answer_may_be_on_the_log_once_more_but_apply_once(self):
        play = {**PLAY, "unconfirmed": 20}
        twice = {**TOTALS, "end_offset": 125, "next_offset": 125, "duplicates": 25}
        report = quiet()
        ledger.check_log(report, [play], twice)
        self.assertEqual(report.wrong(), [])
        for field, wrong in (("applied", 101), ("end_offset", 131), ("end_offset", 109)):
            report = quiet()
            ledger.check_log(report, [play], {**twice, field: wrong})
            self.assertTrue(report.wrong(), field)


class Checks(unittest.TestCase):
    def test_a_wrong_number_is_in_the_table_and_turns_the_report(self):
        out = io.StringIO()
        report = Report(out)
        self.assertTrue(report.check("right", 1, 1))
        self.assertTrue(report.ok)
        self.assertFalse(report.check_within("off", 5, 1, 4))
        report.table()
        self.assertFalse(report.ok)
        self.assertEqual(report.wrong(), ["off"])
        self.assertRegex(out.getvalue(), r"WRONG +off +5 +1 … 4")


class Processes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, name, code):
        process = Process(name, [sys.executable, "-uc", code], self.folder.name).start()
        self.addCleanup(process.kill)
        return process

    def test_who_does_not_heed_sigterm_is_killed_and_named(self):
        deaf = self.start("deaf", "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up');"
                                  "time.sleep(600)")
        wait_until("it to be up", lambda: "up" in deaf.log_text(), 30, 0.01, [deaf])
        self.assertEqual(stop_all([deaf], 0.2), ["deaf"])
        self.assertFalse(deaf.alive())

    def test_waiting_ends_at_once_when_the_process_has_ended_and_shows_its_last_words(self):
        gone = self.start("gone", "import sys; sys.exit('no disk')")
        with self.assertRaisesRegex(Timeout, "code 1.*\n.*no disk"):
            wait_until("the impossible", lambda: False, 600, 0.01, [gone])

    def test_a_command_that_fails_is_tried_again_and_its_last_words_are_told(self):
        tries = []

        def condition():
            tries.append(1)
            if len(tries) < 3:
                raise CommandFailed("not ready")
            return len(tries)
        self.assertEqual(wait_until("the third try", condition, 600, 0.01), 3)
        tries.clear()
        with self.assertRaisesRegex(Timeout, "the third try: .*\n.*not ready"):
            wait_until("the third try", condition, 0, 0.01)

    def test_a_lock_is_held_by_one(self):
        path = os.path.join(self.folder.name, "lock")
        held = lock.hold(path)
        with self.assertRaises(lock.AlreadyRunning):
            lock.hold(path)
        held.close()
        lock.hold(path).close()


if __name__ == "__main__":
    unittest.main()
