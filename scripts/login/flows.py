"""The SDK's own logins against a backend that asks for them; see scripts/check-login. Each check is a line, PASS or FAIL."""
import argparse
import base64
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import time
import traceback
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
CHECKS = []


class Wrong(Exception):
    """Something is not as it should be."""


def check(quick=True, builtin=False):
    """A check; those that only the built-in provider can pass are left out with another one."""
    def add(function):
        CHECKS.append((function.__name__.replace("_", " "), function, quick, builtin))
        return function
    return add


def require(holds, text):
    if not holds:
        raise Wrong(text)


class Client:
    """A home of its own with a configuration file, and the command line in it."""

    def __init__(self, options, name, auth=None, **environment):
        self.options = options
        self.home = pathlib.Path(options.work) / name
        self.home.mkdir(parents=True, exist_ok=True)
        self.log = self.home / "browser.log"
        self.log.touch()
        self.keyring = self.home / "keyring.json"
        admin = {"endpoint": f"dns:///{options.endpoint}", **(auth or {})}
        config = {"admin": admin, "task": {"project": "flytesnacks", "domain": "development"},
                  "image": {"builder": "local"}}
        (self.home / ".flyte").mkdir(exist_ok=True)
        (self.home / ".flyte" / "config.yaml").write_text(json.dumps(config))
        (self.home / "tasks.py").write_text((HERE / "tasks.py").read_text())
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "COLUMNS": "200", "LINES": "50", "LANG": "C.UTF-8",
            "SSL_CERT_FILE": options.ca, "FLYTE_DISABLE_SENTRY": "1", "DO_NOT_TRACK": "1",
            "PYTHONPATH": str(HERE), "PYTHON_KEYRING_BACKEND": "filekeyring.FileKeyring",
            "FILE_KEYRING": str(self.keyring), "BROWSER": f"{HERE / 'browser'} %s",
            "LOGIN_LOG": str(self.log), "LOGIN_CHROMIUM": "1" if options.chromium else "0",
            "LOGIN_USER": "runner", "LOGIN_PASSWORD": options.passwords["runner"], **environment}

    def start(self, *arguments, program="flyte", **environment):
        return subprocess.Popen(
            [str(pathlib.Path(sys.executable).parent / program), *arguments], cwd=self.home,
            env={**self.environment, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def run(self, *arguments, limit=60, **keywords):
        process = self.start(*arguments, **keywords)
        try:
            text, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            raise Wrong(f"{' '.join(arguments)} did not end within {limit} s: {process.communicate()[0][-800:]}") from None
        return process.returncode, re.sub(r"\x1b\[[0-9;]*m", "", text)

    def succeed(self, *arguments, **keywords):
        code, text = self.run(*arguments, **keywords)
        require(code == 0, f"{' '.join(arguments)} ended with {code}: {text[-800:]}")
        return text

    def fail(self, words, *arguments, **keywords):
        code, text = self.run(*arguments, **keywords)
        require(code != 0, f"{' '.join(arguments)} succeeded: {text[-400:]}")
        require(re.search(words, text, re.I), f"the user sees no {words!r}, but: {text[-800:]}")
        return text

    def opened(self):
        return self.log.read_text().count("opened ")

    def tokens(self):
        items = json.loads(self.keyring.read_text())
        return {name: json.loads(value) for name, value in items.items()}

    def spoil(self, *names):
        """Makes the stored tokens of these names useless."""
        items = self.tokens()
        require(items, "nothing is in the key ring")
        for item in items.values():
            for name in names:
                require(item.get(name), f"no {name} is in the key ring")
                item[name] = item[name][:-8] + "AAAAAAAA"
        self.keyring.write_text(json.dumps({name: json.dumps(value) for name, value in items.items()}))


def http(options, path, form=None, secret=None):
    address = path if path.startswith("http") else f"https://{options.endpoint}{path}"
    request = urllib.request.Request(address, data=urllib.parse.urlencode(form).encode() if form else None)
    if secret:
        request.add_header("authorization", "Basic " + base64.b64encode(":".join(secret).encode()).decode())
    with urllib.request.urlopen(request, timeout=20, context=ssl.create_default_context(cafile=options.ca)) as answer:
        return json.loads(answer.read())


def metadata(options):
    return http(options, "/.well-known/oauth-authorization-server")


def machine_token(options):
    client, secret = options.machine
    form = {"grant_type": "client_credentials", "scope": options.scope}
    return http(options, metadata(options)["token_endpoint"], form, (client, secret))["access_token"]


def whoami(client, name, **keywords):
    text = client.succeed("whoami", **keywords)
    require(name in text, f"whoami does not name {name}: {text[-600:]}")
    return text


def run_to_its_end(client):
    text = client.succeed("run", "--follow", "tasks.py", "parent", "--x", "3", limit=180)
    found = re.search(r"Created Run: (\S+)", text)
    require(found, f"no run was created: {text[-600:]}")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        text = client.succeed("get", "run", found.group(1))
        if "SUCCEEDED" in text:
            return
        require("FAILED" not in text and "ABORTED" not in text, f"the run has not succeeded: {text[-800:]}")
        time.sleep(1)
    raise Wrong(f"the run does not end: {text[-800:]}")


@check()
def refuses_a_call_without_a_login(options):
    client = Client(options, "bare", {"authType": "ExternalCommand", "command": ["echo", "not-a-token"]})
    client.fail("token is not a signed JWT", "get", "project")


@check()
def pkce_logs_in_by_the_browser_and_from_the_key_ring(options):
    client = Client(options, "pkce")
    whoami(client, "runner")
    require(client.opened() == 1, f"{client.opened()} browsers were opened")
    whoami(client, "runner")
    require(client.opened() == 1, "the stored login was not used")


@check()
def pkce_renews_a_login_without_the_browser(options):
    client = Client(options, "pkce")
    for _ in range(2):
        client.spoil("access_token")
        whoami(client, "runner")
        require(client.opened() == 1, "a browser was opened though there was a refresh token")


@check()
def pkce_opens_the_browser_again_when_the_refresh_token_has_expired(options):
    client = Client(options, "pkce")
    client.spoil("access_token", "refresh_token")
    text = whoami(client, "runner")
    require(client.opened() == 2, f"{client.opened()} browsers were opened")
    require("Traceback" not in text, f"the user sees a stack trace: {text[-800:]}")


@check()
def pkce_runs_a_task_and_its_children_to_their_end(options):
    client = Client(options, "pkce")
    before = client.opened()
    run_to_its_end(client)
    require(client.opened() == before, "a browser was opened")


def device(options, name, decision, user="runner"):
    client = Client(options, name, {"authType": "DeviceFlow"})
    process = client.start("whoami", PYTHONUNBUFFERED="1")
    text = ""
    try:
        while "user_code=" not in text:
            line = process.stdout.readline()
            require(line, f"no address came: {text[-800:]}")
            text += re.sub(r"\x1b\[[0-9;]*m", "", line)
        address = re.search(r"https?://\S+user_code=[A-Z-]+", text).group(0)
        sys.path.insert(0, str(HERE))
        from importlib.machinery import SourceFileLoader
        browser = SourceFileLoader("browser", str(HERE / "browser")).load_module()
        os.environ["SSL_CERT_FILE"] = options.ca
        browser.by_http(address, user, options.passwords[user], decision)
        rest, _ = process.communicate(timeout=60)
        return process.returncode, text + rest
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)


@check()
def device_flow_logs_in_by_a_code(options):
    code, text = device(options, "device", "allow")
    require(code == 0 and "runner" in text, f"ended with {code}: {text[-800:]}")


@check(builtin=True)
def device_flow_tells_the_user_who_refuses(options):
    code, text = device(options, "device-denied", "deny")
    require(code != 0 and re.search("access_denied|denied", text), f"ended with {code}: {text[-800:]}")


@check()
def client_secret_is_a_login_of_its_own(options):
    client = Client(options, "secret", {"authType": "ClientSecret", "clientId": options.machine[0],
                                        "clientSecretEnvVar": "LOGIN_SECRET"}, LOGIN_SECRET=options.machine[1])
    client.succeed("get", "project")
    whoami(client, options.machine_name)


@check(quick=False)
def client_secret_runs_a_task_to_its_end(options):
    client = Client(options, "secret", {"authType": "ClientSecret", "clientId": options.machine[0],
                                        "clientSecretEnvVar": "LOGIN_SECRET"}, LOGIN_SECRET=options.machine[1])
    run_to_its_end(client)


@check()
def client_secret_that_is_wrong_is_named(options):
    client = Client(options, "wrong-secret", {"authType": "ClientSecret", "clientId": options.machine[0],
                                              "clientSecretEnvVar": "LOGIN_SECRET"}, LOGIN_SECRET="w" * 32)
    client.fail("invalid_client|unauthorized|401", "get", "project")


@check()
def external_command_shows_the_token_of_a_command(options):
    token = pathlib.Path(options.work) / "token"
    token.write_text(machine_token(options))
    client = Client(options, "command", {"authType": "ExternalCommand", "command": ["cat", str(token)]})
    client.succeed("get", "project")


@check()
def passthrough_sends_the_headers_of_the_caller(options):
    client = Client(options, "passthrough")
    program = client.home / "passthrough.py"
    program.write_text(f"""
import asyncio
import flyte
from flyte import remote

async def main():
    await flyte.init_passthrough.aio({options.endpoint!r}, project="flytesnacks", domain="development")
    with remote.auth_metadata(("authorization", "Bearer " + {machine_token(options)!r})):
        async for project in remote.Project.listall.aio():
            print(project.to_json())

asyncio.run(main())
""")
    text = client.succeed(str(program), program="python")
    require("flytesnacks" in text, f"no project came: {text[-600:]}")


@check(builtin=True)
def a_viewer_reads_and_runs_nothing(options):
    client = Client(options, "viewer", LOGIN_USER="viewer", LOGIN_PASSWORD=options.passwords["viewer"])
    text = client.succeed("get", "project")
    require("flytesnacks" in text, f"the project is not shown: {text[-600:]}")
    text = client.fail("runner needed in flytesnacks", "run", "tasks.py", "parent")
    require("Traceback" not in text, f"the user sees a stack trace: {text[-800:]}")


@check(quick=False)
def a_watch_outlives_its_token(options):
    """Follows a run for longer than an access token lives; its pods get new tokens meanwhile."""
    client = Client(options, "long")
    whoami(client, "runner")
    before = client.opened()
    seconds = options.token_seconds + 120
    text = client.succeed("run", "--follow", "tasks.py", "slow", "--seconds", str(seconds), limit=seconds + 180)
    run = re.search(r"Created Run: (\S+)", text).group(1)
    text = client.succeed("get", "run", run)
    require("SUCCEEDED" in text, f"the run has not succeeded: {text[-800:]}")
    require(client.opened() == before, "a browser was opened")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True, help="host:port of the backend, by TLS")
    parser.add_argument("--ca", required=True, help="PEM file of what clients trust")
    parser.add_argument("--work", required=True, help="folder for the homes of clients")
    parser.add_argument("--passwords", required=True, help="JSON: users and their passwords")
    parser.add_argument("--machine", required=True, help="CLIENT_ID:SECRET")
    parser.add_argument("--machine-name", help="as whoami shows it")
    parser.add_argument("--scope", default="openid profile email groups offline_access")
    parser.add_argument("--token-seconds", type=int, default=900)
    parser.add_argument("--chromium", action="store_true", help="a real browser")
    parser.add_argument("--quick", action="store_true", help="leave out what takes minutes")
    parser.add_argument("--foreign", action="store_true", help="the identity provider is not the built-in one")
    parser.add_argument("--json", help="write the results there")
    parser.add_argument("--only", help="words in the name of a check")
    options = parser.parse_args()
    options.passwords = json.loads(options.passwords)
    options.machine = tuple(options.machine.split(":", 1))
    options.machine_name = options.machine_name or options.machine[0]
    results = []
    for name, function, quick, builtin in CHECKS:
        if options.quick and not quick or options.foreign and builtin or options.only and options.only not in name:
            continue
        began = time.monotonic()
        try:
            function(options)
            result, reason = "PASS", ""
        except Wrong as wrong:
            result, reason = "FAIL", f"  -- {wrong}"
        except Exception:
            result, reason = "FAIL", f"  -- {traceback.format_exc()}"
        results.append({"title": name, "result": result, "reason": reason.strip(" -")})
        print(f"{result} {time.monotonic() - began:6.1f} s  {name}{reason}", flush=True)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"cases": results}, indent=1) + "\n")
    passed = sum(result["result"] == "PASS" for result in results)
    failed = len(results) - passed
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
