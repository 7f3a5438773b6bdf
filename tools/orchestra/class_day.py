"""A class's day: a teacher and a guardian look, a phone on 2g packs its bundle, and all read it in their language."""
import json
import math
import os
import time
import uuid

from orchestra.waiting import wait_until

CLASSROOM = "aula-3b"
ON_2G = "demo-phone2g"
BUDGET_BYTES = 2_000_000
BUDGET_SECONDS = 240
LANGUAGES = ("es", "qu", "en")


def class_day(stage, learners):
    """learners: who is in the classroom."""
    stage.report.step("a class's day: enrolment, the teacher's and a guardian's view, a bundle for a phone on 2g")
    enrol(stage, learners)
    teacher(stage, learners)
    guardian(stage)
    bundle(stage)
    three_languages(stage)


def enrol(stage, learners):
    """The roster and a guardian's consent are events like any other."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    said = [{"learnerId": learner, "rosterChanged": {"classroomId": CLASSROOM, "teacherId": "t-1"}} for learner in learners]
    said.append({"learnerId": ON_2G, "consentChanged": {"purpose": "PURPOSE_PERSONALISATION", "granted": True}})
    path = os.path.join(stage.loop.work, "class.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for event in said:
            file.write(json.dumps({"eventId": str(uuid.uuid4()), "gameId": "quickstart", "occurredAt": now, **event}) + "\n")
    sent = stage.loop.yachay("events", "send", "--file", path, "--ingestion", stage.loop.address("ingestion"))
    stage.report.check("roster and consent accepted", sent["accepted"], len(said))
    stage.plays.append({"acknowledged": len(said), "events": len(said), "deliberate_duplicates": 0, "unconfirmed": 0})


def ask(stage, *arguments, rows=1):
    """One `yachay progress`; the forecasts behind it count as served."""
    document = stage.loop.yachay("progress", *arguments, "--address", stage.loop.address("recommendation"))
    stage.served += rows
    return document


def teacher(stage, learners):
    report = stage.report
    wait_until("the roster to have the class", lambda: enrolled(stage, len(learners)), 30, 0.2,
               [stage.loop.services["recommendation"]])
    view = ask(stage, "classroom", CLASSROOM, "--language", "es", rows=len(learners))
    report.facts["classroom"] = view
    report.say(f"classroom {CLASSROOM}: {view['learners']} learners, {view['active_7d']} played this week")
    for helped in view["help"]:
        report.say(f"  help {helped['learner']}: " + " ".join(reason["text"] for reason in helped["reasons"]))
    known = [stage.loop.features(learner)["tracer:mastery"] or {} for learner in learners]
    tried = {skill["skill"]: skill["tried"] for skill in view["skills"]}
    wanted = {skill: sum(skill in mastery for mastery in known) for skill in set().union(*known)}
    report.check("learners who tried each skill, as the features have it", sum(tried.values()), sum(wanted.values()),
                 "" if tried == wanted else f"{tried}, features {wanted}")
    levels = [skill for skill in view["skills"] if skill["starting"] + skill["learning"] + skill["mastered"]
              + skill["fading"] != skill["tried"]]
    report.check("skills whose levels do not add up", len(levels), 0)


def enrolled(stage, count):
    view = stage.loop.yachay("progress", "classroom", CLASSROOM, "--address", stage.loop.address("recommendation"))
    stage.served += view["learners"]
    return view["learners"] == count


def guardian(stage):
    report = stage.report
    view = ask(stage, "guardian", ON_2G, "--language", "qu")
    report.facts["guardian"] = view
    report.say(f"guardian of {ON_2G}: " + " ".join(said["text"] for said in view["summary"]))
    report.check("the guardian's consent, and the classroom", (view["personalisation"], view["classrooms"]),
                 ("given", [CLASSROOM]))
    own = ask(stage, "learner", ON_2G, "--language", "es")
    found = stage.loop.yachay("features", "get", "--address", stage.loop.address("feature-store"), "--learner", ON_2G,
                              "--feature", "progress:minutes_28d")["learners"][0]["features"]
    report.check("minutes played in 28 days, as the features have it", round(own["activity"]["minutes_28d"], 6),
                 round(found["progress:minutes_28d"]["value"], 6))
    off = [skill["skill"] for skill in own["skills"] if not skill["mastery_low"] <= skill["mastery"] <= skill["mastery_high"]]
    report.check("masteries outside their interval", off, [])
    grown = max(own["skills"], key=lambda skill: skill["mastery_change_7d"], default=None)
    streak = own["streak"] or {"current": 0, "best": 0}
    report.say(f"  streak {streak['current']} of at best {streak['best']} days"
               + (f"; grew most in 7 days: {grown['skill']} {grown['mastery_change_7d']:+.2f}" if grown else "")
               + f"; forecast {own['engagement']['label']}, reasons by {own['engagement']['reasons_from']}: "
               + " ".join(said["text"] for said in own["engagement"]["reasons"]))


def bundle(stage):
    report = stage.report
    flags = ("bundle", "plan", "--learner", ON_2G, "--address", stage.loop.address("recommendation"))
    budget = ("--bytes", BUDGET_BYTES, "--download-seconds", BUDGET_SECONDS)
    plan = stage.loop.yachay(*flags, *budget)
    report.facts["bundle"] = plan
    report.say(f"bundle for {ON_2G}: {len(plan['items'])} items, {plan['bytes']} B in {plan['download_seconds']:.0f} s, "
               f"gap {plan['gap']:.3f}: " + ", ".join(item["title"] for item in plan["items"][:6]) + " …")
    report.check_at_least("items in the bundle", len(plan["items"]), 1)
    report.check("bytes of the bundle = sum of its items", plan["bytes"], sum(item["bytes"] for item in plan["items"]))
    report.check_within("bundle: bytes", plan["bytes"], 1, BUDGET_BYTES)
    report.check_within("bundle: seconds to fetch", round(plan["download_seconds"], 3), 0, BUDGET_SECONDS)
    first = plan["items"][0]
    left = ("--bytes", BUDGET_BYTES - first["bytes"], "--download-seconds", BUDGET_SECONDS - math.ceil(first["download_seconds"]))
    again = stage.loop.yachay(*flags, *left, "--done", f"{first['content_id']}/{first['variant_id']}/{first['etag']}")
    report.check("an interrupted bundle goes on: what is there is not fetched again",
                 [item["done"] for item in again["items"] if item["content_id"] == first["content_id"]], [True])


def three_languages(stage):
    """The same first reason, told to a child in each language."""
    report, told = stage.report, {}
    for language in LANGUAGES:
        view = ask(stage, "learner", ON_2G, "--language", language)
        told[language] = {said["code"]: said["text"] for said in view["summary"]}
        report.say(f"  {language}: " + " ".join(told[language].values()))
    report.check("sentences told the same in two languages",
                 [code for code in told["es"] if len({told[language][code] for language in LANGUAGES}) < 3], [])
