"""Serves an app that answers with a text, until Kubernetes has it ready; without a text it deletes the app.

    app.py CONFIG IMAGE [TEXT]
"""

import asyncio
import http.server
import os
import pathlib
import sys

import flyte
import flyte.app
from flyte.remote import App

PORT = 8080
env = flyte.app.AppEnvironment(
    name="install-app", image="python:3.11", port=PORT, requires_auth=False, resources=flyte.Resources(cpu="50m", memory="256Mi"))


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = os.environ["TEXT"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@env.server
def serve():
    http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Answer).serve_forever()


async def main():
    config, image, *text = sys.argv[1:]
    await flyte.init_from_config.aio(config, root_dir=pathlib.Path(__file__).parent)
    if not text:
        await App.delete.aio(env.name)
        return
    env.image, env.env_vars = image, {"TEXT": text[0]}
    app = await flyte.with_servecontext(mode="remote", copy_style="all").serve.aio(env)
    print(f"revision {app.revision}")


if __name__ == "__main__":
    asyncio.run(main())
