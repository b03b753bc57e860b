import { addressesIn, flyte, remember, start } from "./sdk";

/** Makes the runs that the tests look at, with the released SDK. */
export default async function setup(): Promise<void> {
  const tasks = ["order", "failing", "chatty", "approve", "slow"];
  const addresses: string[] = [];
  // Two at a time: each is a process of Python, and starts more of them.
  for (let index = 0; index < tasks.length; index += 2) {
    addresses.push(...(await Promise.all(tasks.slice(index, index + 2).map((task) => start(task)))));
  }
  const printed = Object.fromEntries(tasks.map((task, index) => [task, addresses[index] as string]));
  const deployed = addressesIn(await flyte("deploy", "--version", "v1", "shop.py", "env"));
  const find = (end: string) => deployed.find((address) => address.endsWith(end)) ?? "";
  const secret = ["--project", "flytesnacks", "--domain", "development", "--value", "hunter2"];
  // A devbox that was used before has it; without it the page of secrets fails its test.
  await flyte("create", "secret", "api_key", ...secret).catch(() => undefined);
  const from = ["--from-file", "shop.py", "--kind", "model", "--attr", "framework=none", "--partition", "region=north"];
  const [artifact = ""] = addressesIn(await flyte("create", "artifact", "my.model", ...from));
  const [tracked = ""] = addressesIn(await flyte("run", "--tracked", "shop.py", "order"));
  const [app = ""] = addressesIn(await flyte("deploy", "greeter.py", "env"));
  remember({
    ...printed,
    artifact,
    tracked,
    app,
    task: find("/tasks/shop.order"),
    trigger: find("/triggers/shop.stamp/nightly"),
  });
}
