"""Several drift monitors share the predictions and are killed at random: they say what one says that counts alone."""
import json
import os
import random
import signal
import subprocess
import time

import wire
from orchestra.service import Service
from orchestra.waiting import wait_until

PARTITIONS = 6
LEARNERS = 120
MONITORS = 3
KILLS = int(os.environ.get("KILLS", "8"))
SEED = int(os.environ.get("SEED", "3"))
SLIDE_MS, PANES, LATENESS_MS = 2000, 2, 2000  # windows of 4 s, every 2 s
# A killed member holds its place in the group until its session times out; the others wait for that.
SETTLE_SECONDS = 240
FREEZE_SECONDS = 14  # longer than that session
# Simulated learners play other hours than the public data's: a column that drifts in every window, so retraining is asked for.
ASKING = ["--rule", "published", "--retrain-columns", "PlayTimeHours"]


def monitors_share(stand):
    """Three drift monitors of one group, killed and frozen at random under load: windows, rows, scores and requests as of one alone."""
    dice = random.Random(SEED)
    serve(stand)
    group = [start(stand, f"shared-{number}", "--shared", *ASKING) for number in range(MONITORS)]
    kill_under_load(stand, dice, group)

    counted = count(stand)
    expected = windows_of(counted)
    stand.report.check_at_least("windows to be closed", len(expected), 20)
    stand.report.check_at_least("requests for retraining", len(counted["requests"]), 1)
    told = [settled(stand, monitor, expected) for monitor in group]
    counted = count(stand)  # with the requests that came since
    alone = start(stand, "alone", "--state-dir", os.path.join(stand.work, "state", "alone"), *ASKING)
    alone = settled(stand, alone, expected)
    for number, windows in enumerate(told):
        compare(stand.report, f"monitor {number}", windows, expected, alone)
    check_totals(stand, group, counted, alone)
    return f"{counted['distinct']} predictions, {len(expected)} windows, {len(counted['requests'])} requests, {KILLS} kills"


def reference_is_shared(stand):
    """A reference that is set at one of three monitors: all compare with it from the same window on, also after kill -9."""
    serve(stand)
    group = [start(stand, f"shared-{number}", "--shared") for number in range(MONITORS)]
    ask(stand, 0, 12)
    rows = set_reference(stand, group[1])
    ask(stand, 1, 12)
    group[1].kill()
    group[1].start()
    group.append(start(stand, "shared-late", "--shared"))  # reads what was said
    ask(stand, 2, 12)
    expected = windows_of(count(stand))
    told = [settled(stand, monitor, expected)[:len(expected)] for monitor in group]
    references = [int(window["reference_rows"]) for window in told[0]]
    changed = references.index(rows) if rows in references else 0
    stand.report.check_at_least("windows before and after", min(changed, len(references) - changed), 3)
    stand.report.check("windows since are compared with it", references[changed:], [rows] * (len(references) - changed))
    stand.report.check("windows before are not", rows in references[:changed], False)
    stand.report.check("rows of each window = rows on the log", [int(window["rows"]) for window in told[0]], expected)
    same = [[dict(essence(window), reference=window["reference_rows"]) for window in windows] for windows in told]
    stand.report.check("monitors that do not say what the first one says",
                       [number for number, windows in enumerate(same) if windows != same[0]], [])
    return f"{len(expected)} windows, another reference from window {changed + 1} on"


def serve(stand):
    """A champion that is asked about learners who are known: so they have a gender and a location, and consented."""
    stand.create_topics(PARTITIONS)
    stand.train()
    stand.start("ingestion", "feature-store")
    stand.start("inference")
    stand.play("--learners", LEARNERS, "--seed", SEED)


def set_reference(stand, monitor):
    """Sets the reference of a model that other players made; how many rows it has."""
    data, other = (os.path.join(stand.work, name) for name in ("others.csv", "others"))
    stand.yachay("simulate", "players", "--rows", 1000, "--seed", 12, "--out", data)
    stand.yachay("train", "--data", data, "--model", "engagement", "--registry", other, "--trees", 10)
    with open(os.path.join(other, "engagement", "versions", "1", "reference.json"), encoding="utf-8") as file:
        reference = file.read()
    said = wire.python(stand)("call", monitor.address, "yachay.drift.v1.DriftMonitor/SetReference",
                              json.dumps({"model": "engagement", "version": 1, "referenceJson": reference}))
    return int(said["rows"])


def labels_come_late(stand):
    """Labels that come after the windows have closed: each report has the real figures, in every monitor and after kill -9."""
    serve(stand)
    group = [start(stand, f"shared-{number}", "--shared") for number in range(2)]
    group.append(start(stand, "alone", "--state-dir", os.path.join(stand.work, "state", "alone")))
    ask(stand, 0, 25)
    file = os.path.join(stand.work, "labels.csv")
    counted = count(stand, file)
    with open(file, "a", encoding="utf-8") as labels:
        labels.write("nobody-1,High\n")
    expected = windows_of(counted)
    for monitor in group:
        settled(stand, monitor, expected)
    for _ in range(2):  # the second time changes nothing
        told = stand.yachay("drift", "label", "--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--file", file)
        stand.report.check("labels told", told, {"labels": counted["distinct"] + 1, "published": counted["distinct"],
                                                 "unknown_label": 0, "unknown_prediction": 1})
    group[0].kill()
    group[0].start()
    right, female = windows_of(counted, "high"), windows_of(counted, "female")
    stand.report.check_at_least("forecasts for girls", sum(female), 100)
    told = [check_labelled(stand, f"monitor {number}", monitor, 2 * (counted["distinct"] + 1), expected, right, female)
            for number, monitor in enumerate(group)]
    stand.report.check("figures of groups: monitors that do not say what the first one says",
                       [number for number, groups in enumerate(told) if groups != told[0]], [])
    return f"{counted['distinct']} labels, {len(expected)} windows"


def check_labelled(stand, who, monitor, labels, expected, right, female):
    """Its windows have as many labels, and as many right predictions, as the log says."""
    wait_until(f"the labels of {monitor.address}", lambda: monitor.metric("yachay_drift_labels_total") == labels,
               SETTLE_SECONDS, 0.5, [monitor])
    windows = settled(stand, monitor, expected)[:len(expected)]
    stand.report.check(f"{who}: labels of each window = its rows on the log",
                       [int(window.get("real", {"rows": 0})["rows"]) for window in windows], expected)
    real = [window["real"] for window in windows]
    stand.report.check(f"{who}: right predictions of each window",
                       [round(one["accuracy"]["value"] * int(one["rows"])) for one in real], right)
    off = [window["window"] for window in windows if abs(window["estimated"]["accuracy"]["value"] - window["real"]["accuracy"]
                                                         ["value"] - window["estimate_error"]["accuracy"]) > 1e-9]
    stand.report.check(f"{who}: windows whose error is not estimate less real", off, [])
    groups = [groups_of(window) for window in windows]
    stand.report.check(f"{who}: girls' labels of each window = their rows on the log",
                       [one.get(("Gender", "Female"), (0,))[0] for one in groups], female)
    off = [window["window"] for window, one in zip(windows, groups) if not gaps_follow(window, one)]
    stand.report.check(f"{who}: windows whose gap is not the worst group's error rate less the best one's", off, [])
    return groups


def groups_of(window):
    """Labels and error rate of each group."""
    return {(group["column"], group["group"]): (int(group["real"]["rows"]), 1 - group["real"]["accuracy"]["value"])
            for group in window["groups"] if "real" in group}


def gaps_follow(window, groups):
    """Both columns have groups enough, or the gap is left out; where there is one, it is the greatest."""
    told = {gap["column"]: gap for gap in window.get("gaps", [])}
    for column in ("Gender", "Location"):
        rates = [rate for (named, _), (rows, rate) in groups.items() if named == column and rows >= 30]
        if (column in told) != (len(rates) > 1):
            return False
        if column in told and abs(told[column]["gap"]["value"] - (max(rates) - min(rates))) > 1e-9:
            return False
    return True


def start(stand, name, *flags):
    """A drift monitor with ports and a folder of its own."""
    folder = os.path.join(stand.work, name)
    os.makedirs(folder, exist_ok=True)
    every = ["--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--registry", stand.registry,
             "--group", name.split("-")[0], "--cooldown-windows", 5, "--window-span", f"{PANES * SLIDE_MS}ms",
             "--window-slide", f"{SLIDE_MS}ms", "--lateness", f"{LATENESS_MS}ms"]
    if "--shared" in flags:
        every += ["--keep-every", 50]  # so that who starts anew begins with a state that another one kept
    return stand.run(Service("drift-monitor", stand.bin_dir, folder, every + list(flags))).wait_listening()


def kill_under_load(stand, dice, group):
    for kill in range(KILLS):
        asking = ask(stand, kill, 12, wait=False)
        time.sleep(dice.uniform(1, 10))
        victim = dice.choice(group)
        stand.report.step(f"kill {kill + 1} of {KILLS}: {victim.address}")
        if kill % 4 == 2:  # only slow: it wakes up to find that others have its partitions
            victim.signal(signal.SIGSTOP)
            time.sleep(FREEZE_SECONDS)
            victim.signal(signal.SIGCONT)
        else:
            victim.kill()
            time.sleep(dice.choice([0, dice.uniform(0, 2)]))
            victim.start()  # and may be killed again before it is ready
        stand.yachay.finish(asking)
    for monitor in group:
        monitor.wait_ready(60)


def ask(stand, number, seconds, wait=True):
    """Predictions for so many seconds."""
    asking = stand.yachay.start("simulate", "predict", "--inference", stand.address("inference"), "--learners", LEARNERS, "--seed",
                                SEED + number, "--continuous", seconds, "--calls-per-second", 15, "--batch", 10)
    return stand.yachay.finish(asking) if wait else asking


def count(stand, *labels):
    """What prediction_count says."""
    done = subprocess.run([os.path.join(stand.bin_dir, "prediction_count"), stand.brokers, stand.prefix, str(SLIDE_MS), *labels],
                          text=True, stdout=subprocess.PIPE, check=True, timeout=300)
    return json.loads(done.stdout)


def windows_of(counted, what="stretches"):
    """Rows of each window that must be closed by now, in their order: those that every partition has passed."""
    served, asked = ({int(number): rows for number, rows in counted[name].items()} for name in ("stretches", what))
    passed = min(counted["reached_ms"]) - LATENESS_MS
    rows = []
    for last in range(min(served), passed // SLIDE_MS):
        panes = range(last - PANES + 1, last + 1)
        if any(pane in served for pane in panes):
            rows.append(sum(asked.get(pane, 0) for pane in panes))
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
