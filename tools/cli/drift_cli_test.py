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
            page = file.read()
        self.assertEqual(page.count("<svg "), 4)  # score and distribution of two columns
        self.assertNotIn("http", page)

    def test_a_changed_schema_and_missing_values_are_states(self):
        cases = {
            "text.csv": (HEADER + "1,old,Male,High\n", "schema_changed", {"Age": "type_changed", "Gender": "compared"}),
            "lacks.csv": ("PlayerID,Age\n1,20\n", "schema_changed", {"Age": "compared", "Gender": "absent"}),
            "new.csv": ("Age,Gender,Score\n20,Male,3\n", "schema_changed", {"Age": "compared", "Gender": "compared"}),
            "missing.csv": ("Age,Gender\n,\n", "compared", {"Age": "all_missing", "Gender": "all_missing"}),
        }
        for name, (text, state, columns) in cases.items():
            with self.subTest(name):
                path = self.write(name, text)
                done = self.drift(path, "--json", "--report", self.path("report.html"))
                self.assertEqual(done.returncode, 0, done.stderr)
                verdict = json.loads(done.stdout)
                self.assertEqual(verdict["state"], state)
                self.assertEqual({c["column"]: c["state"] for c in verdict["columns"]}, columns)
                self.assertEqual(self.drift(path, "--fail-on-drift").returncode, 1)

    def test_a_header_without_rows_is_an_empty_window(self):
        path = self.write("header.csv", HEADER)
        done = self.drift(path, "--json", "--report", self.path("report.html"))
        self.assertEqual(done.returncode, 0, done.stderr)
        verdict = json.loads(done.stdout)
        self.assertEqual((verdict["state"], verdict["columns"], verdict["current"]["rows"]), ("empty_window", [], 0))
        self.assertFalse(verdict["retrain"]["needed"])
        with open(self.path("report.html"), encoding="utf-8") as file:
            self.assertIn("Empty window", file.read())
        self.assertIn("State empty_window", self.drift(path).stdout)
        done = self.drift(path, "--fail-on-drift")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing is known", done.stderr)

    def test_a_columns_impact_is_its_score_times_its_sensitivity(self):
        counts = {"format": "yachay.drift.reference/1", "rows": 2000, "sensitivity": {"Age": 0.25}, "columns": [
            {"name": "Age", "kind": "number", "missing": 0, "values": list(range(15, 35)), "counts": [100] * 20}]}
        reference = self.write("reference.json", json.dumps(counts))
        command = [YACHAY, "drift", "--reference", reference, "--current", self.shifted, "--json", "--rule", "weighted"]
        verdict = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        age = verdict["columns"][0]
        self.assertEqual(age["impact"], age["score"] * 0.25)
        self.assertEqual(verdict["impact"], age["impact"])
        self.assertIn("weighted share", verdict["retrain"]["reason"])

    def test_yachay_profile_names_its_rule(self):
        done = self.drift(self.shifted, "--profile", "yachay", "--json")
        columns = {c["column"]: c for c in json.loads(done.stdout)["columns"]}
        self.assertTrue(columns["Age"]["drifted"])
        self.assertIn("ks adjusted p", columns["Age"]["rule"])
        self.assertFalse(columns["Gender"]["drifted"])

    def test_predictions_are_measured_with_and_without_labels(self):
        text = "id,prediction,probability_High,probability_Low\n"
        text += "".join(f"{i},High,{0.9 if i < 250 else 0.6},{0.1 if i < 250 else 0.4}\n" for i in range(500))
        done = self.drift(self.shifted, "--predictions", self.write("predicted.csv", text), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        performance = json.loads(done.stdout)["performance"]
        self.assertAlmostEqual(performance["estimated"]["accuracy"]["value"], 0.75, places=6)
        self.assertEqual(performance["real"]["accuracy"]["value"], 1)
        self.assertAlmostEqual(performance["estimate_error"]["accuracy"], -0.25, places=6)
        self.assertEqual([g["group"] for g in performance["groups"]], ["Female", "Male"])
        done = self.drift(self.reference, "--predictions", self.path("predicted.csv"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("500 rows, expected the 2000", done.stderr)

    def test_labels_of_no_class_and_of_unknown_predictions_are_named(self):
        current = self.write("labelled.csv", HEADER + "1,20,Male,High\n2,30,Female,Enormous\n3,25,Male,\n")
        rows = "1,High,0.9,0.1\n2,Low,0.2,0.8\n3,Low,0.4,0.6\n"
        header = "id,prediction,probability_High,probability_Low\n"
        predicted = self.write("three.csv", header + rows)
        performance = json.loads(self.drift(current, "--predictions", predicted, "--json").stdout)["performance"]
        self.assertEqual((performance["real"]["rows"], performance["unknown_labels"]), (1, 1))
        self.assertIn("1 rows have a label", self.drift(current, "--predictions", predicted).stdout)
        others = self.write("others.csv", header + rows.replace("3,Low", "7,Low"))
        done = self.drift(current, "--predictions", others)
        self.assertEqual(done.returncode, 1)
        self.assertIn("others.csv:4:1 (id): expected 3", done.stderr)

    def test_what_is_wrong_is_named(self):
        cases = {
            "empty.csv": ("", "empty.csv"),
            "ragged.csv": (HEADER + "1,2\n", "ragged.csv:2"),
        }
        for name, (text, expected) in cases.items():
            with self.subTest(name):
                done = self.drift(self.write(name, text), "--report", self.path("none.html"), "--json")
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stdout, "")
                self.assertIn(expected, done.stderr)
                self.assertFalse(os.path.exists(self.path("none.html")))

    def test_power_tells_what_is_noticed_and_how_often_nothing_is_something(self):
        command = [YACHAY, "drift", "power", "--data", self.reference, "--window-rows", "400", "--reference-rows", "1200",
                   "--trials", "60", "--unshifted", "60", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        measured = json.loads(done.stdout)
        power = {(s["column"], s["shift"]): s["power"] for s in measured["shifts"]}
        self.assertGreater(power["Age", "0.50 sd"], 0.9)
        self.assertGreaterEqual(power["Age", "0.50 sd"], power["Age", "0.10 sd"])
        self.assertEqual(measured["shifts"][2]["delay_rows"], 400 / power["Age", "0.50 sd"])
        self.assertLessEqual(measured["false_alarms"]["windows"]["low"], measured["alarm_rate"])
        self.assertEqual(subprocess.run(command, capture_output=True, text=True, check=False).stdout, done.stdout)
        budget = command[:-3] + ["--unshifted", "400", "--false-alarm-days", "2", "--windows-per-day", "10", "--json"]
        alarms = json.loads(subprocess.run(budget, capture_output=True, text=True, check=True).stdout)
        self.assertEqual((alarms["alarm_rate"], alarms["unshifted"]), (0.05, 400))
        self.assertEqual(alarms["false_alarms"]["days_between"]["budget"], 2)
        self.assertLess(alarms["false_alarms"]["windows"]["low"], 0.05)
        command[command.index("400")] = "900"
        self.assertIn("2000 rows; 1200", subprocess.run(command, capture_output=True, text=True, check=False).stderr)

    def test_misuse_exits_2(self):
        self.assertEqual(subprocess.run([YACHAY, "drift"], capture_output=True, check=False).returncode, 2)
        self.assertEqual(self.drift(self.shifted, "--profile", "other").returncode, 2)
        self.assertEqual(self.drift(self.shifted, "--profile", "yachay", "--alarm-rate", "nan").returncode, 2)


if __name__ == "__main__":
    unittest.main()
