"""A real Prometheus that scrapes a loop's services every second and evaluates the rules of charts/observability."""
import json
import os
import shutil
import time
import urllib.parse
import urllib.request

from orchestra.process import Process
from orchestra.waiting import wait_until
from stand import Skip, free_port

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(ROOT, "charts", "observability", "rules", "*.rules.yaml")
SETTINGS = """global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: ["{rules}"]
scrape_configs:
  - job_name: services
    file_sd_configs: [{{files: ["{targets}"], refresh_interval: 1s}}]
"""


class Prometheus:
    """Starts with the stand and ends with it. Skip when there is none on this machine."""

    def __init__(self, stand):
        program = shutil.which("prometheus")
        if program is None:
            raise Skip("no prometheus: tools/setup --tests installs it")
        folder = os.path.join(stand.work, "prometheus")
        os.makedirs(folder)
        self._targets = os.path.join(folder, "targets.json")
        self._url = f"http://127.0.0.1:{free_port()}"
        self.begun = time.time()
        self.watch({})
        settings = os.path.join(folder, "prometheus.yaml")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(SETTINGS.format(rules=RULES, targets=self._targets))
        self._process = stand.run(Process("prometheus", [
            program, "--config.file", settings, "--storage.tsdb.path", os.path.join(folder, "data"),
            "--web.listen-address", self._url.removeprefix("http://"), "--log.level", "warn"], stand.logs))
        wait_until("Prometheus to be ready", self._is_ready, 60, 0.2, [self._process])

    def watch(self, services):
        """Scrapes these, under the names that the charts give them."""
        groups = [{"targets": [f"127.0.0.1:{service.ports['admin']}"], "labels": {"job": f"yachay-{name}"}}
                  for name, service in services.items()]
        with open(self._targets + ".new", "w", encoding="utf-8") as file:
            json.dump(groups, file)
        os.replace(self._targets + ".new", self._targets)

    def series_of(self, query):
        """What a panel would draw of the time since the start: [(labels, [numbers])], without NaN."""
        found = self._get("query_range", query=query, start=self.begun, end=time.time(), step="1s")["result"]
        numbers = [(one["metric"], [float(value) for _, value in one["values"] if value != "NaN"]) for one in found]
        return [(labels, values) for labels, values in numbers if values]

    def labels(self):
        """Every value that a label of ours has had, and the number of series."""
        series = self._get("series", **{"match[]": '{job=~"yachay-.*"}'})
        return {value for labels in series for value in labels.values()}, len(series)

    def rules(self):
        """Every rule with its query and its health."""
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def _is_ready(self):
        try:
            with urllib.request.urlopen(self._url + "/-/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _get(self, what, **arguments):
        with urllib.request.urlopen(f"{self._url}/api/v1/{what}?{urllib.parse.urlencode(arguments)}", timeout=30) as answer:
            return json.load(answer)["data"]
