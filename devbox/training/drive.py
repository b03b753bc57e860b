#!/usr/bin/env python3
"""Drives every hot path of a devbox, or of the services, while their JVMs record what an AOT cache is made from.

    drive.py --endpoint localhost:8090 --internal localhost:20123
    drive.py --endpoint localhost:18090 --internal localhost:18190 --actions localhost:18091 --dataproxy localhost:18088 --events localhost:18092 --kubernetes http://...

Needs the environment of the SDK. The pods run `true` or `sleep`, so that the JVM is what works, not Python.
Ends with status 1 when a call failed: a cache from a broken run must not be kept.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import http.client
import json
import pathlib
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from connectrpc.protocol import ProtocolType
from flyteidl2.actions import actions_service_pb2 as actions
from flyteidl2.actions.actions_service_connect import ActionsServiceClientSync
from flyteidl2.common import identifier_pb2 as ids
from flyteidl2.common import list_pb2 as lists
from flyteidl2.common import phase_pb2 as phases
from flyteidl2.core import tasks_pb2 as tasks
from flyteidl2.dataproxy import dataproxy_service_pb2 as dataproxy
from flyteidl2.dataproxy.dataproxy_service_connect import DataProxyServiceClientSync
from flyteidl2.workflow import internal_run_service_pb2 as internal
from flyteidl2.workflow import run_definition_pb2 as run_def
from flyteidl2.workflow import run_service_pb2 as runs
from flyteidl2.workflow.internal_run_service_connect import InternalRunServiceClientSync
from flyteidl2.workflow.run_service_connect import RunServiceClientSync

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "load"))
import flyte as messages  # noqa: E402  the messages and the small HTTP/1.1 client of the load figures

PROJECT = ids.ProjectIdentifier(name=messages.PROJECT, domain=messages.DOMAIN)
TERMINAL = set(messages.TERMINAL)
LIVE = [phases.ACTION_PHASE_QUEUED, phases.ACTION_PHASE_INITIALIZING, phases.ACTION_PHASE_RUNNING]


def spec(command, outputs):
    """The task of the load figures with another command; without declared outputs when it leaves none."""
    made = messages.task_spec("training." + command[0])
    made.task_template.container.command[:] = command
    made.task_template.container.args[:] = [a for a in made.task_template.container.args if not a.startswith("--")] if outputs else []
    if not outputs:
        made.task_template.interface.ClearField("outputs")
    return made

# Seconds that anything may take: devbox records what it does, and the machine may be busy.
LIMIT = 300


class Training:
    def __init__(self, runs_at, internal_at, actions_at, data_at, events_at):
        self.base = f"http://{runs_at}"
        internal_base = f"http://{internal_at}"
        self.bases = {messages.ENQUEUE: f"http://{actions_at}", messages.RECORD_EVENTS: f"http://{events_at}",
                      messages.RECORD_ACTION: internal_base, messages.UPDATE_STATUS: internal_base}
        self.raw = threading.local()
        self.clients = {p: (RunServiceClientSync(self.base, protocol=p), ActionsServiceClientSync(f"http://{actions_at}", protocol=p),
                            DataProxyServiceClientSync(f"http://{data_at}", protocol=p), InternalRunServiceClientSync(internal_base, protocol=p))
                        for p in (ProtocolType.CONNECT, ProtocolType.GRPC)}
        self.runs, self.actions, self.data, self.internal = self.clients[ProtocolType.CONNECT]
        self.pool = concurrent.futures.ThreadPoolExecutor(16)
        self.watchers = []

    def call(self, method, request, answer):
        """By plain HTTP/1.1, one connection a thread."""
        base = self.bases.get(method, self.base)
        clients = self.raw.__dict__.setdefault("clients", {})
        if base not in clients:
            clients[base] = messages.Client(base)
        return clients[base].call(method, request, answer)[0]

    def all(self, calls):
        for done in [self.pool.submit(c) for c in calls]:
            done.result(LIMIT)

    def watch(self, stream):
        """Follows a stream in the background until the server ends it."""
        def follow():
            try:
                for _ in stream:
                    pass
            except Exception:
                pass  # the end of devbox ends it
        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        self.watchers.append(thread)

    def ended(self, run, n, limit=LIMIT):
        client = messages.Client(self.base)
        if messages.wait_terminal(client, run, n, limit, 0.3)[0] is None:
            raise TimeoutError(f"run {run}: {messages.count_by_phase(client, run)}")

    # --- the stages -------------------------------------------------------------------------------------------------

    def create_run(self, run, command, service=None):
        request = messages.create_run(run)
        request.task_spec.CopyFrom(spec(command, outputs=False))
        if service is None:
            self.call(messages.CREATE_RUN, request, runs.CreateRunResponse)
        else:
            service.create_run(request)

    def many_runs(self, n):
        self.watch(self.runs.watch_runs(runs.WatchRunsRequest(project_id=PROJECT)))
        names = [messages.run_name() for _ in range(n)]
        grpc = self.clients[ProtocolType.GRPC][0]
        choices = (None, None, None, self.runs, grpc)
        self.all(lambda r=r, s=choices[i % 5]: self.create_run(r, ["true"], s) for i, r in enumerate(names))
        return names

    def burst(self, n):
        """Children of one long root, as a pod of the SDK enqueues them, with the watches that the SDK holds."""
        run = messages.run_name()
        self.create_run(run, ["sleep", "120"])
        run_id = messages.run_id(run)
        self.watch(self.runs.watch_actions(runs.WatchActionsRequest(run_id=run_id)))
        self.watch(self.runs.watch_run_details(runs.WatchRunDetailsRequest(run_id=run_id)))
        self.watch(self.clients[ProtocolType.GRPC][0].watch_actions(runs.WatchActionsRequest(run_id=run_id)))
        self.watch(self.actions.watch_for_updates(actions.WatchForUpdatesRequest(
            parent_action_id=messages.action_id(run, messages.ROOT))))
        task = run_def.TaskAction(spec=spec(["true"], outputs=False), id=messages.task_action().id)
        names = [messages.action_name(run, i) for i in range(n)]
        grpc = self.clients[ProtocolType.GRPC][1]

        def enqueue(i, name):
            request = messages.enqueue(run, name, "flyte", task)
            if i % 4 == 0:
                self.actions.enqueue(request)
            elif i % 4 == 1:
                grpc.enqueue(request)
            else:
                self.call(messages.ENQUEUE, request, actions.EnqueueResponse)
        self.all(lambda i=i, name=name: enqueue(i, name) for i, name in enumerate(names))
        failing = run_def.TaskAction(spec=spec(["false"], outputs=False), id=messages.task_action().id)
        self.all(lambda name=name: self.actions.enqueue(messages.enqueue(run, name, "flyte", failing))
                 for name in [messages.action_name(run + "f", i) for i in range(4)])
        self.ended(run, n + 4)
        return run, names

    def status_updates(self, n):
        run = messages.run_name()
        self.create_run(run, ["true"])
        names = [messages.action_name(run, i) for i in range(n)]
        self.watch(self.runs.watch_actions(runs.WatchActionsRequest(run_id=messages.run_id(run))))
        self.all(lambda a=a: self.call(messages.RECORD_ACTION, messages.record_action(run, a, "flyte"), internal.RecordActionResponse) for a in names)
        for phase in [*LIVE, phases.ACTION_PHASE_SUCCEEDED]:
            self.all(lambda a=a: self.call(messages.UPDATE_STATUS, messages.update_status(run, a, phase), internal.UpdateActionStatusResponse) for a in names)
        for name in names[:40]:  # one at a time, as in a quiet installation
            self.internal.update_action_status(messages.update_status(run, name, phases.ACTION_PHASE_SUCCEEDED))

    def record_events(self, n, size):
        run = messages.run_name()
        def record(i):
            names = [messages.action_name(run, i * size + j) for j in range(size if i % 4 else 1)]
            request = messages.events.RecordRequest(events=[messages.action_event(run, a, phases.ACTION_PHASE_RUNNING) for a in names])
            self.call(messages.RECORD_EVENTS, request, messages.events.RecordResponse)
        self.all(lambda i=i: record(i) for i in range(n))

    def reads(self, names, run, children):
        page = lists.ListRequest(limit=50, sort_by_fields=[lists.Sort(key="created_at", direction=lists.Sort.DESCENDING)],
                                 filters=[lists.Filter(function=lists.Filter.VALUE_IN, field="phase", values=["4", "5", "6"])])
        for protocol in self.clients:
            service, _, data, _ = self.clients[protocol]
            for _ in range(20):
                service.list_runs(runs.ListRunsRequest(request=page, project_id=PROJECT))
                service.list_actions(runs.ListActionsRequest(request=page, run_id=messages.run_id(run)))
            for name in names[:20]:
                service.get_run_details(runs.GetRunDetailsRequest(run_id=messages.run_id(name)))
                root = messages.action_id(name, messages.ROOT)
                service.get_action_details(runs.GetActionDetailsRequest(action_id=root))
                data.get_action_data(dataproxy.GetActionDataRequest(action_id=root))
            for child in children[:10]:
                self.watch(service.watch_action_details(runs.WatchActionDetailsRequest(action_id=messages.action_id(run, child))))
            for _ in range(10):
                self.upload(data)
            self.watch(data.tail_logs(dataproxy.TailLogsRequest(action_id=messages.action_id(run, children[0]), attempt=1)))

    def upload(self, data):
        body = b"training" * 100
        place = data.create_upload_location(dataproxy.CreateUploadLocationRequest(
            project=messages.PROJECT, domain=messages.DOMAIN, filename="training.bin", filename_root="training",
            content_md5=hashlib.md5(body).digest(), content_length=len(body)))
        target = urllib.parse.urlsplit(place.signed_url)
        connection = http.client.HTTPConnection(target.netloc, timeout=LIMIT)
        connection.request("PUT", f"{target.path}?{target.query}", body, dict(place.headers))
        answer = connection.getresponse()
        if answer.status // 100 != 2:
            raise OSError(f"upload: {answer.status} {answer.read(300)!r}")
        connection.close()

    def run(self):
        names = self.many_runs(100)
        run, children = self.burst(120)
        self.status_updates(300)
        self.record_events(400, 20)
        self.reads(names, run, children)
        self.runs.abort_run(runs.AbortRunRequest(run_id=messages.run_id(run), reason="end of training"))
        self.ended(run, 0)
        time.sleep(1)


class Node(threading.Thread):
    """Ends the pods of a stand-in API that has no node: `true` succeeds, `false` fails, anything else keeps running."""

    def __init__(self, api):
        super().__init__(daemon=True)
        self.api, self.seen = api.rstrip("/"), set()
        self.start()

    def request(self, method, path, body=None):
        request = urllib.request.Request(self.api + path, method=method, data=json.dumps(body).encode() if body else None,
                                         headers={"content-type": "application/merge-patch+json"})
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.load(answer)

    def run(self):
        while True:
            for pod in self.request("GET", "/api/v1/pods").get("items", []):
                if pod["metadata"]["uid"] not in self.seen:
                    self.seen.add(pod["metadata"]["uid"])
                    self.end(pod)
            time.sleep(0.1)

    def end(self, pod):
        container = pod["spec"]["containers"][0]
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        code = {"true": 0, "false": 1}.get(container.get("command", [""])[0])
        states = [("Running", {"running": {"startedAt": now}})]
        if code is not None:
            over = {"exitCode": code, "reason": "Error" if code else "Completed", "startedAt": now, "finishedAt": now}
            states.append(("Failed" if code else "Succeeded", {"terminated": over}))
        for phase, state in states:
            status = {"phase": phase, "startTime": now, "containerStatuses": [
                {"name": container["name"], "image": container["image"], "imageID": "", "restartCount": 0, "ready": False, "state": state}]}
            with contextlib.suppress(urllib.error.HTTPError):  # the pod is gone
                self.request("PATCH", f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}/status", {"status": status})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True, help="host:port of devbox, or of runs-service")
    parser.add_argument("--internal", required=True, help="host:port of its internal listener")
    parser.add_argument("--actions", help="host:port of actions-service, where it is another")
    parser.add_argument("--dataproxy", help="host:port of dataproxy-service, where it is another")
    parser.add_argument("--events", help="host:port of events-service, where it is another")
    parser.add_argument("--kubernetes", metavar="URL", help="a stand-in for the Kubernetes API without a node")
    o = parser.parse_args()
    if o.kubernetes:
        Node(o.kubernetes)
    Training(o.endpoint, o.internal, o.actions or o.endpoint, o.dataproxy or o.endpoint, o.events or o.internal).run()


if __name__ == "__main__":
    main()
