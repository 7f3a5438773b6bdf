"""A real MLflow server from PyPI, with SQLite, in a venv below build/."""
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

PACKAGES = ["mlflow", "xgboost-cpu", "grpcio", "grpcio-reflection"]
ANSWER_SECONDS = 120


def make_venv(folder):
    """The venv's bin folder; made once. RuntimeError with the last line of pip when PyPI does not give the packages."""
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    have = subprocess.run([python, "-c", "import mlflow.version, xgboost, grpc_reflection"], stderr=subprocess.DEVNULL,
                          check=False)
    if have.returncode != 0:
        done = subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], text=True, stderr=subprocess.PIPE,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError((done.stderr.strip().splitlines() or ["pip failed"])[-1])
    return os.path.dirname(python)


class Server:
    def __init__(self, venv_bin, work):
        self._bin, self._work, self._process = venv_bin, work, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_")}
        with open(os.path.join(self._work, "mlflow.log"), "ab") as log:
            self._process = subprocess.Popen(
                [os.path.join(self._bin, "mlflow"), "server", "--host", "127.0.0.1", "--port", str(self._port),
                 "--workers", "1", "--backend-store-uri", f"sqlite:///{self._work}/mlflow.db", "--serve-artifacts",
                 "--artifacts-destination", os.path.join(self._work, "artifacts")],
                stdout=log, stderr=log, env=environment, start_new_session=True)
        began = time.monotonic()
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() - began > ANSWER_SECONDS:
                raise RuntimeError(f"the MLflow server did not start; see {self._work}/mlflow.log")
            time.sleep(0.2)
        return self

    def _answers(self):
        try:
            with urllib.request.urlopen(self.url + "/health", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, 9)  # its workers too
            self._process.wait()
