"""The play of tools/quickstart: needs the built programs, leaves build/quickstart/summary.json."""
import argparse
import os
import signal
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))

from orchestra import lock, scenes  # noqa: E402
from orchestra.command import CommandFailed  # noqa: E402
from orchestra.loop import Loop, fresh_folder  # noqa: E402
from orchestra.report import Report  # noqa: E402
from orchestra.success_model import success_model  # noqa: E402
from orchestra.waiting import Timeout  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(prog="quickstart")
    parser.add_argument("--data")
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--success-model", action="store_true")
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "bin"))
    parser.add_argument("--work", default=os.path.join(ROOT, "build", "quickstart"))
    asked = parser.parse_args()
    asked.work = os.path.abspath(asked.work)
    if not 60 <= asked.learners <= 5000:
        parser.error("--learners: 60 (fewer do not have the shape of a population, and look like drift) to 5000 (the log "
                     "is kept in memory)")
    return asked


def play(asked, report):
    with Loop(asked.bin, asked.work, window_rows=asked.learners) as loop:
        stage = scenes.Stage(loop, report, asked.learners, asked.data)
        for scene in scenes.ALL + ((success_model,) if asked.success_model else ()):
            scene(stage)
        finish(asked, report)
        if asked.keep:
            keep(loop)


def finish(asked, report):
    summary = os.path.join(asked.work, "summary.json")
    report.write(summary)
    print()
    report.table()
    print()
    verdict = "everything adds up" if report.ok else "does not add up: " + "; ".join(report.wrong())
    report.step(f"{verdict}. Summary: {os.path.relpath(summary)}, logs: {os.path.relpath(asked.work)}/logs")


def keep(loop):
    print("\nStill running; Ctrl-C stops it.")
    print(f"  {'broker':15} {loop.brokers}")
    for name, service in loop.services.items():
        print(f"  {name:15} {service.address}   http://127.0.0.1:{service.ports['admin']}/metrics")
    while True:
        time.sleep(3600)


def main():
    asked = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.makedirs(os.path.dirname(asked.work), exist_ok=True)
    try:
        held = lock.hold(asked.work + ".lock")
    except lock.AlreadyRunning:
        print(f"quickstart: another one is running in {asked.work}; wait for it or stop it", file=sys.stderr)
        return 1
    fresh_folder(asked.work)
    report = Report()
    try:
        play(asked, report)
    except KeyboardInterrupt:
        print("\nstopped; nothing is left running", file=sys.stderr)
        return 0 if asked.keep and report.checks and report.ok else 130
    except (CommandFailed, Timeout, OSError) as problem:
        report.check("ran to its end", str(problem), "")
        report.write(os.path.join(asked.work, "summary.json"))
        print(f"quickstart: {problem}\nlogs: {asked.work}/logs", file=sys.stderr)
        return 1
    finally:
        held.close()
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
