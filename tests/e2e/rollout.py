#!/usr/bin/env python3
"""Rollouts and scaling under load, with the real processes on a real Kafka. Exit code 0: no call failed.

  tests/e2e/rollout.py restart [--service NAME]… [--calls 1000000]   three processes, restarted in turn, until the calls are done
  tests/e2e/rollout.py scale   [--service NAME]… [--seconds 150]     2 → 4 processes: when do the new ones get their share?
  Both: [--bin build/release/bin] [--in-flight 64]

The calls go as our own clients go: round robin, health-checked, UNAVAILABLE retried. `scale` needs root: it gives the client a
hosts file of its own, as a headless Service's DNS would. Default: every service.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tools"), os.path.join(ROOT, "tests", "e2e")]

from orchestra.process import stop_all  # noqa: E402
from orchestra.service import Service  # noqa: E402
from run import start_kafka, stop_kafka  # noqa: E402
from stand import Stand  # noqa: E402

WINDOW_ROWS = 100_000  # of drift: every forecast of the load is on the log

# Service → RPC, the request's message and file, and the request in protobuf's text format.
CALLS = {
    "ingestion": ("/yachay.ingestion.v1.Ingestion/Publish", "yachay.ingestion.v1.PublishRequest", "ingestion", """
        events { event_id: "0b7a3a5e-7c0a-4c57-9d0c-7a55a1f0c001" learner_id: "l-rollout" game_id: "g" device_id: "d"
                 occurred_at { seconds: %d } session_started {} }"""),
    "feature-store": ("/yachay.features.v1.FeatureStore/GetFeatures", "yachay.features.v1.GetFeaturesRequest", "features", """
        features: "engagement:Age" learner_ids: "l-rollout" """),
    "inference": ("/yachay.inference.v1.Inference/Predict", "yachay.inference.v1.PredictRequest", "inference", """
        model: "engagement" features {
          columns { name: "Age" numbers: 15 } columns { name: "Gender" texts: "Male" }
          columns { name: "SessionsPerWeek" numbers: 9 } columns { name: "AvgSessionDurationMinutes" numbers: 163 }
          columns { name: "PlayerLevel" numbers: 58 } columns { name: "AchievementsUnlocked" numbers: 8 } }"""),
    "recommendation": ("/yachay.recommendation.v1.Recommendation/Recommend", "yachay.recommendation.v1.RecommendRequest",
                       "recommendation", 'learner_id: "l-rollout" count: 3'),
    # Its cheapest call: a Recommend costs a thousand times the wire, and it is the wire that a rollout tries.
    "gamification": ("/yachay.gamification.v1.Gamification/ListBadges", "yachay.gamification.v1.ListBadgesRequest",
                     "gamification", ""),
    "drift-monitor": ("/yachay.drift.v1.DriftMonitor/GetStatus", "yachay.drift.v1.GetStatusRequest", "drift", ""),
}
RATE = 20_000  # calls/s that a rollout is to be tried under; told, not asserted: it is the machine's as much as ours
COSTLY = {"recommendation"}  # a call of which is work, not wire
SERVED_BY = {"gamification": "recommendation"}  # where the name is not the service's


def write_request(name, path):
    """The bytes of the request; protoc is what the build uses."""
    _, message, area, text = CALLS[name]
    text = text % int(time.time()) if "%d" in text else text
    source = f"yachay/{area}/v1/{area}.proto"
    done = subprocess.run(["protoc", f"-I{ROOT}/proto", f"--encode={message}", source], input=text.encode(), check=True,
                          stdout=subprocess.PIPE)
    with open(path, "wb") as out:
        out.write(done.stdout)


def start_copies(stand, name, hosts, first=0, port=0):
    """A process per host, each with state and consumer group of its own; one port on different hosts."""
    copies = []
    name = SERVED_BY.get(name, name)
    for number, host in enumerate(hosts, first):
        own = f"{name}-{number}"
        work = os.path.join(stand.work, own)
        os.makedirs(work, exist_ok=True)
        flags = [str(flag).replace(os.path.join("state", name), os.path.join("state", own)) for flag in stand.flags_of(name)]
        if name in ("feature-store", "drift-monitor"):
            flags += ["--group", f"{stand.prefix}-{own}"]
        copy = Service(name, stand.bin_dir, work, flags)
        copy.host, copy.ports["grpc"] = host, port
        stand.run(copy)
        copies.append(copy.wait_ready())
        port = copy.ports["grpc"] if host != "127.0.0.1" else 0
    return copies


def load(stand, asked, name, targets, more=(), prefix=()):
    request = os.path.join(stand.work, name + ".request")
    write_request(name, request)
    argv = [*prefix, os.path.join(stand.bin_dir, "rollout_load"), "--targets", targets, "--rpc", CALLS[name][0],
            "--request", request, "--in-flight", str(asked.in_flight), *more]
    with open(os.path.join(stand.work, name + ".load.log"), "w", encoding="utf-8") as log:
        return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True)


def restart(stand, asked, name):
    copies = start_copies(stand, name, ["127.0.0.1"] * 3)
    client = load(stand, asked, name, ",".join(copy.address for copy in copies), ["--calls", str(asked.calls)])
    restarts, hung = 0, 0
    while not ends_within(client, 2.5):  # longer than a client waits before it connects again
        copy = copies[restarts % 3]
        copy.ask_to_stop()
        hung += copy.wait(30) != 0
        copy.restart()
        restarts += 1
    told = json.loads(client.stdout.read())
    stop_all(copies)
    print(f"{name}: {told['calls']} calls, {told['failed']} failed, {restarts} restarts, {told['per_second']:.0f} calls/s, "
          f"p50 {told['p50_us'] / 1000:.1f} ms, p99 {told['p99_us'] / 1000:.1f} ms, {hung} ended badly {told['codes'] or ''} "
          f"{told['first_error']}", flush=True)
    tell_rate(name, told["per_second"])
    return told["failed"] == 0 and hung == 0 and restarts >= 3


def tell_rate(name, per_second):
    """A line as tools/bench has them."""
    budget = None if name in COSTLY else RATE
    print(json.dumps({"name": f"rollout_{name}", "ours": round(per_second), "baseline": None, "ratio": None, "budget": budget,
                      "ok": budget is None or per_second >= budget, "unit": "calls/s while restarted"}), flush=True)


def ends_within(client, seconds):
    try:
        client.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        return False


def handled(copy):
    return sum(float(line.rsplit(" ", 1)[1]) for line in copy.admin("/metrics")[1].splitlines()
               if line.startswith("grpc_server_handled_total") and "yachay" in line)


def scale(stand, asked, name):
    """True when each new process has at least half its fair share of the calls within 90 s."""
    hosts_file = os.path.join(stand.work, "hosts")

    def tell(hosts):
        with open(hosts_file, "w", encoding="utf-8") as out:
            out.write("127.0.0.1 localhost\n" + "".join(f"{host} {name}.test\n" for host in hosts))

    hosts = [f"127.0.1.{n}" for n in range(1, 5)]
    copies = start_copies(stand, name, hosts[:2])
    tell(hosts[:2])
    inside = f"mount --bind {hosts_file} /etc/hosts && exec \"$@\""
    client = load(stand, asked, name, f"{name}.test:{copies[0].ports['grpc']}", ["--calls", "100000000"],
                  ["unshare", "--mount", "sh", "-c", inside, "sh"])
    time.sleep(10)
    more = start_copies(stand, name, hosts[2:], 2, copies[0].ports["grpc"])
    tell(hosts)
    began, shared = time.monotonic(), None
    while time.monotonic() < began + asked.seconds and shared is None:
        before = [handled(copy) for copy in copies + more]
        time.sleep(3)
        rates = [now - then for now, then in zip([handled(copy) for copy in copies + more], before)]
        if sum(rates) > 0 and min(rates[2:]) >= sum(rates) / 8:
            shared = time.monotonic() - began
    client.kill()
    with open(os.path.join(stand.work, name + ".load.log"), encoding="utf-8") as log:
        last = (log.read().strip().splitlines() or ["no calls"])[-1]
    print(f"{name}: 2 → 4: " + (f"the new ones had their share after {shared:.0f} s" if shared else "no share for the new ones")
          + f"; calls per second now {[round(r / 3) for r in rates]}; {last}", flush=True)
    return shared is not None and shared <= 90 and last.endswith(" 0 failed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("restart", "scale"))
    parser.add_argument("--service", action="append", choices=list(CALLS), default=[])
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=150)
    parser.add_argument("--in-flight", type=int, default=64)
    asked = parser.parse_args()
    if asked.what == "scale" and (os.geteuid() != 0 or not shutil.which("unshare")):
        print("skipped: rollout scale needs root and unshare")
        sys.exit(77)
    kafka = os.path.join(ROOT, "build", "rollout-kafka")
    brokers = start_kafka(kafka)
    if brokers is None:
        sys.exit(77)
    try:
        shutil.rmtree(os.path.join(ROOT, "build", "rollout"), ignore_errors=True)
        with Stand("rollout", os.path.abspath(asked.bin), os.path.join(ROOT, "build", "rollout"), brokers, WINDOW_ROWS) as stand:
            stand.start_all()
            good = [{"restart": restart, "scale": scale}[asked.what](stand, asked, name) for name in asked.service or CALLS]
    finally:
        stop_kafka(kafka)
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
