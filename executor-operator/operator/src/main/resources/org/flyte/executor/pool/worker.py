"""Warm worker: imports the SDK of the image once, and runs the tasks that its supervisor passes to it.

A task runs in this process, on one event loop; with isolation `fork` in a child of it, which keeps no state. Where the SDK is not as
expected, a task runs as a process of its own, `a0`, in the warm container.
"""

import asyncio
import contextlib
import contextvars
import faulthandler
import inspect
import io
import json
import os
import pathlib
import signal
import sys
import threading
import traceback

MAX_MESSAGE = 1 << 20
UNUSABLE_EXIT_CODE = 86
# How the SDK names the threads of functions that are not async.
SYNC_THREAD = "sync-executor-"
EPOCH = "1970-01-01T00:00:00+00:00"
current = contextvars.ContextVar("flyte_pool_task", default=None)


class Marks:
    """Marks in the output, by which the supervisor knows what a task has printed."""

    def __init__(self, nonce):
        self.prefix = f"\x00{nonce} "
        self.lock = threading.Lock()

    def write(self, data):
        with self.lock:
            while data:
                data = data[os.write(1, data) :]

    def begin(self, name):
        self.write(f"{self.prefix}B {name}\n".encode())

    def end(self, name):
        self.write(f"{self.prefix}E {name}\n".encode())

    def line(self, name, text):
        self.write(f"{self.prefix}L {name} ".encode() + text + b"\n")


class TaggedOutput(io.TextIOBase):
    """A text stream whose lines belong to the task of the context that writes them."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, marks):
        self.marks = marks
        self.rests = {}
        self.lock = threading.Lock()

    def writable(self):
        return True

    def fileno(self):
        return 1

    def write(self, text):
        name = current.get()
        with self.lock:
            *lines, rest = (self.rests.pop(name, "") + text).split("\n")
            if rest:
                self.rests[name] = rest
            for line in lines:
                self.emit(name, line)
        return len(text)

    def emit(self, name, line):
        data = line.encode("utf-8", "replace")
        if name is None:
            self.marks.write(data + b"\n")
        else:
            self.marks.line(name, data)

    def finish(self, name):
        with self.lock:
            rest = self.rests.pop(name, "")
            if rest:
                self.emit(name, rest)


class Unusable(Exception):
    """The SDK cannot be used in this process, or at all."""


class Sdk:
    """The calls of the SDK by which a task runs: those that `a0` makes, once for the process or once for each task."""

    PARAMETERS = {
        "run": {"action", "controller", "raw_data_path", "output_path", "run_base_dir", "version", "checkpoint_paths",
                "code_bundle", "input_path", "image_cache", "run_start_time"},
        "init": {"org", "project", "domain"},
    }

    def __init__(self):
        import flyte
        import flyte.errors
        import flyte.storage
        from flyte._bin.runtime import main as command
        from flyte._context import contextual_run
        from flyte._initialize import init_in_cluster
        from flyte._internal.controllers import create_controller
        from flyte._internal.image_cache import ImageCache
        from flyte._internal.runtime import entrypoints, taskrunner
        from flyte._internal.runtime.convert import convert_from_native_to_error
        from flyte._internal.runtime.io import upload_error
        from flyte._utils import adjust_sys_path
        from flyte.models import ActionID, CheckpointPaths, CodeBundle, PathRewrite, RawDataPath

        self.version = flyte.__version__
        self.errors = flyte.errors
        self.storage = flyte.storage
        self.command = command
        self.contextual_run = contextual_run
        self.init = init_in_cluster
        self.create_controller = create_controller
        self.image_cache = ImageCache
        self.entrypoints = entrypoints
        self.task = taskrunner.extract_download_run_upload
        self.to_error = convert_from_native_to_error
        self.upload_error = upload_error
        self.adjust_sys_path = adjust_sys_path
        self.types = (ActionID, CheckpointPaths, CodeBundle, PathRewrite, RawDataPath)
        self.check("run", self.task)
        self.check("init", self.init)
        for name in ("download_code_bundle", "load_task", "load_pkl_task"):
            if not callable(getattr(entrypoints, name, None)):
                raise Unusable(f"flyte {self.version} has no {name}")
        self.controllers = {}
        self.bundles = {}
        self.loaded = {}

    def check(self, what, function):
        try:
            known = set(inspect.signature(function).parameters)
        except (TypeError, ValueError):
            return
        missing = self.PARAMETERS[what] - known
        if missing and not any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values()):
            raise Unusable(f"flyte {self.version} takes no {', '.join(sorted(missing))}")

    def parse(self, args, env):
        """The options of `a0`, by the SDK's own definition of them."""
        known = {parameter.name for parameter in self.command.params}
        given = {
            "run_base_dir": env.get("_U_RUN_BASE"),
            "name": env.get("ACTION_NAME"),
            "run_name": env.get("RUN_NAME"),
            "project": env.get("FLYTE_INTERNAL_EXECUTION_PROJECT"),
            "domain": env.get("FLYTE_INTERNAL_EXECUTION_DOMAIN"),
            "org": env.get("_U_ORG_NAME"),
        }
        defaults = {name: value for name, value in given.items() if name in known and value is not None}
        return self.command.make_context("a0", list(args[1:]), default_map=defaults).params

    async def controller(self, options):
        key = (options["org"], options["project"], options["domain"])
        if key not in self.controllers:
            kwargs = await asyncio.to_thread(self.init, org=key[0], project=key[1], domain=key[2])
            controller = await asyncio.to_thread(lambda: self.create_controller(ct="remote", **kwargs))
            watching = asyncio.ensure_future(controller.watch_for_errors())
            watching.add_done_callback(lambda task: task.cancelled() or task.exception())
            self.controllers[key] = (controller, watching)
        return self.controllers[key]

    async def bundle(self, options):
        """The code bundle, downloaded once."""
        if not (options.get("tgz") or options.get("pkl")):
            return None
        key = (options.get("tgz"), options.get("pkl"), options.get("dest"))
        if key not in self.bundles:
            bundle = self.types[2](
                tgz=options.get("tgz"), pkl=options.get("pkl"), destination=options.get("dest"),
                computed_version=options["version"],
            )
            self.bundles[key] = asyncio.ensure_future(self.entrypoints.download_code_bundle(bundle))
        try:
            return await asyncio.shield(self.bundles[key])
        except BaseException:
            if self.bundles[key].done():
                self.bundles.pop(key)
            raise

    async def load(self, options):
        """The task and its bundle, loaded once: what its module keeps in globals stays."""
        bundle = await self.bundle(options)
        key = (options.get("tgz"), options.get("pkl"), options.get("resolver"), tuple(options.get("resolver_args") or ()))
        if key not in self.loaded:
            if bundle is not None and bundle.pkl:
                self.loaded[key] = self.entrypoints.load_pkl_task(bundle)
            elif not options.get("resolver") or not options.get("resolver_args"):
                raise self.errors.RuntimeSystemError("MalformedCommand", "a task needs a resolver and its arguments")
            else:
                self.loaded[key] = self.entrypoints.load_task(options["resolver"], *options["resolver_args"])
        return self.loaded[key], bundle

    async def preload(self, args, env):
        options = self.parse(args, env)
        await self.load(options)
        await self.controller(options)

    @staticmethod
    def start_time(text):
        from datetime import datetime, timezone

        try:
            if not text or text.startswith("{{"):
                raise ValueError(text)
            time = datetime.fromisoformat(text.rstrip().replace("Z", "+00:00"))
        except ValueError:
            return datetime.fromisoformat(EPOCH)
        return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time.astimezone(timezone.utc)

    async def path_rewrite(self):
        config = os.getenv("_F_PATH_REWRITE")
        if not config:
            return None
        rewrite = self.types[3].from_str(config)
        return rewrite if await self.storage.exists(rewrite.new_prefix) else None

    async def run(self, args, env):
        """Runs a task as `a0` does: it leaves outputs or an error in its folder. Raises where `a0` ends with an exit code."""
        action_id, checkpoint_paths, _, _, raw_data = self.types
        options = self.parse(args, env)
        name = options["name"] if not options["name"].startswith("{{") else env["ACTION_NAME"]
        run_name = options["run_name"] if not options["run_name"].startswith("{{") else env["RUN_NAME"]
        output_path = options["outputs_path"]
        try:
            try:
                task, bundle = await self.load(options)
            except Exception as e:
                error = self.to_error(e)
                await self.upload_error(error.err, output_path, recoverable=error.recoverable)
                raise
            controller, watching = await self.controller(options)
            running = asyncio.ensure_future(
                self.contextual_run(
                    self.task,
                    task,
                    action=action_id(
                        name=name, run_name=run_name, project=options["project"], domain=options["domain"], org=options["org"]
                    ),
                    version=options["version"],
                    controller=controller,
                    raw_data_path=raw_data(path=options["raw_data_path"], path_rewrite=await self.path_rewrite()),
                    output_path=output_path,
                    run_base_dir=options["run_base_dir"],
                    checkpoint_paths=checkpoint_paths(
                        prev_checkpoint_path=options["prev_checkpoint"], checkpoint_path=options["checkpoint_path"]
                    ),
                    code_bundle=bundle,
                    input_path=options["inputs"],
                    image_cache=self.image_cache.from_transport(options["image_cache"]) if options["image_cache"] else None,
                    run_start_time=self.start_time(options.get("run_start_time")),
                )
            )
            try:
                await asyncio.wait({running, watching}, return_when=asyncio.FIRST_COMPLETED)
                if not running.done():
                    self.controllers.clear()
                    error = None if watching.cancelled() else watching.exception()
                    raise error or self.errors.RuntimeSystemError("ControllerEnded", "the controller of the worker has ended")
                await running
            finally:
                if not running.done():
                    running.cancel()
                    with contextlib.suppress(BaseException):
                        await running
        except (self.errors.RuntimeSystemError, self.errors.RuntimeUserError) as e:
            error = self.to_error(e)
            await self.upload_error(error.err, output_path, recoverable=error.recoverable)


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


def flush_c():
    """Output of C code that is still in its buffers."""
    try:
        import ctypes

        ctypes.CDLL(None).fflush(None)
    except (ImportError, OSError, AttributeError):
        pass


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
