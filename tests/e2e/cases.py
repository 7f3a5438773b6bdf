"""The tests. Each takes a Stand, notes checks in stand.report, and may return a line about what it saw."""
import json
import os
import socket
import subprocess
import sys
import time

import away
import chances
import changes
import consent
import kills
import loop_cases
import monitors
import observability
import runbook_events
import runbook_models
import runbook_stores
import stores
from orchestra import ledger, scenes
from orchestra.loop import NAMES, now_ms
from orchestra.service import Service
from orchestra.waiting import wait_until
from stand import Forwarder, Skip, free_port


# A consumer that was killed holds its place in the group until its session times out; the next one waits for that.
REJOIN_SECONDS = 120


def whole_loop(stand):
    """Every scene of the quickstart on real Kafka: play, train, drift, retrain, swap; every number adds up."""
    stand.create_topics(6)
    stage = scenes.Stage(stand, stand.report, learners=stand.window_rows, players=4000)
    for scene in scenes.LOOP:
        scene(stage)
    return f"{sum(play['events'] for play in stage.plays)} events, {stage.served} predictions"


def kill_each(stand):
    """kill -9 of each service in turn during the play, restart: what was sent, logged and applied still adds up."""
    stand.start_all()
    cohort = ["--learners", 80, "--seed", 5, "--end-ms", now_ms()]
    playing = stand.yachay.start("simulate", "play", "--ingestion", stand.address("ingestion"), *cohort,
                                 "--spread-seconds", 20, "--batch", 50)
    asking = stand.yachay.start("simulate", "predict", "--inference", stand.address("inference"), "--learners", 80,
                                "--seed", 5, "--continuous", 20, "--calls-per-second", 10, "--batch", 10)
    for name in NAMES:
        time.sleep(2)
        stand.report.step(f"kill -9 {name}")
        stand.services[name].kill()
        time.sleep(0.7)  # callers meet nobody for a while
        stand.services[name].restart()
    play = stand.yachay.finish(playing)
    predictions = stand.yachay.finish(asking)
    totals = stand.wait_caught_up(play["acknowledged"])
    ledger.check_play(stand.report, "play", play)
    ledger.check_log(stand.report, [play], totals)
    stand.report.check("predictions that failed for good", predictions["failed_calls"], 0, predictions["first_problem"])
    features_as_lived(stand)
    return (f"{play['events']} events, {play['retried_calls']} calls retried, "
            f"{totals['duplicates']} duplicates ignored, {predictions['retried_calls']} predictions retried")


def features_as_lived(stand):
    """The three named learners have exactly the features they lived."""
    for name, lived in scenes.LIVED.items():
        found = stand.features(name)
        for feature, value in lived.items():
            stand.report.check(f"{name}: {feature}", found[f"engagement:{feature}"], value)


def monitor_counts_once(stand):
    """kill -9 of the drift monitor while predictions come in: each is counted once."""
    stand.start_all()
    cohort = ["--learners", 50, "--seed", 5]
    stand.play(*cohort)
    served = 0
    for _ in range(3):
        asking = stand.yachay.start("simulate", "predict", "--inference", stand.address("inference"), *cohort,
                                    "--continuous", 3, "--calls-per-second", 20, "--batch", 10)
        time.sleep(1.5)
        stand.services["drift-monitor"].kill()
        served += stand.yachay.finish(asking)["rows"]
        stand.services["drift-monitor"].restart()

    def settled():
        status = stand.drift_status()
        return status if status and int(status["rows"]) >= served else None
    status = wait_until("the monitor to take in every prediction", settled, REJOIN_SECONDS, 0.2, [stand.services["drift-monitor"]])
    time.sleep(1)
    status = stand.drift_status() or status
    stand.report.check("predictions counted = served", int(status["rows"]), served)
    return f"{served} predictions over 3 kills"


WINDOWS_OF_TIME = {"YACHAY_WINDOW_SPAN": "2s", "YACHAY_WINDOW_SLIDE": "1s", "YACHAY_LATENESS": "1s"}


def monitor_counts_once_by_time(stand):
    """The same with sliding windows of served time, and no row comes too late for its window."""
    os.environ.update(WINDOWS_OF_TIME)
    try:
        said = monitor_counts_once(stand)
    finally:
        for name in WINDOWS_OF_TIME:
            del os.environ[name]
    status = stand.drift_status()
    stand.report.check("rows too late for their window", int(status["late"]), 0)
    stand.report.check_at_least("windows closed", int(status["closed_windows"]), 3)
    return said


def drain(stand):
    """SIGTERM: each service drains in order, and ends with code 0."""
    stand.start_all()
    for name in NAMES:
        service = stand.services[name]
        service.ask_to_stop()
        stand.report.check(f"{name}: exit code after SIGTERM", service.wait(20), 0)
        steps = [line.get("step", line["msg"]) for line in log_lines(service) if line["msg"] in ("drain", "stopped")]
        stand.report.check(f"{name}: drain steps in order", steps, DRAIN_STEPS)


# The design's order; see Process::Serve.
DRAIN_STEPS = ["not-serving", "stop-consuming", "wait", "shutdown", "join-executor", "flush", "stop-metrics", "stopped"]


def log_lines(service):
    """The structured lines of its log."""
    return [json.loads(line) for line in service.log_text().splitlines() if line.startswith("{")]


def port_in_use(stand):
    """A port that is taken: one clear line and a non-zero exit, for each service."""
    stand.create_topics(2)
    stand.train()
    stand.start("ingestion", "feature-store")
    stand.start("inference")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for name in NAMES:
            second = Service(name, stand.bin_dir, os.path.join(stand.work, "second"), second_flags(stand, name))
            second.ports["grpc"] = port
            stand.run(second)
            code = second.wait(20)
            stand.report.check(f"{name}: ends with code 1", code, 1)
            about = [line["msg"] for line in log_lines(second) if line["level"] == "error" and str(port) in line["msg"]]
            stand.report.check(f"{name}: one line names the port", len(about), 1, second.log_tail(2))


def second_flags(stand, name):
    """Flags of a second instance: state of its own, so that the port is what it fails on."""
    flags = stand.flags_of(name)
    if "--state-dir" in flags:
        flags[flags.index("--state-dir") + 1] += "-second"
    if name == "recommendation":
        flags[flags.index("--inference") + 1] = stand.address("inference")
    return flags


def broker_absent(stand):
    """No broker at first: alive, not ready, retrying; ready once it appears."""
    broker = stand.brokers
    stand.create_topics(2)
    stand.train()
    port = free_port()
    stand.brokers = f"127.0.0.1:{port}"
    stand.start("ingestion", "feature-store", ready=False)
    stand.start("inference", ready=False)
    stand.start("recommendation", "drift-monitor", ready=False)
    waiting = ("ingestion", "feature-store", "recommendation", "drift-monitor")
    time.sleep(2)
    for name in waiting:
        stand.report.check(f"{name}: alive without a broker", stand.services[name].is_live(), True)
        status, reason = stand.services[name].admin("/readyz")
        stand.report.check(f"{name}: not ready without a broker", status, 503, reason.strip()[:80])
    appeared = Forwarder(port, broker)
    try:
        for name in waiting:
            stand.services[name].wait_ready(60)
            stand.report.check(f"{name}: ready once the broker is there", stand.services[name].is_ready(), True)
    finally:
        appeared.close()


def metrics(stand):
    """/metrics of every service holds gRPC's and its own figures, and counts calls."""
    stand.start_all()
    stand.yachay("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", 5)
    stand.yachay("simulate", "predict", "--inference", stand.address("inference"), "--learners", 5)
    stand.drift_status()
    for name in NAMES:
        found = stand.services[name].metrics()
        families = {key.split("{")[0] for key in found}
        for prefix in ("yachay_", "grpc_server_"):
            stand.report.check_at_least(f"{name}: metrics {prefix}*",
                                        sum(family.startswith(prefix) for family in families), 1)
    handled = stand.services["ingestion"].metric("grpc_server_handled_total")
    stand.report.check_at_least("ingestion: grpc_server_handled_total", handled, 1)


def reflection(stand):
    """A client that knows no proto lists the services by reflection, and reads their health."""
    stand.start_all()
    python = client_python(stand)
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reflect.py")
    for name in NAMES:
        done = subprocess.run([python, script, stand.address(name)], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False)
        seen = json.loads(done.stdout) if done.returncode == 0 else {"services": [], "error": done.stderr[-300:]}
        stand.report.check(f"{name}: listed by reflection", EXPOSED[name] in seen["services"], True, str(seen))
        stand.report.check(f"{name}: health", seen.get("health"), "SERVING")


EXPOSED = {"ingestion": "yachay.ingestion.v1.Ingestion", "feature-store": "yachay.features.v1.FeatureStore",
           "inference": "yachay.inference.v1.Inference", "recommendation": "yachay.recommendation.v1.Recommendation",
           "drift-monitor": "yachay.drift.v1.DriftMonitor"}


def client_python(stand):
    """A Python with grpcio and its reflection client, in build/venv; made once."""
    venv = os.path.join(os.path.dirname(os.path.dirname(stand.work)), "venv")
    python = os.path.join(venv, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    modules = ["-c", "import grpc_reflection, grpc_health"]
    if subprocess.run([python, *modules], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        done = subprocess.run([python, "-m", "pip", "install", "-q", "grpcio-reflection==1.51.3",
                               "grpcio-health-checking==1.51.3", "grpcio==1.51.3"], text=True, stderr=subprocess.PIPE,
                              check=False)
        if done.returncode != 0:
            raise Skip(f"grpcio cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
    return python


ALL = {case.__name__: case for case in (whole_loop, kill_each, monitor_counts_once,
                                        monitor_counts_once_by_time, monitors.monitors_share,
                                         monitors.labels_come_late, monitors.reference_is_shared, drain, port_in_use, broker_absent,
                                         metrics, reflection, loop_cases.loop_decisions, chances.success_model, consent.consent_counts,
                                         kills.kills_rocksdb, kills.kills_redis,
                                        stores.shared_redis, stores.second_process_refused, changes.changed_view_redis,
                                        *away.ALL, *observability.ALL, *runbook_events.ALL,
                                        *runbook_stores.ALL, *runbook_models.ALL)}
