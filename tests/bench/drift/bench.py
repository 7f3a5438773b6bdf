"""The same tests by us and by Evidently on the same two files of 30,000 rows and 12 columns, in turn; then a stream.

All times are of the CPU, which other processes do not change. Evidently's are those of its report, and of reading both
files and its report, in a process that has imported it already; ours are those of counting and comparing columns in
memory, and of the whole command. Run with a Python that has Evidently (tests/parity/drift_parity.py --list makes it).
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import pandas as pd
from evidently.metric_preset import DataDriftPreset
from evidently.report import Report

ROWS, RUNS = 30000, 5


def make_files(folder):
    """Eight columns of whole numbers, three continuous, one of categories."""
    paths = []
    for side, shift in (("reference", 0.0), ("current", 0.3)):
        rng = np.random.default_rng(len(side))
        table = {f"whole{i}": rng.integers(0, 20 + 20 * i, ROWS) for i in range(8)}
        table |= {f"continuous{i}": rng.normal(shift * i, 1, ROWS) for i in range(3)}
        table["genre"] = rng.choice(["Action", "RPG", "Simulation", "Sports", "Strategy"], ROWS)
        paths.append(os.path.join(folder, f"{side}.csv"))
        pd.DataFrame(table).to_csv(paths[-1], index=False)
    return paths


def evidently(reference, current):
    """Scores, seconds of the report, seconds with reading the files."""
    begun = time.process_time()
    tables = {"reference_data": pd.read_csv(reference), "current_data": pd.read_csv(current)}
    read = time.process_time()
    report = Report([DataDriftPreset()])
    report.run(**tables)
    columns = report.as_dict()["metrics"][1]["result"]["drift_by_columns"]
    done = time.process_time()
    return {name: column["drift_score"] for name, column in columns.items()}, done - read, done - begun


def yachay(binary, reference, current):
    """Scores, seconds of counting and comparing, seconds of the whole command."""
    alone = subprocess.run([os.path.join(binary, "bench_drift_tests"), reference, current], capture_output=True, check=True)
    tests = sum(json.loads(alone.stdout).values()) / 1000
    before = os.times()
    done = subprocess.run([os.path.join(binary, "yachay"), "drift", "--reference", reference, "--current", current, "--json"],
                          capture_output=True, check=True)
    after = os.times()
    whole = after.children_user - before.children_user + after.children_system - before.children_system
    return {column["column"]: column["score"] for column in json.loads(done.stdout)["columns"]}, tests, whole


def figure(name, ours, baseline, budget, unit):
    ratio = ours / baseline
    print(json.dumps({"name": name, "ours": ours, "baseline": baseline, "ratio": ratio, "budget": budget,
                      "ok": ratio <= budget, "unit": unit}))


def medians(pairs):
    return (statistics.median(side) for side in zip(*pairs))


def main(binary):
    warnings.simplefilter("ignore")
    tests, wholes = [], []
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(folder)
        for _ in range(RUNS):
            ours, *our_times = yachay(binary, *files)
            theirs, *their_times = evidently(*files)
            tests.append((our_times[0], their_times[0]))
            wholes.append((our_times[1], their_times[1]))
    if any(abs(ours[name] - theirs[name]) > 1e-12 for name in theirs):
        sys.exit("drift: the scores differ, so the times mean nothing")
    figure("drift: the tests of 30,000 x 12, against Evidently", *medians(tests), 0.01, "CPU s")
    figure("drift: 30,000 x 12 from file to verdict, against Evidently", *medians(wholes), 0.1, "CPU s")
    few, many = (json.loads(subprocess.run([os.path.join(binary, "bench_drift_stream"), str(rows)], capture_output=True,
                                           check=True).stdout) for rows in (10**5, 10**7))
    figure("drift: peak memory of 10^7 streamed rows, against 10^5", many["peak_kib"], few["peak_kib"], 1.1, "KiB")
    figure("drift: time a row of 10^7, against 10^5", many["ns_per_row"], few["ns_per_row"], 1.5, "ns")


main(sys.argv[1])
