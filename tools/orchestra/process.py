"""One process: its log, its end."""
import ctypes
import os
import signal
import subprocess
import time


def die_with_parent():
    """Runs in the child: when the starter is killed outright, no process is left behind (Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Process:
    """A program with a log file of its own, in a process group of its own, so that Ctrl-C reaches only the starter."""

    def __init__(self, name, argv, log_dir):
        self.name = name
        self.argv = [str(part) for part in argv]
        self.log = os.path.join(log_dir, name + ".log")
        self._child = None

    def start(self):
        os.makedirs(os.path.dirname(self.log), exist_ok=True)
        with open(self.log, "ab") as log:
            self._child = subprocess.Popen(self.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                           start_new_session=True, preexec_fn=die_with_parent)
        return self

    @property
    def pid(self):
        return self._child.pid

    @property
    def exit_code(self):
        """None while it runs; negative: the signal that ended it."""
        return self._child.poll() if self._child else None

    def alive(self):
        return self._child is not None and self._child.poll() is None

    def kill(self):
        """kill -9, and waits until it is gone."""
        self._signal(signal.SIGKILL)
        return self.wait(10)

    def ask_to_stop(self):
        self._signal(signal.SIGTERM)

    def signal(self, number):
        """Sends a signal, for example signal.SIGUSR1."""
        self._signal(number)

    def wait(self, seconds):
        """The exit code; None when it still runs after `seconds`."""
        if self._child is None:
            return None
        try:
            return self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def log_tail(self, lines=5):
        return "\n".join(self.log_text().splitlines()[-lines:])

    def _signal(self, number):
        if not self.alive():
            return
        try:
            os.killpg(self._child.pid, number)
        except ProcessLookupError:
            pass


def stop_all(processes, seconds=8):
    """Asks all to stop at once, then kills who has not gone in time. Returns the names of those."""
    for process in processes:
        process.ask_to_stop()
    deadline = time.monotonic() + seconds
    late = []
    for process in processes:
        if process.alive() and process.wait(max(0.1, deadline - time.monotonic())) is None:
            process.kill()
            late.append(process.name)
    return late
