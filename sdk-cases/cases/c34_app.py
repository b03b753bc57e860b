"""An app is served, answers HTTP, is updated, stopped, started and deleted; a port that is taken is refused with one line."""

import asyncio
import http.server
import os
import urllib.error
import urllib.request

import flyte
import flyte.app
from flyte.remote import App
from flyte.remote._logs import AppLogs

PORT = 18533
NAME = "c34-app"
env = flyte.app.AppEnvironment(name=NAME, image="python:3.11", port=PORT, requires_auth=False, env_vars={"GREETING": "one"})
other = flyte.app.AppEnvironment(name="c34-other", image="python:3.11", port=PORT, requires_auth=False)
PROFILES = "L"


class Greeter(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(f"asked for {self.path}", flush=True)
        body = os.environ["GREETING"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@env.server
def serve():
    http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Greeter).serve_forever()


@other.server
def serve_other():
    serve()


async def answer(url):
    try:
        with await asyncio.to_thread(urllib.request.urlopen, url, timeout=5) as response:
            return response.read().decode()
    except urllib.error.URLError as e:
        return f"no answer: {e}"


async def check(kit):
    context = flyte.with_servecontext(mode="remote", copy_style="all")
    for name in (NAME, other.name):
        await App.delete.aio(name)  # of an earlier run
    env.env_vars = {"GREETING": "one"}
    try:
        app = await context.serve.aio(env)
        kit.equal("url", app.endpoint, f"http://localhost:{PORT}")
        kit.equal("answer", await answer(app.endpoint), "one")
        revision = app.revision

        app = await context.serve.aio(env)
        kit.equal("revision of the same app", app.revision, revision)

        env.env_vars = {"GREETING": "two"}
        app = await context.serve.aio(env)
        kit.equal("revision", app.revision, revision + 1)
        kit.equal("updated answer", await answer(app.endpoint), "two")

        try:
            await context.serve.aio(other)
            kit.true("an app on a port that is taken fails", False)
        except RuntimeError as e:
            kit.contains("failure", e, "failed")
        condition = (await App.get.aio(other.name)).pb2.status.conditions[-1]
        kit.contains("its message", condition.message, f"port {PORT} of this machine is already taken by", NAME)
        await App.delete.aio(other.name)

        seen = []
        async with asyncio.timeout(30):
            async for line in AppLogs.tail.aio(app.pb2.metadata.id):
                seen.append(line.message)
                if "asked for" in line.message:
                    break
        kit.contains("log", "".join(seen), "asked for /")

        kit.contains("get app", await kit.cli("get", "app"), NAME)
        kit.contains("get app by status", await kit.cli("get", "app", "--status", "active"), NAME)
        await kit.cli("update", "app", NAME, "--deactivate", "--wait")
        kit.contains("stopped", await answer(app.endpoint), "no answer")
        await kit.cli("update", "app", NAME, "--activate", "--wait")
        kit.equal("started", await answer(app.endpoint), "two")
        await kit.cli("delete", "app", NAME)
        kit.true("deleted", NAME not in await kit.cli("get", "app"))

        async def gone():
            return (await answer(app.endpoint)).startswith("no answer")

        await kit.until("its process is gone", 20, gone)
    finally:
        for name in (NAME, other.name):
            await App.delete.aio(name)
