#!/usr/bin/env python3
"""What `yachay train`, `evaluate`, `predict` and `models` promise to the people who type them.

    python3 tools/cli/train_cli_test.py build/release/bin/yachay

Works in a temporary folder on a small generated file, and on the shared data when YACHAY_SHARED_DATA names them.
"""

import csv
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

YACHAY = "yachay"
HEADER = ["PlayerID", "Age", "Gender", "SessionsPerWeek", "AvgSessionDurationMinutes", "EngagementLevel"]


def players(count, seed):
    """Rows whose class follows from the minutes a week, with one label in twenty drawn at random."""
    rng = random.Random(seed)
    rows = []
    for i in range(count):
        sessions, minutes = rng.randrange(20), rng.randrange(10, 180)
        weekly = sessions * minutes
        level = "Low" if weekly < 450 else "High" if weekly > 1400 else "Medium"
        if rng.random() < 0.05:
            level = rng.choice(["Low", "Medium", "High"])
        rows.append([1000 + i, rng.randrange(8, 60), rng.choice(["Female", "Male"]), sessions, minutes, level])
    return rows


def answers(learners, seed):
    """Whoever was right four times is wrong the next time: trees can learn that, a formula of abilities cannot."""
    rng = random.Random(seed)
    rows = []
    for learner in range(learners):
        streak = 0
        for number in range(40):
            item = rng.randrange(20)
            right = rng.random() < 0.9 - 0.03 * item and streak < 4
            streak = streak + 1 if right else 0
            rows.append([f"u{learner}", f"i{item}", number * 100, int(right), f"s{item % 3}"])
    return rows


def write(path, rows, header=None):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header or HEADER] + rows)


def run(*arguments):
    return subprocess.run([YACHAY, *map(str, arguments)], capture_output=True, text=True, check=False)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.data, self.registry, self.out = self.root / "players.csv", self.root / "registry", self.root / "p.csv"
        self.rows = players(1500, 1)
        write(self.data, self.rows)

    def tearDown(self):
        self.folder.cleanup()

    def succeed(self, *arguments):
        done = run(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout) if "--json" in arguments else done.stdout

    def fail_with(self, message, *arguments):
        done = run(*arguments)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue(done.stderr.startswith("yachay: "), done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stdout, "")

    def train(self, *more, data=None, registry=None):
        return self.succeed("train", "--data", data or self.data, "--model", "engagement",
                            "--registry", registry or self.registry, "--threads", "1", "--json", *more)

    def predict(self, data, out=None):
        return ("predict", "--model", "engagement", "--registry", self.registry, "--data", data,
                "--out", out or self.out)


class Training(Case):
    def test_first_model_becomes_champion_with_intervals(self):
        trained = self.train()
        self.assertTrue(trained["promoted"])
        self.assertEqual(trained["version"], 1)
        accuracy = trained["accuracy"]
        self.assertLess(accuracy["low"], accuracy["value"])
        self.assertLess(accuracy["value"], accuracy["high"])
        self.assertGreater(accuracy["value"], 0.8)
        self.assertEqual(sum(sum(row.values()) for row in trained["confusion"].values()), trained["rows"])
        self.assertAlmostEqual(sum(trained["importance"].values()), 1, places=5)
        folder = self.registry / "engagement" / "versions" / "1"
        for name in ("model.ubj", "manifest.json", "golden.json", "reference.json", "report.json"):
            self.assertTrue((folder / name).is_file(), name)

    def test_same_data_and_seed_give_the_same_model(self):
        self.train()
        self.train(registry=self.root / "other")
        one, other = [(r / "engagement/versions/1/model.ubj").read_bytes()
                      for r in (self.registry, self.root / "other")]
        self.assertEqual(one, other)

    def test_only_a_better_model_is_promoted(self):
        self.assertTrue(self.train("--trees", "3", "--depth", "1")["promoted"])
        better = self.train()
        self.assertTrue(better["promoted"], better["reason"])
        self.assertLess(better["comparison"]["mcnemar_p"], 0.05)
        self.assertEqual(better["champion_before"], 1)
        same = self.train()
        self.assertFalse(same["promoted"])
        self.assertEqual(same["comparison"]["mcnemar_p"], 1)
        listed = self.succeed("models", "list", "--registry", self.registry, "--json")["versions"]
        self.assertEqual([v["aliases"] for v in listed], ["previous", "champion", "challenger"])

    def test_cleaning_is_counted(self):
        rows = self.rows + [self.rows[0], self.rows[1][:1] + [""] + self.rows[1][2:], self.rows[2][:5] + [""]]
        write(self.data, rows)
        cleaning = self.train()["data"]["cleaning"]
        self.assertEqual(cleaning, {"rows_read": 1503, "duplicate_rows_dropped": 1, "duplicate_ids": 1,
                                    "missing_cells": 1, "rows_without_target": 1, "unseen_categories": 0})

    def test_random_forest_and_report(self):
        report = self.root / "report"
        trained = self.train("--algorithm", "random-forest", "--trees", "60", "--report", report)
        self.assertGreater(trained["accuracy"]["value"], 0.8)
        self.assertEqual(json.loads((report / "report.json").read_text()), trained)
        self.assertIn("promoted to champion", (report / "report.md").read_text())

    def test_all_algorithms_train_compare_and_score_as_they_measured(self):
        for name in ("gradient-boosting", "random-forest", "logistic", "mlp"):
            with self.subTest(name):
                trained = self.train("--algorithm", name, "--folds", "3", "--epochs", "10")
                self.assertEqual(trained["options"]["algorithm"], name)
                self.assertEqual(len(trained["cross_validation"]["fold_accuracy"]), 3)
                evaluated = self.succeed("evaluate", "--model", f"engagement:{trained['version']}", "--registry",
                                         self.registry, "--data", self.data, "--json")
                self.assertGreater(evaluated["accuracy"]["value"], 0.6)
        listed = self.succeed("models", "list", "--registry", self.registry, "--json")["versions"]
        self.assertEqual({v["algorithm"] for v in listed}, {"gradient-boosting", "random-forest", "logistic", "mlp"})

    def test_the_report_is_one_page_that_needs_no_other(self):
        report = self.root / "report"
        self.train("--report", report, "--calibrate", "isotonic", "--augment", "smote", "--balance", "--search", "2",
                   "--patience", "5")
        page = (report / "report.html").read_text()
        for outside in ("http:", "https:", "src=", "@import", "url("):
            self.assertNotIn(outside, page)
        for part in ("What it says and what was true", "ROC", "Reliability", "shuffled", "Wrong by Gender",
                     "Against the champion", "calibration: isotonic", "augmentation", "2 of 181 settings", "The data"):
            self.assertIn(part, page)
        self.assertEqual(page.count("<svg"), page.count("</svg>"))
        text = self.succeed("train", "--data", self.data, "--model", "engagement", "--registry", self.registry,
                            "--report", report)
        self.assertIn(f"report: {report}/report.html", text)

    def test_a_forced_promotion_stands_in_the_ledger(self):
        self.train()
        forced = self.train("--trees", "3", "--depth", "1", "--force")
        self.assertTrue(forced["promoted"] and forced["forced"])
        self.assertGreater(forced["comparison"]["noise_floor"], 0)
        moves = self.succeed("models", "history", "--model", "engagement", "--registry", self.registry, "--json")
        self.assertIn("forced, against the evidence: not better", moves["moves"][-1]["evidence"])
        self.assertIn("noise floor", moves["moves"][-1]["evidence"])

    def test_a_budget_that_is_no_duration_is_refused(self):
        self.fail_with("--budget 'soon': expected a duration", "train", "--data", self.data, "--model", "engagement",
                       "--registry", self.registry, "--budget", "soon")

    def test_a_class_that_stands_alone_is_taken_for_a_typing_error(self):
        write(self.data, self.rows[:9] + [self.rows[9][:5] + ["Hihg"]] + self.rows[10:])
        self.fail_with(f"{self.data}:11:6 (EngagementLevel): unknown class 'Hihg' (1 rows), expected one of High, Low",
                       "train", "--data", self.data, "--model", "engagement", "--registry", self.registry)
        self.assertFalse(self.registry.exists())

    def test_misuse_is_exit_code_2(self):
        self.assertEqual(run("train", "--data", self.data).returncode, 2)
        self.assertEqual(run("train", "--data", self.data, "--model", "m", "--registry", self.registry,
                             "--depth", "99").returncode, 2)


class TrainingOnAnswers(Case):
    def setUp(self):
        super().setUp()
        self.answers, self.calibration = self.root / "answers.csv", self.root / "calibration.json"
        write(self.answers, answers(200, 1), ["user_id", "item_id", "timestamp", "correct", "skill_id"])
        self.fitted = self.succeed("learning", "fit", "--data", self.answers, "--out", self.calibration, "--json")["calibration"]

    def train_answers(self, *more):
        return ("train", "--json", "--model", "success", "--answers", self.answers, "--calibration", self.calibration,
                "--registry", self.registry, *more)

    def test_the_calibration_travels_with_the_model(self):
        report = self.root / "report"
        trained = self.succeed(*self.train_answers("--trees", "50", "--report", report))
        self.assertTrue(trained["promoted"], trained["reason"])
        self.assertIn("the tracer's formula", trained["reason"])
        self.assertEqual(json.loads((report / "report.json").read_text()), trained)
        folder = self.registry / "success/versions/1"
        self.assertEqual(json.loads((folder / "manifest.json").read_text())["tracer_calibration"], self.fitted["fingerprint"])
        self.assertEqual((folder / "calibration.json").read_bytes(), self.calibration.read_bytes())
        ledger = self.succeed("models", "history", "--model", "success", "--registry", self.registry, "--json")
        self.assertIn(f"calibration {self.fitted['version']}", ledger["moves"][-1]["evidence"])

    def test_what_is_not_said_is_what_suits_answers_in_any_order_of_flags(self):
        for more in (("--trees", "20"), ()):
            arguments = self.train_answers(*more, "--depth", "2")
            options = self.succeed(*arguments, *(() if more else ("--trees", "20")))["options"]
            self.assertEqual((options["trees"], options["depth"], options["learning_rate"]), (20, 2, 0.05))
        first = self.succeed("train", "--json", "--trees", "20", "--answers", self.answers, "--calibration",
                             self.calibration, "--model", "success", "--registry", self.registry)["options"]
        self.assertEqual((first["trees"], first["depth"]), (20, 6))

    def test_flags_that_do_not_go_together_are_exit_code_2(self):
        for arguments in (self.train_answers("--data", self.data), self.train_answers("--folds", "3"),
                          self.train_answers("--held-out", "0.3"), self.train_answers("--calibrate", "isotonic"),
                          ("train", "--model", "m", "--registry", self.registry, "--answers", self.answers),
                          ("train", "--model", "m", "--registry", self.registry, "--data", self.data, "--calibration",
                           self.calibration)):
            with self.subTest(arguments[-2:]):
                self.assertEqual(run(*arguments).returncode, 2)
        self.assertFalse((self.registry / "m").exists())


class Predicting(Case):
    @classmethod
    def setUpClass(cls):
        cls.trained = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.trained.name)
        write(root / "players.csv", players(1500, 1))
        done = run("train", "--data", root / "players.csv", "--model", "engagement", "--registry", root / "registry",
                   "--trees", "60", "--threads", "1")
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.trained.cleanup()

    def setUp(self):
        super().setUp()
        shutil.copytree(pathlib.Path(self.trained.name) / "registry", self.registry)

    def test_columns_order_and_bytes(self):
        summary = self.succeed(*self.predict(self.data), "--json")
        self.assertEqual((summary["rows"], summary["unseen_categories"]), (1500, 0))
        with open(self.out, newline="") as file:
            lines = list(csv.reader(file))
        self.assertEqual(lines[0], ["id", "prediction", "probability_High", "probability_Low", "probability_Medium"])
        self.assertEqual([line[0] for line in lines[1:]], [str(row[0]) for row in self.rows])
        for line in lines[1:]:
            scores = dict(zip(("High", "Low", "Medium"), map(float, line[2:])))
            self.assertAlmostEqual(sum(scores.values()), 1, places=5)
            self.assertEqual(line[1], max(scores, key=scores.get))
        again = self.root / "again.csv"
        self.succeed(*self.predict(self.data, again))
        self.assertEqual(self.out.read_bytes(), again.read_bytes())

    def test_columns_may_stand_in_any_order_and_the_target_may_be_absent(self):
        self.succeed(*self.predict(self.data))
        order = [4, 2, 0, 3, 1]
        shuffled = self.root / "shuffled.csv"
        write(shuffled, [[row[i] for i in order] for row in self.rows], [HEADER[i] for i in order])
        self.succeed(*self.predict(shuffled, self.root / "other.csv"))
        self.assertEqual(self.out.read_bytes(), (self.root / "other.csv").read_bytes())

    def test_an_unseen_category_scores_as_missing_and_is_counted(self):
        unseen, missing = self.root / "unseen.csv", self.root / "missing.csv"
        write(unseen, [row[:2] + ["Other"] + row[3:] for row in self.rows[:7]])
        write(missing, [row[:2] + [""] + row[3:] for row in self.rows[:7]])
        self.assertEqual(self.succeed(*self.predict(unseen), "--json")["unseen_categories"], 7)
        self.succeed(*self.predict(missing, self.root / "m.csv"))
        self.assertEqual(self.out.read_bytes(), (self.root / "m.csv").read_bytes())

    def test_what_is_wrong_is_named_and_leaves_no_file(self):
        bad = self.root / "bad.csv"
        good = ",".join(HEADER) + "\n1000,20,Male,3,40,Low\n"
        cases = [
            (good.replace("Age,", "").replace(",20,", ","), ":1:6 (Age): the column 'Age' is missing; the header has"),
            (good + "1001,old,Male,3,40,Low\n", ":3:2 (Age): got 'old', expected a finite number"),
            (good + "1001,20,Male\n", ":3:4 (SessionsPerWeek): the row ends after 3 fields, expected 6 from PlayerID"),
            (good + "1001,20,Male,3,40,Great\n",
             ":3:6 (EngagementLevel): unknown class 'Great', expected one of High, Low, Medium"),
            ("", ":1:1: the file is empty, expected a header"),
            (",".join(HEADER) + "\n", ":2:1 (PlayerID): the file ends after the header, expected at least one row"),
        ]
        for text, message in cases:
            with self.subTest(message):
                bad.write_text(text)
                self.fail_with(f"{bad}{message}", *self.predict(bad))
                self.assertEqual(sorted(p.name for p in self.root.iterdir()), ["bad.csv", "players.csv", "registry"])

    def test_files_that_are_not_there(self):
        self.fail_with("nowhere.csv: cannot open", *self.predict(self.root / "nowhere.csv"))
        self.fail_with("is the data file itself", *self.predict(self.data, self.data))
        self.fail_with("no model 'other' in the registry", "predict", "--model", "other", "--registry", self.registry,
                       "--data", self.data, "--out", self.out)

    def test_a_damaged_version_is_refused_with_its_path(self):
        model = self.registry / "engagement" / "versions" / "1" / "model.ubj"
        model.write_bytes(model.read_bytes()[:-100])
        self.fail_with(f"{model.parent}: model file is not whole UBJSON", *self.predict(self.data))

    def test_evaluate_says_what_a_file_of_answers_would(self):
        evaluated = self.succeed("evaluate", "--model", "engagement@champion", "--registry", self.registry,
                                 "--data", self.data, "--json")
        self.succeed(*self.predict(self.data))
        with open(self.out, newline="") as file:
            said = [line["prediction"] for line in csv.DictReader(file)]
        right = sum(a == row[5] for a, row in zip(said, self.rows))
        self.assertAlmostEqual(evaluated["accuracy"]["value"], right / len(self.rows), places=12)
        self.assertEqual(evaluated["rows"], len(self.rows))


class Interrupted(Case):
    """Full and read-only disks, and a prediction that is killed."""

    def setUp(self):
        super().setUp()
        self.mounts = []

    def tearDown(self):
        for folder in self.mounts:
            subprocess.run(["umount", folder], check=False)
        super().tearDown()

    def small_disk(self, size):
        folder = self.root / "disk"
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True,
                              check=False)
        if done.returncode != 0:
            self.skipTest("needs the right to mount a tmpfs")
        self.mounts.append(folder)
        return folder

    def remount(self, folder, options):
        subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True)

    def test_a_full_registry_disk_keeps_what_it_had(self):
        disk = self.small_disk("400k")
        self.train("--trees", "3", registry=disk / "r")
        before = sorted(p.relative_to(disk) for p in disk.rglob("*"))
        self.fail_with("No space left on device", "train", "--data", self.data, "--model", "engagement",
                       "--registry", disk / "r", "--trees", "900", "--depth", "9")
        self.assertEqual(sorted(p.relative_to(disk) for p in disk.rglob("*")), before)
        self.succeed("evaluate", "--model", "engagement", "--registry", disk / "r", "--data", self.data)
        self.remount(disk, "size=64m")
        self.assertEqual(self.train(registry=disk / "r")["version"], 2)

    def test_an_alias_on_a_full_disk_stays_where_it_was(self):
        disk = self.small_disk("2m")
        for _ in range(2):
            self.train("--trees", "30", registry=disk / "r")
        at = ("--registry", disk / "r")
        before = self.succeed("models", "history", "--model", "engagement", *at, "--json")
        with open(disk / "filler", "wb", buffering=0) as filler:
            with self.assertRaises(OSError):
                while True:
                    filler.write(bytes(512))
        self.fail_with("No space left on device", "models", "promote", "--model", "engagement:2", *at)
        self.assertEqual(self.succeed("models", "history", "--model", "engagement", *at, "--json"), before)
        self.assertEqual(self.succeed("models", "show", "--model", "engagement", *at, "--json")["version"], 1)
        (disk / "filler").unlink()
        self.succeed("models", "promote", "--model", "engagement:2", *at)
        self.assertEqual(self.succeed("models", "show", "--model", "engagement", *at, "--json")["version"], 2)

    def test_a_read_only_registry_is_an_error_and_still_serves(self):
        disk = self.small_disk("16m")
        self.train(registry=disk / "r")
        self.remount(disk, "ro")
        self.fail_with("Read-only file system", "train", "--data", self.data, "--model", "engagement",
                       "--registry", disk / "r")
        self.succeed("evaluate", "--model", "engagement", "--registry", disk / "r", "--data", self.data)

    def test_a_registry_of_another_user_is_an_error_and_still_serves(self):
        self.train()
        other = {}
        if os.geteuid() == 0:
            other = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            self.root.chmod(0o755)
        else:
            for folder in [self.registry, *(p for p in self.registry.rglob("*") if p.is_dir())]:
                folder.chmod(0o555)
                self.addCleanup(folder.chmod, 0o755)
        at = ["--model", "engagement", "--registry", str(self.registry)]

        def run_as_other(*arguments):
            try:
                return subprocess.run([YACHAY, *map(str, arguments)], capture_output=True, text=True, check=False, **other)
            except PermissionError as error:
                self.skipTest(f"nobody cannot run the command: {error}")

        before = sorted(self.registry.rglob("*"))
        for refused in (("train", "--data", self.data, *at), ("models", "promote", *at[:1], "engagement:1", *at[2:])):
            done = run_as_other(*refused)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(str(self.registry), done.stderr)
            self.assertIn("Permission denied", done.stderr)
        self.assertEqual(sorted(self.registry.rglob("*")), before)
        served = run_as_other("evaluate", *at, "--data", self.data)
        self.assertEqual(served.returncode, 0, served.stderr)

    def test_a_prediction_goes_on_when_the_disk_has_room_again(self):
        self.train()
        write(self.data, [[i] + row[1:] for i, row in enumerate(self.rows * 4)])
        self.succeed(*self.predict(self.data))
        disk = self.small_disk("160k")
        again = (*self.predict(self.data, disk / "p.csv"), "--block", "1", "--threads", "1")
        self.fail_with("make room, then run the same command again", *again)
        self.assertFalse((disk / "p.csv").exists())
        self.remount(disk, "size=4m")
        self.assertGreater(self.succeed(*again, "--json")["resumed_rows"], 0)
        self.assertEqual((disk / "p.csv").read_bytes(), self.out.read_bytes())
        self.assertEqual([p.name for p in disk.iterdir()], ["p.csv"])

    def test_a_killed_prediction_goes_on_where_it_stopped(self):
        large = self.root / "large.csv"
        write(large, [[i] + row[1:] for i, row in enumerate(self.rows * 60)])
        self.train()
        self.succeed(*self.predict(large))
        cut = self.root / "cut.csv"
        command = (*self.predict(large, cut), "--block", "4", "--threads", "1", "--json")
        running = subprocess.Popen([YACHAY, *map(str, command)], stdout=subprocess.DEVNULL)
        while running.poll() is None and not (self.root / "cut.csv.progress").exists():
            time.sleep(0.002)
        running.kill()
        running.wait()
        self.assertFalse(cut.exists(), "the run was over before it could be killed")
        done = self.succeed(*command)
        self.assertGreater(done["resumed_rows"], 0)
        self.assertLess(done["resumed_rows"], done["rows"])
        self.assertEqual(done["predictions"], self.succeed(*self.predict(large, self.root / "x.csv"), "--json")["predictions"])
        self.assertEqual(cut.read_bytes(), self.out.read_bytes())

    def test_another_input_starts_anew(self):
        self.train()
        self.succeed(*self.predict(self.data))
        (self.root / "q.csv.partial").write_text("left behind")
        (self.root / "q.csv.progress").write_text('{"job": "another", "read": 5}')
        self.assertEqual(self.succeed(*self.predict(self.data, self.root / "q.csv"), "--json")["resumed_rows"], 0)
        self.assertEqual((self.root / "q.csv").read_bytes(), self.out.read_bytes())


class Models(Case):
    def test_promote_roll_back_and_history(self):
        self.train("--trees", "30")
        self.train("--trees", "30")
        at = ("--registry", self.registry, "--json")
        self.fail_with("no previous champion", "models", "rollback", "--model", "engagement",
                       "--registry", self.registry)
        moved = self.succeed("models", "promote", "--model", "engagement:2", "--expected", "1", "--who", "ana", *at)
        self.assertEqual((moved["from"], moved["to"]), (1, 2))
        self.fail_with("stands at 2, expected 1", "models", "promote", "--model", "engagement:1", "--expected", "1",
                       "--registry", self.registry)
        back = self.succeed("models", "rollback", "--model", "engagement", "--evidence", "complaints", *at)
        self.assertEqual((back["from"], back["to"]), (2, 1))
        moves = self.succeed("models", "history", "--model", "engagement", *at)["moves"]
        self.assertEqual([m["to"] for m in moves if m["alias"] == "champion"], [1, 2, 1])
        self.assertEqual(moves[-1]["evidence"], "complaints")
        shown = self.succeed("models", "show", "--model", "engagement@previous", *at)
        self.assertEqual(shown["version"], 2)


class Shared(Case):
    def test_engagement_reaches_its_accuracy(self):
        data = pathlib.Path(os.environ.get("YACHAY_SHARED_DATA", "/nonexistent")) / "engagement" / "players.csv"
        if not data.exists():
            self.skipTest("YACHAY_SHARED_DATA names no folder with engagement/players.csv")
        trained = self.train("--folds", "5", data=data)
        for measured in (trained, trained["cross_validation"]):
            self.assertGreaterEqual(measured["accuracy"]["value"], 0.915)
            self.assertGreaterEqual(measured["macro_f1"]["value"], 0.910)
        self.succeed(*self.predict(data))
        with open(self.out) as out, open(data) as source:
            self.assertEqual([l.split(",")[0] for l in out][1:], [l.split(",")[0] for l in source][1:])


if __name__ == "__main__":
    YACHAY = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else YACHAY
    unittest.main()
