"""A Redis on loopback for one test: single, or a cluster of three primaries with a replica each."""
import os
import shutil
import subprocess

from orchestra.process import Process
from orchestra.waiting import wait_until
from stand import Skip, free_port


class Redis:
    """Servers that are stopped with the stand; `url` is what --store takes."""

    def __init__(self, stand, cluster=False):
        if shutil.which("redis-server") is None:
            raise Skip("no redis-server: tools/setup --tests")
        self._folder = os.path.join(stand.work, "redis")
        os.makedirs(self._folder, exist_ok=True)
        self._stand = stand
        self.servers = [self._start(number, cluster) for number in range(6 if cluster else 1)]
        addresses = [f"127.0.0.1:{port}" for _, port in self.servers]
        if cluster:
            subprocess.run(["redis-cli", "--cluster", "create", *addresses, "--cluster-replicas", "1", "--cluster-yes"],
                           stdout=subprocess.DEVNULL, check=True)
            for _, port in self.servers:
                wait_until("the cluster", lambda p=port: "cluster_state:ok" in ask(p, "CLUSTER", "INFO"), 60)
            wait_until("the replicas", lambda: all("state=online" in ask(port, "INFO", "replication")
                                                   for _, port in self.servers[:3]), 60)
        self.url = ("redis+cluster://" if cluster else "redis://") + ",".join(addresses[:3 if cluster else 1])

    def fail_over(self):
        """kill -9 of a primary, until its replica has taken over; then it comes back, empty, and follows that one. Not
        earlier: a primary without its data that comes back before it was replaced would replace the data."""
        process, port = next(server for server in self.servers if is_primary(server[1]))
        name = ask(port, "CLUSTER", "MYID")
        process.kill()
        others = [other for _, other in self.servers if other != port]

        def replaced():
            lines = [line.split() for line in ask(others[0], "CLUSTER", "NODES").splitlines()]
            serving = [line for line in lines if "master" in line[2] and "fail" not in line[2] and len(line) > 8]
            return len(serving) == 3 and all(line[0] != name for line in serving)
        wait_until("a replica to be promoted", replaced, 60)
        process.start()
        wait_until("the replicas to be back", lambda: all("state=online" in ask(p, "INFO", "replication")
                                                          for _, p in self.servers if is_primary(p)), 60)
        return f"{process.name} 127.0.0.1:{port}"

    def _start(self, number, cluster):
        port = free_port() if not cluster else cluster_port()
        argv = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", self._folder,
                "--dbfilename", f"{port}.rdb"]
        if cluster:
            argv += ["--cluster-enabled", "yes", "--cluster-config-file", f"nodes-{port}.conf",
                     "--cluster-node-timeout", "2000"]
        process = self._stand.run(Process(f"redis-{number}", argv, self._stand.logs))
        wait_until("redis to answer", lambda: ask(port, "PING") == "PONG", 20, 0.05, [process])
        return process, port


def ask(port, *command):
    """The answer of redis-cli; "" when there is none."""
    done = subprocess.run(["redis-cli", "-p", str(port), *command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    return done.stdout.strip()


def is_primary(port):
    return "role:master" in ask(port, "INFO", "replication")


def cluster_port():
    """A free port whose bus port, 10000 above, exists."""
    while True:
        port = free_port()
        if port < 55000:
            return port
