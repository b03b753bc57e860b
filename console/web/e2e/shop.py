"""Tasks whose runs show every state that the console has a page for."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import List, Optional

import flyte
import flyte.report

env = flyte.TaskEnvironment(name="shop", description="Orders of a small shop")


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


@dataclass
class Item:
    name: str
    price: float


@dataclass
class Receipt:
    total: float
    items: List[Item]


@env.task
async def price(item: str, pieces: int = 1) -> float:
    """Prices one item."""
    print(f"pricing {pieces} x {item}")
    return pieces * (len(item) + 0.5)


@env.task(retries=1)
async def charge(total: float) -> str:
    """Never works: the card is declined."""
    print("contacting the bank")
    print("\x1b[31mERROR\x1b[0m card declined", file=sys.stderr)
    raise ValueError(f"card declined for {total:.2f}")


@flyte.trace
async def look_up(item: str) -> str:
    return item.upper()


@env.task(report=True)
async def summarize(items: List[str]) -> Receipt:
    """Leaves a receipt and a report whose script looks around."""
    await flyte.report.replace.aio(
        "<h1>Receipt</h1><p id='ran'>no script</p><p id='parent'>?</p><p id='cookie'>?</p>"
        "<script>document.getElementById('ran').textContent = 'script ran';"
        "try { document.getElementById('parent').textContent = parent.document.title } catch (e)"
        " { document.getElementById('parent').textContent = 'no parent' }"
        "try { document.getElementById('cookie').textContent = document.cookie + localStorage.length } catch (e)"
        " { document.getElementById('cookie').textContent = 'no storage' }</script>"
    )
    await flyte.report.flush.aio()
    return Receipt(float(sum(map(len, items))), [Item(name, len(name) * 1.5) for name in items])


@env.task
async def order(
    items: List[str] = ["lamp", "table"],
    count: int = 2,
    size: Size = Size.SMALL,
    note: Optional[str] = None,
    express: bool = False,
) -> Receipt:
    """Prices all items, then writes a receipt."""
    for item in items:
        await look_up(item)
    with flyte.group("prices"):
        await asyncio.gather(*[price(f"{item}-{n}", n) for item in items for n in range(1, count + 1)])
    return await summarize(items)


@env.task
async def failing(items: List[str] = ["lamp"]) -> str:
    """Fails in a child that is tried twice."""
    with flyte.group("prices"):
        await asyncio.gather(*[price(item) for item in items])
    return await charge(12.5)


@env.task
async def chatty(lines: int = 20000) -> int:
    """Prints many lines."""
    print("the needle is in the first line")
    for number in range(lines):
        print(f"line {number} of {lines}: the quick brown fox" + (" WARNING slow" if number % 1000 == 0 else ""))
    return lines


@env.task
async def approve() -> str:
    """Waits for somebody."""
    ready = await flyte.new_condition.aio("ready", prompt="**Ship** the order?", prompt_type="markdown", data_type=bool)
    return f"shipped: {await ready.wait.aio()}"


@env.task
async def slow(seconds: float = 600.0) -> str:
    """Ticks until it is stopped."""
    for number in range(int(seconds)):
        print("tick", number, flush=True)
        await asyncio.sleep(1)
    return "done"


@env.task(triggers=flyte.Trigger("nightly", flyte.Cron("30 2 * * *", timezone="Europe/Berlin"), auto_activate=False, inputs={"at": flyte.TriggerTime}))
async def stamp(at: datetime) -> str:
    """Stamps the time."""
    return at.isoformat()
