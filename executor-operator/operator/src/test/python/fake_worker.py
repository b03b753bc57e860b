"""A worker whose tasks need no SDK: what a task does is in its arguments."""

import asyncio
import os
import signal
import sys
import time

sys.path.insert(0, os.environ["RUNNER"])
import worker

state = {"count": 0, "leak": []}


class Engine:
    version = "fake"

    async def preload(self, args, env):
        if "fail" in args:
            raise RuntimeError("preload failed")

    async def run(self, args, env):
        what, *rest = args
        state["count"] += 1
        if what == "count":
            print(f"count {state['count']}")
        elif what == "print":
            for line in rest:
                print(line)
                await asyncio.sleep(0.005)
        elif what == "raw":
            os.write(1, b"no line end")
        elif what == "many":
            for number in range(int(rest[0])):
                print(f"line {number} " + "x" * 100)
        elif what == "env":
            print(os.environ.get(rest[0]))
        elif what == "sleep":
            print("asleep")
            await asyncio.sleep(float(rest[0]))
        elif what == "block":
            print("blocks")
            time.sleep(float(rest[0]))
        elif what == "thread":
            from threading import Thread
            thread = Thread(target=time.sleep, args=(float(rest[0]),), name="sync-executor-1", daemon=True)
            thread.start()
            while thread.is_alive():
                await asyncio.sleep(0.05)
        elif what == "exit":
            os._exit(int(rest[0]))
        elif what == "sysexit":
            sys.exit(int(rest[0]))
        elif what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif what == "segv":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif what == "raise":
            raise ValueError("broken")
        elif what == "leak":
            state["leak"].append(bytearray(int(rest[0])))


def engine():
    kind = os.environ.get("FAKE_ENGINE", "")
    if kind == "no-sdk":
        raise ImportError("No module named 'flyte'")
    if kind == "dies":
        os._exit(7)
    if kind == "unknown":
        raise worker.Unusable("flyte 9 takes no action")
    return Engine()


worker.main(engine)
