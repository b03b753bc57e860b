"""The supervisor with a worker, against an operator that is this test."""

import asyncio
import base64
import gzip
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).parent
RUNNER = os.environ.get("RUNNER", str(HERE.parent.parent / "main/resources/org/flyte/executor/pool"))
os.environ["RUNNER"] = RUNNER


class Operator:
    """One connection of a supervisor."""

    def __init__(self):
        self.messages = []
        self.changed = asyncio.Event()
        self.writer = None
        self.reply = {"type": "welcome"}
        self.hellos = []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, limit=1 << 20)
        self.address = "127.0.0.1:%d" % self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        if self.writer:
            self.writer.close()

    async def serve(self, reader, writer):
        self.hellos.append(json.loads(await reader.readline()))
        writer.write(json.dumps(self.reply).encode() + b"\n")
        if self.reply["type"] != "welcome":
            writer.close()
            return
        self.writer = writer
        self.changed.set()
        while line := await reader.readline():
            self.messages.append(json.loads(line))
            self.changed.set()

    def send(self, **message):
        self.writer.write(json.dumps(message).encode() + b"\n")

    async def until(self, condition, limit=10.0):
        deadline = time.monotonic() + limit
        while not (found := condition()):
            self.changed.clear()
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not within {limit} s: {self.messages}")
            try:
                await asyncio.wait_for(self.changed.wait(), min(left, 0.1))
            except asyncio.TimeoutError:
                pass
        return found

    def of(self, kind, name=None):
        return [m for m in self.messages if m["type"] == kind and (name is None or m["id"] == name)]

    async def ready(self, after=0):
        return await self.until(lambda: [m for m in self.messages[after:] if m["type"] == "state" and m["ready"]])

    def run(self, name, *args, env=None):
        self.send(type="run", id=name, args=list(args), env=env or {}, stamp=f"r/{name}/1")

    async def end(self, name, *args, env=None, limit=10.0):
        self.run(name, *args, env=env)
        return (await self.until(lambda: self.of("ended", name), limit))[0]


def log(end):
    lines = gzip.decompress(base64.b64decode(end["log"])).decode().splitlines()
    return [line.split(" ", 1)[1] for line in lines]


class RunnerTest(unittest.IsolatedAsyncioTestCase):
    async def start(self, operator, fake="", worker=None, **settings):
        given = {"address": operator.address, "pool": "p", "cancelSeconds": 0.3, "neighbourSeconds": 0.5, **settings}
        self.output = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-u", os.path.join(RUNNER, "supervisor.py")],
            stdout=self.output,
            env={
                **os.environ,
                "FLYTE_POOL": json.dumps(given),
                "FLYTE_POOL_TOKEN": "secret",
                "FLYTE_POOL_WORKER": worker or str(HERE / "fake_worker.py"),
                "FAKE_ENGINE": fake,
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )
        self.addCleanup(self.stop)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        self.output.close()

    def printed(self):
        self.output.seek(0)
        return self.output.read().decode().splitlines()

    async def test_runs_tasks_in_one_process_that_keeps_state(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            for number in (1, 2, 3):
                end = await operator.end(f"t{number}", "count")
                self.assertEqual(end["outcome"], "completed")
                self.assertEqual(log(end), [f"count {number}"])
            self.assertIn("@r/t2/1 count 2", self.printed())
            self.assertEqual(operator.hellos[0]["token"], "secret")

    async def test_a_second_run_of_a_task_changes_nothing(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            await operator.end("t1", "count")
            operator.run("t1", "count")
            await operator.until(lambda: len(operator.of("ended", "t1")) == 2)
            self.assertEqual(log(await operator.end("t2", "count")), ["count 2"])

    async def test_offers_as_many_slots_as_it_has(self):
        async with Operator() as operator:
            await self.start(operator, concurrency=2)
            await operator.ready()
            for name in ("a", "b", "c"):
                operator.send(type="offer", id=name)
            await operator.until(lambda: operator.of("refuse", "c"))
            self.assertEqual(len(operator.of("accept")), 2)
            operator.send(type="abort", id="a")
            operator.send(type="offer", id="c")
            await operator.until(lambda: operator.of("accept", "c"))

    async def test_output_of_concurrent_tasks_is_told_apart(self):
        async with Operator() as operator:
            await self.start(operator, concurrency=8)
            await operator.ready()
            for number in range(8):
                operator.run(f"t{number}", "print", *[f"{number} says {line}" for line in range(20)])
            for number in range(8):
                end = (await operator.until(lambda: operator.of("ended", f"t{number}")))[0]
                self.assertEqual(log(end), [f"{number} says {line}" for line in range(20)])

    async def test_a_line_without_an_end_is_of_its_task(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            self.assertEqual(log(await operator.end("t1", "raw")), ["no line end"])
            self.assertEqual(log(await operator.end("t2", "count")), ["count 2"])

    async def test_a_long_log_is_left_to_the_pod(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            end = await operator.end("t1", "many", "5000")
            self.assertNotIn("log", end)
            self.assertIn("line 4999", end["tail"])
            self.assertEqual(sum(1 for line in self.printed() if line.startswith("@r/t1/1 line ")), 5000)

    async def test_variables_of_the_action_are_set(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            self.assertEqual(log(await operator.end("t1", "env", "ACTION_NAME", env={"ACTION_NAME": "x"})), ["x"])
            self.assertEqual(log(await operator.end("t2", "env", "FLYTE_POOL_TOKEN")), ["None"])

    async def test_ends_of_processes_are_reported(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            for args, outcome, code in (
                (("raise",), "exited", 1),
                (("sysexit", "3"), "exited", 3),
                (("exit", "4"), "exited", 4),
                (("kill",), "exited", -signal.SIGKILL),
                (("segv",), "exited", -signal.SIGSEGV),
            ):
                seen = len(operator.messages)
                operator.run(" ".join(args), *args)
                end = (await operator.until(lambda: operator.of("ended", " ".join(args))))[0]
                self.assertEqual((end["outcome"], end["code"]), (outcome, code), args)
                if args[0] in ("exit", "kill", "segv"):
                    await operator.ready(after=seen)
            self.assertEqual((await operator.end("after", "count"))["outcome"], "completed")

    async def test_neighbours_of_a_killed_task_are_lost_not_failed(self):
        async with Operator() as operator:
            await self.start(operator, concurrency=2)
            await operator.ready()
            operator.run("quiet", "sleep", "20")
            await operator.until(lambda: operator.of("started", "quiet"))
            self.assertEqual((await operator.end("loud", "kill"))["outcome"], "lost")
            self.assertEqual((await operator.until(lambda: operator.of("ended", "quiet")))[0]["outcome"], "lost")

    async def test_aborts_async_tasks_and_keeps_the_worker(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            operator.run("t1", "sleep", "60")
            await operator.until(lambda: operator.of("started", "t1"))
            operator.send(type="abort", id="t1")
            self.assertEqual((await operator.until(lambda: operator.of("ended", "t1")))[0]["outcome"], "aborted")
            self.assertEqual(log(await operator.end("t2", "count")), ["count 2"])

    async def test_kills_the_worker_of_a_task_that_cannot_be_cancelled(self):
        for what in ("block", "thread"):
            async with Operator() as operator:
                await self.start(operator)
                await operator.ready()
                operator.run("t1", what, "60")
                await operator.until(lambda: operator.of("started", "t1"))
                seen = len(operator.messages)
                operator.send(type="abort", id="t1")
                self.assertEqual((await operator.until(lambda: operator.of("ended", "t1")))[0]["outcome"], "aborted")
                await operator.ready(after=seen + 2)
                self.assertEqual(operator.of("restarted")[0]["reason"], "abort")
                self.assertEqual(log(await operator.end("t2", "count")), ["count 1"])
                self.stop()

    async def test_neighbours_may_end_before_the_worker_is_killed(self):
        async with Operator() as operator:
            await self.start(operator, concurrency=2, neighbourSeconds=10)
            await operator.ready()
            operator.run("stuck", "thread", "60")
            operator.run("short", "sleep", "1")
            await operator.until(lambda: len(operator.of("started")) == 2)
            operator.send(type="abort", id="stuck")
            await operator.until(lambda: operator.of("ended", "stuck"))
            self.assertEqual(operator.of("ended", "short")[0]["outcome"], "completed")

    async def test_replaces_the_worker_after_many_tasks(self):
        async with Operator() as operator:
            await self.start(operator, maxTasks=3)
            await operator.ready()
            for number in range(3):
                await operator.end(f"t{number}", "count")
            await operator.until(lambda: operator.of("restarted"))
            self.assertEqual(operator.of("restarted")[0]["reason"], "tasks")
            await operator.ready(after=operator.messages.index(operator.of("restarted")[0]))
            self.assertEqual(log(await operator.end("t9", "count")), ["count 1"])

    async def test_replaces_a_large_worker_before_it_runs_out_of_memory(self):
        async with Operator() as operator:
            await self.start(operator, memoryLimit=120 << 20)
            await operator.ready()
            for number in range(100):
                while True:
                    seen = len(operator.messages)
                    operator.send(type="offer", id=f"t{number}")
                    answer = await operator.until(
                        lambda: [m for m in operator.messages[seen:] if m["type"] in ("accept", "refuse")]
                    )
                    if answer[0]["type"] == "accept":
                        break
                    await asyncio.sleep(0.05)
                self.assertEqual((await operator.end(f"t{number}", "leak", str(2 << 20)))["outcome"], "completed")
                operator.send(type="forget", id=f"t{number}")
            self.assertEqual({m["reason"] for m in operator.of("restarted")}, {"memory"})

    async def test_tells_a_new_operator_what_runs_and_what_has_ended(self):
        async with Operator() as operator:
            await self.start(operator, concurrency=2)
            await operator.ready()
            operator.run("long", "sleep", "30")
            await operator.end("short", "count")
            seen = len(operator.messages)
            operator.writer.close()
            await operator.until(lambda: len(operator.hellos) == 2)
            self.assertEqual(operator.hellos[1]["running"], ["long"])
            await operator.until(lambda: [m for m in operator.messages[seen:] if m["type"] == "ended"])
            operator.send(type="forget", id="short")
            operator.run("long", "sleep", "30")
            await operator.until(lambda: len(operator.of("started", "long")) == 2)

    async def test_asks_again_when_it_is_refused(self):
        async with Operator() as operator:
            operator.reply = {"type": "rejected", "reason": "not the leader"}
            await self.start(operator)
            await operator.until(lambda: len(operator.hellos) >= 2)
            operator.reply = {"type": "welcome"}
            await operator.ready()

    async def test_says_why_it_is_unusable(self):
        for fake, words in (("no-sdk", "No module named 'flyte'"), ("dies", "exit code 7")):
            async with Operator() as operator:
                await self.start(operator, fake=fake)
                state = await operator.until(lambda: [m for m in operator.of("state") if m.get("unusable")])
                self.assertIn(words, state[0]["unusable"])
                operator.send(type="offer", id="t1")
                await operator.until(lambda: operator.of("refuse", "t1"))
                self.stop()

    async def test_runs_tasks_as_processes_of_an_sdk_it_does_not_know(self):
        async with Operator() as operator:
            await self.start(operator, fake="unknown")
            await operator.ready()
            end = await operator.end("t1", "/bin/sh", "-c", "echo from $ACTION_NAME", env={"ACTION_NAME": "x"})
            self.assertEqual((end["outcome"], log(end)), ("completed", ["from x"]))
            self.assertEqual((await operator.end("t2", "/bin/sh", "-c", "exit 5"))["code"], 5)
            operator.run("t3", "/bin/sh", "-c", "sleep 60")
            await operator.until(lambda: operator.of("started", "t3"))
            operator.send(type="abort", id="t3")
            self.assertEqual((await operator.until(lambda: operator.of("ended", "t3")))[0]["outcome"], "aborted")

    async def test_a_failed_preload_leaves_the_error_to_the_task(self):
        async with Operator() as operator:
            await self.start(operator, preload=["fail"])
            await operator.ready()
            self.assertEqual((await operator.end("t1", "count"))["outcome"], "completed")

    async def test_ends_with_its_worker_when_the_pod_is_deleted(self):
        async with Operator() as operator:
            await self.start(operator)
            await operator.ready()
            operator.run("t1", "sleep", "60")
            await operator.until(lambda: operator.of("started", "t1"))
            self.process.terminate()
            self.assertEqual(self.process.wait(10), 143)


if __name__ == "__main__":
    unittest.main()
