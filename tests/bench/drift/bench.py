"""`yachay drift` and Evidently on the same two files of 30,000 rows and 12 columns, in turn; then a stream's memory.

Evidently's time is reading both files and running its report, in a process that has imported it already; ours is the
whole command. Run with a Python that has Evidently (tests/parity/drift_parity.py --list makes it).
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
    report = Report([DataDriftPreset()])
    report.run(reference_data=pd.read_csv(reference), current_data=pd.read_csv(current))
    columns = report.as_dict()["metrics"][1]["result"]["drift_by_columns"]
    return {name: column["drift_score"] for name, column in columns.items()}


def yachay(binary, reference, current):
    done = subprocess.run([os.path.join(binary, "yachay"), "drift", "--reference", reference, "--current", current, "--json"],
                          capture_output=True, check=True)
    return {column["column"]: column["score"] for column in json.loads(done.stdout)["columns"]}


def seconds(work, *arguments):
    begun = time.monotonic()
    return work(*arguments), time.monotonic() - begun


def figure(name, ours, baseline, budget, unit):
    ratio = ours / baseline
    print(json.dumps({"name": name, "ours": ours, "baseline": baseline, "ratio": ratio, "budget": budget,
                      "ok": ratio <= budget, "unit": unit}))


def main(binary):
    warnings.simplefilter("ignore")
    times = {"ours": [], "theirs": []}
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(folder)
        for _ in range(RUNS):
            ours, took = seconds(yachay, binary, *files)
            times["ours"].append(took)
            theirs, took = seconds(evidently, *files)
            times["theirs"].append(took)
    if any(abs(ours[name] - theirs[name]) > 1e-12 for name in theirs):
        sys.exit("drift: the scores differ, so the times mean nothing")
    figure("drift: 30,000 x 12 from file to verdict, against Evidently", statistics.median(times["ours"]),
           statistics.median(times["theirs"]), 0.01, "s")
    few, many = (json.loads(subprocess.run([os.path.join(binary, "bench_drift_stream"), str(rows)], capture_output=True,
                                           check=True).stdout) for rows in (10**5, 10**7))
    figure("drift: peak memory of 10^7 streamed rows, against 10^5", many["peak_kib"], few["peak_kib"], 1.1, "KiB")
    figure("drift: time a row of 10^7, against 10^5", many["ns_per_row"], few["ns_per_row"], 1.5, "ns")


main(sys.argv[1])
