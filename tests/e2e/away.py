"""What the others do while one is away: they answer in time, say what their answer rests on, and nothing is lost."""
import contextlib
import os
import signal
import subprocess
import time

from orchestra import ledger
from orchestra.loop import now_ms
from orchestra.waiting import wait_until
from prometheus import ROOT
from stand import Skip

LEARNER = "demo-thriving"
AWAY = 35  # seconds without a broker: more than a producer waits that was not told to wait longer
PATIENCE = 1.0  # seconds; the deadline of the calls that are made while something is away


def kafka(command, folder):
    done = subprocess.run([os.path.join(ROOT, "tools", "kafka"), command, "--dir", folder], text=True,
                          stdout=subprocess.PIPE, check=command != "stop")
    return done.stdout.strip().splitlines()[-1:]


def recommend(stand):
    """One answer within the deadline, or the test ends here."""
    return stand.yachay("recommend", "--address", stand.address("recommendation"), "--learner", LEARNER, "--timeout", PATIENCE)


@contextlib.contextmanager
def own_broker(stand):
    """A broker for this case alone, to be killed or stopped: its folder and its process."""
    folder = os.path.join(stand.work, "kafka")
    stand.brokers = kafka("start", folder)[0].split()[-1]
    try:
        pid_file = os.path.join(folder, "pid")
        if not os.path.exists(pid_file):
            raise Skip("the broker runs in Docker, where its process is not ours to kill")
        with open(pid_file, encoding="utf-8") as file:
            pid = int(file.read())
        yield folder, pid
    finally:
        stand.stop()
        kafka("stop", folder)


def broker_lost(stand):
    """kill -9 of the only broker during the play: recommendations go on; when it is back, everything arrives."""
    with own_broker(stand) as (folder, pid):
        return lose_broker(stand, folder, pid)


def lose_broker(stand, folder, pid):
    stand.start_all()
    cohort = ["--learners", 80, "--seed", 5, "--end-ms", now_ms()]
    playing = stand.yachay.start("simulate", "play", "--ingestion", stand.address("ingestion"), *cohort,
                                 "--spread-seconds", 15, "--batch", 50)
    asked = 0
    time.sleep(4)
    os.kill(pid, signal.SIGKILL)
    begun = time.monotonic()
    while time.monotonic() < begun + 5:
        answer = recommend(stand)
        stand.report.check("an answer while the broker is away", answer["fallback"], "FALLBACK_NONE")
        stand.report.check("its record waits", answer["not_logged"], False)
        asked += 1
    time.sleep(max(0, begun + AWAY - time.monotonic()))
    ready = stand.services["ingestion"].admin("/readyz")[0]
    kafka("start", folder)
    away = time.monotonic() - begun
    play = stand.yachay.finish(playing)
    totals = stand.wait_caught_up(play["acknowledged"])
    stand.report.check("ingestion's readiness without a broker", ready, 503)
    ledger.check_play(stand.report, "play", play)
    ledger.check_log(stand.report, [play], totals)

    def logged():
        rates = stand.yachay("recommend", "evaluate", "--brokers", stand.brokers, "--topic-prefix", stand.prefix)["rates"]
        return sum(rate["answers"] for rate in rates) == asked
    wait_until("the answers given meanwhile to be on the log", logged, 60, 0.5)
    metrics = stand.services["recommendation"].metrics()
    stand.report.check("recommendations lost", metrics["yachay_recommendation_log_lost_total"], 0)
    stand.report.check("predictions lost", stand.services["inference"].metrics()["yachay_prediction_log_dropped_total"], 0)
    return f"{away:.0f} s away, {play['events']} events, {play['retried_calls']} calls retried, {asked} answers meanwhile"


def services_away(stand):
    """Without inference, without the feature store, without both: an answer in time that says so; then all as before."""
    stand.start_all()
    lived = stand.yachay("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", 10, "--seed", 5)
    stand.wait_caught_up(lived["acknowledged"])
    for absent, fallback, personal in ((("inference",), "FALLBACK_NO_SCORES", True),
                                       (("feature-store",), "FALLBACK_NO_FEATURES_NO_SCORES", False),
                                       (("feature-store", "inference"), "FALLBACK_NO_FEATURES_NO_SCORES", False)):
        for name in absent:
            stand.services[name].kill()
        answer = recommend(stand)
        who = " and ".join(absent)
        stand.report.check(f"{who} away: the answer says so", answer["fallback"], fallback)
        stand.report.check(f"{who} away: personal", not answer["non_personal"], personal)
        stand.report.check(f"{who} away: items", len(answer["items"]), 5)
        for name in absent:
            stand.services[name].restart()
        wait_until("a whole answer again", lambda: recommend(stand)["fallback"] == "FALLBACK_NONE", 60, 0.5)
    return ""


ALL = (broker_lost, services_away)
