"""Supervisor of a warm worker: the first process of a pod of a pool.

Connects to the operator, starts the worker, passes tasks to it, stamps its output, and replaces it. Only the standard library is
used, and nothing of the image is imported: that is the part of the worker. docs/behaviour/reuse.md describes the protocol.
"""

import asyncio
import base64
import gzip
import json
import os
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import time

PROTOCOL = 1
BEAT_SECONDS = 5.0
LOST_SECONDS = 15.0
MAX_RECONNECT_SECONDS = 2.0
CONNECT_SECONDS = 5.0
MAX_MESSAGE = 1 << 20
MAX_LINE = 16 * 1024
MAX_KEPT_LOG = 256 * 1024
MAX_TAIL = 2048
RESERVED_SECONDS = 30.0
MAX_FAILED_STARTS = 3
UNUSABLE_EXIT_CODE = 86
HERE = os.path.dirname(os.path.abspath(__file__))


class Settings:
    """What the operator asks for, from the environment. The token is not passed on to the worker."""

    def __init__(self, environ):
        given = json.loads(environ["FLYTE_POOL"])
        self.address = given["address"]
        self.pool = given["pool"]
        self.concurrency = int(given.get("concurrency", 1))
        self.preload = given.get("preload", [])
        self.preload_variables = given.get("preloadVariables", {})
        self.isolation = given.get("isolation", "process")
        self.max_tasks = int(given.get("maxTasks", 1000))
        self.max_age = float(given.get("maxAgeSeconds", 86400))
        self.cancel_seconds = float(given.get("cancelSeconds", 10))
        self.neighbour_seconds = float(given.get("neighbourSeconds", 30))
        self.memory_limit = int(given.get("memoryLimit", 0)) or cgroup_limit()
        self.pod = environ.get("FLYTE_POOL_POD", "")
        self.uid = environ.get("FLYTE_POOL_POD_UID", "")
        self.token = environ.get("FLYTE_POOL_TOKEN", "")
        self.worker = environ.get("FLYTE_POOL_WORKER") or os.path.join(HERE, "worker.py")

    def worker_environment(self, environ):
        return {name: value for name, value in environ.items() if not name.startswith("FLYTE_POOL")}


def cgroup_limit():
    """The memory limit of this container in bytes; 0 when there is none."""
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(path) as file:
                text = file.read().strip()
        except OSError:
            continue
        return int(text) if text.isdigit() and int(text) < 1 << 60 else 0
    return 0


def oom_kills():
    """How many processes of this container the kernel has killed for their memory."""
    for path in ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"):
        try:
            with open(path) as file:
                for line in file:
                    name, _, count = line.partition(" ")
                    if name == "oom_kill":
                        return int(count)
        except OSError:
            continue
    return 0


def resident_bytes(pid):
    """Resident memory of a process in bytes; 0 when it is not known."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0


def interpreter():
    """The Python that runs `a0` in this image, by the first line of that script; else the one that runs this."""
    script = shutil.which("a0")
    try:
        with open(script or "", "rb") as file:
            first = file.readline(512)
    except OSError:
        return sys.executable
    if first.startswith(b"#!"):
        words = first[2:].decode("utf-8", "replace").split()
        if words and os.path.basename(words[0]).startswith("python") and os.access(words[0], os.X_OK):
            return words[0]
        if len(words) > 1 and os.path.basename(words[0]) == "env":
            return shutil.which(words[-1]) or sys.executable
    return sys.executable


def now_text():
    """The time as a node stamps lines of a log."""
    seconds, nanos = divmod(time.time_ns(), 1_000_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{nanos:09d}Z"


class KeptLog:
    """The stamped lines of one task, until there are too many to be sent with its end."""

    def __init__(self):
        self.lines = []
        self.size = 0
        self.complete = True
        self.tail = b""

    def add(self, text):
        self.tail = (self.tail + text + b"\n")[-MAX_TAIL:]
        if not self.complete:
            return
        line = now_text().encode() + b" " + text + b"\n"
        self.size += len(line)
        if self.size > MAX_KEPT_LOG:
            self.complete = False
            self.lines.clear()
        else:
            self.lines.append(line)

    def encoded(self):
        """None when the log of the pod must be read instead."""
        if not self.complete:
            return None
        return base64.b64encode(gzip.compress(b"".join(self.lines), 1)).decode()


class Task:
    def __init__(self, name):
        self.id = name
        self.stamp = "-"
        self.running = False
        self.aborted = False
        self.reserved_at = time.monotonic()
        self.log = KeptLog()
        self.output_ended = asyncio.Event()
        self.end = None


class Output:
    """Splits the output of the worker into lines, and gives each to the task that has printed it."""

    def __init__(self, nonce, tasks, write):
        self.mark = b"\x00" + nonce.encode() + b" "
        self.tasks = tasks
        self.write = write
        self.current = None
        self.rest = b""

    def feed(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.line(line)
        while len(self.rest) > MAX_LINE:
            cut = self.rest.find(b"\x00", MAX_LINE - 256, MAX_LINE)
            cut = MAX_LINE if cut <= 0 else cut
            self.line(self.rest[:cut])
            self.rest = self.rest[cut:]

    def close(self):
        if self.rest:
            self.line(self.rest)
            self.rest = b""

    def line(self, line):
        before, mark, marked = line.partition(self.mark)
        if not mark:
            self.print(self.current, line)
            return
        if before:
            self.print(self.current, before)
        kind, _, rest = marked.partition(b" ")
        name, _, text = rest.partition(b" ")
        task = self.tasks.get(name.decode("ascii", "replace"))
        if kind == b"B":
            self.current = task
        elif kind == b"E":
            self.current = None
            if task:
                task.output_ended.set()
        elif kind == b"L":
            self.print(task, text)

    def print(self, task, text):
        for start in range(0, len(text) or 1, MAX_LINE):
            piece = text[start : start + MAX_LINE]
            if task:
                task.log.add(piece)
            self.write(b"@" + (task.stamp if task else "-").encode() + b" " + piece + b"\n")


def write_out(data):
    """Blocks: when nobody takes the output of the container, its processes wait, as without a pool."""
    while data:
        data = data[os.write(1, data) :]


class Worker:
    """A worker process and its pipes."""

    def __init__(self, settings, tasks, on_message, on_gone):
        self.settings = settings
        self.tasks = tasks
        self.on_message = on_message
        self.on_gone = on_gone
        self.ready = False
        self.was_ready = False
        self.draining = False
        self.exit_code = None
        self.started_at = time.monotonic()
        self.finished = 0
        self.ooms = oom_kills()
        self.pid = None

    async def start(self):
        nonce = secrets.token_hex(8)
        self.output = Output(nonce, self.tasks, write_out)
        commands_in, self.commands = os.pipe()
        reports, reports_out = os.pipe()
        output, output_out = os.pipe()
        environment = self.settings.worker_environment(os.environ)
        options = {
            "commands": commands_in,
            "reports": reports_out,
            "nonce": nonce,
            "concurrency": self.settings.concurrency,
            "preload": self.settings.preload,
            "preloadVariables": self.settings.preload_variables,
            "isolation": self.settings.isolation,
        }
        process = subprocess.Popen(
            [interpreter(), self.settings.worker, json.dumps(options)],
            stdin=subprocess.DEVNULL,
            stdout=output_out,
            stderr=output_out,
            pass_fds=(commands_in, reports_out),
            env=environment,
            start_new_session=True,
        )
        self.pid = process.pid
        # Its end is seen by SIGCHLD, like that of every orphan.
        process.returncode = 0
        for fd in (commands_in, reports_out, output_out):
            os.close(fd)
        os.set_blocking(self.commands, False)
        self.pending = b""
        self.reading = [
            asyncio.create_task(self.read_reports(reports)),
            asyncio.create_task(self.read_output(output)),
        ]

    async def reader(self, fd):
        reader = asyncio.StreamReader(limit=MAX_MESSAGE)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(fd, "rb", 0))
        return reader, transport

    async def read_reports(self, fd):
        reader, transport = await self.reader(fd)
        try:
            while line := await reader.readline():
                self.on_message(self, json.loads(line))
        except ValueError as e:
            write_out(f"@- worker sent what is no report: {e}\n".encode())
            self.kill()
        finally:
            transport.close()

    async def read_output(self, fd):
        reader, transport = await self.reader(fd)
        try:
            while data := await reader.read(64 * 1024):
                self.output.feed(data)
        finally:
            self.output.close()
            transport.close()

    def send(self, message):
        self.pending += json.dumps(message).encode() + b"\n"
        self.flush()

    def flush(self):
        loop = asyncio.get_running_loop()
        try:
            while self.pending:
                self.pending = self.pending[os.write(self.commands, self.pending) :]
            loop.remove_writer(self.commands)
        except BlockingIOError:
            loop.add_writer(self.commands, self.flush)
        except OSError:
            self.pending = b""

    def signal(self, number):
        if self.exit_code is None and self.pid:
            try:
                os.killpg(self.pid, number)
            except OSError:
                pass

    def kill(self):
        self.signal(signal.SIGKILL)

    async def ended(self, status):
        """Its process is gone: reads the rest of its output, from itself or from processes that it has left behind."""
        self.exit_code = os.waitstatus_to_exitcode(status)
        self.ready = False
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except OSError:
            pass
        await asyncio.wait(self.reading, timeout=1.0)
        for reading in self.reading:
            reading.cancel()
        asyncio.get_running_loop().remove_writer(self.commands)
        os.close(self.commands)
        self.on_gone(self, oom_kills() > self.ooms)


class Supervisor:
    def __init__(self, settings):
        self.settings = settings
        self.tasks = {}
        self.worker = None
        self.writer = None
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
        others = [asyncio.create_task(part) for part in (self.connect(), self.watch_worker())]
        await self.stopping.wait()
        await self.stop_worker()
        for other in others:
            other.cancel()
        return 143

    # The worker.

    async def start_worker(self):
        self.worker = Worker(self.settings, self.tasks, self.worker_message, self.worker_gone)
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

    # The connection to the operator.

    def send(self, message):
        if self.writer is not None and not self.writer.is_closing():
            self.writer.write(json.dumps(message).encode() + b"\n")

    def state(self):
        worker = self.worker
        usable = worker is not None and worker.ready and not worker.draining and not self.stopping.is_set()
        state = {
            "ready": bool(usable),
            "sdk": self.sdk,
            "rss": resident_bytes(worker.pid) if worker else 0,
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

    async def connect(self):
        wait = 0.1
        while True:
            try:
                host, _, port = self.settings.address.rpartition(":")
                opening = asyncio.open_connection(host, int(port), limit=MAX_MESSAGE)
                reader, writer = await asyncio.wait_for(opening, CONNECT_SECONDS)
            except (OSError, asyncio.TimeoutError):
                await asyncio.sleep(wait)
                wait = min(MAX_RECONNECT_SECONDS, wait * 2)
                continue
            try:
                if await self.converse(reader, writer):
                    wait = 0.1
            except (OSError, ValueError, KeyError, asyncio.TimeoutError, asyncio.IncompleteReadError):
                pass
            finally:
                self.writer = None
                writer.close()
            await asyncio.sleep(wait)
            wait = min(MAX_RECONNECT_SECONDS, wait * 2)

    async def converse(self, reader, writer):
        """Whether the operator has answered."""
        writer.write(json.dumps(self.hello()).encode() + b"\n")
        line = await asyncio.wait_for(reader.readline(), LOST_SECONDS)
        if not line or json.loads(line)["type"] != "welcome":
            return False
        self.writer = writer
        self.send_state()
        for task in list(self.tasks.values()):
            if task.end is not None:
                self.send({"type": "ended", "id": task.id, **task.end})
        beats = asyncio.create_task(self.beat())
        try:
            while line := await asyncio.wait_for(reader.readline(), LOST_SECONDS):
                self.message(json.loads(line))
                await writer.drain()
        finally:
            beats.cancel()
        return True

    async def beat(self):
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.send({"type": "beat", "rss": resident_bytes(self.worker.pid)})

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


def describe(code, out_of_memory):
    if out_of_memory:
        return "the worker was killed because the container used up its memory"
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"the worker was ended by {name}"
    return f"the worker ended with exit code {code}"


def main():
    return asyncio.run(Supervisor(Settings(os.environ)).run())


if __name__ == "__main__":
    sys.exit(main())
