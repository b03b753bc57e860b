"""Tasks of a connector's type: success with outputs and a secret, failure, retries, refusal, abort."""

import os

import flyte
from flyte.extend import TaskTemplate
from flyte.models import NativeInterface, SerializationContext

KEY = "C33_TOKEN"


class RemoteJob(TaskTemplate):
    """A task that the connector service in connectors/remote_jobs.py carries out."""

    def __init__(self, name, seconds=1, end="succeed", token=False, **kwargs):
        super().__init__(
            name=name,
            short_name=name,
            interface=NativeInterface({"number": (int, None)}, {"answer": str}),
            task_type="remote_job",
            image=None,
            **kwargs,
        )
        self.seconds, self.result, self.token = seconds, end, token

    def custom_config(self, sctx: SerializationContext):
        config = {"seconds": self.seconds, "end": self.result}
        if self.token:
            config["secrets"] = {"token": KEY}
        return config


doubled = RemoteJob("doubled", token=True)
failing = RemoteJob("failing", end="fail")
retrying = RemoteJob("retrying", end="retry", retries=1)
refused = RemoteJob("refused", end="refuse")
endless = RemoteJob("endless", seconds=900)
jobs = flyte.TaskEnvironment.from_task("c33_jobs", doubled, failing, retrying, refused, endless)
env = flyte.TaskEnvironment(name="c33_connector", depends_on=[jobs])


@env.task
async def parent(number: int) -> str:
    return await doubled(number=number)


async def check(kit):
    if not os.environ.get("SDK_CASES_CONNECTOR"):
        from kit import Skip

        raise Skip("no connector service: scripts/sdk-cases starts one")
    value = f"t0ken-{kit.tag}"
    try:
        await kit.cli("delete", "secret", KEY)  # of an earlier run
    except AssertionError:
        pass
    await kit.cli("create", "secret", KEY, "--value", value)
    try:
        run = await kit.example(doubled, {"number": 4}, f"4 doubled is 8, token {value}")
        row = (await kit.rows(run))[0]
        kit.contains("links", str(row.details.pb2), "https://jobs.example/")
        kit.true("the value is in no spec", value not in str(row.details.pb2.task))
        run = await kit.example(parent, {"number": 5}, f"5 doubled is 10, token {value}")
        await kit.actions(run, {"parent": 1, "doubled": 1})
    finally:
        await kit.cli("delete", "secret", KEY)

    run = await kit.submit(failing, number=1)
    await kit.end(run, "FAILED")
    kit.contains("error", await kit.error(run), "TaskFailedWithError", "the job ended: fail")

    run = await kit.submit(retrying, number=1)
    await kit.end(run, "FAILED")
    await kit.actions(run, {"retrying FAILED x2": 1})

    run = await kit.submit(refused, number=1)
    await kit.end(run, "FAILED")
    kit.contains("error", await kit.error(run), "TaskFailedWithError", "this job is refused")

    run = await kit.submit(endless, number=1)
    await kit.until_running(run, "endless")
    await run.abort.aio("enough")
    await kit.end(run, "ABORTED")
    deletions = os.environ["SDK_CASES_CONNECTOR"]

    async def deleted():
        import json

        calls = [json.loads(line) for line in open(deletions)]
        ends = {c["id"] for c in calls if c["call"] == "create" and c["seconds"] == 900}
        return ends and ends <= {c["id"] for c in calls if c["call"] == "delete"}

    await kit.until("the job is deleted", 60, deleted)
