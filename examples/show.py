#!/usr/bin/env python3
"""Runs orchard.py on a backend, shows what happens, and checks the outputs. Used by `make demo`.

    python show.py --endpoint localhost:8090
"""

import argparse
import asyncio
import collections
import json
import os
import pathlib
import sys
import tempfile
import time

os.environ.setdefault("FLYTE_DISABLE_SENTRY", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("LOG_LEVEL", "40")

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

import flyte  # noqa: E402
from flyte.io import File  # noqa: E402
from flyte.remote import Action  # noqa: E402

import orchard  # noqa: E402

WANTED_TOTAL = 484.1
WANTED_BOOKING = "484.1 kg booked at call 2"
WANTED_ACTIONS = {"harvest": (1, 1), "weigh": (4, 1), "book": (1, 2), "write_report": (1, 1)}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", required=True, help="host:port of the backend")
    parser.add_argument("--image", default="none:local", help="image of the pods; the local node ignores it")
    return parser.parse_args()


def write_config(options, folder):
    config = {
        "admin": {"endpoint": f"dns:///{options.endpoint}", "insecure": True},
        "task": {"project": "flytesnacks", "domain": "development"},
        "image": {"builder": "local", "image_refs": {"default": options.image}},
    }
    path = pathlib.Path(folder) / "config.yaml"
    path.write_text(json.dumps(config))  # JSON is YAML
    return str(path)


async def details_of(run):
    found = [action async for action in Action.listall.aio(for_run_name=run.name)]
    return [details.pb2 for details in await asyncio.gather(*(action.details() for action in found))]


def name_of(action):
    return action.task.short_name or action.metadata.task.short_name or action.id.name


def phase_of(action):
    from flyteidl2.common import phase_pb2

    return phase_pb2.ActionPhase.Name(action.status.phase).removeprefix("ACTION_PHASE_")


def line(action):
    status = action.status
    seconds = ""
    if status.HasField("end_time"):
        seconds = f"{(status.end_time.ToMilliseconds() - status.start_time.ToMilliseconds()) / 1000:5.1f} s"
    tries = f"  {status.attempts} attempts" if status.attempts > 1 else ""
    return f"{name_of(action):<16} {phase_of(action):<12} {seconds:>8}{tries}"


def tree(actions, parent="", indent="  "):
    children = sorted(
        (action for action in actions if action.metadata.parent == parent),
        key=lambda action: action.status.start_time.ToMicroseconds(),
    )
    for child in children:
        print(f"{indent}{line(child)}")
        tree(actions, child.id.name, indent + "   ")


async def follow(run):
    """Prints a line whenever the count of an action phase changes."""
    began, last = time.monotonic(), None
    while True:
        actions = await details_of(run)
        counts = collections.Counter(phase_of(action).lower() for action in actions)
        if counts != last:
            text = ", ".join(f"{count} {phase}" for phase, count in sorted(counts.items()))
            print(f"  {time.monotonic() - began:5.1f} s  {text}", flush=True)
            last = counts
        root = [action for action in actions if action.id.name == "a0"]
        if root and root[0].status.HasField("end_time"):
            return actions
        await asyncio.sleep(0.7)


def problems(actions, total, report):
    if total != WANTED_TOTAL:
        yield f"the total is {total}, not {WANTED_TOTAL}"
    if WANTED_BOOKING not in report:
        yield f"the report does not say {WANTED_BOOKING!r}"
    for name, (count, attempts) in WANTED_ACTIONS.items():
        seen = [action.status.attempts for action in actions if name_of(action) == name]
        if seen != [attempts] * count:
            yield f"attempts of {name} are {seen}, not {[attempts] * count}"


async def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        await flyte.init_from_config.aio(write_config(options, folder), root_dir=HERE)
        weights = await File.from_local(str(HERE / "weights.csv"))
        run = await flyte.with_runcontext(mode="remote").run.aio(orchard.harvest, weights)
        print(f"Run {run.name}: four rows weighed at once, a booking that is tried twice, a report.\n", flush=True)
        actions = await follow(run)
        print("\nActions")
        tree(actions)
        root = next(action for action in actions if action.id.name == "a0")
        if phase_of(root) != "SUCCEEDED":
            print(f"\nThe run did not succeed. {root.error_info.message or phase_of(root)}")
            return 1
        total, report_file = tuple(await run.outputs.aio())
        async with report_file.open("rb") as stream:
            report = bytes(await stream.read()).decode()
        print(f"\nOutputs\n  o0  {total}\n  o1  {report_file.path}\n")
        print("\n".join(f"      {text}" for text in report.splitlines()))
        wrong = list(problems(actions, total, report))
        for text in wrong:
            print(f"WRONG: {text}")
        return 1 if wrong else 0


if __name__ == "__main__":
    code = asyncio.run(main())
    sys.stdout.flush()
    os._exit(code)  # the SDK's native threads may abort the process at the interpreter's end
