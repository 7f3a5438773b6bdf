#!/usr/bin/env python3
"""The registry on a real MLflow server. Exit code 0: all passed, 1: one failed, 77: PyPI does not give MLflow.

    tests/mlflow/run.py [--bin build/release/bin]
"""
import argparse
import csv
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tools"), os.path.join(ROOT, "tests", "mlflow")]

from orchestra.service import Service  # noqa: E402
from orchestra.waiting import wait_until  # noqa: E402
from server import Server, make_venv  # noqa: E402

BUILD = os.path.join(ROOT, "build")
WORK = os.path.join(BUILD, "mlflow")
BIN = VENV = SERVER = TRUTH = None


def bits(values):
    return [struct.pack("<f", value) for value in values]


def yachay(*arguments):
    return subprocess.run([os.path.join(BIN, "yachay"), *map(str, arguments)], capture_output=True, text=True, check=False)


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


class Case(unittest.TestCase):
    def succeed(self, *arguments):
        done = yachay(*arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def fail_with(self, message, *arguments):
        done = yachay(*arguments)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(message, done.stderr)

    def inference(self, name):
        service = Service("inference", BIN, os.path.join(WORK, name), [
            "--registry", SERVER.url, "--models", "py-three", "--brokers", "", "--registry-poll", "100ms"])
        os.makedirs(os.path.join(WORK, name, "logs"), exist_ok=True)
        self.addCleanup(service.kill)
        service.start()
        return service.wait_listening()

    def predict(self, service, model, columns, rows):
        """Rows without a missing value, asked of the service by a client that is not ours."""
        request = os.path.join(WORK, "request.json")
        with open(request, "w", encoding="utf-8") as file:
            json.dump({"model": model, "features": {"columns": [
                {"name": name, "numbers": [row[at] for row in rows]} for at, name in enumerate(columns)]}}, file)
        asked = subprocess.run([os.path.join(VENV, "python"), os.path.join(ROOT, "tests/mlflow/predict.py"),
                                service.address, request], capture_output=True, text=True, check=False)
        self.assertEqual(asked.returncode, 0, asked.stderr)
        return json.loads(asked.stdout)


class Contract(Case):
    def test_the_contract(self):
        """What every registry keeps (libs/mlflow/contract_test.cc), here on the server."""
        folder = os.path.join(WORK, "contract")
        os.makedirs(folder, exist_ok=True)
        done = subprocess.run([os.path.join(BIN, "mlflow_test")], cwd=folder, text=True, capture_output=True,
                              env={**os.environ, "YACHAY_MLFLOW_URL": SERVER.url}, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)


class FromPython(Case):
    """Models that were logged with mlflow.xgboost, and not by us."""

    def test_scores_are_xgboosts(self):
        data = write_csv(os.path.join(WORK, "rows.csv"), TRUTH["columns"],
                         [["" if value is None else repr(value) for value in row] for row in TRUTH["rows"]])
        for model, scores in TRUTH["scores"].items():
            with self.subTest(model):
                out = os.path.join(WORK, "scored.csv")
                self.succeed("predict", "--model", model, "--registry", SERVER.url, "--data", data, "--out", out)
                with open(out, newline="", encoding="utf-8") as file:
                    rows = [row[2:] for row in list(csv.reader(file))[1:]]
                ours = [[float(value) for value in row[-len(scores[0]):]] for row in rows]
                self.assertEqual([bits(row) for row in ours], [bits(row) for row in scores])

    def test_the_list_marks_them_and_says_what_cannot_be_served(self):
        rows = {(row["model"], row["version"]): row
                for row in self.succeed("models", "list", "--registry", SERVER.url)["versions"]}
        self.assertFalse(rows["py-three", 1]["golden_rows"])
        self.assertIn("no signature", rows["py-unsigned", 1]["problem"])
        self.assertIn("'Gender' is of type 'string'", rows["py-words", 1]["problem"])
        shown = self.succeed("models", "show", "--model", "py-three:2", "--registry", SERVER.url)
        self.assertEqual(shown["classes"], ["Low", "Medium", "High"])
        self.assertEqual([feature["name"] for feature in shown["features"]], TRUTH["columns"])

    def test_served_swapped_and_kept_while_the_server_is_away(self):
        at = ("--registry", SERVER.url, "--who", "test")
        self.succeed("models", "promote", "--model", "py-three:1", *at)
        service = self.inference("serving")
        wait_until("inference to be ready", service.is_ready, 60, 0.1, [service])
        whole = [(row, scores) for row, *scores in zip(TRUTH["rows"], TRUTH["scores"]["py-three:1"],
                                                       TRUTH["scores"]["py-three:2"]) if None not in row][:200]
        rows = [row for row, _ in whole]

        def check(version, classes):
            answer = self.predict(service, "py-three", TRUTH["columns"], rows)
            self.assertEqual((answer["version"], answer["classes"]), (version, classes))
            expected = [value for _, scores in whole for value in scores[version - 1]]
            self.assertEqual(bits(answer["probabilities"]), bits(expected))

        check(1, ["0", "1", "2"])
        self.succeed("models", "promote", "--model", "py-three:2", *at)
        wait_until("the swap", lambda: self.predict(service, "py-three", TRUTH["columns"], rows[:1])["version"] == 2, 60)
        check(2, ["Low", "Medium", "High"])

        SERVER.stop()
        try:
            self.fail_with(f"MLflow at {SERVER.url}: ", "models", "list", "--registry", SERVER.url)
            failures = "yachay_registry_read_failures_total"
            wait_until("inference to notice", lambda: service.metric(failures) > 0, 60, 0.1, [service])
            check(2, ["Low", "Medium", "High"])
            self.assertTrue(service.is_ready())
            late = self.inference("late")
            wait_until("the reason", lambda: f"MLflow at {SERVER.url}" in late.admin("/readyz")[1], 60, 0.1, [late])
            self.assertEqual(late.admin("/readyz")[0], 503)
            self.assertTrue(late.is_live())
        finally:
            SERVER.start()
        wait_until("the late one to be ready", late.is_ready, 60, 0.1, [late])
        self.succeed("models", "rollback", "--model", "py-three", *at)
        wait_until("the way back", lambda: self.predict(service, "py-three", TRUTH["columns"], rows[:1])["version"] == 1,
                   60)
        moves = self.succeed("models", "history", "--model", "py-three", "--registry", SERVER.url)["moves"]
        self.assertEqual([(move["alias"], move["from"], move["to"], move["who"]) for move in moves],
                         [("champion", 0, 1, "test"), ("previous", 0, 1, "test"), ("champion", 1, 2, "test"),
                          ("previous", 1, 2, "test"), ("champion", 2, 1, "test")])


class ToPython(Case):
    def test_what_yachay_trains_python_loads(self):
        draw = random.Random(3)
        rows = [[i, draw.randrange(8, 60), draw.randrange(20)] for i in range(900)]
        rows = [[*row, "High" if row[2] > 9 else "Low" if row[2] < 4 else "Medium"] for row in rows]
        data = write_csv(os.path.join(WORK, "train.csv"), ["PlayerID", "Age", "Sessions", "EngagementLevel"], rows)
        trained = self.succeed("train", "--data", data, "--model", "ours", "--registry", SERVER.url, "--trees", "7",
                               "--threads", "1")
        self.assertTrue(trained["promoted"])
        self.succeed("evaluate", "--model", "ours@champion", "--registry", SERVER.url, "--data", data)
        code = ("import mlflow, sys; mlflow.set_tracking_uri(sys.argv[1])\n"
                "booster = mlflow.xgboost.load_model('models:/ours@champion')\n"
                "run = mlflow.MlflowClient().get_model_version_by_alias('ours', 'champion').run_id\n"
                "print(booster.num_features(), mlflow.get_run(run).data.metrics['accuracy'])")
        done = subprocess.run([os.path.join(VENV, "python"), "-c", code, SERVER.url], text=True, capture_output=True,
                              env={**os.environ, "MLFLOW_TRACKING_URI": SERVER.url}, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        features, accuracy = done.stdout.split()
        self.assertEqual((features, float(accuracy)), ("2", trained["accuracy"]["value"]))


def main():
    global BIN, VENV, SERVER, TRUTH  # pylint: disable=global-statement
    parser = argparse.ArgumentParser(prog="tests/mlflow/run.py")
    parser.add_argument("--bin", default=os.path.join(BUILD, "release", "bin"))
    asked, rest = parser.parse_known_args()
    BIN = os.path.abspath(asked.bin)
    try:
        VENV = make_venv(os.path.join(BUILD, "mlflow-venv"))
    except (RuntimeError, subprocess.CalledProcessError) as error:
        print(f"skipped: MLflow cannot be had from PyPI: {error}")
        return 77
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    SERVER = Server(VENV, WORK).start()
    try:
        truth = os.path.join(WORK, "truth.json")
        subprocess.run([os.path.join(VENV, "python"), os.path.join(ROOT, "tests/mlflow/log_models.py"), SERVER.url, truth],
                       check=True, stderr=subprocess.DEVNULL)
        with open(truth, encoding="utf-8") as file:
            TRUTH = json.load(file)
        print(f"ok    MLflow {TRUTH['mlflow']}, XGBoost {TRUTH['xgboost']} at {SERVER.url}", flush=True)
        return 0 if unittest.main(argv=[sys.argv[0], *rest], exit=False, verbosity=2).result.wasSuccessful() else 1
    finally:
        SERVER.stop()


if __name__ == "__main__":
    sys.exit(main())
