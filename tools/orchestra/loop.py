"""The loop: five services on one broker."""
import os
import shutil
import time

from orchestra.command import Command
from orchestra.process import Process, stop_all
from orchestra.service import Service
from orchestra.waiting import wait_until

NAMES = ("ingestion", "feature-store", "inference", "recommendation", "drift-monitor")
# Partitions; 0: as many as asked for. What concerns the catalogue and models has one, because its order is its meaning.
TOPICS = {"learner-events.v1": 0, "learner-events.v1.dlq": 0, "rewards.v1": 0, "recommendations.v1": 0,
          "predictions.v1": 0, "catalog.v1": 1, "retrain-requests.v1": 1, "drift-panes.v1": 1,
          "outcomes.v1": 0, "model-events.v1": 1}


class Loop:
    """Starts the services in the order of their needs and stops them all at the end: use it in a `with`.

    work: an own folder; logs, state and the model registry lie below it.
    """

    def __init__(self, bin_dir, work, window_rows, prefix="yachay"):
        self.bin_dir = bin_dir
        self.work = work
        self.logs = os.path.join(work, "logs")
        self.registry = os.path.join(work, "models")
        self.brokers = None
        self.broker = None  # the embedded one's process
        self.prefix = prefix
        self.window_rows = window_rows
        self.models = ["engagement"]  # that inference waits for and serves
        self.calibration = None       # file that the feature store and recommendation read
        self.processes = []
        self.services = {}
        self.yachay = Command(bin_dir, self.logs)
        os.makedirs(self.registry, exist_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Services first, broker last. The names of those that had to be killed."""
        self.yachay.stop()
        brokers = [process for process in self.processes if process.name == "broker"]
        late = stop_all([process for process in self.processes if process not in brokers]) + stop_all(brokers, 5)
        self.processes.clear()
        return late

    def run(self, process):
        """Starts a process that is stopped with the loop."""
        self.processes.append(process)
        return process.start()

    def embedded_broker(self, partitions):
        """The broker for a first run: in memory; it makes its topics itself, for it knows no admin calls."""
        port_file = os.path.join(self.work, "broker.address")
        argv = [os.path.join(self.bin_dir, "yachay-embedded-broker"), "--port-file", port_file]
        for name, count in TOPICS.items():
            argv += ["--topic", f"{self.prefix}.{name}:{count or partitions}"]
        broker = self.run(Process("broker", argv, self.logs))
        self.broker = broker
        self.brokers = wait_until("the broker's address", lambda: _read(port_file), 20, 0.02, [broker])
        return broker

    def create_topics(self, partitions):
        """Makes the topics on a real broker, and waits until it tells clients of them: that takes it a moment longer."""
        where = ("--brokers", self.brokers, "--prefix", self.prefix)
        self.yachay("topics", "create", *where, "--partitions", partitions)
        wait_until("the topics to be known", lambda: len(self.yachay("topics", "list", *where)["topics"]) == len(TOPICS), 20)

    def flags_of(self, name):
        common = ["--brokers", self.brokers, "--topic-prefix", self.prefix]
        state = ["--state-dir", os.path.join(self.work, "state", name)]
        registry = ["--registry", self.registry]
        calibration = ["--calibration", self.calibration] if self.calibration else []
        if name == "feature-store":
            return common + state + calibration
        if name == "inference":
            return common + registry + ["--models", ",".join(self.models), "--feature-store", self.address("feature-store")]
        if name == "recommendation":
            return common + calibration + ["--feature-store", self.address("feature-store"), "--inference", self.address("inference")]
        if name == "drift-monitor":
            return common + state + registry + ["--window-rows", self.window_rows]
        return common

    def start(self, *names, ready=True):
        """Starts services that do not need one another; waits until all are ready, or only until they listen."""
        started = []
        for name in names:
            service = Service(name, self.bin_dir, self.work, self.flags_of(name))
            self.services[name] = service
            started.append(self.run(service))
        for service in started:
            service.wait_listening()
        for service in started:
            if ready:
                service.wait_ready()

    def restart(self, name):
        """Stops a service and starts it at the same address, with what flags_of says now."""
        service = self.services[name]
        service.ask_to_stop()
        service.wait(30)
        service.flags = self.flags_of(name)
        service.restart()

    def address(self, name):
        return self.services[name].address

    def positions(self):
        """The feature store's place on the log, summed over partitions."""
        return self.yachay("features", "position", "--address", self.address("feature-store"))["totals"]

    def features(self, learner):
        """{"view:feature": value} of one learner."""
        learners = self.yachay("features", "get", "--address", self.address("feature-store"), "--learner", learner)["learners"]
        return {name: feature["value"] for name, feature in learners[0]["features"].items()}

    def wait_caught_up(self, at_least, seconds=120):
        """Positions once the store has applied the whole log and the log holds at_least records."""
        def caught_up():
            totals = self.positions()
            behind = totals["end_offset"] - totals["next_offset"]
            return totals if behind == 0 and totals["end_offset"] >= at_least else None
        return wait_until(f"the feature store to reach the end of the log ({at_least} records)", caught_up, seconds, 0.2,
                          [self.services["feature-store"]])

    def drift_status(self, model="engagement"):
        """The monitor's status of one model; None before it knows it."""
        models = self.yachay("drift", "status", "--address", self.address("drift-monitor")).get("models", [])
        return next((status for status in models if status["model"] == model), None)


def fresh_folder(path):
    """An empty folder at path."""
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


def now_ms():
    return int(time.time() * 1000)
