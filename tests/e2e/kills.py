#!/usr/bin/env python3
"""Random kill -9 of ingestion and feature-store under load on a real Kafka: what was acknowledged is applied exactly once.

  tests/e2e/kills.py --store rocksdb|redis|redis-cluster [--kills 50] [--seed 1] [--bin build/release/bin]

Three sides are compared, per partition: what game servers had acknowledged, what the log holds (log_count, which knows
nothing of the fold), and what the feature store says it did; then each learner's served features against those that
`yachay features replay` makes of the log in one undisturbed pass; and the rewards told with what the events are worth
(reward_count). With a Redis, two feature-store processes share it; of a
cluster, a primary is killed too every ten kills.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tools"), os.path.join(ROOT, "tests", "e2e")]

from orchestra import ledger  # noqa: E402
from orchestra.loop import now_ms  # noqa: E402
from orchestra.service import Service  # noqa: E402
from orchestra.waiting import wait_until  # noqa: E402
from redis import Redis  # noqa: E402

PARTITIONS = 6
# A killed consumer keeps its place in the group until its session times out, and again after each kill.
SETTLE_SECONDS = 180


class Stores:
    """The feature-store processes over one store."""

    def __init__(self, stand, kind, processes):
        self._stand = stand
        flags = ["--brokers", stand.brokers, "--topic-prefix", stand.prefix]
        if kind == "rocksdb":
            flags += ["--store", "rocksdb:" + os.path.join(stand.work, "state")]
        else:
            self.redis = Redis(stand, kind == "redis-cluster")
            flags += ["--store", self.redis.url + "/" + stand.prefix]
        self.flags = flags
        self.services = [self._start(number) for number in range(processes)]
        for service in self.services:
            service.wait_ready(60)

    def _start(self, number):
        folder = os.path.join(self._stand.work, f"feature-store-{number}")
        os.makedirs(folder, exist_ok=True)
        return self._stand.run(Service("feature-store", self._stand.bin_dir, folder, self.flags)).wait_listening()

    def positions(self):
        """{partition: its row}, from whoever is furthest."""
        rows = {}
        for service in self.services:
            if not service.alive():
                continue
            for row in self._stand.yachay("features", "position", "--address", service.address)["partitions"]:
                if row["next_offset"] >= rows.get(row["partition"], row)["next_offset"]:
                    rows[row["partition"]] = row
        return rows

    def settled(self, log):
        """Positions once each partition stands at the end of the log."""
        def at_end():
            rows = self.positions()
            there = all(rows.get(p["partition"], {"next_offset": 0})["next_offset"] >= p["records"] for p in log)
            return rows if there else None
        return wait_until("the feature store to reach the end of the log", at_end, SETTLE_SECONDS, 0.5)


def await_work(dice, victim):
    """A moment in which to kill. A feature-store that was just killed idles until the group lets it in: mostly it is given
    the time to be in the middle of its work again. True when it is."""
    if victim.name == "feature-store" and dice.random() < 0.8:
        deadline = time.monotonic() + 20
        while victim.metric("yachay_feature_store_applied_total") == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(dice.uniform(0, 0.3))
    else:
        time.sleep(dice.uniform(0.2, 2.5))
    return victim.metric("yachay_feature_store_applied_total") > 0


def play_until(stand, dice, kills, victims, every_tenth=None):
    """Kills at random moments of a play that goes on; the documents of all plays."""
    plays, playing, seed, at_work = [], None, dice.randrange(1 << 30), 0
    spread = max(20, min(120, 2 * kills))
    for number in range(kills):
        if playing is None or playing.poll() is not None:
            if playing is not None:
                plays.append(stand.yachay.finish(playing))
            seed += 1
            playing = stand.yachay.start("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", 150,
                                         "--seed", seed, "--prefix-id", f"k{seed}", "--end-ms", now_ms(), "--batch", 50,
                                         "--spread-seconds", spread)
        victim = dice.choice(victims)
        at_work += await_work(dice, victim)
        stand.report.step(f"kill {number + 1} of {kills}: {victim.name} {victim.address}")
        victim.kill()
        time.sleep(dice.choice([0, 0, dice.uniform(0, 1.5)]))
        victim.start()  # and may be killed again before it is ready
        if every_tenth and number % 10 == 4:
            stand.report.step(f"failover of {every_tenth()}")
    plays.append(stand.yachay.finish(playing, 600))
    stand.report.facts["killed_at_work"] = at_work
    return plays


def count_log(stand):
    """What log_count says."""
    topic = f"{stand.prefix}.learner-events.v1"
    done = subprocess.run([os.path.join(stand.bin_dir, "log_count"), stand.brokers, topic], text=True,
                          stdout=subprocess.PIPE, check=True, timeout=300)
    return json.loads(done.stdout)


def check_counts(report, plays, log, rows):
    """Acknowledged, on the log and applied, per partition and in all."""
    for number, play in enumerate(plays):
        ledger.check_play(report, f"play {number + 1}", play)
    report.check("different events on the log = events that happened", sum(p["distinct"] for p in log),
                 sum(play["events"] for play in plays))
    for counted in log:
        row = rows[counted["partition"]]
        name = f"partition {counted['partition']}"
        report.check(f"{name}: position = records", row["next_offset"], counted["records"])
        report.check(f"{name}: applied = different events", row["applied"], counted["distinct"])
        report.check(f"{name}: duplicates = the other records", row["duplicates"], counted["records"] - counted["distinct"])
        report.check(f"{name}: dead letters", row["dead_lettered"], 0)


def check_values(stand, service, learners):
    """Every learner's served engagement features against a replay of the log."""
    as_of = now_ms()
    replay = stand.yachay("features", "replay", "--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--as-of-ms", as_of)
    expected = {row[0]: dict(zip(replay["columns"][1:], row[1:])) for row in replay["rows"]}
    stand.report.check("learners replayed = learners on the log", len(expected), len(learners))
    wrong = []
    for begin in range(0, len(learners), 500):
        some = [flag for learner in learners[begin:begin + 500] for flag in ("--learner", learner)]
        served = stand.yachay("features", "get", "--address", service.address, "--feature", "engagement:*", "--as-of-ms", as_of,
                              *some)["learners"]
        for learner in served:
            values = {name.split(":")[1]: feature["value"] for name, feature in learner["features"].items()}
            if values != expected.get(learner["learner_id"]):
                wrong.append(learner["learner_id"])
    stand.report.check("learners whose served features differ from a replay", len(wrong), 0, ", ".join(wrong[:3]))


def kills(stand, store, count, seed):
    """The whole: processes up, kills, quiet, comparison. A line about what was seen."""
    stand.create_topics(PARTITIONS)
    stand.start("ingestion")
    stores = Stores(stand, store, 1 if store == "rocksdb" else 2)
    dice = random.Random(seed)
    plays = play_until(stand, dice, count, [stand.services["ingestion"], *stores.services],
                       stores.redis.fail_over if store == "redis-cluster" else None)
    for service in [stand.services["ingestion"], *stores.services]:
        service.wait_ready(60)
    log = count_log(stand)
    rows = stores.settled(log["partitions"])
    check_counts(stand.report, plays, log["partitions"], rows)
    for service in stores.services:
        check_values(stand, service, log["learners"])
    rewards = ledger.check_rewards(stand.report, stand)
    events = sum(play["events"] for play in plays)
    return (f"{count} kills ({stand.report.facts['killed_at_work']} of a feature-store that was applying), {events} events of {len(log['learners'])} learners, "
            f"{sum(play['retried_calls'] for play in plays)} calls retried, "
            f"{sum(row['duplicates'] for row in rows.values())} duplicates ignored, "
            f"{rewards['rewards']} rewards, {rewards['records'] - rewards['rewards']} of them told twice")


def kills_rocksdb(stand):
    """Random kills over RocksDB: acknowledged = applied once, against an independent count of the log."""
    return kills(stand, "rocksdb", 6, seed=1)


def kills_redis(stand):
    """Random kills over a Redis that two processes share: the same."""
    return kills(stand, "redis", 6, seed=2)


def main():
    import run  # its broker and its reporting

    parser = argparse.ArgumentParser(prog="tests/e2e/kills.py")
    parser.add_argument("--store", choices=["rocksdb", "redis", "redis-cluster"], required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bin", default="build/release/bin")
    asked = parser.parse_args()
    kafka = os.path.join(ROOT, "build", f"kills-kafka-{asked.store}")
    brokers = run.start_kafka(kafka)
    if brokers is None:
        return 77
    name = f"kills_{asked.store}".replace("-", "_")
    work = os.path.join(ROOT, "build", "kills")
    shutil.rmtree(os.path.join(work, name), ignore_errors=True)  # a state of another log would be taken for this one's
    run.cases.ALL[name] = lambda stand: kills(stand, asked.store, asked.kills, asked.seed)
    try:
        return 0 if run.run_one(name, os.path.abspath(asked.bin), work, brokers) else 1
    finally:
        run.stop_kafka(kafka)


if __name__ == "__main__":
    sys.exit(main())
