"""Runs a workflow of two actions below a span of its own, and checks the trace that the services have sent.

usage: check.py ENDPOINT IMAGE SPANS_FILE
"""

import json
import os
import pathlib
import secrets
import sys
import time

import flyte
from opentelemetry import context, trace

TRACE, ROOT = secrets.token_hex(16), secrets.token_hex(8)
SETTLED = 60  # seconds: spans are sent in batches
SERVICES = {"runs-service", "dataproxy-service", "actions-service", "executor-operator", "cache-service"}

env = flyte.TaskEnvironment(name="check_traces", resources=flyte.Resources(cpu="100m", memory="256Mi"))


@env.task(cache="auto")
async def child(of: str) -> str:
    return os.environ["TRACEPARENT"]


@env.task
async def parent(of: str) -> list[str]:
    return [os.environ["TRACEPARENT"], await child(of)]


def run(endpoint, image):
    """Returns what the two pods have as TRACEPARENT."""
    span = trace.SpanContext(int(TRACE, 16), int(ROOT, 16), is_remote=False, trace_flags=trace.TraceFlags(1))
    context.attach(trace.set_span_in_context(trace.NonRecordingSpan(span)))
    flyte.init(endpoint="dns:///" + endpoint.split("://", 1)[-1], insecure=True, project="flytesnacks", domain="development",
               root_dir=pathlib.Path(__file__).parent, image_builder="local", images={"default": image})
    started = flyte.run(parent, of=TRACE)
    started.wait()
    return list(started.outputs()[0])


def spans(file):
    return [s for s in map(json.loads, file.read_text().splitlines()) if s["trace"] == TRACE]


def problems(found, pods):
    ids = {s["id"] for s in found} | {ROOT}
    yield from (f"the parent of {s['service']} {s['name']} was not sent" for s in found if s["parent"] not in ids)
    yield from (f"there is no span of {name}" for name in SERVICES - {s["service"] for s in found})
    steps = [
        ("flyteidl2.workflow.RunService/CreateRun", "", ""),
        ("deliver Enqueue", "a0", ""),
        ("create TaskAction", "a0", ""),
        ("start attempt", "a0", ""),
        ("flyteidl2.workflow.InternalRunService/RecordAction", "", ""),
        ("create TaskAction", "child", ""),
        ("start attempt", "child", ""),
        ("send flyte.action-events", "child", "SUCCEEDED"),
        ("process flyte.action-events", "child", "SUCCEEDED"),
        ("send flyte.action-events", "a0", "SUCCEEDED"),
        ("process flyte.action-events", "a0", "SUCCEEDED"),
    ]
    before = 0
    for name, action, phase in steps:
        at = [s["start"] for s in found
              if s["name"] == name and s["phase"] == phase
              and (not action or action == ("a0" if s["action"] == "a0" else "child"))]
        if not at:
            yield f"there is no span {name} {action} {phase}"
        elif min(at) < before:
            yield f"span {name} {action} {phase} began before the one that causes it"
        else:
            before = min(at)
    made = {f"00-{TRACE}-{s['id']}-01" for s in found if s["name"] == "create TaskAction"}
    if set(pods) != made:
        yield f"the pods have TRACEPARENT {pods}, but the TaskActions were made by {made}"


def main(endpoint, image, spans_file):
    pods = run(endpoint, image)
    end = time.monotonic() + SETTLED
    while wrong := list(problems(found := spans(pathlib.Path(spans_file)), pods)):
        if time.monotonic() > end:
            for span in sorted(found, key=lambda s: s["start"]):
                print(f"{span['service']:20} {span['id']} below {span['parent']}: {span['name']} {span['action']} {span['phase']}")
            sys.exit("\n".join(wrong))
        time.sleep(0.5)
    counts = {name: sum(s["service"] == name for s in found) for name in sorted(SERVICES)}
    print(f"one trace with one root, {len(found)} spans in order: " + ", ".join(f"{n} {c}" for n, c in counts.items()))


# The pods import this file for its tasks.
if __name__ == "__main__":
    main(*sys.argv[1:])
