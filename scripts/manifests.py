"""Reads the manifests below k8s/ and what the sources say about ports, keys, RPCs and Kubernetes requests.

Used by `check-manifests` and `check-chart`.
"""
import collections
import functools
import pathlib
import re
import subprocess

import yaml

from javasource import ROOT

K8S = ROOT / "k8s"
SERVICES = ("runs-service", "actions-service", "dataproxy-service", "cache-service", "events-service", "secret-service",
            "app-service", "executor-operator")
OVERLAYS = ("base", "operator", "overlays/quickstart", "overlays/dev", "overlays/production", "overlays/namespaced",
            "test/everything", "test/install")
# What is applied beside an overlay.
BESIDE = {"overlays/production": ("task-namespace",)}
NAME = "app.kubernetes.io/name"


def parse(text):
    return [document for document in yaml.safe_load_all(text) if document]


@functools.cache
def rendered(overlay):
    command = ["kubectl", "kustomize", str(K8S / overlay)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def render(overlay):
    """The objects that `kubectl apply -k` would apply, anew for each call."""
    return [document for part in (overlay, *BESIDE.get(overlay, ())) for document in parse(rendered(part))]


def key(document):
    return document["kind"], document["metadata"]["name"]


def of_kind(documents, *kinds):
    return [document for document in documents if document["kind"] in kinds]


def workloads(documents):
    return of_kind(documents, "Deployment", "StatefulSet", "Job")


def containers(workload):
    pod = workload["spec"]["template"]["spec"]
    return pod.get("initContainers", []) + pod["containers"]


def labels(workload):
    return workload["spec"]["template"]["metadata"]["labels"]


def selects(selector, found):
    return all(found.get(name) == value for name, value in selector.items())


def module(service):
    return ROOT / ("executor-operator/operator" if service == "executor-operator" else service)


def properties(service):
    """The settings that a service has from its own file."""
    text = (module(service) / "src/main/resources/META-INF/microprofile-config.properties").read_text()
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))


def ports(service):
    """Its listeners by the names that the manifests give them."""
    found = properties(service)
    if service == "executor-operator":
        return {"management": int(found["quarkus.http.port"]), "pool": 8097, "webhook": 9443}
    named = {"http": "quarkus.http.port", "internal": "flyte.rpc.listeners.internal.port", "management": "quarkus.management.port"}
    return {name: int(found[property_]) for name, property_ in named.items() if property_ in found}


def environment(name):
    """The environment variable of a key, as MicroProfile Config maps it."""
    return re.sub(r"[^A-Za-z0-9]", "_", name).upper()


@functools.cache
def documented():
    """{pattern of an environment variable: modules} of every key in docs/configuration.md; a `*` stands for any text."""
    found, owner = collections.defaultdict(set), ""
    for line in (ROOT / "docs/configuration.md").read_text().splitlines():
        if heading := re.match(r"Module `([\w/-]+)`", line):
            owner = heading.group(1)
        elif row := re.match(r"\| `(flyte\.[^`]+)` \|", line):
            found[".+".join(environment(part) for part in row.group(1).split("*"))].add(owner)
            # The default of another key.
            for default in re.findall(r"\$\{(flyte\.[\w.-]+)", line):
                found[environment(default)].add(owner)
    return found


def owners(variable):
    """The modules that know an environment variable."""
    return set().union(*(modules for known, modules in documented().items() if re.fullmatch(known, variable)))


@functools.cache
def rpcs():
    """{audience: {"package.Service": service that serves it}}; methods with an audience of their own are not looked at."""
    packages = {}
    for path in (ROOT / "flyteidl/src/main/proto").rglob("*.proto"):
        text = path.read_text()
        package = re.search(r"^package ([\w.]+);", text, re.M).group(1)
        options = dict(re.findall(r'^option (\w+) = "?([\w.]+)"?;', text, re.M))
        for name in re.findall(r"^service (\w+)", text, re.M):
            packages.setdefault((options.get("java_package", package), name), package)
    found = collections.defaultdict(dict)
    for service in SERVICES:
        for path in (module(service) / "src/main/java").rglob("*.java"):
            text = path.read_text()
            adapter = re.search(r"class \w+ extends (?:\w+\.)?(\w+)ImplBase\b", text)
            if not adapter:
                continue
            name = adapter.group(1)
            # Two packages have a CacheService: the import says which is meant.
            candidates = {package for (java, known), package in packages.items()
                          if known == name and re.search(rf"^import (?:static )?{re.escape(java)}\.(?:[A-Z]\w*\.)?\w*{name}\w*;", text, re.M)}
            assert len(candidates) == 1, f"{path}: the package of {name} is not clear: {candidates}"
            audience = re.search(r"^@ServedTo\(Audience\.(\w+)\)", text, re.M)
            found[audience.group(1).lower() if audience else "public"][f"{candidates.pop()}.{name}"] = service
    return found


def routes_of_nginx(text):
    """{path: service} of the locations of a configuration."""
    found = {}
    for match in re.finditer(r"^ *location (?:[~=] )?\^?(\S+) \{\s*proxy_pass http://([\w-]+):\d+;", text, re.M):
        path, backend = match.groups()
        group = re.fullmatch(r"(.*?)\((.*)\)/", path)
        names = [group.group(1) + part for part in group.group(2).split("|")] if group else [path]
        found.update({name.replace("\\", "").strip("/"): backend for name in names})
    return found
