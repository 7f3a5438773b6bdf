"""What the templates promise, read from what helm renders. Run by tools/charts."""
import os
import pathlib
import re
import subprocess
import unittest

import yaml

CHARTS = pathlib.Path(__file__).resolve().parent.parent
SERVICES = ["ingestion", "feature-store", "inference", "recommendation", "drift-monitor"]
PORTS = {name: 7101 + i for i, name in enumerate(SERVICES)}


def helm(chart, *flags):
    return subprocess.run([os.environ["HELM"], "template", chart, str(CHARTS / chart), "--namespace", "yachay", *flags],
                          capture_output=True, text=True)


def objects(chart, *flags):
    got = helm(chart, *flags)
    if got.returncode != 0:
        raise AssertionError(got.stderr)
    return [document for document in yaml.safe_load_all(got.stdout) if document]


def of_kind(documents, *kinds):
    return [document for document in documents if document["kind"] in kinds]


def pods(documents):
    """The pod templates of everything that starts pods."""
    for document in documents:
        spec = document.get("spec", {})
        if document["kind"] in ("Deployment", "StatefulSet", "Job"):
            yield document, spec["template"]["spec"]
        elif document["kind"] == "CronJob":
            yield document, spec["jobTemplate"]["spec"]["template"]["spec"]
        elif document["kind"] == "ScaledJob":
            yield document, spec["jobTargetRef"]["template"]["spec"]


def success(chart):
    return ["-f", str(CHARTS / chart / "values-success.yaml")]


def production(chart):
    return ["-f", str(CHARTS / chart / "values-production.yaml")]


class Security(unittest.TestCase):
    def test_every_pod_is_restricted(self):
        for chart in SERVICES + ["train-jobs"]:
            for document, pod in list(pods(objects(chart))) + list(pods(objects(chart, *production(chart)))):
                with self.subTest(chart=chart, name=document["metadata"]["name"]):
                    self.assertTrue(pod["securityContext"]["runAsNonRoot"])
                    self.assertEqual("RuntimeDefault", pod["securityContext"]["seccompProfile"]["type"])
                    self.assertFalse(pod["automountServiceAccountToken"])
                    self.assertFalse(pod["enableServiceLinks"])
                    for container in pod["containers"]:
                        context = container["securityContext"]
                        self.assertFalse(context["allowPrivilegeEscalation"])
                        self.assertTrue(context["readOnlyRootFilesystem"])
                        self.assertEqual(["ALL"], context["capabilities"]["drop"])
                        self.assertNotIn("cpu", container["resources"]["limits"])
                        self.assertEqual(container["resources"]["requests"]["memory"], container["resources"]["limits"]["memory"])

    def test_production_has_tls_and_tokens_and_secrets_only_as_files(self):
        for chart in SERVICES:
            flags = of_kind(objects(chart, *production(chart)), "ConfigMap")[0]["data"]
            with self.subTest(chart=chart):
                for flag in ("TLS_CERT", "TLS_KEY", "TLS_CA", "AUTH_KEYS", "AUTH_ISSUER", "AUTH_AUDIENCE", "TOKEN_FILE", "KAFKA_CONFIG"):
                    self.assertIn(f"YACHAY_{flag}", flags)
                for name, value in flags.items():
                    if "PASSWORD" in name or "SALT" in name or "TOKEN" in name:
                        self.assertTrue(value.startswith("/etc/yachay/"), name)

    def test_mlflows_secrets_are_files(self):
        given = ["--set", "registry.mlflow.secret=yachay-mlflow,registry.mlflow.user=yachay,registry.mlflow.ca=true,registry.claim="]
        expected = {"MLFLOW_TRACKING_USERNAME": "yachay", "MLFLOW_TRACKING_PASSWORD_FILE": "/etc/yachay/mlflow/password",
                    "MLFLOW_TRACKING_SERVER_CERT_PATH": "/etc/yachay/mlflow/ca.crt"}
        for chart in ("inference", "drift-monitor", "train-jobs"):
            documents = objects(chart, *given)
            if chart != "train-jobs":
                self.assertLessEqual(expected.items(), of_kind(documents, "ConfigMap")[0]["data"].items())
            for document, pod in pods(documents):
                container = pod["containers"][0]
                with self.subTest(name=document["metadata"]["name"]):
                    self.assertIn({"name": "mlflow", "mountPath": "/etc/yachay/mlflow", "readOnly": True}, container["volumeMounts"])
                    self.assertIn("yachay-mlflow", [volume.get("secret", {}).get("secretName") for volume in pod["volumes"]])
                    if chart == "train-jobs":
                        self.assertEqual(expected, {one["name"]: one["value"] for one in container["env"]})
        token = of_kind(objects("inference", "--set", "registry.mlflow.secret=s"), "ConfigMap")[0]["data"]
        self.assertEqual("/etc/yachay/mlflow/token", token["MLFLOW_TRACKING_TOKEN_FILE"])
        self.assertIn("registry.mlflow.secret", helm("inference", "--set", "registry.mlflow.user=yachay").stderr)

    def test_tokens_need_tls(self):
        got = helm("ingestion", "--set", "auth.keys=k,auth.issuer=i")
        self.assertIn("auth.keys needs tls.secret", got.stderr)

    def test_only_named_peers(self):
        for chart in SERVICES + ["train-jobs"]:
            policy = of_kind(objects(chart), "NetworkPolicy")[0]["spec"]
            with self.subTest(chart=chart):
                self.assertEqual(["Ingress", "Egress"], policy["policyTypes"])
                for rule in policy["ingress"]:
                    self.assertTrue(rule["from"])
                    self.assertTrue(rule["ports"])
                for rule in policy["egress"]:
                    self.assertTrue(rule["to"])
                    self.assertTrue(rule["ports"])


class Rollouts(unittest.TestCase):
    def test_nothing_is_taken_away_before_its_successor_is_ready(self):
        for chart in ("ingestion", "inference", "recommendation"):
            deployment = of_kind(objects(chart), "Deployment")[0]["spec"]
            self.assertEqual({"maxSurge": 1, "maxUnavailable": 0}, deployment["strategy"]["rollingUpdate"])
            self.assertGreater(deployment["minReadySeconds"], 30)

    def test_the_grace_period_holds_the_whole_drain(self):
        for chart in SERVICES:
            documents = objects(chart, "--set", "drain.waitSeconds=7,drain.deadlineSeconds=31")
            flags = of_kind(documents, "ConfigMap")[0]["data"]
            _, pod = next(pods(of_kind(documents, "Deployment", "StatefulSet")))
            self.assertEqual(("7s", "31s"), (flags["YACHAY_DRAIN_WAIT"], flags["YACHAY_DRAIN_DEADLINE"]))
            self.assertGreaterEqual(pod["terminationGracePeriodSeconds"], 7 + 31 + 5 + 5)

    def test_a_changed_setting_starts_new_pods(self):
        def checksum(*flags):
            workload = of_kind(objects("inference", *flags), "Deployment")[0]
            return workload["spec"]["template"]["metadata"]["annotations"]["checksum/config"]

        self.assertNotEqual(checksum(), checksum("--set", "config.log-level=debug"))
        self.assertEqual(checksum(), checksum("--set", "replicas=7"))

    def test_probes_ask_the_plain_port(self):
        for chart in SERVICES:
            _, pod = next(pods(of_kind(objects(chart, *production(chart)), "Deployment", "StatefulSet")))
            container = pod["containers"][0]
            for probe, path in (("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
                self.assertEqual({"path": path, "port": "admin"}, container[probe]["httpGet"])

    def test_an_upgrade_of_one_chart_changes_no_other(self):
        names = {chart: {(d["kind"], d["metadata"]["name"]) for d in objects(chart)} for chart in SERVICES + ["train-jobs"]}
        for one in names:
            for other in names:
                if one != other:
                    self.assertEqual(set(), names[one] & names[other], f"{one} and {other} own the same object")


class Scaling(unittest.TestCase):
    def test_who_is_scaled_has_no_replicas(self):
        for scaler in ("autoscaling.enabled=true", "keda.enabled=true,keda.topic=t,keda.group=g"):
            documents = objects("inference", "--set", scaler)
            self.assertNotIn("replicas", of_kind(documents, "Deployment")[0]["spec"])
            self.assertEqual(1, len(of_kind(documents, "HorizontalPodAutoscaler", "ScaledObject")))

    def test_a_scaler_takes_more_metrics_than_cpu(self):
        pods_metric = ("autoscaling.enabled=true,autoscaling.metrics[0].type=Pods,"
                       "autoscaling.metrics[0].pods.metric.name=yachay_executor_queue_depth,"
                       "autoscaling.metrics[0].pods.target.type=AverageValue")
        given = ["--set", pods_metric, "--set-string", "autoscaling.metrics[0].pods.target.averageValue=10"]
        metrics = of_kind(objects("inference", *given), "HorizontalPodAutoscaler")[0]["spec"]["metrics"]
        self.assertEqual(["Resource", "Pods"], [metric["type"] for metric in metrics])
        self.assertEqual({"metric": {"name": "yachay_executor_queue_depth"}, "target": {"type": "AverageValue", "averageValue": "10"}},
                         metrics[1]["pods"])
        for wrong in ("autoscaling.metrics[0].type=Pod,autoscaling.metrics[0].pods.metric.name=m", "autoscaling.metrics[0].type=Pods"):
            self.assertNotEqual(0, helm("inference", "--set", wrong).returncode, wrong)

    def test_two_scalers_are_refused(self):
        got = helm("inference", "--set", "autoscaling.enabled=true,keda.enabled=true,keda.topic=t,keda.group=g")
        self.assertIn("two cannot scale one workload", got.stderr)

    def test_a_scaler_on_lag_names_topic_and_group(self):
        self.assertIn("keda.topic", helm("inference", "--set", "keda.enabled=true").stderr)
        trigger = of_kind(objects("feature-store", *production("feature-store")), "ScaledObject")[0]["spec"]["triggers"][0]
        self.assertEqual("kafka", trigger["type"])
        self.assertEqual("yachay.learner-events.v1", trigger["metadata"]["topic"])


class Values(unittest.TestCase):
    def test_unknown_and_wrong_values_are_refused(self):
        for wrong in ("replcas=2", "config.Log_Level=info", "ports.grpc=70000", "image.digest=abc", "kafka.brokers=kafka",
                      "drain.waitSeconds=0", "secretFiles.password.secret=x"):
            with self.subTest(wrong=wrong):
                self.assertNotEqual(0, helm("ingestion", "--set", wrong).returncode)

    def test_ports_are_the_fixed_ones(self):
        for chart, port in PORTS.items():
            service = of_kind(objects(chart), "Service")
            self.assertEqual({port}, {s["spec"]["ports"][0]["port"] for s in service})
            self.assertEqual({f"yachay-{chart}", f"yachay-{chart}-headless"}, {s["metadata"]["name"] for s in service})
            self.assertEqual({"grpc"}, {s["spec"]["ports"][0]["appProtocol"] for s in service})

    def test_a_digest_wins_over_a_tag(self):
        digest = "sha256:" + "a" * 64
        _, pod = next(pods(of_kind(objects("inference", "--set", f"image.registry=r.example.org,image.tag=x,image.digest={digest}"), "Deployment")))
        self.assertEqual(f"r.example.org/yachay/inference@{digest}", pod["containers"][0]["image"])

    def test_topics_are_made_before_pods(self):
        job = of_kind(objects("ingestion"), "Job")[0]
        self.assertEqual("pre-install,pre-upgrade", job["metadata"]["annotations"]["helm.sh/hook"])
        self.assertEqual([], of_kind(objects("ingestion", "--set", "topics.create=false"), "Job"))

    def test_production_keeps_the_log_on_three_brokers(self):
        def arguments(*flags):
            return of_kind(objects("ingestion", *flags), "Job")[0]["spec"]["template"]["spec"]["containers"][0]["args"]

        self.assertLessEqual({"--replication=3", "--min-insync=2", "--partitions=48"}, set(arguments(*production("ingestion"))))
        self.assertLessEqual({"--replication=1", "--min-insync=1"}, set(arguments()))

    def test_more_copies_in_sync_than_copies_are_refused(self):
        got = helm("ingestion", "--set", "topics.minInsyncReplicas=2")
        self.assertIn("topics.minInsyncReplicas", got.stderr)
        self.assertNotEqual(0, helm("ingestion", "--set", "topics.replication=0").returncode)

    def test_no_scaler_wants_more_pods_than_there_are_partitions(self):
        partitions = yaml.safe_load((CHARTS / "ingestion/values-production.yaml").read_text())["topics"]["partitions"]
        scalers = of_kind(objects("feature-store", *production("feature-store")), "ScaledObject")
        self.assertTrue(all(scaler["spec"]["maxReplicaCount"] <= partitions for scaler in scalers))


class Quotas(unittest.TestCase):
    def test_production_limits_every_game(self):
        documents = objects("ingestion", *production("ingestion"), "--set", "quotas.games.big.events_per_second=2000000,quotas.games.big.burst=5")
        settings, quotas = of_kind(documents, "ConfigMap")
        folder, name = settings["data"]["YACHAY_QUOTAS"].rsplit("/", 1)
        _, pod = next(pods(of_kind(documents, "Deployment")))
        volume = next(one["name"] for one in pod["containers"][0]["volumeMounts"] if one["mountPath"] == folder)
        self.assertIn({"name": volume, "configMap": {"name": quotas["metadata"]["name"]}}, pod["volumes"])
        table = yaml.safe_load(quotas["data"][name])
        self.assertEqual({"default", "games"}, set(table))
        self.assertGreater(table["default"]["events_per_second"], 0)
        self.assertEqual(2e6, float(table["games"]["big"]["events_per_second"]))

    def test_a_changed_quota_starts_new_pods(self):
        def annotations(*flags):
            return of_kind(objects("ingestion", *production("ingestion"), *flags), "Deployment")[0]["spec"]["template"]["metadata"]["annotations"]

        self.assertNotEqual(annotations(), annotations("--set", "quotas.default.burst=7"))

    def test_without_quotas_there_is_no_file(self):
        settings, = of_kind(objects("ingestion"), "ConfigMap")
        self.assertNotIn("YACHAY_QUOTAS", settings["data"])

    def test_wrong_quotas_are_refused(self):
        for wrong in ("default.burst=5", "default.events_per_second=0,quotas.default.burst=5", "per_game=1", "games.a b.burst=1",
                      "games.a.events_per_second=5,quotas.games.a.burst=x"):
            with self.subTest(wrong=wrong):
                self.assertIn("quotas", helm("ingestion", "--set", "quotas." + wrong).stderr)


class TrainJobs(unittest.TestCase):
    def test_one_training_at_a_time(self):
        for document in of_kind(objects("train-jobs"), "CronJob"):
            self.assertEqual("Forbid", document["spec"]["concurrencyPolicy"])
        self.assertEqual(1, of_kind(objects("train-jobs", *production("train-jobs")), "ScaledJob")[0]["spec"]["maxReplicaCount"])

    def test_without_keda_one_pod_waits_for_all_requests(self):
        _, pod = next(pods(of_kind(objects("train-jobs"), "Deployment")))
        self.assertNotIn("--once", pod["containers"][0]["args"])

    def test_what_the_week_asks_for_is_answered(self):
        for values in ([], production("train-jobs")):
            arguments = {document["metadata"]["name"]: pod["containers"][0]["args"]
                         for document, pod in pods(objects("train-jobs", *values))}
            asked = arguments["yachay-train-jobs-weekly-training"]
            self.assertEqual(["models", "request"], asked[:2])
            self.assertIn("--every=week", asked)
            answering = arguments["yachay-train-jobs-on-request"]
            for flag in ("--model=", "--brokers="):
                self.assertEqual([word for word in asked if word.startswith(flag)],
                                 [word for word in answering if word.startswith(flag)])


class SuccessModel(unittest.TestCase):
    """One calibration: who folds, who trains and who asks read the same file; off unless asked for."""

    def test_all_read_the_file_that_the_job_writes(self):
        jobs = {document["metadata"]["name"]: document for document in of_kind(objects("train-jobs", *success("train-jobs")), "CronJob")}
        arguments = {name: next(pods([document]))[1]["containers"][0]["args"] for name, document in jobs.items()}
        fitted = next(word.split("=")[1] for word in arguments["yachay-train-jobs-calibration"] if word.startswith("--out="))
        self.assertIn(f"--calibration={fitted}", arguments["yachay-train-jobs-weekly-success"])
        self.assertTrue(jobs["yachay-train-jobs-calibration"]["spec"]["suspend"])
        self.assertNotIn("suspend", jobs["yachay-train-jobs-weekly-success"]["spec"])
        claims = {volume["name"]: volume.get("persistentVolumeClaim") for volume in next(pods([jobs["yachay-train-jobs-weekly-success"]]))[1]["volumes"]}
        for chart in ("feature-store", "recommendation"):
            with self.subTest(chart=chart):
                documents = objects(chart, *success(chart))
                self.assertEqual(fitted, of_kind(documents, "ConfigMap")[0]["data"]["YACHAY_CALIBRATION"])
                _, pod = next(pods(of_kind(documents, "Deployment", "StatefulSet")))
                self.assertIn({"name": "registry", "mountPath": "/models", "readOnly": True}, pod["containers"][0]["volumeMounts"])
                registry = next(volume for volume in pod["volumes"] if volume["name"] == "registry")
                self.assertEqual(claims["registry"]["claimName"], registry["persistentVolumeClaim"]["claimName"])

    def test_it_is_off_unless_asked_for(self):
        for chart in ("feature-store", "recommendation"):
            self.assertNotIn("YACHAY_CALIBRATION", of_kind(objects(chart), "ConfigMap")[0]["data"])
        names = [document["metadata"]["name"] for document in of_kind(objects("train-jobs"), "CronJob")]
        self.assertNotIn("yachay-train-jobs-weekly-success", names)


class Observability(unittest.TestCase):
    def test_dashboards_can_be_imported(self):
        import json
        for document in of_kind(objects("observability"), "ConfigMap"):
            for text in document["data"].values():
                dashboard = json.loads(text)
                self.assertTrue(dashboard["uid"])
                self.assertIsNone(dashboard["id"])
                for panel in dashboard["panels"]:
                    self.assertEqual("${datasource}", panel["datasource"]["uid"])

    def test_health_watches_are_nobodys_calls(self):
        texts = [file.read_text() for file in (CHARTS / "observability").glob("*/*") if file.suffix in (".json", ".yaml")
                 and not file.name.endswith("_test.yaml")]
        selectors = [found for text in texts for found in re.findall(r"grpc_server_\w+(\{[^}]*\}|)", text.replace('\\"', '"'))]
        self.assertGreater(len(selectors), 20)
        for selector in selectors:
            self.assertRegex(selector, r'grpc_service(=~"\(yachay\|inference\)\[\.\]\.\*"|="yachay\.)')

    def test_rules_are_objects_of_the_operator(self):
        rules = of_kind(objects("observability", "--set", "rules.enabled=true"), "PrometheusRule")
        self.assertEqual({"yachay-slo", "yachay-services"}, {rule["metadata"]["name"] for rule in rules})
        self.assertTrue(all(rule["spec"]["groups"] for rule in rules))


if __name__ == "__main__":
    unittest.main()
