"""The runbooks of inference, the ranker and the drift monitor, tried: bad models, a registry and a state that are gone."""
import json
import os
import time

import wire
from orchestra.loop import now_ms
from orchestra.waiting import wait_until

REJOIN_SECONDS = 120  # what a consumer that was killed may hold its place in the group
COHORT = ["--learners", 30, "--seed", 5]


def predict(stand, *more):
    return stand.yachay("simulate", "predict", "--inference", stand.address("inference"), *COHORT, *more)


def served(stand, model, version):
    """Rows that inference has scored with a version."""
    return stand.services["inference"].metrics().get(f'yachay_predictions_total{{model="{model}",version="{version}"}}', 0)


def rollback(stand, model):
    return stand.yachay("models", "rollback", "--model", model, "--registry", stand.registry, "--evidence", "complaints")


def model_rolled_back(stand):
    """A bad champion: `models rollback` under load, the version before serves, and no call fails."""
    stand.create_topics(2)
    data = stand.train()
    stand.yachay("train", "--data", data, "--model", "engagement", "--registry", stand.registry, "--algorithm", "logistic")
    stand.yachay("models", "promote", "--model", "engagement:2", "--registry", stand.registry, "--evidence", "trial")
    stand.start("ingestion", "feature-store")
    stand.start("inference")
    asking = stand.yachay.start("simulate", "predict", "--inference", stand.address("inference"), *COHORT, "--continuous", 10,
                                "--calls-per-second", 20)
    wait_until("version 2 to serve", lambda: served(stand, "engagement", 2) > 0, 30, 0.2)
    rollback(stand, "engagement")
    wait_until("version 1 to serve", lambda: served(stand, "engagement", 1) > 0, 30, 0.2)
    told = stand.yachay.finish(asking)
    stand.report.check("failed calls", told["failed_calls"], 0, told["first_problem"])
    stand.report.check("calls that had to be made again", told["retried_calls"], 0)
    history = stand.yachay("models", "history", "--model", "engagement", "--registry", stand.registry)
    stand.report.check("the ledger tells why", "complaints" in json.dumps(history), True)
    return f"{told['rows']} rows"


def ranker_rolled_back(stand):
    """A bad ranker: the same command, and answers are ordered by the version before."""
    flags_of = stand.flags_of
    stand.flags_of = lambda name: [flag for flag in flags_of(name) if flag not in ("--models", "engagement")]
    stand.start_all()
    both = ["--ingestion", stand.address("ingestion"), "--recommendation", stand.address("recommendation"), "--learners", 40,
            "--seed", 5]
    stand.yachay("simulate", "play", *both)
    for day in range(4):
        stand.yachay("simulate", "visit", *both, "--end-ms", now_ms() - (4 - day) * 86_400_000)

    def ranked_by(version):
        answer = stand.yachay("recommend", "--address", stand.address("recommendation"), "--learner", "somebody")
        return answer["ranker_version"] == version and answer
    for version, rounds in ((1, 20), (2, 5)):
        stand.yachay("recommend", "train", "--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--registry", stand.registry,
                     "--force", "--rounds", rounds, "--held-out", 0.5)
        wait_until(f"ranker {version} to order", lambda v=version: ranked_by(v), 60, 0.5)
    rollback(stand, "ranker")
    answer = wait_until("ranker 1 to order", lambda: ranked_by(1), 60, 0.5)
    stand.report.check("what the answer rests on", answer["fallback"], "FALLBACK_NONE")
    stand.report.check("its policy", answer["policy"], "heuristic-2+ranker")


def registry_lost(stand):
    """The registry is gone: what is loaded serves; a new process is not ready and says why; it recovers by itself."""
    stand.create_topics(2)
    stand.train()
    stand.start("ingestion", "feature-store")
    stand.start("inference")
    inference = stand.services["inference"]
    away = stand.registry + "-away"
    os.rename(stand.registry, away)
    wait_until("the loss to be counted", lambda: inference.metric("yachay_registry_read_failures_total") > 0, 60, 0.5)
    stand.report.check("forecasts go on", predict(stand)["failed_calls"], 0)
    inference.ask_to_stop()
    inference.wait(30)
    inference.start()
    inference.wait_listening()
    time.sleep(2)
    status, reason = inference.admin("/readyz")
    stand.report.check("a new process is not ready", status, 503)
    os.rename(away, stand.registry)
    inference.wait_ready(60)
    stand.report.check("and is once the registry is back", predict(stand)["failed_calls"], 0)
    return reason.strip()


def rows(stand):
    status = stand.drift_status()
    return (int(status["rows"]), int(status["closed_windows"])) if status else (0, 0)


def monitor_lost(stand):
    """The monitor's state is gone: it begins anew where its group committed, at window 1, and counts what comes."""
    stand.start_all()
    stand.play(*COHORT)
    first = predict(stand, "--continuous", 3, "--calls-per-second", 10)["rows"]
    wait_until("the rows to be counted", lambda: rows(stand)[0] >= first, REJOIN_SECONDS, 0.5)
    stand.report.check_at_least("windows before", rows(stand)[1], 1)
    monitor = stand.services["drift-monitor"]
    monitor.ask_to_stop()
    stand.report.check("it stops", monitor.wait(30), 0)
    folder = os.path.join(stand.work, "state", "drift-monitor")
    os.rename(folder, folder + "-lost")
    monitor.restart(60)
    second = predict(stand, "--continuous", 3, "--calls-per-second", 10)["rows"]
    wait_until("the rows after to be counted", lambda: rows(stand)[0] >= second, REJOIN_SECONDS, 0.5)
    stand.report.check("rows since", rows(stand)[0], second)
    windows = wire.python(stand)("call", stand.address("drift-monitor"), "yachay.drift.v1.DriftMonitor/ListWindows",
                                 json.dumps({"model": "engagement"}))["windows"]
    stand.report.check("the first window", min(int(window["window"]) for window in windows), 1)
    return f"{first} rows, then {second}"


def reference_missing(stand):
    """A version without reference.json is not watched, and that is counted; SetReference has it watched from then on."""
    stand.create_topics(2)
    stand.train()
    path = os.path.join(stand.registry, "engagement", "versions", "1", "reference.json")
    with open(path, encoding="utf-8") as file:
        reference = file.read()
    os.remove(path)
    stand.start("ingestion", "feature-store")
    stand.start("inference")
    stand.start("drift-monitor")
    stand.play(*COHORT)
    monitor = stand.services["drift-monitor"]
    unseen = predict(stand)["rows"]

    def counted():
        return monitor.metrics().get('yachay_drift_rows_total{result="no_reference"}', 0)
    wait_until("what is served to be counted as unwatched", lambda: counted() >= unseen, REJOIN_SECONDS, 0.5)
    set_to = wire.python(stand)("call", stand.address("drift-monitor"), "yachay.drift.v1.DriftMonitor/SetReference",
                                json.dumps({"model": "engagement", "version": 1, "referenceJson": reference}))
    stand.report.check_at_least("rows of the reference", int(set_to.get("rows", 0)), 1)
    seen = predict(stand)["rows"]
    wait_until("the rows after to be watched", lambda: rows(stand)[0] >= seen, REJOIN_SECONDS, 0.5)
    monitor.kill()
    monitor.restart(60)
    again = predict(stand)["rows"]
    wait_until("and after a restart", lambda: rows(stand)[0] >= seen + again, REJOIN_SECONDS, 0.5)
    stand.report.check("unwatched rows", counted(), 0)
    return f"{unseen} unwatched, {seen + again} watched"


ALL = (model_rolled_back, ranker_rolled_back, registry_lost, monitor_lost, reference_missing)
