"""Warm worker: imports the SDK of the image once, and runs the tasks that its supervisor passes to it.

A task runs in this process, on one event loop; with isolation `fork` in a child of it, which keeps no state. Where the SDK is not as
expected, a task runs as a process of its own, `a0`, in the warm container.
"""

import asyncio
import contextlib
import faulthandler
import json
import os
import signal
import sys
import threading
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from flyte_pool_isolation import Command, Fork  # noqa: E402
from flyte_pool_marks import Marks, TaggedOutput, current, flush_c  # noqa: E402
from flyte_pool_sdk import Sdk, Unusable  # noqa: E402

MAX_MESSAGE = 1 << 20
UNUSABLE_EXIT_CODE = 86
# How the SDK names the threads of functions that are not async.
SYNC_THREAD = "sync-executor-"


class Worker:
    def __init__(self, options, engine):
        self.marks = Marks(options["nonce"])
        self.concurrency = options["concurrency"]
        self.preload = options["preload"]
        self.preload_variables = options["preloadVariables"]
        self.commands = options["commands"]
        self.reports = options["reports"]
        self.engine = engine
        self.running = {}
        self.output = None
        if self.concurrency > 1:
            self.output = TaggedOutput(self.marks)
            sys.stdout = sys.stderr = self.output
        else:
            sys.stdout.reconfigure(line_buffering=True)

    def report(self, **message):
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self.reports, data) :]

    async def run(self):
        try:
            engine = self.engine()
        except ImportError as e:
            self.report(type="unusable", reason=f"the SDK cannot be imported by {sys.executable}: {e}")
            return UNUSABLE_EXIT_CODE
        except Unusable as e:
            print(f"tasks run as processes of their own: {e}", file=sys.stderr)
            engine = Command()
        self.engine = engine
        if self.preload:
            try:
                await engine.preload(self.preload, {**os.environ, **self.preload_variables})
            except BaseException:
                # The task itself will fail for the same reason, and report it.
                traceback.print_exc()
        reader = asyncio.StreamReader(limit=MAX_MESSAGE)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(self.commands, "rb", 0)
        )
        self.report(type="ready", sdk=engine.version)
        while line := await reader.readline():
            message = json.loads(line)
            if message["type"] == "run":
                self.running[message["id"]] = asyncio.create_task(self.task(message))
            elif message["type"] == "cancel" and message["id"] in self.running:
                self.running[message["id"]].cancel()
        return 0

    async def task(self, message):
        name = message["id"]
        end = {"outcome": "completed"}
        current.set(name)
        if self.concurrency == 1:
            os.environ.update(message["env"])
            self.marks.begin(name)
        self.report(type="started", id=name)
        try:
            await self.engine.run(message["args"], message["env"])
        except asyncio.CancelledError:
            await self.threads_ended()
            end = {"outcome": "cancelled", "message": "the task was cancelled"}
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else 0 if e.code is None else 1
            end = {"outcome": "exited", "code": code, "message": f"the task ended its process with exit code {code}"}
        except BaseException as e:
            traceback.print_exc()
            end = {"outcome": "exited", "code": 1, "message": f"{type(e).__name__}: {e}"}
        finally:
            self.flush(name)
            self.running.pop(name, None)
            self.report(type="ended", id=name, **end)

    async def threads_ended(self):
        """A function that is not async goes on in its thread: it cannot be cancelled, and the supervisor ends this process."""
        while any(thread.name.startswith(SYNC_THREAD) for thread in threading.enumerate()):
            await asyncio.sleep(0.05)

    def flush(self, name):
        with contextlib.suppress(BaseException):
            if self.output:
                self.output.finish(name)
            else:
                sys.stdout.flush()
                sys.stderr.flush()
                flush_c()
        self.marks.end(name)


def main(engine=None):
    options = json.loads(sys.argv[1])
    if engine is None:
        engine = (lambda: Fork(Sdk())) if options["isolation"] == "fork" else Sdk
    # As `a0`: a signal shows what the threads do.
    faulthandler.register(signal.SIGUSR1)
    sys.path = [path for path in sys.path if path != os.path.dirname(os.path.abspath(__file__))]
    loop = asyncio.new_event_loop()
    worker = Worker(options, engine)
    code = loop.run_until_complete(worker.run())
    sys.stdout.flush()
    # Threads of tasks that never end must not keep the process.
    os._exit(code)


if __name__ == "__main__":
    main()
