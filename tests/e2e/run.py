#!/usr/bin/env python3
"""The five real processes on a real Apache Kafka. One line a test; exit code 0: all passed, 1: one failed, 77: no Kafka.

  tests/e2e/run.py [--bin build/release/bin] [--only NAME]… [--keep] [--list]

--keep leaves Kafka running and every test's folder below build/e2e. YACHAY_KAFKA=host:port uses that broker.
"""
import argparse
import os
import shutil
import subprocess
import sys
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tools"), os.path.join(ROOT, "tests", "e2e")]

import cases  # noqa: E402
from stand import Skip, Stand  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(prog="tests/e2e/run.py")
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--only", action="append", choices=list(cases.ALL), default=[])
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def start_kafka(work):
    """The bootstrap address; None with a line when there is no Kafka to be had."""
    if os.environ.get("YACHAY_KAFKA"):
        return os.environ["YACHAY_KAFKA"]
    if subprocess.run([os.path.join(ROOT, "tools", "kafka"), "status", "--dir", work], stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL, check=False).returncode != 0:
        shutil.rmtree(work, ignore_errors=True)
    done = subprocess.run([os.path.join(ROOT, "tools", "kafka"), "start", "--port", "0", "--dir", work], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        print(f"SKIP all: tools/kafka start: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
        return None
    return done.stdout.strip().splitlines()[-1].split()[-1]


def stop_kafka(work):
    if not os.environ.get("YACHAY_KAFKA"):
        subprocess.run([os.path.join(ROOT, "tools", "kafka"), "stop", "--dir", work], stdout=subprocess.DEVNULL,
                       check=False)


def run_one(name, bin_dir, work, brokers):
    """True when it did not fail."""
    begun = time.monotonic()
    try:
        with Stand(name, bin_dir, os.path.join(work, name), brokers) as stand:
            said = cases.ALL[name](stand) or ""
        stand.report.table()
        wrong = stand.report.wrong()
        if not stand.report.checks:
            wrong = ["it checked nothing"]
    except Skip as why:
        print(f"SKIP {name}: {why}", flush=True)
        return True
    except Exception as problem:  # pylint: disable=broad-except; a test that breaks fails, the others go on
        print(traceback.format_exc())
        wrong, said = [f"it broke (above): {' '.join(str(problem).split()) or type(problem).__name__}"], ""
    seconds = time.monotonic() - begun
    if wrong:
        print(f"FAIL {name} ({seconds:.0f} s): {'; '.join(wrong)}; logs: {os.path.join(work, name, 'logs')}", flush=True)
        return False
    print(f"ok {name} ({seconds:.0f} s) {said}", flush=True)
    return True


def main():
    asked = arguments()
    if asked.list:
        print("\n".join(f"{name}: {case.__doc__.splitlines()[0]}" for name, case in cases.ALL.items()))
        return 0
    work = os.path.join(ROOT, "build", "e2e")
    kafka = os.path.join(ROOT, "build", "e2e-kafka")
    shutil.rmtree(work, ignore_errors=True)
    brokers = start_kafka(kafka)
    if brokers is None:
        return 77
    failed = 0
    try:
        for name in asked.only or cases.ALL:
            failed += 0 if run_one(name, os.path.abspath(asked.bin), work, brokers) else 1
    finally:
        if not asked.keep:
            stop_kafka(kafka)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
