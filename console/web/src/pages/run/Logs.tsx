import { useMemo } from "preact/hooks";
import { param } from "../../app/location";
import type { RunRef } from "../../app/route";
import type { ActionAttempt } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { LogPane } from "../../logs/LogPane";

/** The lines of one attempt of an action. */
export function LogView({
  refTo,
  action,
  attempt,
}: {
  refTo: RunRef;
  action: string;
  attempt: ActionAttempt | undefined;
}) {
  const pod = param("pod");
  const number = attempt?.attempt ?? 1;
  const source = useMemo(
    () => ({ project: refTo.project, domain: refTo.domain, run: refTo.run, action, attempt: number, pod }),
    [refTo.run, action, number, pod],
  );
  const pods = attempt?.logContext?.pods.map(({ podName }) => podName) ?? [];
  return <LogPane source={source} pods={pods} file={`${refTo.run}-${action}-${number}.log`} />;
}
