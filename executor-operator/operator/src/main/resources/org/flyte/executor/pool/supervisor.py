"""Supervisor of a warm worker: the first process of a pod of a pool.

Connects to the operator, starts the worker, passes tasks to it, stamps its output, and replaces it. Only the standard library is
used, and nothing of the image is imported: that is the part of the worker. docs/behaviour/reuse.md describes the protocol.
"""

import asyncio
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from flyte_pool_connection import Connection  # noqa: E402
from flyte_pool_container import resident_bytes  # noqa: E402
from flyte_pool_log import KeptLog, write_out  # noqa: E402
from flyte_pool_process import WorkerProcess, describe  # noqa: E402
from flyte_pool_settings import Settings  # noqa: E402

PROTOCOL = 1
RESERVED_SECONDS = 30.0
MAX_FAILED_STARTS = 3
UNUSABLE_EXIT_CODE = 86


class Task:
    """A task that holds a slot, until the operator forgets it."""

    def __init__(self, name):
        self.id = name
        self.stamp = "-"
        self.running = False
        self.aborted = False
        self.reserved_at = time.monotonic()
        self.log = KeptLog()
        self.output_ended = asyncio.Event()
        self.end = None


class Supervisor:
    def __init__(self, settings):
        self.settings = settings
        self.tasks = {}
        self.worker = None
        self.operator = Connection(settings.address, self)
        self.unusable = None
        self.failed_starts = 0
        self.sdk = ""
        self.stopping = asyncio.Event()
        self.restart_reason = None
        self.parts = set()

    async def run(self):
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self.reap)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        await self.start_worker()
        others = [asyncio.create_task(part) for part in (self.operator.run(), self.watch_worker())]
        await self.stopping.wait()
        await self.stop_worker()
        for other in others:
            other.cancel()
        return 143

    # The worker.

    async def start_worker(self):
        self.worker = WorkerProcess(self.settings, self.tasks, self.worker_message, self.worker_gone)
        await self.worker.start()

    async def stop_worker(self):
        worker = self.worker
        worker.signal(signal.SIGTERM)
        deadline = time.monotonic() + 5
        while worker.exit_code is None and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        worker.kill()

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self.worker and pid == self.worker.pid:
                self.later(self.worker.ended(status))

    def later(self, coroutine):
        """Keeps a reference, without which a task may be collected before its end."""
        part = asyncio.create_task(coroutine)
        self.parts.add(part)
        part.add_done_callback(self.parts.discard)

    def worker_message(self, worker, message):
        kind = message["type"]
        if kind == "ready":
            worker.ready = worker.was_ready = True
            self.failed_starts = 0
            self.sdk = message.get("sdk", "")
            self.send_state()
        elif kind == "unusable":
            self.unusable = message["reason"]
            self.send_state()
        elif kind == "started":
            self.send({"type": "started", "id": message["id"]})
        elif kind == "ended":
            task = self.tasks.get(message["id"])
            if task and task.end is None:
                worker.finished += 1
                self.later(self.finish(task, message))

    async def finish(self, task, message):
        """The output of a task comes by another pipe than its end."""
        try:
            await asyncio.wait_for(task.output_ended.wait(), 1.0)
        except asyncio.TimeoutError:
            pass
        outcome = "aborted" if task.aborted and message["outcome"] != "completed" else message["outcome"]
        self.end(task, outcome, message.get("code", 0), message.get("message", ""))
        self.replace_if_due()

    def end(self, task, outcome, code, message):
        if task.end is not None:
            return
        task.running = False
        task.end = {"outcome": outcome, "code": code, "message": message, "tail": task.log.tail.decode("utf-8", "replace")}
        write_out(b"=" + task.stamp.encode() + b"\n")
        kept = task.log.encoded()
        if kept is not None:
            task.end["log"] = kept
        self.send({"type": "ended", "id": task.id, **task.end})

    def worker_gone(self, worker, out_of_memory):
        running = [task for task in self.tasks.values() if task.running]
        alone = len(running) == 1 and self.settings.concurrency == 1
        for task in running:
            if task.aborted:
                self.end(task, "aborted", worker.exit_code, "the worker was killed: the task did not end when it was cancelled")
            elif not alone or worker.draining:
                self.end(task, "lost", worker.exit_code, describe(worker.exit_code, out_of_memory))
            elif out_of_memory:
                self.end(task, "oom", worker.exit_code, describe(worker.exit_code, True))
            else:
                self.end(task, "exited", worker.exit_code, describe(worker.exit_code, False))
        for task in [task for task in self.tasks.values() if not task.running and task.end is None]:
            self.tasks.pop(task.id)
            self.send({"type": "refuse", "id": task.id, "reason": "the worker has ended"})
        if self.stopping.is_set():
            return
        if worker.exit_code == UNUSABLE_EXIT_CODE and self.unusable:
            return
        if not worker.was_ready:
            self.failed_starts += 1
            if self.failed_starts >= MAX_FAILED_STARTS:
                self.unusable = f"the worker ended {self.failed_starts} times before it was ready; {describe(worker.exit_code, out_of_memory)}"
                self.send_state()
                return
        reason = self.restart_reason or ("out-of-memory" if out_of_memory else "ended")
        self.restart_reason = None
        self.send({"type": "restarted", "reason": reason})
        self.send_state()
        self.later(self.start_worker())

    def replace_if_due(self):
        """A new process when the old one has done much, has become large or old. It ends its tasks first."""
        worker = self.worker
        if not worker.ready:
            return
        rss = resident_bytes(worker.pid)
        if worker.finished >= self.settings.max_tasks:
            reason = "tasks"
        elif self.settings.memory_limit and rss > 0.8 * self.settings.memory_limit:
            reason = "memory"
        elif time.monotonic() - worker.started_at > self.settings.max_age:
            reason = "age"
        else:
            reason = self.restart_reason
        if not reason:
            return
        self.restart_reason = reason
        if not worker.draining:
            worker.draining = True
            self.send_state()
        if not any(task.end is None for task in self.tasks.values()):
            worker.ready = False
            worker.kill()

    async def watch_worker(self):
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for task in list(self.tasks.values()):
                if not task.running and task.end is None and now - task.reserved_at > RESERVED_SECONDS:
                    self.tasks.pop(task.id, None)
            self.replace_if_due()

    # Tasks.

    def free(self):
        if not self.worker or not self.worker.ready or self.worker.draining or self.unusable or self.stopping.is_set():
            return 0
        return self.settings.concurrency - sum(1 for task in self.tasks.values() if task.end is None)

    def offer(self, name):
        if name in self.tasks:
            self.send({"type": "accept", "id": name})
        elif self.free() > 0:
            self.tasks[name] = Task(name)
            self.send({"type": "accept", "id": name})
        else:
            self.send({"type": "refuse", "id": name, "reason": "no free slot"})

    def start(self, message):
        task = self.tasks.get(message["id"])
        if task is None:
            # The reservation is gone; it was never started here, so that it may start now.
            if self.free() <= 0:
                self.send({"type": "refuse", "id": message["id"], "reason": "no free slot"})
                return
            task = self.tasks[message["id"]] = Task(message["id"])
        if task.end is not None:
            self.send({"type": "ended", "id": task.id, **task.end})
        elif task.running:
            self.send({"type": "started", "id": task.id})
        else:
            task.running = True
            task.stamp = message["stamp"]
            self.worker.send({"type": "run", "id": task.id, "args": message["args"], "env": message.get("env", {})})

    def abort(self, name):
        task = self.tasks.get(name)
        if task is None or task.end is not None:
            return
        if not task.running:
            self.tasks.pop(name)
            return
        if not task.aborted:
            task.aborted = True
            self.worker.send({"type": "cancel", "id": name})
            self.later(self.kill_unless_ended(task, self.worker))

    async def kill_unless_ended(self, task, worker):
        """Kills the worker of a task that does not end when it is cancelled; its neighbours may end before."""
        await asyncio.sleep(self.settings.cancel_seconds)
        if task.end is not None or worker is not self.worker:
            return
        worker.draining = True
        self.restart_reason = "abort"
        self.send_state()
        deadline = time.monotonic() + self.settings.neighbour_seconds
        while time.monotonic() < deadline and any(
            other.running and not other.aborted for other in self.tasks.values()
        ):
            await asyncio.sleep(0.1)
        if task.end is None:
            worker.kill()

    # What the operator is told, and asks for.

    def send(self, message):
        self.operator.send(message)

    def state(self):
        worker = self.worker
        usable = worker is not None and worker.ready and not worker.draining and not self.stopping.is_set()
        state = {
            "ready": bool(usable),
            "sdk": self.sdk,
            "rss": self.rss(),
        }
        if self.unusable:
            state["unusable"] = self.unusable
        return state

    def send_state(self):
        self.send({"type": "state", **self.state()})

    def hello(self):
        return {
            "type": "hello",
            "protocol": PROTOCOL,
            "pool": self.settings.pool,
            "pod": self.settings.pod,
            "uid": self.settings.uid,
            "token": self.settings.token,
            "concurrency": self.settings.concurrency,
            "running": [task.id for task in self.tasks.values() if task.running],
            **self.state(),
        }

    def connected(self):
        self.send_state()
        for task in list(self.tasks.values()):
            if task.end is not None:
                self.send({"type": "ended", "id": task.id, **task.end})

    def rss(self):
        return resident_bytes(self.worker.pid) if self.worker else 0

    def message(self, message):
        kind = message["type"]
        if kind == "offer":
            self.offer(message["id"])
        elif kind == "run":
            self.start(message)
        elif kind == "abort":
            self.abort(message["id"])
        elif kind == "forget":
            task = self.tasks.get(message["id"])
            if task and not task.running:
                self.tasks.pop(task.id)
        # Others, such as beats, only show that the operator is there.


def main():
    return asyncio.run(Supervisor(Settings(os.environ)).run())


if __name__ == "__main__":
    sys.exit(main())
