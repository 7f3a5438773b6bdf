"""Every flag that a chart gives is one that the program has, as its --help tells. Skipped where nothing is built.

BIN says where the programs are (build/release/bin).
"""
import functools
import os
import pathlib
import re
import subprocess
import unittest

from templates_test import CHARTS, SERVICES, objects, of_kind, pods

BIN = pathlib.Path(os.environ.get("BIN", CHARTS.parent / "build/release/bin"))
PROGRAMS = [BIN / name for name in ["yachay"] + ["yachay-" + service for service in SERVICES]]
OPTION = re.compile(r"^ +(?:-\w,)?(--[a-z0-9-]+)", re.M)
ENVIRONMENT = re.compile(r"\(Env:(YACHAY_\w+)\)")


@functools.cache
def help_of(program, *words):
    return subprocess.run([BIN / program, *words, "--help"], check=True, capture_output=True, text=True).stdout


def values_of(chart):
    """The flags of each way in which a chart is installed."""
    return [[]] + [["-f", str(file)] for file in sorted((CHARTS / chart).glob("values-*.yaml"))]


def unknown_flags(arguments):
    """Flags of a `yachay` command line that neither the command nor `yachay` itself has."""
    words = [word for word in arguments if not word.startswith("-")]
    known = set(OPTION.findall(help_of("yachay", *words))) | set(OPTION.findall(help_of("yachay")))
    return {word.split("=")[0] for word in arguments if word.startswith("-")} - known


@unittest.skipUnless(all(program.exists() for program in PROGRAMS), f"no programs in {BIN}: their flags are not compared")
class Flags(unittest.TestCase):
    def test_services_know_their_settings(self):
        for chart in SERVICES:
            known = set(ENVIRONMENT.findall(help_of("yachay-" + chart)))
            self.assertGreater(len(known), 10)
            for values in values_of(chart):
                with self.subTest(chart=chart, values=values):
                    self.assertEqual(set(), set(of_kind(objects(chart, *values), "ConfigMap")[0]["data"]) - known)

    def test_commands_know_their_flags(self):
        for chart in SERVICES + ["train-jobs"]:
            for values in values_of(chart):
                for document, pod in pods(objects(chart, *values)):
                    for container in pod["containers"]:
                        with self.subTest(name=document["metadata"]["name"], values=values):
                            self.assertEqual(set(), unknown_flags(container.get("args", [])))

    def test_a_flag_that_is_not_there_is_seen(self):
        self.assertEqual({"--no-such-flag"}, unknown_flags(["topics", "create", "--brokers=b:1", "--no-such-flag=1"]))


if __name__ == "__main__":
    unittest.main()
