"""An example connector for the SDK's connector service: `c0 --modules remote_jobs`.

It plays an outside system whose jobs take some seconds and end as the task says. Every job is remembered by the idempotency key of its
request, so that the same request again is the same job. With REMOTE_JOBS_LOG, a file, every call is written there as a line of JSON, and jobs
survive a restart of the service.
"""

import json
import os
import pathlib
import time
import uuid
from dataclasses import dataclass

from flyte.connectors import AsyncConnector, ConnectorRegistry, Resource, ResourceMeta
from flyteidl2.core.execution_pb2 import TaskExecution, TaskLog
from google.protobuf import json_format

KEY = "flyte.org/idempotency-key"
ENDS = {
    "succeed": TaskExecution.SUCCEEDED,
    "fail": TaskExecution.FAILED,
    "retry": TaskExecution.RETRYABLE_FAILED,
    "abort": TaskExecution.ABORTED,
}


@dataclass
class JobMeta(ResourceMeta):
    job_id: str


class RemoteJobs(AsyncConnector):
    name = "Remote jobs"
    task_type_name = "remote_job"
    metadata_type = JobMeta

    def __init__(self):
        self.jobs, self.by_key = {}, {}
        path = os.environ.get("REMOTE_JOBS_LOG")
        self.log = pathlib.Path(path) if path else None
        if self.log and self.log.exists():
            for line in self.log.read_text().splitlines():
                call = json.loads(line)
                if call["call"] == "create":
                    self.jobs[call["id"]], self.by_key[call["key"]] = call, call["id"]
                elif call["call"] == "delete":
                    self.jobs.pop(call["id"], None)

    def note(self, call, **values):
        entry = {"call": call, **values}
        if self.log:
            with self.log.open("a") as file:
                file.write(json.dumps(entry) + "\n")
        return entry

    async def create(self, task_template, output_prefix, inputs=None, task_execution_metadata=None, **kwargs):
        custom = json_format.MessageToDict(task_template.custom)
        if custom.get("end") == "refuse":
            raise ValueError("this job is refused")
        key = task_execution_metadata.annotations[KEY]
        known = self.by_key.get(key)
        if known:
            self.note("again", id=known, key=key)
            return JobMeta(known)
        job = self.note(
            "create",
            id=uuid.uuid4().hex,
            key=key,
            number=(inputs or {}).get("number"),
            token=kwargs.get("token"),
            seconds=custom.get("seconds", 0),
            end=custom.get("end", "succeed"),
            declares=bool(task_template.interface.outputs.variables),
            started=time.time(),
        )
        self.jobs[job["id"]], self.by_key[key] = job, job["id"]
        return JobMeta(job["id"])

    async def get(self, resource_meta, **kwargs):
        job = self.jobs.get(resource_meta.job_id)
        if job is None:
            raise ValueError(f"there is no job {resource_meta.job_id}")
        links = [TaskLog(name="job", uri=f"https://jobs.example/{job['id']}")]
        if time.time() < job["started"] + job["seconds"]:
            return Resource(phase=TaskExecution.RUNNING, message="at work", log_links=links)
        phase = ENDS[job["end"]]
        outputs = None
        if phase == TaskExecution.SUCCEEDED and job["declares"]:
            outputs = {"answer": f"{job['number']} doubled is {2 * job['number']}, token {kwargs.get('token')}"}
        return Resource(phase=phase, message=f"the job ended: {job['end']}", log_links=links, outputs=outputs)

    async def delete(self, resource_meta, **kwargs):
        self.note("delete", id=resource_meta.job_id)
        self.jobs.pop(resource_meta.job_id, None)


ConnectorRegistry.register(RemoteJobs())
