"""Creates runs, watches them and lists, until a file appears; counts the calls that failed as the SDK sees them.

    rolling_load.py CONFIG IMAGE STOP_FILE SECONDS_BETWEEN_RUNS

Ends with 1 when a call failed, a run ended in another way than SUCCEEDED, or nothing was called.
"""

import asyncio
import collections
import logging
import pathlib
import sys
import time
import traceback

import flyte
from flyte.remote import Action, Run

env = flyte.TaskEnvironment(name="rolling_load")
SECONDS_BETWEEN_LISTS = 0.5
SECONDS_OF_A_RUN = 300


@env.task
def double(number: int) -> int:
    return 2 * number


class Load:
    def __init__(self, stop, between):
        self.stop, self.between = pathlib.Path(stop), between
        self.calls, self.failures = collections.Counter(), []

    async def call(self, what, coroutine):
        """The result of a call, or None if it failed."""
        began = time.strftime("%H:%M:%S")
        try:
            result = await coroutine
            self.calls[what] += 1
            return result
        except Exception as e:
            self.failures.append(f"{what}, begun {began}, failed {time.strftime('%H:%M:%S')}: {type(e).__name__}: {e}")
            traceback.print_exc()
            return None

    async def one_run(self, number):
        run = await self.call("create", flyte.with_runcontext(mode="remote").run.aio(double, number=number))
        if run is None:
            return
        while not run.action.done():
            if await self.call("wait", asyncio.wait_for(self.watched(run), SECONDS_OF_A_RUN)) is None:
                return
        if run.action.phase.name != "SUCCEEDED":
            self.failures.append(f"run {run.name} ended as {run.action.phase.name}")
            return
        outputs = await self.call("outputs", run.outputs.aio())
        if outputs is not None and tuple(outputs) != (2 * number,):
            self.failures.append(f"run {run.name}: {tuple(outputs)} instead of {2 * number}")

    @staticmethod
    async def watched(run):
        await run.wait.aio(quiet=True)
        return True

    async def create(self):
        runs, number = [], 0
        while not self.stop.exists():
            number += 1
            runs.append(asyncio.create_task(self.one_run(number)))
            await asyncio.sleep(self.between)
        await asyncio.gather(*runs)

    async def read(self):
        while not self.stop.exists():
            found = await self.call("list", self.listed(Run.listall.aio(limit=5)))
            for run in (found or [])[:1]:
                await self.call("list actions", self.listed(Action.listall.aio(for_run_name=run.name)))
            await asyncio.sleep(SECONDS_BETWEEN_LISTS)

    @staticmethod
    async def listed(found):
        return [item async for item in found]


async def main():
    config, image, stop, between = sys.argv[1:]
    logging.disable(logging.ERROR)
    await flyte.init_from_config.aio(config, root_dir=pathlib.Path(__file__).parent)
    load = Load(stop, float(between))
    await asyncio.gather(load.create(), load.read())
    print(f"calls: {dict(load.calls)}; failed: {len(load.failures)}")
    for failure in load.failures:
        print(failure)
    sys.exit(1 if load.failures or not load.calls["outputs"] else 0)


if __name__ == "__main__":
    asyncio.run(main())
