"""Tasks as calls of the SDK of the image."""

import asyncio
import contextlib
import inspect
import os

EPOCH = "1970-01-01T00:00:00+00:00"


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
