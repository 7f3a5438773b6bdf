"""The scenes of the quickstart, in order. Each takes the stage, does one thing, and checks its numbers."""
import math
import os
import signal

from orchestra import ledger, registry
from orchestra.class_day import class_day
from orchestra.loop import now_ms
from orchestra.process import Process
from orchestra.waiting import wait_until

WEEK_MS = 7 * 86_400_000
# What the three named learners live (tools/cli/simulate_learners.cc), as the features must have it.
LIVED = {
    "demo-thriving": {"SessionsPerWeek": 17, "AvgSessionDurationMinutes": 140, "PlayerLevel": 88,
                      "AchievementsUnlocked": 44},
    "demo-struggling": {"SessionsPerWeek": 2, "AvgSessionDurationMinutes": 35, "PlayerLevel": 6,
                        "AchievementsUnlocked": 3},
    "demo-phone2g": {"SessionsPerWeek": 8, "AvgSessionDurationMinutes": 70, "PlayerLevel": 35,
                     "AchievementsUnlocked": 20},
}
NAMED = tuple(LIVED)


class Stage:
    """What the scenes share."""

    def __init__(self, loop, report, learners, data=None, players=10000):
        self.loop = loop
        self.report = report
        self.learners = learners
        # Enough that a better model is surely better on a fifth of them.
        self.newcomers = max(learners, 300)
        self.data = data
        self.players = players  # simulated ones to train on, without data
        self.end_ms = now_ms()
        self.plays = []      # every document of `simulate play` and `visit`
        self.served = 0      # predictions served, by what inference answered
        self.asking = None   # asks inference from before the shift until the new version answers
        self.before = None   # the shifted cohort's answers before the swap

    def cohort(self, name):
        learners = self.newcomers if name == "shifted" else self.learners
        return ["--cohort", name, "--learners", learners, "--seed", 7, "--end-ms", self.end_ms]

    def predict(self, name, *more):
        """One `simulate predict`; its rows count as served."""
        document = self.loop.yachay("simulate", "predict", "--inference", self.loop.address("inference"),
                                    *self.cohort(name)[:-2], *more, may_fail=True)
        self.count(document)
        return document

    def count(self, document):
        self.served += document["rows"]
        return document

    def add_play(self, name, document):
        self.plays.append(document)
        ledger.check_play(self.report, name, document)


def broker(stage):
    stage.report.step("starting the embedded broker")
    stage.loop.embedded_broker(partitions=max(12, math.ceil((stage.learners + stage.newcomers) / 50)))


def services(stage):
    loop, report = stage.loop, stage.report
    report.step("starting the services on free loopback ports, and filling the catalogue")
    loop.start("ingestion", "feature-store")
    loop.start("inference", ready=False)
    loop.start("recommendation")
    seeded = loop.yachay("catalog", "seed", "--address", loop.address("recommendation"))
    report.say(f"broker {loop.brokers}; catalogue {seeded}")


def train_and_play(stage):
    """Both at once: they need different parts."""
    loop, report = stage.loop, stage.report
    if stage.data is None:
        stage.data = os.path.join(loop.work, "players.csv")
        loop.yachay("simulate", "players", "--rows", stage.players, "--seed", 11, "--out", stage.data)
    report.step(f"training on {stage.data}, while {stage.learners} learners play 14 days")
    training = loop.yachay.start("train", "--data", stage.data, "--model", "engagement", "--registry", loop.registry)
    played = loop.yachay("simulate", "play", "--ingestion", loop.address("ingestion"), "--recommendation",
                         loop.address("recommendation"), *stage.cohort("base"), may_fail=True, show_progress=True)
    report.say(f"{played['events']} events of {played['learners']} learners ({played['late_learners']} of them late) "
               f"in {played['calls']} calls and {played['seconds']:.1f} s")
    stage.add_play("base", played)
    trained = loop.yachay.finish(training)
    report.facts["training"] = trained
    report.say(f"held out: {trained['rows']} rows, accuracy {interval(trained['accuracy'])}, "
               f"macro F1 {interval(trained['macro_f1'])}")
    report.check("the first model is champion", registry.champion(loop.registry), 1)
    loop.services["inference"].wait_ready(30)


def interval(figure):
    return f"{figure['value']:.4f} (95 %: {figure['low']:.4f} … {figure['high']:.4f})"


def follow_the_log(stage):
    stage.report.step("waiting for the feature store to reach the end of the log")
    totals = stage.loop.wait_caught_up(sum(play["acknowledged"] for play in stage.plays))
    stage.report.say(f"{totals['end_offset']} records on the log, {totals['applied']} applied, "
                     f"{totals['duplicates']} duplicates ignored")
    return totals


def three_learners(stage):
    loop, report = stage.loop, stage.report
    report.step("three learners: what is known, what is forecast, what is recommended")
    forecast = stage.count(loop.yachay("simulate", "predict", "--inference", loop.address("inference"), "--per-learner",
                                       *[part for name in NAMED for part in ("--learner", name)]))["learners"]
    for name in NAMED:
        features = loop.features(name)
        answer = loop.yachay("recommend", "--address", loop.address("recommendation"), "--learner", name, "--count", 3)
        show_learner(report, name, features, forecast[name], answer)
        report.facts.setdefault("learners", {})[name] = {"features": features, "forecast": forecast[name],
                                                         "recommendations": answer}
        stage.served += 1 if answer["model_version"] else 0
        found = {feature: features[f"engagement:{feature}"] for feature in LIVED[name]}
        report.check(f"{name}: features as lived", sum(found[f] == LIVED[name][f] for f in found), len(found),
                     "" if found == LIVED[name] else f"{found}, lived {LIVED[name]}")
        report.check_at_least(f"recommendations for {name}", len(answer["items"]), 1, answer.get("shortfall", ""))


def show_learner(report, name, features, forecast, answer):
    report.say(f"{name}: forecast engagement {forecast}")
    report.say("  features: " + ", ".join(f"{key.split(':')[1]} {value if isinstance(value, str) else f'{value:g}'}" for key, value in features.items()
                                          if key.startswith("engagement:")))
    for item in answer["items"]:
        why = "; ".join(reason["text"] for reason in item["reasons"])
        report.say(f"  - {item['title']} [{item['variant_id']}, {int(item['bytes']) / 1000:.0f} kB]: {why}")


def watch(stage):
    loop, report = stage.loop, stage.report
    report.step("starting the drift monitor and the train job that waits for retrain requests")
    loop.start("drift-monitor")
    stage.watcher = loop.run(Process("train-watch", [
        os.path.join(loop.bin_dir, "yachay"), "train", "--watch", "--brokers", loop.brokers, "--topic-prefix", loop.prefix,
        "--registry", loop.registry, "--model", "engagement", "--base-data", stage.data], loop.logs))


def base_forecast(stage):
    report = stage.report
    report.step("forecasts for all learners: no drift is expected")
    answered = stage.predict("base")
    report.say(f"labels {answered['versions']}")
    report.check("learners the feature store does not know", answered["unknown_learners"], 0)
    status = wait_rows(stage)
    report.facts["base_window"] = status["last"]
    report.check("base population: retraining asked", status["retrain_requests"], 0, status["last"]["reason"])


def wait_rows(stage):
    """The monitor's status once it has taken in every served prediction, and the last full window is closed."""
    def settled():
        status = stage.loop.drift_status()
        closed = status is not None and int(status["closed_windows"]) > 0
        return status if closed and int(status["rows"]) >= stage.served else None
    status = wait_until("the drift monitor to take in every prediction", settled, 30, 0.1,
                        [stage.loop.services["drift-monitor"]])
    status["retrain_requests"] = int(status["retrain_requests"])
    return status


def visits(stage):
    loop, report = stage.loop, stage.report
    report.step("30 learners ask what to play, play it, and the game reports it")
    flags = stage.cohort("base")
    flags[flags.index("--learners") + 1] = 30
    watching = loop.yachay.start("play", "watch", "--address", loop.address("recommendation"), "--learner", NAMED[0],
                                 "--items", 0, "--rewards", 1, "--for", 60)  # items are forecasts, which are counted
    wait_until("the watch to have begun", lambda: loop.services["recommendation"].metric("yachay_watchers"), 30)
    visited = loop.yachay("simulate", "visit", "--ingestion", loop.address("ingestion"), "--recommendation",
                          loop.address("recommendation"), *flags, may_fail=True)
    stage.served += visited["recommendations"]
    stage.add_play("visits", visited)
    report.check("recommendations answered", visited["recommendations"], 30)
    report.check("recommendations by the fallback", visited["fallback_recommendations"], 0)
    updates = loop.yachay.finish(watching, 90)["updates"]
    won = [update["reward"] for update in updates if "reward" in update]
    report.check(f"rewards that who watches {NAMED[0]} was waiting for", len(won), 1)
    report.say(f"told who watches {NAMED[0]}: " + ", ".join(f"+{reward['points']} points" for reward in won))


def rewards(stage):
    """Three learners' rewards; and all of them against what the events are worth."""
    loop, report = stage.loop, stage.report
    report.step("what three learners have won by playing")
    follow_the_log(stage)
    play = ("--address", loop.address("recommendation"))
    for name in NAMED:
        profile = loop.yachay("play", "profile", *play, "--learner", name)
        report.facts.setdefault("rewards", {})[name] = profile
        badges = ", ".join(f"{badge['badge_id']} {badge['tier']}" for badge in profile["badges"] if badge["tier"])
        report.say(f"{name}: {profile['points']} points, level {profile['level']}, streak {profile['current_streak_days']} "
                   f"of at best {profile['best_streak_days']} days; badges {badges or 'none'}")
        report.check_at_least(f"points of {name}", int(profile["points"]), 1)
    wait_until("the leaderboards to be read", lambda: loop.services["recommendation"].metric("yachay_leaderboard_learners"), 30)
    board = loop.yachay("play", "leaderboard", *play, "--learner", NAMED[0], "--count", 5)
    report.say(f"week of {board['week']}: {NAMED[0]} is number {board['rank']} of {board['size']}: "
               + ", ".join(f"{entry['rank']}. {entry['learner_id']} {entry['points']}" for entry in board["entries"]))
    counted = ledger.check_rewards(report, loop)
    report.say(f"{counted['rewards']} rewards on the log, {counted['points']} points, {counted['awards']} levels, badges and quests")


def a_day(stage):
    class_day(stage, NAMED)


def shift(stage):
    loop, report = stage.loop, stage.report
    report.step(f"the population shifts: {stage.newcomers} new learners play much, and most fade in their second week")
    played = loop.yachay("simulate", "play", "--ingestion", loop.address("ingestion"), "--recommendation",
                         loop.address("recommendation"), *stage.cohort("shifted"), may_fail=True, show_progress=True)
    stage.add_play("shifted", played)
    follow_the_log(stage)
    # Asks on and on until a second version answers: whatever the swap costs callers, these calls see it.
    stage.asking = loop.yachay.start(
        "simulate", "predict", "--inference", loop.address("inference"), "--learner", NAMED[0], "--learner", NAMED[1],
        "--continuous", 120, "--until-version", 2, "--calls-per-second", 5)
    stage.before = stage.predict("shifted", "--as-of-ms", stage.end_ms - WEEK_MS)
    report.say(f"forecast of the second week, made after the first: {describe(stage.before)}")
    report.check("the first version answered", " ".join(stage.before["versions"]), "1")
    stage.predict("shifted")


def drift(stage):
    report = stage.report
    report.step("the drift monitor's verdict")
    status = wait_until("a retrain request", lambda: retrain_asked(stage), 30, 0.1,
                        [stage.loop.services["drift-monitor"]])
    last = status["last"]
    drifted = [column["column"] for column in last["columns"] if column["drifted"]]
    report.say(f"window {last['window']} of {last['rows']} rows: drifted {', '.join(drifted)}; {last['reason']}")
    report.facts["shifted_window"] = last
    report.check("shifted population: the rule fired", last["retrain"], True)
    report.check("retrain requests, asked once", int(status["retrain_requests"]), 1)


def retrain_asked(stage):
    status = stage.loop.drift_status()
    return status if status and int(status["retrain_requests"]) > 0 else None


def swap(stage):
    loop, report = stage.loop, stage.report
    report.step("retraining; forecasts go on while the new version takes over")
    answered = stage.count(loop.yachay.finish(stage.asking, timeout=180))
    report.check("versions that answered during the swap", " ".join(sorted(answered["versions"])), "1 2")
    report.check("failed or retried calls during the swap", answered["failed_calls"] + answered["retried_calls"], 0,
                 answered["first_problem"])
    report.check("champion after the swap", registry.champion(loop.registry), 2)
    moves = registry.ledger(loop.registry)
    report.say("promoted: " + moves[-1].get("evidence", ""))
    report.facts["ledger"] = moves


def after(stage):
    report = stage.report
    report.step("the same question to the new version")
    now = stage.predict("shifted", "--as-of-ms", stage.end_ms - WEEK_MS)
    report.say(f"before the swap: {describe(stage.before)}")
    report.say(f"after the swap:  {describe(now)}")
    report.facts["before_swap"], report.facts["after_swap"] = stage.before["versions"], now["versions"]
    report.check("the second version answered", " ".join(now["versions"]), "2")
    report.check_at_least(f"forecasts of {stage.newcomers} that came true, after the swap", right(now),
                          right(stage.before) + 1)


def right(document):
    return sum(version["right"] for version in document["versions"].values())


def describe(document):
    return "; ".join(f"version {number}: {answers['labels']}, {answers['right']} of {answers['rows']} came true"
                     for number, answers in document["versions"].items())


def add_up(stage):
    report = stage.report
    report.step("adding up")
    ledger.check_log(report, stage.plays, follow_the_log(stage))
    status = wait_rows(stage)
    report.check("predictions on the log = served", int(status["rows"]), stage.served)
    report.check_within("retrain requests, one a stale version", int(status["retrain_requests"]), 1, 2)
    report.check("predictions taken twice", int(status["duplicates"]), 0)
    dropped = stage.loop.services["inference"].metric("yachay_prediction_log_dropped_total")
    report.check("predictions dropped before the log", dropped, 0)


def nothing_trimmed(stage):
    """The embedded broker keeps only so much of a partition: did all of the play fit?"""
    broker = stage.loop.broker
    broker.signal(signal.SIGUSR1)
    line = wait_until("the broker's word on trimmed partitions", lambda: next(
        (line for line in broker.log_text().splitlines() if line.startswith("trimmed")), None), 20, 0.1, [broker])
    stage.report.check("the embedded broker kept everything", line, "trimmed 0 partitions")


LOOP = (services, train_and_play, follow_the_log, watch, base_forecast, three_learners, visits, rewards, a_day, shift, drift, swap,
        after, add_up)
ALL = (broker, *LOOP, nothing_trimmed)
