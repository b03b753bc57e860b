"""tasks.py NUMBER STORE FOLDER: TaskActions whose tasks are jobs of remote_jobs.py, as files for kubectl; without inputs and outputs."""

import json
import pathlib
import sys

FILES = 8


def action(number, store):
    run = f"many{number}"
    base = f"{store}/examples/development/{run}"
    return {
        "apiVersion": "flyte.org/v1",
        "kind": "TaskAction",
        "metadata": {"name": f"{run}-a0", "labels": {"flyte.org/run": run}},
        "spec": {
            "project": "examples",
            "domain": "development",
            "runName": run,
            "actionName": "a0",
            "taskType": "remote_job",
            "inputUri": f"{base}/inputs",
            "runOutputBase": base,
            "template": {
                "id": {"resourceType": "TASK", "project": "examples", "domain": "development", "name": "many", "version": "1"},
                "type": "remote_job",
                "custom": {"seconds": 30, "end": "succeed"},
            },
        },
    }


count, store, folder = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
folder.mkdir(parents=True)
for part in range(FILES):
    items = [action(number, store) for number in range(part, count, FILES)]
    (folder / f"{part}.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
