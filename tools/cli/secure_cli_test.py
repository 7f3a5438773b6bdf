#!/usr/bin/env python3
"""`yachay` against services that want TLS and a token: who shows both gets answers, who does not is told why.

    python3 tools/cli/secure_cli_test.py build/release/bin

The feature store and inference as they are deployed, on the embedded broker; keys and tokens from `yachay token`.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from orchestra.process import Process  # noqa: E402
from orchestra.service import Service  # noqa: E402
from orchestra.waiting import wait_until  # noqa: E402

BIN = "build/release/bin"
EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def issue(folder, name):
    """NAME.crt and NAME.key for localhost, of the authority in `folder`."""
    (folder / "san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl(folder, "req", *EC, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "san", "-out", f"{name}.crt")


class Secure(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = root = pathlib.Path(cls.folder.name)
        openssl(root, "req", "-x509", *EC, "-days", "2", "-subj", "/CN=test-ca", "-keyout", "ca.key", "-out", "ca.crt")
        for name in ("server", "client"):
            issue(root, name)
        cls.yachay("token", "key", "--private", root / "private", "--public", root / "jwks")
        cls.sign("service", "service")
        cls.sign("data", "data")
        cls.sign("guardian", "guardian", "--learner", "ana")
        cls.stand()

    @classmethod
    def stand(cls):
        root = cls.root
        broker = cls.begin(Process("broker", [os.path.join(BIN, "yachay-embedded-broker"),
                                              "--topic", "yachay.learner-events.v1:1", "--topic",
                                              "yachay.learner-events.v1.dlq:1", "--port-file", root / "broker"],
                                   str(root / "logs")))
        wait_until("the broker", (root / "broker").exists, 30, 0.02, [broker])
        tls = ["--tls-cert", root / "server.crt", "--tls-key", root / "server.key", "--tls-ca", root / "ca.crt",
               "--auth-keys", root / "jwks", "--auth-issuer", "school"]
        store = cls.begin(Service("feature-store", BIN, str(root), [
            *tls, "--brokers", (root / "broker").read_text().strip(), "--state-dir", root / "state"])).wait_ready(60)
        cls.store = f"localhost:{store.ports['grpc']}"
        cls.yachay("simulate", "players", "--rows", "600", "--out", root / "players.csv")
        cls.yachay("train", "--data", root / "players.csv", "--model", "engagement", "--registry", root / "registry",
                   "--algorithm", "logistic")
        inference = cls.begin(Service("inference", BIN, str(root), [
            *tls, "--token-file", root / "service.token", "--registry", root / "registry", "--brokers", "",
            "--feature-store", cls.store])).wait_ready(60)
        cls.inference = f"localhost:{inference.ports['grpc']}"

    @classmethod
    def begin(cls, process):
        cls.addClassCleanup(process.kill)
        return process.start()

    @classmethod
    def yachay(cls, *arguments, environment=None):
        done = subprocess.run([os.path.join(BIN, "yachay"), *map(str, arguments)], capture_output=True, text=True,
                              check=False, env={**os.environ, **(environment or {})})
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    @classmethod
    def sign(cls, name, role, *more):
        token = cls.yachay("token", "sign", "--key", cls.root / "private", "--issuer", "school", "--subject", name,
                           "--role", role, *more)
        (cls.root / f"{name}.token").write_text(token)

    def flags(self, token="data"):
        return ["--tls-ca", self.root / "ca.crt", "--tls-cert", self.root / "client.crt",
                "--tls-key", self.root / "client.key", "--token-file", self.root / f"{token}.token"]

    def views(self, *flags, environment=None):
        return self.yachay("features", "views", "--address", self.store, "--timeout", "10", *flags,
                           environment=environment)

    def test_flags_before_and_after_the_command_and_in_the_environment(self):
        self.assertIn("engagement", self.views(*self.flags()))
        self.assertIn("engagement", self.yachay(*self.flags(), "features", "views", "--address", self.store))
        names = ("YACHAY_TLS_CA", "YACHAY_TLS_CERT", "YACHAY_TLS_KEY", "YACHAY_TOKEN_FILE")
        self.assertIn("engagement", self.views(environment=dict(zip(names, map(str, self.flags()[1::2])))))

    def test_predictions_go_through_two_secured_services(self):
        answered = json.loads(self.yachay("simulate", "predict", "--inference", self.inference, "--learner", "ana",
                                          "--json", *self.flags()))
        self.assertEqual((answered["failed_calls"], answered["rows"], answered["unknown_learners"]), (0, 1, 1))

    def test_who_may_not_is_told_why(self):
        for flags, why in ((self.flags()[:-2], "token"), (self.flags("guardian"), "the roles of the token may not call this"),
                           (["--token-file", self.root / "data.token"], "--token-file needs TLS"),
                           (self.flags()[:2] + ["--tls-cert", self.root / "client.crt"], "--tls-cert and --tls-key"),
                           (["--tls-ca", self.root / "nowhere.crt"], "nowhere.crt: cannot be read")):
            with self.subTest(why), self.assertRaisesRegex(AssertionError, why):
                self.views(*flags)

    def test_plain_text_and_a_foreign_authority_are_no_way_in(self):
        openssl(self.root, "req", "-x509", *EC, "-days", "2", "-subj", "/CN=other", "-keyout", "other.key",
                "-out", "other.crt")
        for flags in ([], ["--tls-ca", self.root / "other.crt", *self.flags()[2:]]):
            with self.subTest(flags), self.assertRaises(AssertionError):
                self.yachay("features", "views", "--address", self.store, "--timeout", "2", *flags)


if __name__ == "__main__":
    BIN = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else BIN
    unittest.main()
