"""Reusable environments: a parent in the only slot, concurrent tasks and their logs, aborts, time limits, processes that end."""

import asyncio
import os
import time

import flyte
import flyte.errors

resources = flyte.Resources(cpu="200m", memory="500Mi")
LIMIT = 290

one = flyte.TaskEnvironment(
    name="c36_one", resources=resources, reusable=flyte.ReusePolicy(replicas=1, idle_ttl=60, scaledown_ttl=30)
)
many = flyte.TaskEnvironment(
    name="c36_many",
    resources=resources,
    reusable=flyte.ReusePolicy(replicas=1, concurrency=8, idle_ttl=60, scaledown_ttl=30),
)
alone = flyte.TaskEnvironment(
    name="c36_fork",
    resources=resources,
    env_vars={"FLYTE_POOL_ISOLATION": "fork"},
    reusable=flyte.ReusePolicy(replicas=1, idle_ttl=60, scaledown_ttl=30),
)
parents = flyte.TaskEnvironment(name="c36_parent", depends_on=[one, many, alone], resources=resources)
calls = 0


@one.task
async def leaf(number: int) -> int:
    return number * 2


@one.task
async def nested(number: int) -> int:
    return await leaf(number)


@one.task
async def vanishes(number: int) -> int:
    os._exit(number)


@one.task(timeout=3)
async def sleeps(number: int) -> int:
    await asyncio.sleep(60)
    return number


@one.task(timeout=3)
def blocks(number: int) -> int:
    time.sleep(60)
    return number


@many.task
async def speaks(number: int) -> str:
    for line in range(10):
        print(f"speaker {number} line {line}")
        await asyncio.sleep(0.05)
    return str(os.getpid())


@alone.task
async def counts(number: int) -> str:
    global calls
    calls += 1
    print(f"counts {number}")
    return f"{os.getpid()} {calls}"


@parents.task
async def everything() -> list[str]:
    results = []
    for failing in (vanishes(3), sleeps(1), blocks.aio(1)):
        try:
            results.append(str(await failing))
        except Exception as e:
            results.append(f"{type(e).__name__} {e}")
    results.append(str(await nested(21)))
    pids = await asyncio.gather(*(speaks(number) for number in range(8)))
    results.append(str(len(set(pids))))
    forked = [(await counts(number)).split() for number in range(3)]
    results.append(f"{len({pid for pid, _ in forked})} {max(int(count) for _, count in forked)}")
    return results


@many.task
async def waits(number: int) -> int:
    print(f"waits {number}")
    await asyncio.sleep(120)
    return number


async def check(kit):
    from flyte.remote import Action

    run = await kit.submit(everything)
    await kit.end(run)
    ended, slept, blocked, starved, processes, forked = await kit.outputs(run)
    kit.contains("a task that ends its process", ended, "exit code 3")
    kit.contains("an async task with a time limit", slept, "MaxRuntimeExceeded")
    kit.contains("one that blocks", blocked, "MaxRuntimeExceeded")
    kit.equal("a child of the only slot", starved, "42")
    kit.equal("processes of concurrent tasks", processes, "1")
    kit.equal("processes and calls with fork", forked, "3 1")
    speakers = [row for row in await kit.rows(run) if row.name == "speaks"]
    kit.equal("speakers", len(speakers), 8)
    for row in speakers[:3]:
        text = await kit.cli("get", "logs", run.name, row.id)
        said = [line.split("speaker ")[1].split()[0] for line in text.splitlines() if "speaker " in line]
        kit.equal("lines of one action, and of how many tasks", (len(said), len(set(said))), (10, 1))

    aborted = await kit.submit(waits, number=5)
    await kit.until_running(aborted, "waits")
    # The log of a running action streams until its end.
    log = asyncio.ensure_future(kit.cli("get", "logs", aborted.name))
    await asyncio.sleep(3)
    await aborted.abort.aio("enough")
    await kit.end(aborted, "ABORTED")
    kit.contains("the log of a running task", await log, "waits 5")
