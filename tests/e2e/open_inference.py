#!/usr/bin/env python3
"""The Open Inference Protocol, spoken by a client that is not ours: Triton's (tritonclient[grpc] from PyPI).

    python3 tests/e2e/open_inference.py --bin build/release/bin

Trains a small model with `yachay train`, serves it with the real process, and compares every score with `yachay predict`.
Exit code 77: the client cannot be installed.
"""
import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLIENT = "tritonclient[grpc]==2.51.0"
HEADER = ["PlayerID", "Age", "Gender", "SessionsPerWeek", "AvgSessionDurationMinutes", "EngagementLevel"]
ROWS = 400


def client_python():
    """A Python with Triton's client, in build/venv-oip; made once."""
    venv = os.path.join(ROOT, "build", "venv-oip")
    python = os.path.join(venv, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if subprocess.run([python, "-c", "import tritonclient.grpc"], stderr=subprocess.DEVNULL, check=False).returncode:
        done = subprocess.run([python, "-m", "pip", "install", "-q", CLIENT], text=True, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            print(f"skipped: {CLIENT} cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
            sys.exit(77)
    return python


def players(path):
    rng = random.Random(1)
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for i in range(ROWS):
            sessions, minutes = rng.randrange(20), rng.randrange(10, 180)
            level = ("Low", "Medium", "High")[(sessions * minutes > 450) + (sessions * minutes > 1400)]
            gender = "" if i % 7 == 0 else rng.choice(["Female", "Male"])
            out.writerow([1000 + i, "" if i % 5 == 0 else rng.randrange(8, 60), gender, sessions, minutes, level])


class Server:
    def __init__(self, binaries, registry, folder):
        ports = os.path.join(folder, "ports")
        with open(os.path.join(folder, "inference.log"), "wb") as log:
            self._process = subprocess.Popen(
                [f"{binaries}/yachay-inference", "--registry", registry, "--brokers", "", "--listen", "127.0.0.1:0",
                 "--admin", "127.0.0.1:0", "--ports-file", ports, "--drain-wait", "0s"], stdout=log, stderr=log)
        for _ in range(600):
            if os.path.exists(ports):
                break
            time.sleep(0.1)
        with open(ports, encoding="utf-8") as file:
            self.address = f"127.0.0.1:{json.load(file)['grpc']}"

    def stop(self):
        self._process.terminate()
        self._process.wait()


def prepare(binaries):
    with tempfile.TemporaryDirectory() as folder:
        data, registry, scores = (os.path.join(folder, name) for name in ("players.csv", "registry", "scores.csv"))
        players(data)
        yachay = f"{binaries}/yachay"
        for command in (["train", "--data", data, "--model", "engagement", "--registry", registry],
                        ["predict", "--data", data, "--model", "engagement", "--registry", registry, "--out", scores]):
            subprocess.run([yachay, *command], check=True, stdout=subprocess.DEVNULL)
        server = Server(binaries, registry, folder)
        try:
            return subprocess.run([client_python(), os.path.abspath(__file__), "--client", server.address, data, scores],
                                  check=False, timeout=300).returncode
        finally:
            server.stop()


def inputs(grpcclient, np, rows):
    """One tensor a column, as the model's metadata name them."""
    tensors = []
    for name, datatype in (("SessionsPerWeek", "INT32"), ("Age", "FP64"), ("Gender", "BYTES"),
                           ("AvgSessionDurationMinutes", "FP32")):
        values = [row[name] for row in rows]
        if datatype == "BYTES":
            array = np.array([value.encode() for value in values], dtype=np.object_)
        else:
            array = np.array([float(value or "nan") for value in values],
                             dtype={"INT32": np.int32, "FP32": np.float32, "FP64": np.float64}[datatype])
        tensors.append(grpcclient.InferInput(name, [len(rows)], datatype))
        tensors[-1].set_data_from_numpy(array)
    return tensors


def speak(address, data, scores):
    import numpy as np
    import tritonclient.grpc as grpcclient
    from tritonclient.grpc import service_pb2
    from tritonclient.utils import InferenceServerException

    failed = []

    def check(what, found, expected):
        print(f"{'ok  ' if found == expected else 'FAIL'} {what}" + ("" if found == expected else f": {found}, expected {expected}"))
        if found != expected:
            failed.append(what)

    def read(path):
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    rows, predicted = read(data), read(scores)
    client = grpcclient.InferenceServerClient(address)
    for _ in range(300):
        if client.is_server_ready():
            break
        time.sleep(0.1)
    check("the server lives", client.is_server_live(), True)
    check("the server is ready", client.is_server_ready(), True)
    check("the model is ready", client.is_model_ready("engagement"), True)
    check("version 1 is ready", client.is_model_ready("engagement", "1"), True)
    check("version 9 is not", client.is_model_ready("engagement", "9"), False)
    check("the server's name", client.get_server_metadata().name, "yachay-inference")
    metadata = client.get_model_metadata("engagement")
    check("the model's inputs", {tensor.name: tensor.datatype for tensor in metadata.inputs},
          {"Age": "FP64", "Gender": "BYTES", "SessionsPerWeek": "FP64", "AvgSessionDurationMinutes": "FP64"})
    check("the model's outputs", [tensor.name for tensor in metadata.outputs], ["label", "probabilities", "margin", "leaf"])

    classes = [name for name in predicted[0] if name not in ("id", "prediction")]
    expected = np.array([[float(row[name]) for name in classes] for row in predicted], dtype=np.float32)
    for count in (1, ROWS):  # in the reaction, and on the executor
        result = client.infer("engagement", inputs(grpcclient, np, rows[:count]), request_id="a")
        check(f"raw, {count} rows: labels", [label.decode() for label in result.as_numpy("label")],
              [row["prediction"] for row in predicted[:count]])
        check(f"raw, {count} rows: probabilities", np.array_equal(result.as_numpy("probabilities"), expected[:count]), True)
        check(f"raw, {count} rows: id and version", (result.get_response().id, result.get_response().model_version), ("a", "1"))
    result = client.infer("engagement", inputs(grpcclient, np, rows), outputs=[grpcclient.InferRequestedOutput("margin")])
    margins = np.exp(result.as_numpy("margin").astype(np.float64))
    check("softmax of the margins", np.allclose(margins / margins.sum(axis=1, keepdims=True), expected, atol=1e-6), True)

    request = service_pb2.ModelInferRequest(model_name="engagement")
    for name in ("Age", "Gender", "SessionsPerWeek", "AvgSessionDurationMinutes"):
        tensor = request.inputs.add(name=name, shape=[len(rows), 1], datatype="BYTES" if name == "Gender" else "FP64")
        if name == "Gender":
            tensor.contents.bytes_contents.extend(row[name].encode() for row in rows)
        else:
            tensor.contents.fp64_contents.extend(float(row[name] or "nan") for row in rows)
    typed = client._client_stub.ModelInfer(request)  # InferResult reads raw numbers only
    found = np.array(typed.outputs[1].contents.fp32_contents, dtype=np.float32).reshape(typed.outputs[1].shape)
    check("typed: probabilities", np.array_equal(found, expected), True)

    def refusal(*arguments):
        try:
            client.infer(*arguments)
        except InferenceServerException as error:
            return str(error)
        return "nothing was refused"

    wrong = grpcclient.InferInput("Height", [1], "FP64")
    wrong.set_data_from_numpy(np.array([1.0]))
    check("an unknown input is refused by name", "INVALID_ARGUMENT" in refusal("engagement", [wrong]) and
          "Height" in refusal("engagement", [wrong]), True)
    check("an unknown model is not found", "NOT_FOUND" in refusal("minutes", [wrong]), True)
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default=os.path.join(ROOT, "build/release/bin"))
    parser.add_argument("--client", nargs=3)
    asked = parser.parse_args()
    return speak(*asked.client) if asked.client else prepare(os.path.abspath(asked.bin))


if __name__ == "__main__":
    sys.exit(main())
