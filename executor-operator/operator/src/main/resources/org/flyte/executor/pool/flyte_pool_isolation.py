"""Tasks in processes of their own."""

import asyncio
import contextlib
import os
import pathlib
import signal
import sys
import traceback

MAX_MESSAGE = 1 << 20


class Command:
    """Runs each task as a process of its own, for an SDK that this worker does not know."""

    def __init__(self, version=""):
        self.version = version

    async def preload(self, args, env):
        pass

    async def run(self, args, env):
        process = await asyncio.create_subprocess_exec(
            *args, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **env}, start_new_session=True, limit=MAX_MESSAGE,
        )
        try:
            rest = b""
            while data := await process.stdout.read(32 * 1024):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    print(line.decode("utf-8", "replace"))
            if rest:
                print(rest.decode("utf-8", "replace"))
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise
        if code:
            raise SystemExit(code)


class Fork:
    """Runs each task in a child of this process: it starts fast, and nothing of it stays.

    This process itself only imports: a child of one with threads or connections would hang.
    """

    def __init__(self, sdk):
        self.sdk = sdk
        self.version = sdk.version

    async def preload(self, args, env):
        options = self.sdk.parse(args, env)
        if options.get("tgz") or options.get("pkl"):
            await self.fetch(options)
        await self.sdk.load(options)

    async def fetch(self, options):
        """Downloads the code bundle in a child, which may use the object store."""
        bundle = self.sdk.types[2](
            tgz=options.get("tgz"), pkl=options.get("pkl"), destination=options.get("dest"), computed_version=options["version"]
        )
        path, path_in = os.pipe()

        async def download():
            done = await self.sdk.entrypoints.download_code_bundle(bundle)
            os.write(path_in, str(done.downloaded_path).encode())

        code = await self.child(download)
        os.close(path_in)
        with os.fdopen(path, "rb") as file:
            downloaded = file.read().decode()
        if code or not downloaded:
            raise RuntimeError(f"the code bundle was not downloaded: exit code {code}")
        self.sdk.adjust_sys_path([str(bundle.destination)])
        known = asyncio.get_running_loop().create_future()
        known.set_result(bundle.with_downloaded_path(pathlib.Path(downloaded)))
        self.sdk.bundles[(options.get("tgz"), options.get("pkl"), options.get("dest"))] = known

    async def run(self, args, env):
        async def once():
            options = self.sdk.parse(args, env)
            await self.sdk.run(args, env)
            controller, watching = await self.sdk.controller(options)
            watching.cancel()
            await controller.stop()

        code = await self.child(once)
        if code:
            raise SystemExit(code if code > 0 else 128 - code)

    async def child(self, work):
        """The exit code of a child that does the work, negative for a signal."""
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self.become(work)
        waiting = asyncio.ensure_future(ended(pid))
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            await waiting
            raise

    def become(self, work):
        code = 1
        try:
            asyncio._set_running_loop(None)
            asyncio.set_event_loop(None)
            fresh_loops()
            self.sdk.controllers = {}
            asyncio.run(work())
            code = 0
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)


async def ended(pid):
    """Waits for a child without a thread, which its brothers would lack."""
    pause = 0.002
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        await asyncio.sleep(pause)
        pause = min(0.05, pause * 1.5)


def fresh_loops():
    """The SDK keeps an event loop on a thread, which a child does not have: it is made again, in its place."""
    syncify = sys.modules.get("flyte.syncify")
    loop = getattr(getattr(syncify, "syncify", None), "_bg_loop", None)
    if loop is not None:
        loop.__init__(loop.thread.name)
