"""Runs both on the same rows and compares test, score and verdict."""
import json
import math
import os
import shutil
import subprocess
import tempfile
import warnings

import numpy as np
import pandas as pd
from evidently.metrics import ColumnDriftMetric
from evidently.report import Report

TOLERANCE = 1e-12
# Evidently's name → the command's, and what its report calls it.
TESTS = {"ks": "ks", "wasserstein": "wasserstein_normed", "jensenshannon": "jensenshannon", "psi": "psi",
         "kl_div": "kl_div", "hellinger": "hellinger", "chisquare": "chisquare", "z": "z"}
DISPLAYED = {"K-S p_value": "ks", "Wasserstein distance (normed)": "wasserstein_normed",
             "Jensen-Shannon distance": "jensenshannon", "PSI": "psi", "Kullback-Leibler divergence": "kl_div",
             "Hellinger distance": "hellinger", "chi-square p_value": "chisquare", "Z-test p_value": "z"}
METRICS = ("jensenshannon", "hellinger")  # √ of a sum: next to 0 the sum is what can be equal


def evidentlys(case, test):
    """{test, score, drifted} by the real thing."""
    reference = pd.DataFrame({"x": case.reference.reset_index(drop=True)})
    current = pd.DataFrame({"x": case.current.reset_index(drop=True)})
    # DataDriftPreset of 0.4 takes few integers for numbers; this metric, and the preset from 0.5 on, for categories.
    report = Report([ColumnDriftMetric("x", stattest=test)])
    report.run(reference_data=reference, current_data=current)
    column = report.as_dict()["metrics"][0]["result"]
    return {"test": DISPLAYED[column["stattest_name"]], "score": float(column["drift_score"]),
            "drifted": bool(column["drift_detected"])}


def ours(yachay, folder, case, test):
    """The same by the command, from files."""
    command = [yachay, "drift", "--json"]
    for side, values in (("reference", case.reference), ("current", case.current)):
        path = os.path.join(folder, f"{side}.csv")
        pd.DataFrame({"x": values}).to_csv(path, index=False, na_rep="NaN")
        command += [f"--{side}", path]
    if test:
        command += ["--test", f"x={TESTS[test]}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return {"error": done.stderr.strip()}
    return json.loads(done.stdout)["columns"][0]


def difference(test, left, right):
    if left == right:
        return 0.0
    if math.isnan(left) or math.isnan(right):
        return math.inf
    plain = abs(left - right) / max(1.0, abs(left))
    return min(plain, abs(left * left - right * right)) if test in METRICS else plain


def problem(expected, found):
    """Empty when they agree to TOLERANCE."""
    if "error" in found:
        return found["error"]
    if found["test"] != expected["test"]:
        return f"test {found['test']}, Evidently takes {expected['test']}"
    off = difference(found["test"], expected["score"], found["score"])
    if off > TOLERANCE:
        return f"{found['test']} {found['score']!r}, Evidently has {expected['score']!r}"
    if found["drifted"] != expected["drifted"] and abs(expected["score"] - found["threshold"]) > TOLERANCE:
        return f"drifted {found['drifted']}, Evidently says {expected['drifted']}"
    return ""


def run(yachay, cases):
    """One line, or one a problem. Evidently answers NaN where there is no score: those are named states here."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    compared, problems = 0, []
    folder = tempfile.mkdtemp()
    for case in cases:
        for test in [None, *case.tests]:
            found = ours(yachay, folder, case, test)
            try:
                wrong = problem(evidentlys(case, test), found)
            except Exception as error:  # pylint: disable=broad-except; a table of cases that it cannot do is wrong
                wrong = f"Evidently: {error}"
            if wrong:
                problems.append(f"FAIL {case.name} ({test or 'default'}): {wrong}")
            compared += 1
    shutil.rmtree(folder)
    print("\n".join(problems + [f"{'FAIL' if problems else 'ok'} drift parity: {compared} comparisons with Evidently 0.4.4 on "
                                f"SciPy 1.11.4, {len(problems)} differ by more than {TOLERANCE}"]))
    return 1 if problems or compared < 100 else 0
