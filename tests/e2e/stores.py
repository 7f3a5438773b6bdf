"""What several feature-store processes do with one store."""
import json
import os
import time

from kills import PARTITIONS, Stores, check_counts, check_values, count_log
from orchestra.loop import now_ms
from orchestra.service import Service
from orchestra.waiting import wait_until


def assigned(service):
    """The partitions that a process has been given so far."""
    lines = [json.loads(line) for line in service.log_text().splitlines() if line.startswith("{")]
    return {line["partition"] for line in lines if line["msg"] == "following a partition"}


def shared_redis(stand):
    """Two processes share a Redis and a group; one is killed for good: its partitions move, and the totals add up."""
    stand.create_topics(PARTITIONS)
    stand.start("ingestion")
    stores = Stores(stand, "redis", 2)
    lost, left = stores.services
    wait_until("both to have partitions", lambda: assigned(lost) and assigned(left), 60)
    playing = stand.yachay.start("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", 100, "--seed", 3,
                                 "--end-ms", now_ms(), "--batch", 50, "--spread-seconds", 15)
    wait_until("both to apply events", lambda: all(s.metric("yachay_feature_store_applied_total") > 0 for s in (lost, left)), 60)
    time.sleep(1)
    own = {row["partition"] for row in positions_of(stand, left)}
    stand.report.check("the second process has only a part", 0 < len(own) < PARTITIONS, True, str(own))
    foreign = next(row for row in positions_of(stand, lost) if row["partition"] not in own and row["next_offset"] > 0)
    check_waits(stand, left, foreign)
    lost.kill()
    play = stand.yachay.finish(playing)
    log = count_log(stand)
    rows = stores.settled(log["partitions"])
    check_counts(stand.report, [play], log["partitions"], rows)
    stand.report.check("partitions that the one left follows", len(positions_of(stand, left)), PARTITIONS)
    check_values(stand, left, log["learners"])
    return f"{play['events']} events, {PARTITIONS - len(own)} partitions moved"


def check_waits(stand, service, foreign):
    """A read of one process with an offset of the other's partition: there, yet to come, and never within the deadline."""
    def get(offset, seconds):
        return stand.yachay.start("features", "get", "--address", service.address, "--learner", "nobody", "--timeout", seconds,
                                  "--min-offset", f"{foreign['partition']}:{offset}")
    stand.yachay.finish(get(foreign["next_offset"] - 1, 20))
    stand.yachay.finish(get(foreign["next_offset"] + 20, 60))  # the play goes on
    late = get(foreign["next_offset"] + 1_000_000, 2)
    began = time.monotonic()
    stand.report.check("an offset far ahead is an error", late.wait(30), 1)
    stand.report.check("and not one that hangs", time.monotonic() - began < 15, True)


def positions_of(stand, service):
    """Its row of each partition that it follows; a store that is busy with the log is asked again."""
    return wait_until(f"{service.name} to say where it stands",
                      lambda: stand.yachay("features", "position", "--address", service.address)["partitions"], 60, 0.5)


def second_process_refused(stand):
    """A second process on a RocksDB folder ends with one line that names it."""
    stand.create_topics(1)
    stores = Stores(stand, "rocksdb", 1)
    folder = os.path.join(stand.work, "second")
    os.makedirs(folder)
    second = stand.run(Service("feature-store", stand.bin_dir, folder, stores.flags))
    stand.report.check("exit code", second.wait(20), 1)
    lines = [json.loads(line) for line in second.log_text().splitlines() if line.startswith("{")]
    errors = [line["msg"] for line in lines if line["level"] == "error"]
    stand.report.check("one error", len(errors), 1, second.log_tail(2))
    for part in (os.path.join(stand.work, "state"), "another process has it open"):
        stand.report.check(f"it says {os.path.basename(part)}", any(part in error for error in errors), True, str(errors))
    stand.report.check("the first goes on", stores.services[0].is_ready(), True)
