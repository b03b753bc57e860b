"""Reusable environment: state stays in a worker, every action has its own names, retries and errors are as without."""

import os

import flyte

env = flyte.TaskEnvironment(
    name="c35_reuse",
    resources=flyte.Resources(cpu="200m", memory="500Mi"),
    reusable=flyte.ReusePolicy(replicas=(1, 2), idle_ttl=60, scaledown_ttl=30),
)
LIMIT = 240
calls = 0


@env.task
async def call(number: int) -> str:
    global calls
    calls += 1
    print(f"call {number}")
    return f"{os.getpid()} {calls} {os.environ['ACTION_NAME']} {flyte.ctx().action.name}"


@env.task(retries=2)
async def fails_once(number: int) -> int:
    attempt = int(os.environ["FLYTE_ATTEMPT_NUMBER"])
    print(f"attempt {attempt}")
    if attempt == 0:
        raise ValueError("the first attempt fails")
    return number


@env.task
async def refuses(number: int) -> int:
    raise ValueError(f"refused {number}")


@env.task
def plain(number: int) -> int:
    return number + 1


parents = flyte.TaskEnvironment(name="c35_parent", depends_on=[env], resources=flyte.Resources(cpu="200m", memory="500Mi"))


@parents.task
async def parent(count: int) -> list[str]:
    results = [await call(number) for number in range(count)]
    results.append(str(await fails_once(7)))
    results.append(str(await plain.aio(1)))
    try:
        await refuses(3)
    except Exception as e:
        results.append(str(e))
    return results


async def check(kit):
    run = await kit.submit(parent, count=6)
    await kit.end(run)
    got = await kit.outputs(run)
    calls = [line.split() for line in got[:6]]
    kit.true("hardly any process", len({pid for pid, *_ in calls}) <= 2, calls)
    kit.true("state stays", max(int(number) for _, number, *_ in calls) >= 3, calls)
    kit.true("its own action", all(variable == name for _, _, variable, name in calls), calls)
    kit.equal("a retried one", got[6], "7")
    kit.equal("one that is not async", got[7], "2")
    kit.contains("the error of a child", got[8], "refused 3")
