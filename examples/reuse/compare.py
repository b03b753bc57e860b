"""The same small tasks as ordinary pods and in warm workers, and the times of both.

    python compare.py --endpoint http://localhost:8090 [--children 200]

The parent calls its children one after the other, then all at once. Needs `pip install flyte==2.12.1` and a backend.
"""

import argparse
import asyncio
import os
import statistics
import time

import flyte

resources = flyte.Resources(cpu="100m", memory="300Mi")
cold = flyte.TaskEnvironment(name="reuse_cold", resources=resources)
warm = flyte.TaskEnvironment(
    name="reuse_warm",
    resources=resources,
    # Four slots in two processes. All stay for a minute without work.
    reusable=flyte.ReusePolicy(replicas=2, concurrency=4, idle_ttl=60, scaledown_ttl=60),
)
parents = flyte.TaskEnvironment(name="reuse_parent", depends_on=[cold, warm], resources=resources)


async def moment() -> list[float]:
    """When the user's code ran, in which process, and how much CPU that had used by then."""
    return [time.time(), float(os.getpid()), time.process_time()]


@cold.task
async def in_a_pod(number: int) -> list[float]:
    return await moment()


@warm.task
async def in_a_worker(number: int) -> list[float]:
    return await moment()


@parents.task
async def compare(children: int, one_by_one: int, reuse: bool) -> list[float]:
    task = in_a_worker if reuse else in_a_pod
    began = time.time()
    await task(0)
    first = time.time() - began
    waits = []
    for number in range(1, one_by_one + 1):
        called = time.time()
        waits.append((await task(number))[0] - called)
    began = time.time()
    all_at_once = await asyncio.gather(*(task(1000 + number) for number in range(children)))
    took = time.time() - began
    used = {}
    for _, pid, cpu in all_at_once:
        used.setdefault(pid, []).append(cpu)
    if reuse:
        cpu = sum(max(each) - min(each) for each in used.values()) / children
    else:
        cpu = statistics.mean(each[0] for each in used.values())
    waits.sort()
    return [first, waits[len(waits) // 2], waits[int(len(waits) * 0.95)], took, children / took, float(len(used)), cpu]


def show(title, result):
    first, p50, p95, took, rate, processes, cpu = result
    print(
        f"{title}: first {first:.2f} s; call to user code p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms; "
        f"all at once {took:.1f} s, {rate:.1f} /s, {processes:.0f} processes, {cpu * 1000:.1f} ms of CPU each in Python"
    )


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--children", type=int, default=200)
    parser.add_argument("--one-by-one", type=int, default=20)
    parser.add_argument("--only", choices=("pods", "workers"))
    options = parser.parse_args()
    await flyte.init.aio(
        endpoint=options.endpoint.removeprefix("http://"), insecure=True, project="flytesnacks", domain="development"
    )
    for title, reuse in (("ordinary pods", False), ("warm workers", True)):
        if options.only and (options.only == "workers") != reuse:
            continue
        run = await flyte.run.aio(compare, children=options.children, one_by_one=options.one_by_one, reuse=reuse)
        await run.wait.aio(quiet=True)
        show(title, (await run.outputs.aio())[0])


if __name__ == "__main__":
    asyncio.run(main())
