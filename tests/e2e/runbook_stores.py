"""The runbooks of what keeps state, tried: a store that is gone or was folded by wrong rules, a catalogue that is gone."""
import os
import shutil

import wire
from orchestra.loop import TOPICS, now_ms
from orchestra.service import Service
from orchestra.waiting import wait_until
from prometheus import ROOT
from stores import positions_of

LEARNERS = ("demo-thriving", "demo-struggling", "demo-phone2g")
VIEW = """name: practice
owner: maths-team
description: How a learner has been practising.
features:
  - {name: visits, type: number, description: Sessions begun, aggregate: count, event: session_started, window: lifetime}
"""


def live(stand, learners=40):
    """Topics, ingestion and a feature store that has folded some days of play; how it stands."""
    stand.create_topics(4)
    stand.start("ingestion", "feature-store")
    played = stand.yachay("simulate", "play", "--ingestion", stand.address("ingestion"), "--learners", learners, "--seed", 5,
                          "--end-ms", now_ms())
    stand.wait_caught_up(played["acknowledged"])
    return known(stand)


def known(stand):
    """Where the store stands on each partition, and what it knows of the named learners."""
    store = stand.services["feature-store"]
    rows = positions_of(stand, store)
    flags = [flag for learner in LEARNERS for flag in ("--learner", learner)]
    served = stand.yachay("features", "get", "--address", store.address, "--feature", "engagement:*", *flags,
                          "--as-of-ms", AS_OF)["learners"]
    return sorted(rows, key=lambda row: row["partition"]), served


AS_OF = now_ms() + 3_600_000


def stop(stand, name):
    stand.services[name].ask_to_stop()
    stand.report.check(f"{name} stops", stand.services[name].wait(30), 0)


def store_lost(stand):
    """The folder is gone: one that `replay --store` made is as before at once, an empty one when it has read the log."""
    before = live(stand)
    folder = os.path.join(stand.work, "state", "feature-store")
    store = stand.services["feature-store"]
    for way in ("folded beforehand", "started on nothing"):
        stop(stand, "feature-store")
        shutil.move(folder, os.path.join(stand.work, way.replace(" ", "-")))
        if way == "folded beforehand":
            stand.yachay("features", "replay", "--brokers", stand.brokers, "--topic-prefix", stand.prefix, "--store", folder)
        store.restart(60)
        if way == "started on nothing":
            stand.wait_caught_up(1)
        after = known(stand)
        stand.report.check(f"{way}: positions and counts as before", after[0] == before[0], True)
        stand.report.check(f"{way}: it serves what it served", after[1] == before[1], True)
    return f"{sum(row['applied'] for row in before[0])} events"


def rules_were_wrong(stand):
    """The store starts with mended views: the old ones are served until the log has been folded anew, then the mended."""
    before = live(stand)
    views = os.path.join(stand.work, "views")
    shutil.copytree(os.path.join(ROOT, "services", "feature-store", "features"), views)
    with open(os.path.join(views, "practice.yaml"), "w", encoding="utf-8") as file:
        file.write(VIEW)
    stop(stand, "feature-store")
    old = stand.services["feature-store"]
    mended = Service("feature-store", stand.bin_dir, stand.work, [*stand.flags_of("feature-store"), "--views", views])
    mended.ports = old.ports
    stand.services["feature-store"] = stand.run(mended).wait_ready(60)
    stand.report.check("what was served goes on", known(stand) == before, True)

    def practice():
        got = stand.yachay("features", "get", "--address", stand.address("feature-store"), "--feature", "practice:visits",
                           "--learner", LEARNERS[0])
        return got["learners"][0]["features"]["practice:visits"]["value"]
    visits = wait_until("the mended views to be served", practice, 120, 0.5)
    stand.report.check_at_least("what they say", visits, 1)
    stand.report.check("the rest as before", known(stand)[1] == before[1], True)
    return f"{visits:.0f} visits"


def catalogue_lost(stand):
    """The catalogue's topic is gone: a restart finds nothing, and `import` of the last export brings each item to where it stood."""
    python = wire.python(stand)
    stand.start_all()
    address = ["--address", stand.address("recommendation")]
    stand.yachay("catalog", "archive", stand.yachay("catalog", "list", *address)[0]["content_id"], *address)
    kept, again = (os.path.join(stand.work, name) for name in ("kept.csv", "again.csv"))
    stand.yachay("catalog", "export", kept, *address)
    stop(stand, "recommendation")
    topic = f"{stand.prefix}.catalog.v1"
    python("drop", stand.brokers, topic)
    wait_until("the topic to go", lambda: len(topics(stand)) == len(TOPICS) - 1, 60, 0.5)
    stand.create_topics(6)
    service = stand.services["recommendation"].restart(60)
    stand.report.check("items after the loss", service.metric("yachay_catalog_items"), 0)
    stand.yachay("catalog", "import", kept, *address)
    stand.yachay("catalog", "export", again, *address)
    stand.report.check("items that may be recommended", service.metric("yachay_catalog_published_items") > 0, True)
    stand.report.check("the export then is the same but for revisions", without_revision(again) == without_revision(kept), True)
    answer = stand.yachay("recommend", *address, "--learner", "ana")
    stand.report.check("recommendations", len(answer["items"]), 5)
    return f"{len(without_revision(kept)) - 1} items"


def topics(stand):
    return stand.yachay("topics", "list", "--brokers", stand.brokers, "--prefix", stand.prefix)["topics"]


def without_revision(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split(",") for line in file]
    at = lines[0].index("revision")
    return [line[:at] + line[at + 1:] for line in lines]


ALL = (store_lost, rules_were_wrong, catalogue_lost)
