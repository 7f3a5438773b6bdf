#!/usr/bin/env python3
"""What ingestion writes, read by Java's console consumer on a real broker: key, headers and the event's bytes.

  tests/integration/console_consumer_test.py [--bin build/release/bin]

Exit code 77: no Kafka, or no jars to read it with.
"""
import argparse
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIB = os.path.join(ROOT, "build", "kafka", "lib")
CONSUMERS = ("org.apache.kafka.tools.consumer.ConsoleConsumer", "kafka.tools.ConsoleConsumer")


def skip(why):
    print(f"skipped: console consumer: {why}")
    sys.exit(77)


def kafka():
    """(address, whether it was started here)"""
    if os.environ.get("YACHAY_KAFKA"):
        return os.environ["YACHAY_KAFKA"], False
    tool = os.path.join(ROOT, "tools", "kafka")
    ran = subprocess.run([tool, "status"], capture_output=True, check=False).returncode == 0
    started = subprocess.run([tool, "start"], capture_output=True, text=True, check=False)
    if started.returncode != 0:
        skip((started.stderr.strip().splitlines() or ["tools/kafka start failed"])[-1])
    return started.stdout.strip().splitlines()[-1], not ran


def consume(brokers, topic):
    for name in CONSUMERS:
        done = subprocess.run(
            ["java", "-Xmx128M", "-XX:TieredStopAtLevel=1",
             f"-Dlog4j.configuration=file:{ROOT}/tools/kafka.d/log4j.properties", "-cp", f"{LIB}/*", name,
             "--bootstrap-server", brokers, "--topic", topic, "--from-beginning", "--max-messages", "1",
             "--timeout-ms", "60000", "--property", "print.key=true", "--property", "print.headers=true",
             "--property", "print.partition=true"], capture_output=True, check=False)
        if b"ClassNotFoundException" not in done.stderr:
            return done.stdout.decode("utf-8", "replace")
    skip("its class is in none of the jars")


def start_ingestion(binary, brokers, prefix, folder):
    ports = os.path.join(folder, "ports")
    process = subprocess.Popen([f"{binary}/yachay-ingestion", "--brokers", brokers, "--topic-prefix", prefix, "--listen",
                                "127.0.0.1:0", "--admin", "127.0.0.1:0", "--ports-file", ports, "--drain-wait", "0s"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        if os.path.exists(ports):
            with open(ports, encoding="utf-8") as file:
                return process, json.load(file)["grpc"]
        time.sleep(0.1)
    sys.exit("ingestion did not start")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default=os.path.join(ROOT, "build/release/bin"))
    binary = os.path.abspath(parser.parse_args().bin)
    if not shutil.which("java"):
        skip("no java")
    brokers, ours = kafka()
    if not glob.glob(f"{LIB}/*.jar"):
        skip(f"no jars in {LIB}")
    prefix, event_id = f"console-{int(time.time() * 1000)}", str(uuid.uuid4())
    trace = uuid.uuid4().hex
    occurred = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 60))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([f"{binary}/yachay", "topics", "create", "--brokers", brokers, "--prefix", prefix], check=True,
                       stdout=subprocess.DEVNULL)
        process, port = start_ingestion(binary, brokers, prefix, folder)
        try:
            path = os.path.join(folder, "events.jsonl")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"event_id": event_id, "learner_id": "learner-7", "game_id": "math",
                           "occurred_at": occurred + ".042Z", "level_reached": {"level": 3}}, file)
            subprocess.run([f"{binary}/yachay", "events", "send", "--file", path, "--ingestion", f"127.0.0.1:{port}",
                            "--traceparent", f"00-{trace}-00f067aa0ba902b7-01"], check=True)
            line = consume(brokers, f"{prefix}.learner-events.v1")
        finally:
            process.terminate()
            process.wait()
            if ours:
                subprocess.run([os.path.join(ROOT, "tools", "kafka"), "stop"], check=False)
    print(line.strip())
    wanted = ["ce_specversion:1.0", f"ce_id:{event_id}", "ce_source:/games/math",
              "ce_type:yachay.events.v1.level_reached", f"ce_time:{occurred}.042Z",
              "content-type:application/protobuf", f"traceparent:00-{trace}-", "\tlearner-7\t"]
    missing = [text for text in wanted if text not in line]
    print(f"FAIL: not in what the console consumer printed: {missing}" if missing else "ok console consumer")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
