"""What a test stands on: a folder, topics of its own on the real broker, a loop that is stopped at the end."""
import os
import socket
import threading
import time

from orchestra.loop import Loop, now_ms
from orchestra.report import Report


class Skip(Exception):
    """The test cannot run here; the message says why."""


class Stand(Loop):
    """A loop on the given broker, under a topic prefix that no other test uses."""

    def __init__(self, name, bin_dir, work, brokers, window_rows=60):
        os.makedirs(work, exist_ok=True)
        super().__init__(bin_dir, work, window_rows, prefix=f"{name.replace('_', '-')}-{int(time.time() * 1000)}")
        self.brokers = brokers
        self.report = Report(open(os.path.join(work, "report.txt"), "w", encoding="utf-8"))

    def train(self, rows=2000):
        """A first champion of `engagement`, from simulated players."""
        data = os.path.join(self.work, "players.csv")
        self.yachay("simulate", "players", "--rows", rows, "--seed", 11, "--out", data)
        self.yachay("train", "--data", data, "--model", "engagement", "--registry", self.registry, "--trees", 40)
        return data

    def play(self, *cohort):
        """These learners are known, and have consented: only of such is logged what they are served."""
        said = self.yachay("simulate", "play", "--ingestion", self.address("ingestion"), *cohort, "--end-ms", now_ms())
        self.wait_caught_up(said["acknowledged"])

    def start_all(self):
        """Topics, a champion, a catalogue, and the five services, ready."""
        self.create_topics(6)
        self.train()
        self.start("ingestion", "feature-store")
        self.start("inference")
        self.start("recommendation")
        self.start("drift-monitor")
        self.yachay("catalog", "seed", "--address", self.address("recommendation"))


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Forwarder:
    """Listens on a port and passes bytes to an address: a broker that appears late."""

    def __init__(self, port, target):
        host, _, target_port = target.rpartition(":")
        self._target = (host, int(target_port))
        self._listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_copy, args=(one, other), daemon=True).start()


def _copy(source, sink):
    try:
        while chunk := source.recv(65536):
            sink.sendall(chunk)
    except OSError:
        pass
    finally:
        sink.close()
