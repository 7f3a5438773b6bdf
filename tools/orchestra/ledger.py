"""Whether numbers add up: what game servers sent against what the log holds and the store did with it."""
import json
import os
import subprocess


def check_play(report, name, play):
    """One `yachay simulate play` document by itself."""
    report.check(f"{name}: events rejected", play["rejected"], 0, play["first_problem"])
    report.check(f"{name}: failed calls", play["failed_calls"] + play["failed_recommendations"], 0, play["first_problem"])
    report.check(f"{name}: sent = events + sent twice", play["sent"], play["events"] + play["deliberate_duplicates"])
    report.check(f"{name}: acknowledged = sent", play["acknowledged"], play["sent"])


def check_log(report, plays, totals):
    """All plays together against the feature store's place on the log.

    A try that got no answer may have reached the log all the same: then the log holds those events once more, at most as
    many times as they were tried, and the store counts each as a duplicate.
    """
    acknowledged = sum(play["acknowledged"] for play in plays)
    events = sum(play["events"] for play in plays)
    duplicates = sum(play["deliberate_duplicates"] for play in plays)
    unconfirmed = sum(play["unconfirmed"] for play in plays)
    if unconfirmed == 0:
        report.check("on the log = acknowledged", totals["end_offset"], acknowledged)
        report.check("duplicates ignored = sent twice", totals["duplicates"], duplicates)
    else:
        report.check_within("on the log: acknowledged, and tries without answer", totals["end_offset"], acknowledged,
                            acknowledged + unconfirmed)
        report.check_within("duplicates ignored: sent twice, and tries without answer", totals["duplicates"], duplicates,
                            duplicates + unconfirmed)
    report.check("applied = events that happened", totals["applied"], events)
    report.check("dead letters", totals["dead_lettered"], 0)
    report.check("applied + duplicates + dead letters = on the log",
                 totals["applied"] + totals["duplicates"] + totals["dead_lettered"], totals["end_offset"])


def check_rewards(report, loop):
    """What the events on the log are worth, quests apart and counted without the fold, against the rewards on theirs."""
    done = subprocess.run([os.path.join(loop.bin_dir, "reward_count"), loop.brokers, loop.prefix], text=True,
                          stdout=subprocess.PIPE, check=True, timeout=300)
    counted = json.loads(done.stdout)
    report.check("points of rewards = points the events are worth",
                 counted["points"] - counted["quest_points"], counted["expected_points"])
    report.check("rewards told again differently", counted["told_differently"], 0)
    report.check("awards told by two rewards", counted["awards"] - counted["different_awards"], 0)
    report.check("learners whose rewards do not add up to their total", counted["learners_off"], 0)
    return counted
