"""compose.yaml as compose-go, the reference reader, understands it; and what must be true of it before anything runs."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE = ROOT / "docker/compose.yaml"
WORK = ROOT / "build/compose"
READER = "github.com/compose-spec/compose-go/v2/cmd@v2.16.2"


def skip(why):
    print(f"skipped: compose: {why}")
    sys.exit(77)


def reader():
    program = WORK / "bin/cmd"
    if not program.exists():
        if not shutil.which("go"):
            skip("no Go to install compose-go with")
        got = subprocess.run(["go", "install", READER], capture_output=True, text=True, check=False,
                             env={**os.environ, "GOBIN": str(program.parent), "GOFLAGS": "-mod=mod"})
        if got.returncode != 0:
            skip(f"go install {READER}: {got.stderr[-300:]}")
    return program


def load():
    """The services with every default and path filled in. Ends here when the file is none by compose's schema."""
    got = subprocess.run([reader(), "-format", "json", str(FILE)], cwd=FILE.parent, capture_output=True, text=True, check=False)
    if got.returncode != 0:
        sys.exit(f"compose: FAIL {FILE.name}: {got.stderr.strip()}")
    model = json.loads(got.stdout)
    for service in model["services"].values():
        for key, nothing in (("environment", {}), ("depends_on", {}), ("command", []), ("volumes", []), ("ports", [])):
            service[key] = service.get(key) or nothing
        service["environment"] = {key: str(value) for key, value in service["environment"].items()}
    return model


def port_of(service, variable):
    return int(service["environment"][variable].rsplit(":", 1)[1])


def mistakes(model, bin_dir):
    """What the schema cannot see: names and files on both sides of each mount, port, image, setting and scrape."""
    services = model["services"]
    wrong = [f"{name}: {mount['source']} is not there" for name, service in services.items() for mount in service["volumes"]
             if mount["type"] == "bind" and not pathlib.Path(mount["source"]).exists()]
    if wrong:
        return wrong  # the rest reads these files
    for name, service in services.items():
        if service.get("build"):
            wrong += image_mistakes(name, service) + setting_mistakes(name, service, bin_dir)
        elif not re.search(r":[\w.-]*\d", service["image"]):
            wrong.append(f"{name}: {service['image']} names no version")
        if "YACHAY_LISTEN" in service["environment"]:
            published = {port["target"] for port in service["ports"]}
            wrong += [f"{name}: publishes {published}, listens on {port_of(service, 'YACHAY_LISTEN')}"] \
                if published - {port_of(service, "YACHAY_LISTEN")} else []
    return wrong + peer_mistakes(services) + prometheus_mistakes(services) + grafana_mistakes(services)


def image_mistakes(name, service):
    """Target and exposed ports are those of the Dockerfile."""
    context, target = service["build"]["context"], service["build"]["target"]
    text = (pathlib.Path(context) / service["build"]["dockerfile"]).read_text(encoding="utf-8")
    stage = re.search(rf"^FROM base AS {re.escape(target)}$(.*?)(?=^FROM|\Z)", text, re.M | re.S)
    if not stage:
        return [f"{name}: the Dockerfile has no target {target}"]
    if "YACHAY_LISTEN" not in service["environment"]:
        return []
    exposed = {int(port) for port in re.search(r"^EXPOSE (.*)$", stage[1], re.M)[1].split()}
    listens = {port_of(service, variable) for variable in ("YACHAY_LISTEN", "YACHAY_ADMIN")}
    return [] if exposed == listens else [f"{name}: listens on {listens}, its image exposes {exposed}"]


def setting_mistakes(name, service, bin_dir):
    """An unknown flag stops a service, an unknown variable does not: it is looked for in its --help."""
    target = service["build"]["target"]
    program = os.path.join(bin_dir, "yachay" if target == "train" else f"yachay-{target}")
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    unknown = set(service["environment"]) - set(re.findall(r"\(Env:(YACHAY_\w+)\)", told))
    return [f"{name}: no flag of it reads {sorted(unknown)}"] if unknown else []


def peer_mistakes(services):
    """Every host:port that one service is told is another's, on a port where that one listens."""
    wrong = []
    known = {"kafka": {9092, 9093}, "redis": {6379}, "prometheus": {9090}, "mlflow": {5000}}
    for name, service in services.items():
        if "YACHAY_LISTEN" in service["environment"]:
            known[name] = {port_of(service, "YACHAY_LISTEN"), port_of(service, "YACHAY_ADMIN")}
    for name, service in services.items():
        told = " ".join([*service["command"], *map(str, service["environment"].values())])
        for host, port in re.findall(r"\b([a-z][a-z-]*):(\d{4})\b", told):
            if int(port) not in known.get(host, set()):
                wrong.append(f"{name}: {host}:{port} is nobody's")
    return wrong


def mounts_of(service):
    return {pathlib.PurePosixPath(mount["target"]): pathlib.Path(mount["source"])
            for mount in service["volumes"] if mount["type"] == "bind"}


def prometheus_mistakes(services):
    """promtool on the files where the image has them; every target is a service's admin port, and every service a target."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for target, source in mounts_of(services["prometheus"]).items():
            shutil.copy(source, pathlib.Path(folder) / target.name)
        settings = pathlib.Path(folder) / "prometheus.yml"
        if shutil.which("promtool"):
            got = subprocess.run(["promtool", "check", "config", settings], capture_output=True, text=True, check=False)
            wrong += [f"prometheus: {got.stdout}{got.stderr}"] if got.returncode != 0 else []
        scraped = set(re.findall(r'targets: \["([^"]+)"\]', settings.read_text(encoding="utf-8")))
    admin = {f"{name}:{port_of(service, 'YACHAY_ADMIN')}" for name, service in services.items()
             if "YACHAY_ADMIN" in service["environment"]}
    return wrong + ([] if scraped == admin else [f"prometheus: scrapes {sorted(scraped)}, there are {sorted(admin)}"])


def grafana_mistakes(services):
    """Provisioning lies where Grafana looks, and names a folder of dashboards that is mounted, and Prometheus."""
    mounts = mounts_of(services["grafana"])
    provisioning = mounts.get(pathlib.PurePosixPath("/etc/grafana/provisioning"))
    if provisioning is None:
        return ["grafana: nothing is mounted at /etc/grafana/provisioning"]
    boards, sources = ("".join(file.read_text(encoding="utf-8") for file in (provisioning / kind).glob("*.yaml"))
                       for kind in ("dashboards", "datasources"))
    path = re.search(r"path: ([^}\s]+)", boards)
    wrong = [] if "http://prometheus:9090" in sources else ["grafana: its data source is not http://prometheus:9090"]
    if not path or pathlib.PurePosixPath(path[1]) not in mounts:
        return wrong + ["grafana: the provider's path is not mounted"]
    found = list(mounts[pathlib.PurePosixPath(path[1])].glob("*.json"))
    return wrong if found else wrong + ["grafana: no dashboards in what is mounted"]
