"""Creates runs and remembers them in a file; in a later installation, finds them with their outputs and creates another one.

    restored.py CONFIG create|verify FILE
"""

import asyncio
import json
import logging
import pathlib
import sys

import flyte
from flyte.remote import Run

env = flyte.TaskEnvironment(name="restored")
SECONDS_OF_A_RUN = 300


@env.task
def double(number: int) -> int:
    return 2 * number


async def outputs(run):
    await asyncio.wait_for(run.wait.aio(quiet=True), SECONDS_OF_A_RUN)
    assert run.action.phase.name == "SUCCEEDED", f"{run.name} ended as {run.action.phase.name}"
    return tuple(await run.outputs.aio())


async def create(number):
    run = await flyte.with_runcontext(mode="remote").run.aio(double, number=number)
    assert await outputs(run) == (2 * number,)
    return run.name


async def main():
    config, what, file = sys.argv[1:]
    logging.disable(logging.ERROR)
    await flyte.init_from_config.aio(config, root_dir=pathlib.Path(__file__).parent)
    file = pathlib.Path(file)
    if what == "create":
        names = await asyncio.gather(*(create(number) for number in range(1, 4)))
        file.write_text(json.dumps(names))
        print(f"created {', '.join(names)}")
        return
    names = json.loads(file.read_text())
    for number, name in enumerate(names, 1):
        assert await outputs(await Run.get.aio(name)) == (2 * number,), name
    print(f"found {len(names)} runs with their outputs; created {await create(4)}")


if __name__ == "__main__":
    asyncio.run(main())
