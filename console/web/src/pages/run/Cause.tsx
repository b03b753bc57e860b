import { runsClient } from "../../api/clients";
import { idOf } from "../../api/ids";
import { useResource } from "../../api/resource";
import type { RunRef } from "../../app/route";
import { labelOf } from "../../model/names";
import { PhaseIcon } from "../../ui/icons";
import { GoTo } from "./GoTo";

/** What failed first and why, above everything else. */
export function Cause({
  refTo,
  action,
  selected,
  onGo,
}: {
  refTo: RunRef;
  action: string;
  selected: string;
  onGo: (id: string) => void;
}) {
  const client = runsClient(refTo.kind);
  const details = useResource(`${refTo.run}/${action}`, async (signal) => {
    const actionId = { run: idOf(refTo, refTo.run), name: action };
    return (await client.getActionDetails({ actionId }, { signal })).details;
  });
  const value = details.reading.value.value;
  if (!value) return null;
  const error = value.result.case === "errorInfo" ? value.result.value : value.attempts.at(-1)?.errorInfo;
  return (
    <div class="banner failed" role="region" aria-label="Cause of the failure">
      <span class="phase-failed">
        <PhaseIcon phase="failed" />
      </span>
      <div class="grow">
        <p class="strong">
          {labelOf(value.metadata) || action} failed{error?.code ? `: ${error.code}` : ""}
        </p>
        <pre>{essenceOf(error?.message ?? "No message was reported.")}</pre>
      </div>
      {selected !== action && <GoTo onClick={() => onGo(action)}>Go to the cause</GoTo>}
    </div>
  );
}

/** The end of a traceback says most. */
function essenceOf(message: string): string {
  const lines = message.trim().split("\n");
  return lines.length <= 3 ? lines.join("\n") : `…\n${lines.slice(-2).join("\n")}`;
}
