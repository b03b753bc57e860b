"""A raw container fails by its exit code, by _ERROR and by a missing output; values, files and lists pass through it."""

import os
from datetime import datetime, timedelta, timezone

import flyte
from flyte.extras import ContainerTask
from flyte.io import File

LIMIT = 400
IMAGE = os.environ.get("SDK_CASES_IMAGE", "python:3.11-slim")


def shell(name, script, inputs=None, outputs=None, **arguments):
    return ContainerTask(name=name, image=flyte.Image.from_base(IMAGE), command=["sh", "-c", script],
                         inputs=inputs or {}, outputs=outputs or {}, **arguments)


quick = shell("quick", "printf done > /var/outputs/text", outputs={"text": str})
leaves = shell("leaves", "echo no good >&2; exit 3", outputs={"text": str}, retries=1)
says = shell("says", """printf '{"code": "NoData", "message": "nothing there", "recoverable": false}' > /var/outputs/_ERROR""",
             outputs={"text": str}, retries=2)
forgets = shell("forgets", "true", outputs={"text": str})
nothing = shell("nothing", "true")
carries = shell(
    "carries",
    """cd /var/inputs; grep -q '"rate": 1.5' inputs.json && cp rate when took file flag /var/outputs/
    cat words/1 > /var/outputs/word; printf '[1, 2, 3]' > /var/outputs/numbers""",
    inputs={"rate": float, "when": datetime, "took": timedelta, "file": File, "flag": bool, "words": list[str]},
    outputs={"rate": float, "when": datetime, "took": timedelta, "file": File, "flag": bool, "word": str,
             "numbers": list[int]})
raw = flyte.TaskEnvironment.from_task("c32_raw", quick, leaves, says, forgets, nothing, carries)
env = flyte.TaskEnvironment(name="c32_parent", depends_on=[raw], env_vars={"SDK_CASES_IMAGE": IMAGE})


@env.task
async def sends() -> str:
    file = await File.from_local(__file__)
    when = datetime(2026, 1, 31, 12, 0, 0, 250000, tzinfo=timezone.utc)
    rate, at, took, copy, flag, word, numbers = await carries(
        rate=1.5, when=when, took=timedelta(hours=1, seconds=2.5), file=file, flag=True, words=["a", "b"])
    async with copy.open("rb") as content:
        text = bytes(await content.read())
    with open(__file__, "rb") as source:
        same = source.read() == text
    return f"{rate} {at == when} {took} {same} {flag} {word} {numbers}"


async def check(kit):
    sent = await kit.submit(sends)
    quicks = [await kit.submit(quick) for _ in range(3)]
    left, said, forgot, none = [await kit.submit(task) for task in (leaves, says, forgets, nothing)]
    for run in (*quicks, none):
        await kit.end(run)
    kit.equal("output", [await kit.outputs(run) for run in quicks], ["done"] * 3)
    await kit.end(left, "FAILED")
    kit.contains("error", await kit.error(left), "exit code 3", "no good")
    await kit.actions(left, {"leaves FAILED x2": 1})
    await kit.end(said, "FAILED")
    kit.contains("error", await kit.error(said), "NoData", "nothing there")
    await kit.actions(said, {"says FAILED": 1})
    await kit.end(forgot, "FAILED")
    kit.contains("error", await kit.error(forgot), "OutputUploadFailed", "'text' is missing")
    await kit.end(sent)
    kit.equal("output", await kit.outputs(sent), "1.5 True 1:00:02.500000 True True b [1, 2, 3]")
    await kit.actions(sent, {"sends": 1, "carries": 1})
