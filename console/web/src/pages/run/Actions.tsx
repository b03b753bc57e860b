import { useState } from "preact/hooks";
import { runs, runsClient } from "../../api/clients";
import { idOf, ROOT_ACTION } from "../../api/ids";
import { go, param } from "../../app/location";
import type { RunRef } from "../../app/route";
import { ActionPhase } from "../../gen/flyteidl2/common/phase_pb";
import { RelationType } from "../../gen/flyteidl2/common/run_pb";
import type { RunDetails } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { isTerminal } from "../../model/phase";
import type { TreeSession } from "../../tree/session";
import { toast } from "../../ui/basics";
import { confirm } from "../../ui/dialog";
import { Icon } from "../../ui/icons";
import { recoverRun } from "../launch/create";
import { LaunchDialog } from "../launch/Launch";

/** What can be done with a run. */
export function RunActions({
  refTo,
  details,
  session,
  reload,
}: {
  refTo: RunRef;
  details: RunDetails;
  session: TreeSession;
  reload: () => void;
}) {
  const [launching, setLaunching] = useState(false);
  const phase = details.action?.status?.phase ?? 0;
  const ended = isTerminal(phase);
  const client = runsClient(refTo.kind);
  const runId = idOf(refTo, refTo.run);
  const selected = param("i");
  const row = session.window.value?.rows.find((one) => one.id === selected);
  const totals = session.window.value?.totals ?? [];
  const live = totals.reduce((sum, count, number) => sum + (isTerminal(number) ? 0 : count), 0);
  const done = (totals[ActionPhase.SUCCEEDED] ?? 0) + (totals[ActionPhase.RECOVERED] ?? 0);
  const succeeded = phase === ActionPhase.SUCCEEDED || phase === ActionPhase.RECOVERED;
  const task = details.action?.spec.case === "task" ? details.action.spec.value : undefined;

  const show = (run: string) => go({ page: "run", kind: "runs", run, domain: refTo.domain, project: refTo.project });
  const abortRun = () =>
    confirm({
      title: "Abort this run?",
      action: "Abort the run",
      danger: true,
      reason: true,
      body: (
        <p>
          <b class="mono">{refTo.run}</b> and its {live} unfinished {live === 1 ? "action" : "actions"} are stopped.
          {refTo.kind === "tracked-runs" && " The client that executes it is not stopped."}
        </p>
      ),
      run: async (reason) => {
        await client.abortRun({ runId, reason: reason || undefined });
        toast("The run is being aborted");
        reload();
      },
    });
  const abortAction = () =>
    confirm({
      title: "Abort this action?",
      action: "Abort the action",
      danger: true,
      reason: true,
      body: (
        <p>
          <b>{row?.label}</b> (<span class="mono">{selected}</span>) is stopped with everything below it. The run goes
          on.
        </p>
      ),
      run: async (reason) => {
        await runs.abortAction({ actionId: { run: runId, name: selected }, reason });
        toast("The action is being aborted");
      },
    });
  const recover = () =>
    confirm({
      title: "Recover this run?",
      action: "Recover",
      body: (
        <p>
          A new run of the same task starts. It takes over the outputs of {done} succeeded{" "}
          {done === 1 ? "action" : "actions"} and executes the rest anew.
        </p>
      ),
      run: async () => {
        const name = await recoverRun(refTo, details);
        show(name);
        toast("Recovering in a new run");
      },
    });
  return (
    <>
      {row &&
        selected !== ROOT_ACTION &&
        selected !== "" &&
        !row.isGroup &&
        !isTerminal(row.phase) &&
        refTo.kind === "runs" && (
          <button class="button" type="button" onClick={abortAction}>
            <Icon name="stop" />
            Abort action
          </button>
        )}
      {!ended && (
        <button class="button" type="button" onClick={abortRun}>
          <Icon name="stop" />
          Abort
        </button>
      )}
      {ended && !succeeded && refTo.kind === "runs" && task && (
        <button class="button" type="button" onClick={recover}>
          Recover
        </button>
      )}
      {refTo.kind === "runs" && task && (
        <button class="button" type="button" onClick={() => setLaunching(true)}>
          <Icon name="rerun" />
          Rerun
        </button>
      )}
      {launching && task && (
        <LaunchDialog
          scope={refTo}
          title="Rerun"
          spec={task}
          from={{ run: runId, details, relation: RelationType.RERUN }}
          onClose={() => setLaunching(false)}
          onStarted={(name) => {
            setLaunching(false);
            show(name);
            toast("Started a new run");
          }}
        />
      )}
    </>
  );
}
