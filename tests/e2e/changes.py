"""Changed definitions in a store that feature-store processes share."""
import os
import shutil
import subprocess

from kills import PARTITIONS, ROOT, Stores, check_counts, count_log
from orchestra.loop import now_ms
from orchestra.service import Service
from orchestra.waiting import wait_until
from redis import ask

VIEW = """name: practice
owner: maths-team
description: How a learner has been practising.
features:
  - {name: visits, type: number, description: Sessions begun, aggregate: count, event: session_started, window: lifetime}
  - {name: longest, type: number, description: Of the sessions in milliseconds, aggregate: max, event: session_ended,
     field: duration_ms, window: 28d}
"""
SWITCH_SECONDS = 240  # a killed process keeps its partitions until its session times out


def changed_view_redis(stand):
    """A view is added in a rolling update of two processes on one Redis, with a kill -9: both end equal to a fresh store."""
    stand.create_topics(PARTITIONS)
    stand.start("ingestion")
    stores = Stores(stand, "redis", 2)
    plays = [stand.yachay("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", 200, "--seed", 5,
                          "--prefix-id", "before", "--end-ms", now_ms(), "--batch", 50)]
    stores.settled(count_log(stand)["partitions"])
    store = Store(stand, stores)
    old = store.record()[0]
    playing = stand.yachay.start("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", 150, "--seed", 6,
                                 "--prefix-id", "during", "--end-ms", now_ms(), "--batch", 50, "--spread-seconds", 20)
    views = write_views(stand)
    killed_at = update(stand, store, stores.services[0], views)
    stand.report.check("served while the new one is folded", served(stand, stores.services[1], "engagement:*"), True)
    restart_with(stores.services[1], views)
    plays.append(stand.yachay.finish(playing, 600))
    wait_until("both to serve the new view",
               lambda: all(served(stand, service, "practice:*") for service in stores.services), SWITCH_SECONDS, 0.5)
    live, wanted = store.record()
    stand.report.check("nothing else is wanted", wanted, live)
    stand.report.check("another generation is served", live != old, True)

    log = count_log(stand)
    check_counts(stand.report, plays, log["partitions"], stores.settled(log["partitions"]))
    fresh = fresh_store(stand, views, log)
    for service in stores.services:
        check_equal(stand, service, fresh, log["learners"])
    wait_until("the old states to be removed", lambda: store.keys(old) == 0, 120, 1)
    check_equal(stand, stores.services[0], fresh, log["learners"])
    stand.report.check_at_least("keys of the served states", store.keys(live), len(log["learners"]))
    return f"{sum(play['events'] for play in plays)} events, killed with {killed_at} of the new states' keys there"


class Store:
    """What lies in the Redis."""

    def __init__(self, stand, stores):
        self._prefix = stand.prefix
        self._port = stores.redis.servers[0][1]

    def record(self):
        """[the generation that is served, the one that is wanted]."""
        return ask(self._port, "GET", f"{self._prefix}:m/generations").split()[:2]

    def keys(self, generation):
        done = subprocess.run(["redis-cli", "-p", str(self._port), "--scan", "--pattern", f"{self._prefix}:{generation}:*"],
                              text=True, stdout=subprocess.PIPE, check=True)
        return len(done.stdout.split())


def write_views(stand):
    """The views of the service, and one more."""
    folder = os.path.join(stand.work, "views")
    shutil.copytree(os.path.join(ROOT, "services", "feature-store", "features"), folder)
    with open(os.path.join(folder, "practice.yaml"), "w", encoding="utf-8") as view:
        view.write(VIEW)
    return folder


def restart_with(service, views):
    service.ask_to_stop()
    service.wait(30)
    service.flags += ["--views", views]  # a rolling update
    service.restart(60)


def update(stand, store, service, views):
    """The first process comes back with the new view, and is killed as soon as new states are there."""
    restart_with(service, views)
    wanted = wait_until("new states to be wanted", lambda: store.record()[1] != store.record()[0] and store.record()[1], 60, 0.02)
    wait_until("new states", lambda: store.keys(wanted) > 100 or store.record()[0] == wanted, 120, 0.02)
    service.kill()
    there = store.keys(wanted)
    stand.report.facts["switched_before_the_kill"] = store.record()[0] == wanted
    service.restart(60)
    return there


def served(stand, service, feature):
    """Whether a read of the feature is answered."""
    got = stand.yachay.start("features", "get", "--address", service.address, "--learner", "nobody", "--feature", feature)
    return got.wait(30) == 0


def fresh_store(stand, views, log):
    """A process of its own that folds the log by the new views from its beginning."""
    folder = os.path.join(stand.work, "fresh")
    os.makedirs(folder)
    flags = ["--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--group", "fresh", "--views", views,
             "--state-dir", os.path.join(folder, "state")]
    service = stand.run(Service("feature-store", stand.bin_dir, folder, flags)).wait_ready(60)

    def at_end():
        rows = stand.yachay("features", "position", "--address", service.address)["partitions"]
        return sum(row["next_offset"] for row in rows) == sum(p["records"] for p in log["partitions"])
    wait_until("the fresh store to reach the end of the log", at_end, 120, 0.5)
    return service


def check_equal(stand, service, fresh, learners):
    """What every learner reads is the same in both."""
    as_of, wrong, found = now_ms(), 0, 0
    views = [flag for view in ("practice", "engagement", "tracer", "content") for flag in ("--feature", view + ":*")]
    for begin in range(0, len(learners), 300):
        some = [flag for learner in learners[begin:begin + 300] for flag in ("--learner", learner)]
        one, other = (stand.yachay("features", "get", "--address", s.address, "--as-of-ms", as_of, *views, *some)["learners"]
                      for s in (service, fresh))
        wrong += sum(a != b for a, b in zip(one, other, strict=True))
        found += sum(learner["features"]["practice:longest"]["value"] not in (None, 0) for learner in one)
    stand.report.check("learners whose features differ from a fresh store's", wrong, 0)
    stand.report.check_at_least("learners with values of the new view", found, 1)
