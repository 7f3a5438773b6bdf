"""What operators see: dashboards and alerts on a real Prometheus, logs and metrics without personal data, traces."""
import glob
import json
import os
import re
import time

import wire
from certificates import Authority
from monitors import count
from orchestra import scenes
from orchestra.loop import NAMES, now_ms
from orchestra.service import Service
from orchestra.waiting import wait_until
from prometheus import ROOT, Prometheus

DASHBOARDS = os.path.join(ROOT, "charts", "observability", "dashboards", "*.json")
SELECTOR = re.compile(r"\b(yachay_\w+|grpc_server_\w+|process_\w+|up)\b(\{[^}]*\})?")
LEVELS = {"debug", "info", "warn", "error"}


def dashboards(stand):
    """The quickstart's loop under a real Prometheus: each panel has data, each rule its metrics, no label a learner."""
    stand.create_topics(6)
    prometheus = Prometheus(stand)
    secure = secured(stand)
    stage = scenes.Stage(stand, stand.report, learners=stand.window_rows, players=4000)
    for scene in scenes.LOOP:
        scene(stage)
        prometheus.watch({**stand.services, "secure": secure})
    label_all(stand)
    panels = check_panels(stand, prometheus)
    rules = check_rules(stand.report, prometheus)
    values, series = prometheus.labels()
    personal = personal_ids(stand)
    stand.report.check("label values that name a learner or a device", sorted(personal & values), [])
    stand.report.check("label values that contain one", [v for v in values if any(i in v for i in personal)], [])
    return f"{panels} panels, {rules} rules, {series} series, {len(personal)} ids looked for"


def secured(stand):
    """An ingestion beside the loop's, which is plain, for what is measured of certificates and tokens; it refuses a caller."""
    folder = os.path.join(stand.work, "secure")
    authority = Authority(folder)
    authority.issue("server", 90)
    stand.yachay("token", "key", "--private", authority.path("private.jwk"), "--public", authority.path("jwks.json"))
    auth = ["--auth-keys", authority.path("jwks.json"), "--auth-issuer", "e2e"]
    service = stand.run(Service("ingestion", stand.bin_dir, folder,
                                stand.flags_of("ingestion") + authority.flags("server") + auth)).wait_ready()
    stand.yachay("simulate", "play", "--ingestion", f"localhost:{service.ports['grpc']}", "--learners", 1, "--end-ms", now_ms(),
                 *authority.flags("server"), may_fail=True)
    return service


def label_all(stand):
    """Every forecast of the loop came out High."""
    file = os.path.join(stand.work, "labels.csv")
    count(stand, file)
    stand.yachay("drift", "label", "--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--file", file)


def check_panels(stand, prometheus):
    """As Grafana asks: a panel that shows a rate needs traffic between scrapes, so there is some until all have data."""
    panels = list(queries())
    for _ in range(30):
        empty = [(title, query) for title, query in panels if not prometheus.series_of(query)]
        if not empty:
            break
        stand.yachay("simulate", "visit", "--ingestion", stand.address("ingestion"), "--recommendation",
                     stand.address("recommendation"), "--learners", 10, "--seed", 7, may_fail=True)
    for title, query in panels:
        stand.report.check(f"{title}: has data", (title, query) not in empty, True, query)
    return len(panels)


def queries():
    """Each panel's queries; Grafana's $__rate_interval is four scrapes at least."""
    for path in sorted(glob.glob(DASHBOARDS)):
        with open(path, encoding="utf-8") as file:
            dashboard = json.load(file)
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                yield f"{dashboard['uid']}: {panel['title']}", target["expr"].replace("$__rate_interval", "15s")


def check_rules(report, prometheus):
    """Healthy and silent, and every metric they look at is there: with its labels, as far as these are plain equality."""
    rules = wait_until("every rule to be evaluated", lambda: evaluated(prometheus), 60)
    for rule in rules:
        report.check(f"rule {rule['name']}: health", rule["health"], "ok", rule.get("lastError", ""))
        for metric, labels in SELECTOR.findall(rule["query"]):
            equal = ",".join(re.findall(r'\w+="[^"]*"', labels))
            selector = f"{metric}{{{equal}}}"
            report.check_at_least(f"rule {rule['name']}: {selector}", len(prometheus.series_of(selector)), 1)
        if rule["type"] == "recording":
            report.check_at_least(f"{rule['name']}: series", len(prometheus.series_of(rule["name"])), 1)
    told = {rule["name"] for rule in rules if rule.get("state", "inactive") != "inactive"}
    report.check("alerts that this loop gives no cause for", sorted(told - CAUSED), [])
    return len(rules)


# The population shifts, so a model drifts; that all came out High is not what it forecast, nor for all groups alike.
CAUSED = {"YachayDrift", "YachayOverestimates", "YachayUnequalErrors"}


def evaluated(prometheus):
    rules = prometheus.rules()
    return rules if rules and all(rule["health"] != "unknown" for rule in rules) else None


def personal_ids(stand):
    """Every learner, session and device that the log of events tells of."""
    records = stand.yachay("events", "tail", "--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--last", 1000000)
    events = [record["event"] for record in records["records"] if record["event"]]
    ids = {event.get(field, "") for event in events for field in ("learner_id", "session_id", "device_id")}
    return {one for one in ids if one}


def nothing_personal(stand):
    """Logs at level debug, through play, refusals, dead letters and failures: one JSON object a line, nobody in it."""
    python = wire.python(stand)
    flags_of = stand.flags_of
    stand.flags_of = lambda name: flags_of(name) + ["--log-level", "debug"]
    stand.start_all()
    stand.yachay("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", 20, "--seed", 5,
                 "--end-ms", now_ms())
    ask_all(stand, python)
    python("put", stand.brokers, stand.prefix + ".learner-events.v1", "demo-thriving", "no event of demo-thriving")
    refused = {"events": [{"event_id": "x", "learner_id": "demo-struggling", "device_id": "device of demo-phone2g",
                           "level_reached": {"level": 0}}]}
    python("call", stand.address("ingestion"), "yachay.ingestion.v1.Ingestion/Publish", json.dumps(refused))
    wait_until("the dead letter", lambda: stand.services["feature-store"].metric("yachay_feature_store_dead_lettered_total") == 1, 60)
    stand.services["feature-store"].kill()
    ask_all(stand, python)
    stand.services["feature-store"].restart(60)
    ids = personal_ids(stand) | {"demo-thriving", "demo-struggling", "demo-phone2g"}
    features = {name.split(":")[1] for name in stand.features("demo-thriving")}
    metrics = {name: stand.services[name].admin("/metrics")[1] for name in NAMES}
    for name in NAMES:
        stand.services[name].ask_to_stop()
    for name in NAMES:
        stand.services[name].wait(20)
        check_log(stand, name, ids, features)
        stand.report.check(f"{name}: ids in its metrics", [one for one in ids if one in metrics[name]], [])
    return f"{len(ids)} ids looked for"


def ask_all(stand, python):
    """Forecast and recommendation, whether or not they can be had; nothing is tried again."""
    learners = ("demo-thriving", "nobody-knows-me")
    python("call", stand.address("inference"), "yachay.inference.v1.Inference/Predict",
           json.dumps({"model": "engagement", "learners": {"learner_ids": learners}}))
    for learner in learners:
        stand.yachay("recommend", "--address", stand.address("recommendation"), "--learner", learner, may_fail=True)


def check_log(stand, name, ids, features):
    """One JSON object a line with its level; no id; no field that is a feature or an id."""
    text = stand.services[name].log_text()
    lines = text.splitlines()
    stand.report.check_at_least(f"{name}: lines", len(lines), 5)
    stand.report.check(f"{name}: lines that are no event", [line for line in lines if not is_event(line)][:3], [])
    stand.report.check(f"{name}: ids in its log", [one for one in ids | {"nobody-knows-me"} if one in text], [])
    fields = {field for line in lines if is_event(line) for field in json.loads(line)}
    stand.report.check(f"{name}: personal fields", sorted(fields & (features | {"learner", "learner_id", "device_id"})), [])


def is_event(line):
    try:
        event = json.loads(line)
    except ValueError:
        return False
    return event.get("level") in LEVELS and all(isinstance(event.get(field), str) for field in ("ts", "service", "msg"))


TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


def traces(stand):
    """A caller's trace goes on over gRPC and Kafka with a span for each hop, and stands in the line of a failed call."""
    python = wire.python(stand)
    stand.start_all()
    given = f"00-{TRACE}-{PARENT}-01"
    tell(stand, python, 1, {"consent_changed": {"purpose": "PURPOSE_PERSONALISATION", "granted": True}})
    python("call", stand.address("recommendation"), "yachay.recommendation.v1.Recommendation/Recommend",
           json.dumps({"learner_id": "demo-thriving"}), given)
    spans = {PARENT}
    for topic in ("recommendations.v1", "predictions.v1"):
        found = [headers["traceparent"] for headers in python("headers", stand.brokers, f"{stand.prefix}.{topic}")
                 if "traceparent" in headers]
        stand.report.check(f"{topic}: the caller's trace", [one.split("-")[1] for one in found], [TRACE])
        spans |= {one.split("-")[2] for one in found}
    stand.report.check("spans: the caller's, recommendation's, inference's", len(spans), 3)
    earn(stand, python, given)
    stand.services["feature-store"].kill()
    answer = python("call", stand.address("inference"), "yachay.inference.v1.Inference/Predict",
                    json.dumps({"model": "engagement", "learners": {"learner_ids": ["demo-thriving"]}}), given)
    stand.report.check_at_least("a call that cannot be answered fails", len(answer.get("code", "")), 2)
    lines = [json.loads(line) for line in stand.services["inference"].log_text().splitlines()]
    failed = [line for line in lines if line["msg"] == "call failed" and line.get("trace_id") == TRACE]
    stand.report.check("lines of the failed call with its trace", len(failed), 1)
    stand.report.check("its method", [line["method"] for line in failed], ["/yachay.inference.v1.Inference/Predict"])
    return answer["code"]


def tell(stand, python, number, what, *trace):
    """The number-th event, folded."""
    event = {"event_id": f"6f9619ff-8b86-4011-b42d-{number:012}", "learner_id": "demo-thriving", "game_id": "game",
             "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **what}
    sent = python("call", stand.address("ingestion"), "yachay.ingestion.v1.Ingestion/Publish", json.dumps({"events": [event]}), *trace)
    wait_until("the event to be folded",
               lambda: stand.services["feature-store"].metric("yachay_feature_store_applied_total") == number, 60)
    return sent


def earn(stand, python, given):
    """The reward of an event goes on in the trace that the event was sent in."""
    sent = tell(stand, python, 2, {"achievement_unlocked": {"achievement_id": "first"}}, given)
    rewards = python("headers", stand.brokers, f"{stand.prefix}.rewards.v1")
    found = [headers.get("traceparent", "--").split("-") for headers in rewards]
    stand.report.check("rewards.v1: the caller's trace", [one[1] for one in found], [TRACE], str(sent))
    events = python("headers", stand.brokers, f"{stand.prefix}.learner-events.v1")
    spans = {PARENT, events[-1]["traceparent"].split("-")[2], found[0][2]}
    stand.report.check("spans: the caller's, ingestion's, the feature store's", len(spans), 3)


ALL = (dashboards, nothing_personal, traces)
