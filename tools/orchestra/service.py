"""A service of ours as a process: ports, readiness, restart on the same ports."""
import json
import os
import urllib.error
import urllib.request

from orchestra.process import Process
from orchestra.waiting import wait_until


class Service(Process):
    """yachay-<name> on loopback. The first start takes free ports; every later one the same again."""

    def __init__(self, name, bin_dir, work, flags):
        self.ports_file = os.path.join(work, name + ".ports.json")
        self.host = "127.0.0.1"
        self.ports = {"grpc": 0, "admin": 0}
        self._program = [os.path.join(bin_dir, "yachay-" + name)]
        self.flags = list(flags)  # of the next start
        super().__init__(name, [], os.path.join(work, "logs"))

    def start(self):
        if os.path.exists(self.ports_file):
            os.remove(self.ports_file)
        self.argv = self._program + [
            "--listen", f"{self.host}:{self.ports['grpc']}", "--admin", f"127.0.0.1:{self.ports['admin']}",
            "--ports-file", self.ports_file, "--drain-wait", "200ms"] + [str(flag) for flag in self.flags]
        return super().start()

    @property
    def address(self):
        return f"{self.host}:{self.ports['grpc']}"

    def wait_listening(self, seconds=20):
        wait_until(f"{self.name} to listen", lambda: os.path.exists(self.ports_file), seconds, 0.02, [self])
        with open(self.ports_file, encoding="utf-8") as ports:
            self.ports = json.load(ports)
        return self

    def wait_ready(self, seconds=30):
        self.wait_listening(seconds)
        wait_until(f"{self.name} to be ready", self.is_ready, seconds, 0.05, [self])
        return self

    def is_ready(self):
        return self.admin("/readyz")[0] == 200

    def is_live(self):
        return self.admin("/livez")[0] == 200

    def admin(self, path):
        """(status, body) of a GET on the admin port; (0, reason) when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['admin']}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def metrics(self):
        """{'name{labels}': value} as a scraper reads them; empty when nothing answers."""
        found = {}
        status, text = self.admin("/metrics")
        for line in text.splitlines() if status == 200 else []:
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                found[name] = float(value)
        return found

    def metric(self, name):
        """Sum over all labels of one metric; 0 when it is not there."""
        return sum(value for key, value in self.metrics().items() if key.split("{")[0] == name)

    def restart(self, seconds=30):
        self.start()
        return self.wait_ready(seconds)
