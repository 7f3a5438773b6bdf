"""The runbooks of ingestion and the feature store, tried: quotas, a broker that stands still, dead letters, certificates."""
import json
import os
import signal
import time

import wire
from away import own_broker
from certificates import Authority
from orchestra import ledger
from orchestra.loop import now_ms
from orchestra.service import Service
from orchestra.waiting import wait_until

GAME = "yachay-demo"


def ingestion(stand, *flags):
    """Ingestion with more flags; again with others: restarted on its port."""
    known = stand.services.get("ingestion")
    if known is not None:
        known.ask_to_stop()
        known.wait(30)
    service = Service("ingestion", stand.bin_dir, stand.work, [*stand.flags_of("ingestion"), *flags])
    service.ports = known.ports if known is not None else service.ports
    stand.services["ingestion"] = service
    return stand.run(service).wait_ready()


def play(stand, learners, seed, *flags):
    return stand.yachay.start("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", learners, "--seed", seed,
                              "--prefix-id", f"s{seed}", "--end-ms", now_ms(), *flags)


def quota_reached(stand):
    """A game over its quota is sent back and counted by its name, loses nothing; a higher quota and a restart end that."""
    stand.create_topics(2)
    quotas = os.path.join(stand.work, "quotas.yaml")

    def allow(rate, burst):
        with open(quotas, "w", encoding="utf-8") as file:
            file.write(f"games:\n  {GAME}: {{events_per_second: {rate}, burst: {burst}}}\n")
        return ingestion(stand, "--quotas", quotas)

    over = f'yachay_ingestion_over_quota_batches_total{{game="{GAME}"}}'
    service = allow(400, 400)
    slow = stand.yachay.finish(play(stand, 20, 1))
    ledger.check_play(stand.report, "under the quota", slow)
    stand.report.check_at_least("batches over the quota", service.metrics().get(over, 0), 1)
    service = allow(1_000_000, 1_000_000)
    ledger.check_play(stand.report, "with a higher one", stand.yachay.finish(play(stand, 20, 2)))
    stand.report.check("batches over the quota then", service.metrics().get(over, 0), 0)
    return f"{slow['retried_calls']} calls sent back"


def broker_stands_still(stand):
    """The broker hangs: what may be in flight fills, batches are sent back, /readyz says why; it wakes, and nothing is missing."""
    with own_broker(stand) as (_, pid):
        return let_stand_still(stand, pid)


def let_stand_still(stand, pid):
    stand.create_topics(2)
    service = ingestion(stand, "--in-flight-events", 1000)
    stand.start("feature-store")
    playing = play(stand, 60, 3, "--spread-seconds", 12, "--batch", 50, "--lanes", 64)
    time.sleep(2)
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until("batches to be sent back", lambda: service.metric("yachay_ingestion_pushed_back_batches_total") > 0, 60, 0.2)
        stand.report.check_at_least("records that wait", service.metric("yachay_ingestion_queue_records"), 1)
        said = wait_until("/readyz to say why", lambda: not service.is_ready() and service.admin("/readyz")[1], 60, 0.5)
        stand.report.check("what /readyz says", "no broker answers" in said, True, said)
    finally:
        os.kill(pid, signal.SIGCONT)
    played = stand.yachay.finish(playing)
    service.wait_ready(60)
    ledger.check_play(stand.report, "play", played)
    ledger.check_log(stand.report, [played], stand.wait_caught_up(played["acknowledged"]))
    return f"{played['retried_calls']} calls sent back"


def dead_letters(stand):
    """What cannot be read is listed with its reason, shown, and sent again once, corrected; then it is known as an event."""
    python = wire.python(stand)
    stand.create_topics(1)
    stand.start("ingestion", "feature-store")
    store = stand.services["feature-store"]
    python("put", stand.brokers, stand.prefix + ".learner-events.v1", "ana", "no event")
    wait_until("the dead letter", lambda: store.metric("yachay_feature_store_dead_lettered_total") == 1, 60)

    def dlq(what, *more):
        return stand.yachay("events", "dlq", what, "--brokers", stand.brokers, "--topic-prefix", stand.prefix, *more)
    waiting = dlq("list")["letters"]
    stand.report.check("letters", len(waiting), 1)
    letter = waiting[0]["letter"]
    shown = dlq("show", letter)
    stand.report.check("why it is one", bool(waiting[0]["error"]), True, json.dumps(shown))
    corrected = os.path.join(stand.work, "corrected.json")
    with open(corrected, "w", encoding="utf-8") as file:
        json.dump({"event_id": "7d5f3c9a-3c1e-4f4e-9a39-5d6a3f6a0001", "learner_id": "ana", "game_id": GAME, "device_id": "d",
                   "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "session_started": {"session_id": "s1"}}, file)
    dlq("replay", letter, "--with", corrected)
    totals = stand.wait_caught_up(2)
    stand.report.check("applied", totals["applied"], 1)
    stand.report.check("letters that wait then", dlq("list")["letters"], [])
    stand.report.check("letters in all", len(dlq("list", "--all")["letters"]), 1)
    return waiting[0]["error"]


def certificate_replaced(stand):
    """Key and certificate are written over under load: `file` rises at once, `served` soon, and no call fails."""
    stand.create_topics(2)
    authority = Authority(os.path.join(stand.work, "tls"))
    for name, days in (("server", 3), ("client", 3)):
        authority.issue(name, days)
    service = ingestion(stand, *authority.flags("server"))
    address = f"localhost:{service.ports['grpc']}"
    playing = stand.yachay.start("simulate", "play", "--ingestion", address, "--learners", 40, "--end-ms", now_ms(), "--batch", 5,
                                 "--spread-seconds", 25, *authority.flags("client"))

    def expiry(certificate):
        return service.metrics()[f'yachay_tls_certificate_expiry_timestamp_seconds{{certificate="{certificate}"}}']

    def days_left(certificate):
        return round((expiry(certificate) - time.time()) / 86_400, 1)
    stand.report.check("days left before", [days_left("served"), days_left("file")], [3, 3])
    time.sleep(5)
    authority.issue("server", 90)
    stand.report.check("days left on disk", days_left("file"), 90)
    begun = time.monotonic()
    wait_until("the new one to be served", lambda: days_left("served") == 90, 60, 0.5)
    took = time.monotonic() - begun
    moment = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(expiry("served")))
    stand.report.check("openssl sees the same", authority.served_until(address, "client"), moment)
    ledger.check_play(stand.report, "play", stand.yachay.finish(playing))
    return f"served after {took:.0f} s"


ALL = (quota_reached, broker_stands_still, dead_letters, certificate_replaced)
