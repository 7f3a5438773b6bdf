"""The closed loop's decisions on real Kafka: given up, refused, promoted once although the job dies, rolled back once it turns bad."""
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
    """What cannot be answered is given up, a bad candidate refused, a good one promoted once over kill -9 and a repeated request,
    one that turns bad goes back by itself."""
    stand.create_topics(6)
    data = stand.train(4000)
    stand.start("ingestion")
    until = now_ms() - FOUR_WEEKS_MS
    for cohort in ("base", "shifted"):
        play(stand, cohort, LEARNERS, until)
    give_up(stand, data, until)
    refuse_bad(stand, data, until)
    promote_good_once(stand, data, until)
    nightly(stand, until)
    roll_back(stand, data, until)
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


def ask(stand, key, until, model="engagement"):
    return stand.yachay("models", "request", *where(stand), "--model", model, "--key", key, "--until-ms", until)["asked"]


def ask_of_the_week(stand, until):
    """As the CronJob does."""
    return stand.yachay("models", "request", *where(stand), "--model", "engagement", "--every", "week", "--until-ms", until,
                        "--who", "weekly-training")


def lines(stand, key):
    told = stand.yachay("models", "history", *where(stand), "--registry", stand.registry, "--model", "engagement")["story"]
    return [line for line in told if key in (None, line["request_key"])]


def story(stand, key=None):
    return [line["what"] for line in lines(stand, key)]


def answered(stand, key):
    return wait_until(f"the answer to {key}", lambda: {"promoted", "rejected"} & set(story(stand, key)), REJOIN_SECONDS, 1)


def give_up(stand, data, until):
    stand.report.step("a request of a time when nobody had played; then nothing but another model's")
    stand.report.check("asked", ask(stand, "too-early", until - 20 * FOUR_WEEKS_MS), True)
    stand.report.check("the job ends after one answer", job(stand, "train-early", data, "--once").wait(REJOIN_SECONDS), 0)
    told = lines(stand, "too-early")
    stand.report.check("story without a candidate", [line["what"] for line in told], ["asked", "rejected"])
    stand.report.check("its reason", "only 0 learners" in told[-1]["why"], True, told[-1]["why"])
    stand.report.check("asked", ask(stand, "for-another", until, "success"), True)
    stand.report.check("a job with nothing to answer ends", job(stand, "train-idle", data, "--once").wait(REJOIN_SECONDS), 0)
    stand.report.check("moves and versions it made", story(stand, None).count("candidate"), 0)


def refuse_bad(stand, data, until):
    stand.report.step("a candidate of three stumps, asked for by the week")
    first, again = ask_of_the_week(stand, until), ask_of_the_week(stand, until)
    week = first["key"]
    stand.report.check("asked, and once", [first["asked"], again["asked"], again["key"]], [True, False, week])
    train = job(stand, "train-bad", data, "--once", "--trees", 3, "--depth", 1)
    answered(stand, week)
    stand.report.check("the job ends after one answer", train.wait(30), 0)
    stand.report.check("story of the bad candidate", story(stand, week), ["asked", "candidate", "rejected"])
    stand.report.check("who did what", [line["who"] for line in lines(stand, week)], ["weekly-training", "train-job", "train-job"])
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


def roll_back(stand, data, until):
    stand.report.step("the promoted version turns bad: four weeks later learners play as much, and go on; the job goes back by itself")
    promoted = registry.champion(stand.registry)
    before = guard(stand, until)
    stand.report.check("while it is good, the guard leaves it", before["moved"], False, before["reason"])
    later = until + FOUR_WEEKS_MS
    play(stand, "devoted", 2 * LEARNERS, later)
    train = job(stand, "train-guard", data, "--guard-every", "2s")
    wait_until("the job to go back", lambda: registry.champion(stand.registry) != promoted, REJOIN_SECONDS, 1, [train])
    wait_until("and to tell it", lambda: "rolled back" in story(stand), REJOIN_SECONDS, 1, [train])
    stand.report.check("champion after the guard", registry.champion(stand.registry), 1)
    move = [move for move in registry.ledger(stand.registry) if move["alias"] == "champion"][-1]
    stand.report.check("moved by the guard, from the promoted one", [move["who"], move["from"]], ["guard", promoted])
    wait_until("the job to judge again", lambda: '"the champion stays"' in train.log_text(), REJOIN_SECONDS, 1, [train])
    train.ask_to_stop()
    stand.report.check("the job drains", train.wait(60), 0)
    again = guard(stand, later)
    stand.report.check("the guard by hand leaves it", again["moved"], False, again["reason"])


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
