"""A run of fifty children that leave a mark for each execution; submit it, count it, wait for it.

    python fifty.py submit|succeeded|wait ENDPOINT [RUN] [MARKS]
"""

import asyncio
import os
import pathlib
import sys
import time

os.environ.setdefault("FLYTE_DISABLE_SENTRY", "1")
os.environ.setdefault("LOG_LEVEL", "40")

import flyte  # noqa: E402

env = flyte.TaskEnvironment(name="fifty")


@env.task
def child(number: int, marks: str) -> int:
    with open(pathlib.Path(marks) / os.environ["ACTION_NAME"], "a") as mark:
        mark.write(f"{number}\n")
    time.sleep(0.5)
    return number


@env.task
def parent(marks: str) -> int:
    return sum(flyte.map(child, list(range(50)), [marks] * 50))


async def main(verb, endpoint, *words):
    from flyte.remote import Action, Run

    await flyte.init.aio(
        endpoint=f"dns:///{endpoint}", insecure=True, project="flytesnacks", domain="development",
        image_builder="local", images={"default": "none:local"}, root_dir=pathlib.Path(__file__).parent,
    )
    if verb == "submit":
        run = await flyte.with_runcontext(mode="remote").run.aio(parent, marks=words[0])
        print(run.name)
        return
    run = await Run.get.aio(words[0])
    if verb == "wait":
        while not run.action.done():
            await run.wait.aio(quiet=True)
            run = await Run.get.aio(words[0])
        print(run.action.phase.name, *tuple(await run.outputs.aio()))
        return
    async for action in Action.listall.aio(for_run_name=run.name):
        if action.phase.name == "SUCCEEDED":
            print(action.name)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
    sys.stdout.flush()
    os._exit(0)  # the SDK's native threads may abort the process at the interpreter's end
