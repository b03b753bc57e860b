import { runs, trackedRuns } from "../../api/clients";
import { useResource } from "../../api/resource";
import { labelOf } from "../../model/names";
import { PhaseIcon } from "../../ui/icons";
import { GoTo, type RunRef, runIdOf } from "./Run";

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
  const client = refTo.kind === "runs" ? runs : trackedRuns;
  const details = useResource(`${refTo.run}/${action}`, async (signal) => {
    return (await client.getActionDetails({ actionId: { run: runIdOf(refTo), name: action } }, { signal })).details;
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
        <pre>{firstLines(error?.message ?? "No message was reported.")}</pre>
      </div>
      {selected !== action && <GoTo onClick={() => onGo(action)}>Go to the cause</GoTo>}
    </div>
  );
}

/** The end of a traceback says most. */
function firstLines(message: string): string {
  const lines = message.trim().split("\n");
  return lines.length <= 3 ? lines.join("\n") : `…\n${lines.slice(-2).join("\n")}`;
}
