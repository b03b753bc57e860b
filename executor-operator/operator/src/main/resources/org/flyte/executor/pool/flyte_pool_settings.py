"""What the operator asks of the supervisor of a warm worker."""

import json
import os

from flyte_pool_container import cgroup_limit

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
