"""The same tests by us and by Evidently on the same two files of 30,000 rows and 12 columns, in turn; then a stream.

All times are of the CPU, which other processes do not change. Like is compared with like, three times: the tests alone,
from columns in memory to scores; the same with reading both files, in a process that runs and has imported what it
needs; and a whole process, from its start to its end: `yachay drift`, which also looks at quality, correlations and
histograms, against a script that makes Evidently's report. Run with a Python that has Evidently
(tests/parity/drift_parity.py --list makes it).
"""
import json
import os
import resource
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


def process(*command):
    """What it printed, and its seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return printed, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def yachay(binary, reference, current):
    """Scores, seconds of counting and comparing, seconds with reading the files, seconds of the whole command."""
    alone = json.loads(process(os.path.join(binary, "bench_drift_tests"), reference, current)[0])
    tests = (alone["counts_ms"] + alone["compare_ms"]) / 1000
    printed, whole = process(os.path.join(binary, "yachay"), "drift", "--reference", reference, "--current", current, "--json")
    scores = {column["column"]: column["score"] for column in json.loads(printed)["columns"]}
    return scores, tests, tests + alone["read_ms"] / 1000, whole


def figure(name, ours, baseline, budget, unit):
    ratio = ours / baseline
    print(json.dumps({"name": name, "ours": ours, "baseline": baseline, "ratio": ratio, "budget": budget,
                      "ok": ratio <= budget, "unit": unit}))


def measure(binary, files):
    """Pairs of our seconds and Evidently's: tests alone, with reading, whole processes."""
    measured = ([], [], [])
    for _ in range(RUNS):
        ours, *our_times = yachay(binary, *files)
        theirs, *their_times = evidently(*files)
        their_times.append(process(sys.executable, os.path.abspath(__file__), "--report", *files)[1])
        if any(abs(ours[name] - theirs[name]) > 1e-12 for name in theirs):
            sys.exit("drift: the scores differ, so the times mean nothing")
        for pairs, pair in zip(measured, zip(our_times, their_times)):
            pairs.append(pair)
    return [[statistics.median(side) for side in zip(*pairs)] for pairs in measured]


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        tests, read, whole = measure(binary, make_files(folder))
    figure("drift: the tests of 30,000 x 12, against Evidently", *tests, 0.01, "CPU s")
    figure("drift: the same with reading both files", *read, 0.1, "CPU s")
    figure("drift: the whole command, against a script with Evidently", *whole, 0.05, "CPU s")
    few, many = (json.loads(process(os.path.join(binary, "bench_drift_stream"), str(rows))[0]) for rows in (10**5, 10**7))
    figure("drift: peak memory of 10^7 streamed rows, against 10^5", many["peak_kib"], few["peak_kib"], 1.1, "KiB")
    figure("drift: time a row of 10^7, against 10^5", many["ns_per_row"], few["ns_per_row"], 1.5, "ns")


warnings.simplefilter("ignore")
if sys.argv[1] == "--report":
    evidently(*sys.argv[2:])
else:
    main(sys.argv[1])
