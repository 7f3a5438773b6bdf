"""Several drift monitors share the predictions and are killed at random: they say what one says that counts alone."""
import json
import os
import random
import subprocess
import time

from orchestra.service import Service
from orchestra.waiting import wait_until

PARTITIONS = 6
MONITORS = 3
KILLS = int(os.environ.get("KILLS", "8"))
SEED = int(os.environ.get("SEED", "3"))
SLIDE_MS, PANES, LATENESS_MS = 2000, 2, 2000  # windows of 4 s, every 2 s
# A killed member holds its place in the group until its session times out; the others wait for that.
SETTLE_SECONDS = 240


def monitors_share(stand):
    """Three drift monitors of one group, killed at random under load: windows, rows, scores and requests as of one alone."""
    dice = random.Random(SEED)
    stand.create_topics(PARTITIONS)
    stand.train()
    stand.start("feature-store")
    stand.start("inference")
    group = [start(stand, f"shared-{number}", "--shared", "true") for number in range(MONITORS)]
    kill_under_load(stand, dice, group)

    counted = count(stand)
    expected = windows_of(counted)
    stand.report.check_at_least("windows to be closed", len(expected), 20)
    stand.report.check_at_least("requests for retraining", len(counted["requests"]), 1)
    told = [settled(stand, monitor, expected) for monitor in group]
    counted = count(stand)  # with the requests that came since
    alone = settled(stand, start(stand, "alone", "--state-dir", os.path.join(stand.work, "state", "alone")), expected)
    for number, windows in enumerate(told):
        compare(stand.report, f"monitor {number}", windows, expected, alone)
    check_totals(stand, group, counted, alone)
    return f"{counted['distinct']} predictions, {len(expected)} windows, {len(counted['requests'])} requests, {KILLS} kills"


def start(stand, name, *flags):
    """A drift monitor with ports and a folder of its own."""
    folder = os.path.join(stand.work, name)
    os.makedirs(folder, exist_ok=True)
    every = ["--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--registry", stand.registry,
             "--group", name.split("-")[0], "--cooldown-windows", 5, "--window-span", f"{PANES * SLIDE_MS}ms",
             "--window-slide", f"{SLIDE_MS}ms", "--lateness", f"{LATENESS_MS}ms"]
    return stand.run(Service("drift-monitor", stand.bin_dir, folder, every + list(flags))).wait_listening()


def kill_under_load(stand, dice, group):
    for kill in range(KILLS):
        asking = stand.yachay.start("simulate", "predict", "--inference", stand.address("inference"), "--learners", 120,
                                    "--seed", SEED + kill, "--continuous", 12, "--calls-per-second", 15, "--batch", 10)
        time.sleep(dice.uniform(1, 10))
        victim = dice.choice(group)
        stand.report.step(f"kill {kill + 1} of {KILLS}: {victim.address}")
        victim.kill()
        time.sleep(dice.choice([0, dice.uniform(0, 2)]))
        victim.start()  # and may be killed again before it is ready
        stand.yachay.finish(asking)
    for monitor in group:
        monitor.wait_ready(60)


def count(stand):
    """What prediction_count says."""
    done = subprocess.run([os.path.join(stand.bin_dir, "prediction_count"), stand.brokers, stand.prefix, str(SLIDE_MS)],
                          text=True, stdout=subprocess.PIPE, check=True, timeout=300)
    return json.loads(done.stdout)


def windows_of(counted):
    """Rows of each window that must be closed by now, in their order: those that every partition has passed."""
    panes = {int(number): rows for number, rows in counted["stretches"].items()}
    passed = min(counted["reached_ms"]) - LATENESS_MS
    rows = []
    for last in range(min(panes), passed // SLIDE_MS):
        in_window = sum(panes.get(pane, 0) for pane in range(last - PANES + 1, last + 1))
        if in_window > 0:
            rows.append(in_window)
    return rows


def settled(stand, monitor, expected):
    """Its windows, once it has closed those that are expected."""
    def closed():
        done = subprocess.run([os.path.join(stand.bin_dir, "drift_windows"), monitor.address, "engagement"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, timeout=120)
        windows = json.loads(done.stdout) if done.returncode == 0 else []
        return windows if windows and int(windows[-1]["window"]) >= len(expected) else None
    return wait_until(f"{len(expected)} windows of {monitor.address}", closed, SETTLE_SECONDS, 1, [monitor])


def compare(report, who, windows, expected, alone):
    """Windows by number against the log's own count, and against what one monitor alone says."""
    kept = [window for window in windows if int(window["window"]) <= len(expected)]
    report.check_at_least(f"{who}: windows that are kept", len(kept), min(len(expected), 40))
    report.check(f"{who}: rows of each window = rows on the log", [int(window["rows"]) for window in kept],
                 [expected[int(window["window"]) - 1] for window in kept])
    others = {window["window"]: essence(window) for window in alone}
    differ = [window["window"] for window in kept if window["window"] in others
              and essence(window) != others[window["window"]]]
    report.check(f"{who}: windows that are not as of one alone", differ, [])


def essence(window):
    """What must be the same: all but the rounding of sums that were added in another order."""
    return {"when": [window["start"][:23], window["end"][:23]], "rows": window["rows"], "share": window["share"],
            "scores": {column["column"]: column["score"] for column in window["columns"]},
            "key": window["request_key"], "reason": window["reason"],
            "accuracy": round(window["estimated"]["accuracy"]["value"], 9)}


def check_totals(stand, group, counted, alone):
    """Requests: each key once on the topic, and those that one alone would ask for; rows: none late, none twice."""
    keys = counted["requests"]
    stand.report.check("requests with a key of their own", len(set(keys)), len(keys))
    wanted = {window["request_key"] for window in alone if window["request_key"]}
    stand.report.check("requests of the windows that are kept", wanted - set(keys), set())
    for number, monitor in enumerate(group):
        status = stand.yachay("drift", "status", "--address", monitor.address)["models"][0]
        stand.report.check(f"monitor {number}: late, ahead, seen twice",
                           [int(status[name]) for name in ("late", "ahead")] + [int(status["duplicates"])],
                           [0, 0, counted["records"] - counted["distinct"]])
        stand.report.check(f"monitor {number}: requests", int(status["retrain_requests"]), len(keys))
