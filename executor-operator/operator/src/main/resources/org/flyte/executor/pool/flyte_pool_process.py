"""The process of a warm worker, as its supervisor sees it."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import time

from flyte_pool_container import interpreter, oom_kills
from flyte_pool_log import Output, write_out

MAX_MESSAGE = 1 << 20


class WorkerProcess:
    """A worker and its pipes."""

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
