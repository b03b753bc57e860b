"""What the checks of logins run: a parent that starts children, which its pod may do with its own token only."""
import asyncio

import flyte

env = flyte.TaskEnvironment(name="login")


@env.task
async def double(x: int) -> int:
    return 2 * x


@env.task
async def parent(x: int = 3) -> int:
    return sum(await asyncio.gather(*(double(n) for n in range(x))))


@env.task
async def slow(seconds: int = 30) -> int:
    for _ in range(seconds):
        await asyncio.sleep(1)
    return await double(seconds)
