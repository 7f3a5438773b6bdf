"""The closed loop's decisions on real Kafka: refused, promoted once although the job dies, rolled back once it turns bad."""
import os

from orchestra import registry
from orchestra.loop import now_ms
from orchestra.process import Process
from orchestra.waiting import wait_until

# A consumer that was killed holds its place in the group until its session times out; the next one waits for that.
REJOIN_SECONDS = 180
LEARNERS = 400
FOUR_WEEKS_MS = 28 * 86_400_000


def loop_decisions(stand):
    """A bad candidate is refused, a good one promoted once over kill -9 and a repeated request, one that turns bad goes back."""
    stand.create_topics(6)
    data = stand.train(4000)
    stand.start("ingestion")
    until = now_ms() - FOUR_WEEKS_MS
    for cohort in ("base", "shifted"):
        play(stand, cohort, LEARNERS, until)
    refuse_bad(stand, data, until)
    promote_good_once(stand, data, until)
    nightly(stand, until)
    roll_back(stand, until)
    tell(stand)


def play(stand, cohort, learners, until):
    stand.yachay("simulate", "play", "--ingestion", stand.address("ingestion"), "--cohort", cohort, "--learners", learners,
                 "--seed", 7, "--end-ms", until)


def job(stand, name, data, *flags):
    """`yachay train --watch`, running."""
    return stand.run(Process(name, [os.path.join(stand.bin_dir, "yachay"), "train", "--watch", *where(stand), "--registry",
                                    stand.registry, "--model", "engagement", "--base-data", data, *flags], stand.logs))


def where(stand):
    return ["--brokers", stand.brokers, "--topic-prefix", stand.prefix]


def ask(stand, key, until):
    return stand.yachay("models", "request", *where(stand), "--model", "engagement", "--key", key, "--until-ms", until)["asked"]


def story(stand, key=None):
    told = stand.yachay("models", "history", *where(stand), "--registry", stand.registry, "--model", "engagement")["story"]
    return [line["what"] for line in told if key in (None, line["request_key"])]


def answered(stand, key):
    return wait_until(f"the answer to {key}", lambda: {"promoted", "rejected"} & set(story(stand, key)), REJOIN_SECONDS, 1)


def refuse_bad(stand, data, until):
    stand.report.step("a candidate of three stumps")
    stand.report.check("asked", ask(stand, "weekly-1", until), True)
    train = job(stand, "train-bad", data, "--once", "--trees", 3, "--depth", 1)
    answered(stand, "weekly-1")
    stand.report.check("the job ends after one answer", train.wait(30), 0)
    stand.report.check("story of the bad candidate", story(stand, "weekly-1"), ["asked", "candidate", "rejected"])
    stand.report.check("champion", registry.champion(stand.registry), 1)


def promote_good_once(stand, data, until):
    stand.report.step("a good candidate; the job is killed while it trains, and the request comes twice")
    stand.report.check("asked", ask(stand, "weekly-2", until), True)
    train = job(stand, "train-killed", data, "--trees", 600)
    wait_until("training to begin", lambda: '"retraining"' in train.log_text(), REJOIN_SECONDS, 0.05, [train])
    train.kill()
    stand.report.check("champion after kill -9", registry.champion(stand.registry), 1)
    stand.report.check("asked again with the same key", ask(stand, "weekly-2", until), False)
    train = job(stand, "train-good", data)
    answered(stand, "weekly-2")
    train.ask_to_stop()
    stand.report.check("the job drains", train.wait(30), 0)
    stand.report.check("story of the good candidate", story(stand, "weekly-2"), ["asked", "candidate", "promoted"])
    moves = [move for move in registry.ledger(stand.registry) if move["alias"] == "champion"]
    stand.report.check("moves of the champion: the first, and one for the request", len(moves), 2)


def roll_back(stand, until):
    stand.report.step("the promoted version turns bad: four weeks later learners play as much, and go on; then the guard, twice")
    promoted = registry.champion(stand.registry)
    before = guard(stand, until)
    stand.report.check("while it is good, the guard leaves it", before["moved"], False, before["reason"])
    later = until + FOUR_WEEKS_MS
    play(stand, "devoted", 2 * LEARNERS, later)
    judged = guard(stand, later)
    stand.report.check("rolled back by the guard", judged["moved"], True, judged["reason"])
    stand.report.check("champion after the guard", registry.champion(stand.registry), 1)
    stand.report.check("it was the promoted one", judged["champion_before"], promoted)
    again = guard(stand, later)
    stand.report.check("the second guard leaves it", again["moved"], False, again["reason"])


def guard(stand, until):
    return stand.yachay("models", "guard", *where(stand), "--registry", stand.registry, "--model", "engagement", "--until-ms", until)


def nightly(stand, until):
    """Every learner is predicted for; nothing was served, and that is said; last week's forecasts are measured."""
    folder = os.path.join(stand.work, "night")
    night = stand.yachay("models", "nightly", *where(stand), "--registry", stand.registry, "--model", "engagement", "--until-ms",
                         until, "--out", folder)
    stand.report.check("learners predicted for", night["predicted"], 2 * LEARNERS)
    with open(os.path.join(folder, "predictions.csv"), encoding="utf-8") as file:
        stand.report.check("lines of predictions.csv", len(file.readlines()), 2 * LEARNERS + 1)
    stand.report.check("state of a night without served rows", night["state"], "empty_window")
    stand.report.check("of served predictions", night["labelled"], 0)
    stand.report.check("forecasts with a label", night["performance"]["real"]["rows"], 2 * LEARNERS)
    stand.report.check_at_least("their accuracy", night["performance"]["real"]["accuracy"]["value"], 0.8)


def tell(stand):
    told = story(stand)
    stand.report.check("rollbacks told", told.count("rolled back"), 1)
    stand.report.check("promotions told", told.count("promoted"), 1)
    stand.report.check("the story ends with the rollback", told[-1], "rolled back")
