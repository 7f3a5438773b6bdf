"""What `yachay drift` promises: run with the path of the command, for example
python3 tools/cli/drift_cli_test.py build/release/bin/yachay"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

YACHAY = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "yachay"
HEADER = "PlayerID,Age,Gender,EngagementLevel\n"


def rows(count, shift=0):
    return "".join(f"{i},{15 + i % 30 + shift},{'Male' if i % 5 < 3 else 'Female'},High\n" for i in range(count))


class DriftTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.reference = self.write("reference.csv", HEADER + rows(2000))
        self.shifted = self.write("shifted.csv", HEADER + rows(500, shift=20))

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def drift(self, current, *more):
        command = [YACHAY, "drift", "--reference", self.reference, "--current", current, *more]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_json_has_a_verdict_per_column_without_id_and_target(self):
        done = self.drift(self.shifted, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        verdict = json.loads(done.stdout)
        self.assertEqual([c["column"] for c in verdict["columns"]], ["Age", "Gender"])
        self.assertEqual([c["drifted"] for c in verdict["columns"]], [True, False])
        self.assertEqual(verdict["share"], 0.5)
        self.assertEqual(verdict["retrain"]["cause"], "share")

    def test_drift_is_no_failure_unless_asked_for(self):
        self.assertEqual(self.drift(self.shifted).returncode, 0)
        self.assertEqual(self.drift(self.shifted, "--fail-on-drift").returncode, 1)
        self.assertEqual(self.drift(self.reference, "--fail-on-drift").returncode, 0)

    def test_report_is_one_page(self):
        done = self.drift(self.shifted, "--report", self.path("report.html"))
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path("report.html"), encoding="utf-8") as file:
            self.assertEqual(file.read().count("<svg "), 2)

    def test_what_is_wrong_is_named(self):
        cases = {
            "text.csv": (HEADER + "1,old,Male,High\n", "text.csv:2:2 (Age)"),
            "lacks.csv": ("PlayerID,Age\n1,20\n", "Gender"),
            "empty.csv": ("", "empty.csv"),
            "header.csv": (HEADER, "header.csv:2"),
        }
        for name, (text, expected) in cases.items():
            with self.subTest(name):
                done = self.drift(self.write(name, text), "--report", self.path("none.html"), "--json")
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stdout, "")
                self.assertIn(expected, done.stderr)
                self.assertFalse(os.path.exists(self.path("none.html")))

    def test_misuse_exits_2(self):
        self.assertEqual(subprocess.run([YACHAY, "drift"], capture_output=True, check=False).returncode, 2)
        self.assertEqual(self.drift(self.shifted, "--profile", "other").returncode, 2)


if __name__ == "__main__":
    unittest.main()
