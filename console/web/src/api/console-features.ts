import { Code, ConnectError } from "@connectrpc/connect";
import { type ConsoleFeature, ConsoleService } from "../gen/flyte/console/v1/console_service_pb";
import { clientOf } from "./transport";

/** A page does not wait longer to learn what would make it faster. */
const PATIENCE_MS = 2_000;
const NONE: ReadonlySet<ConsoleFeature> = new Set();

let known: Promise<ReadonlySet<ConsoleFeature>> | undefined;

/** What this server offers beyond the published services; nothing where it cannot be asked. It is asked once. */
export function consoleFeatures(): Promise<ReadonlySet<ConsoleFeature>> {
  known ??= clientOf(ConsoleService)
    .getConsoleInfo({}, { timeoutMs: PATIENCE_MS })
    .then(({ features }) => new Set(features))
    .catch((failure) => {
      // Another failure may pass: the next page asks again.
      if (ConnectError.from(failure).code !== Code.Unimplemented) known = undefined;
      return NONE;
    });
  return known;
}
