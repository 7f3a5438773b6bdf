#!/usr/bin/env python3
"""A ranker from the log to the answers: learners visit, a ranker is trained on what became of it, inference loads it, and
the next answers are ordered by it. Real services on the embedded broker.

    tools/cli/recommend_cli_test.py [build/release/bin]
"""
import os
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from orchestra.loop import Loop  # noqa: E402
from orchestra.waiting import wait_until  # noqa: E402

BIN = os.path.abspath(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else
                      os.path.join(HERE, "../../build/release/bin"))
LEARNERS, ROUNDS = 60, 6


class Rounds(Loop):
    def flags_of(self, name):
        flags = super().flags_of(name)
        if name == "inference":  # every model of the registry, so that the ranker is served too
            at = flags.index("--models")
            del flags[at:at + 2]
        return flags


class RecommendTest(unittest.TestCase):
    def test_a_ranker_from_the_log_to_the_answers(self):
        with tempfile.TemporaryDirectory() as work, Rounds(BIN, work, 60) as loop:
            self.start(loop)
            self.refuse_a_circle(loop)
            for day in range(ROUNDS):
                visited = loop.yachay("simulate", "visit", "--ingestion", loop.address("ingestion"), "--recommendation",
                                      loop.address("recommendation"), "--learners", LEARNERS, "--seed", 5,
                                      "--end-ms", int(time.time() * 1000) - (ROUNDS - day) * 86_400_000)
                self.assertEqual(visited["failed_recommendations"], 0)
                self.assertEqual(visited["fallback_recommendations"], 0)
            self.look_back(loop)
            self.train(loop)

    def start(self, loop):
        loop.embedded_broker(partitions=4)
        data = os.path.join(loop.work, "players.csv")
        loop.yachay("simulate", "players", "--rows", 500, "--seed", 11, "--out", data)
        loop.yachay("train", "--data", data, "--model", "engagement", "--registry", loop.registry, "--trees", 30)
        loop.start("ingestion", "feature-store")
        loop.start("inference")
        loop.start("recommendation")
        loop.yachay("catalog", "seed", "--address", loop.address("recommendation"))
        # Two weeks of life, which begin with consents: the log teaches nothing of learners who gave none.
        loop.yachay("simulate", "play", "--ingestion", loop.address("ingestion"), "--recommendation",
                    loop.address("recommendation"), "--learners", LEARNERS, "--seed", 5)

    def refuse_a_circle(self, loop):
        """Two rows that need each other, beside a short one: all is told, nothing is written; in part, what is right is."""
        path = os.path.join(loop.work, "circle.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("content_id,title,skills,prerequisites,language,grade_min,grade_max,expected_seconds,variants,state\n"
                       "x-hen,Hen,hens,eggs,es,1,6,60,t:text:900:64,\n"
                       "x-egg,Egg,eggs,hens,es,1,6,60,t:text:900:64,\n"
                       "x-short,Short\n"
                       "x-grade,Grade,grades,,es,one,6,60,t:text:900:64,\n")
        address = ["--address", loop.address("recommendation")]
        for flags in (["--check"], []):
            found = loop.yachay("catalog", "import", path, *flags, *address, may_fail=True)
            self.assertEqual([error["where"] for error in found["errors"]], [f"{path}:{line}" for line in (3, 4, 5)])
            circle = found["errors"][0]["what"]
            self.assertIn(f"eggs needs hens ({path}:3), hens needs eggs ({path}:2)", circle)
            self.assertEqual((found["created"], found["revised"], found["moved"]), (0, 0, 0))
        self.assertEqual(loop.yachay("catalog", "list", "--search", "Hen", *address), [])
        self.assertEqual(loop.yachay("catalog", "import", path, "--partial", *address, may_fail=True)["created"], 1)
        loop.yachay("catalog", "archive", "x-hen", *address)

    def look_back(self, loop):
        """The log says what became of every answer; the running service has counted the same."""
        found = loop.yachay("recommend", "evaluate", "--brokers", loop.brokers)
        rates = {(row["policy"], row["fallback"]): row for row in found["rates"]}
        self.assertEqual(set(rates), {("heuristic-2", "FALLBACK_NONE")})
        row = rates["heuristic-2", "FALLBACK_NONE"]
        self.assertEqual(row["answers"], LEARNERS * ROUNDS)
        self.assertEqual(row["taken"]["value"], 1)
        self.assertEqual(row["completed"]["value"], 1)
        policies = {row["policy"]: row for row in found["policies"]}
        self.assertEqual(set(policies), {"as logged", "greedy", "uniform"})
        logged = policies["as logged"]
        self.assertAlmostEqual(logged["ips"]["value"], logged["snips"]["value"])
        self.assertAlmostEqual(logged["effective_decisions"], LEARNERS * ROUNDS, places=6)
        completed = 'yachay_recommendation_outcomes_total{fallback="FALLBACK_NONE",outcome="completed",policy="heuristic-2"} '
        wait_until("the outcomes to be counted",
                   lambda: f"{completed}{LEARNERS * ROUNDS}" in loop.services["recommendation"].admin("/metrics")[1], 60)

    def train(self, loop):
        trained = loop.yachay("recommend", "train", "--brokers", loop.brokers, "--registry", loop.registry, "--force",
                              "--rounds", 30, "--held-out", 0.5)
        self.assertEqual((trained["model"], trained["version"], trained["alias"]), ("ranker", 1, "champion"))
        self.assertEqual(trained["against"], "heuristic")
        self.assertGreater(trained["held_out_learners"], 0)  # of whom some items ended otherwise than others

        def answer():
            return loop.yachay("recommend", "--address", loop.address("recommendation"), "--learner", "somebody")
        wait_until("the ranker to order the answers", lambda: answer()["ranker_version"] == 1, 60, 0.5)
        self.assertEqual(answer()["policy"], "heuristic-2+ranker")
        self.assertEqual(answer()["fallback"], "FALLBACK_NONE")
        judged = loop.yachay("recommend", "evaluate", "--brokers", loop.brokers, "--registry", loop.registry,
                             "--ranker", "ranker@champion")
        self.assertIn("ranker@champion", {row["policy"] for row in judged["policies"]})
        taste = os.path.join(loop.work, "taste.json")
        self.assertGreater(loop.yachay("recommend", "taste", "--brokers", loop.brokers, "--out", taste)["items"], 5)
        difficulty = loop.yachay("recommend", "difficulty", "--address", loop.address("recommendation"), "--learner",
                                 "somebody", "--skill", "addition")
        self.assertLess(difficulty["easiest"], difficulty["difficulty"])


if __name__ == "__main__":
    unittest.main()
