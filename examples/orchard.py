"""An orchard's harvest: a fan-out with a map, files in and out, and a task that works at the second try.

Runs on any Flyte 2 backend:

    flyte run orchard.py harvest --weights weights.csv
"""

import csv
import os
from dataclasses import dataclass
from typing import List

import flyte
from flyte.io import File

env = flyte.TaskEnvironment(name="orchard")


@dataclass
class Row:
    """One row of trees, and what each of them gave, in kilograms."""

    name: str
    kilograms: List[float]


@env.task
def weigh(row: Row) -> float:
    """Adds up a row. The map starts one of these for each row of the orchard."""
    print(f"row {row.name}: {len(row.kilograms)} trees")
    return round(sum(row.kilograms), 1)


@env.task(retries=2)
async def book(total: float) -> str:
    """Books the harvest with a buyer who never answers the first call."""
    attempt = int(os.environ["FLYTE_ATTEMPT_NUMBER"])
    if attempt == 0:
        raise ConnectionError("the buyer does not answer")
    return f"{total} kg booked at call {attempt + 1}"


@env.task
async def write_report(names: List[str], totals: List[float], booking: str) -> File:
    """Writes the report into a file of the object store."""
    lines = [f"{name:<12} {total:>8.1f} kg" for name, total in zip(names, totals)]
    report = File.new_remote(file_name="report.txt")
    async with report.open("wb") as stream:
        await stream.write("\n".join([*lines, "", booking, ""]).encode())
    return report


@env.task
async def harvest(weights: File) -> tuple[float, File]:
    """Reads the file, weighs all rows at the same time, books the harvest, writes the report."""
    async with weights.open("rb") as stream:
        text = bytes(await stream.read()).decode()
    rows = [Row(name, [float(x) for x in values]) for name, *values in csv.reader(text.splitlines())]
    totals = [total async for total in flyte.map.aio(weigh, rows)]
    booking = await book(round(sum(totals), 1))
    return round(sum(totals), 1), await write_report([row.name for row in rows], totals, booking)
