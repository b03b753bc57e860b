import type { Client } from "@connectrpc/connect";
import { idOf } from "../api/ids";
import { clientOf } from "../api/transport";
import type { RunKind, Scope } from "../app/route";
import { type ActionColumns, ConsoleService } from "../gen/flyte/console/v1/console_service_pb";
import type { EnrichedAction } from "../gen/flyteidl2/workflow/run_definition_pb";
import { RunService } from "../gen/flyteidl2/workflow/run_service_pb";
import { TrackedRunService } from "../gen/flyteidl2/workflow/tracked_run_service_pb";
import { labelOf } from "../model/names";
import { isTerminal } from "../model/phase";
import { millisOf } from "../model/time";
import type { ActionFacts } from "./store";

/** One message of a stream of actions. */
export interface TreeUpdate {
  readonly actions: readonly ActionFacts[];
  /** Everything that existed when the stream began has come. */
  readonly snapshotEnd: boolean;
}

export type TreeUpdates = (signal: AbortSignal) => AsyncIterable<TreeUpdate>;

/** The actions of a run by the console's own service, in columns. */
export function columnUpdates(scope: Scope, run: string, kind: RunKind): TreeUpdates {
  const client = clientOf(ConsoleService);
  const request = { runId: idOf(scope, run), tracked: kind === "tracked-runs" };
  return async function* (signal) {
    for await (const { actions, snapshotEnd } of client.watchRunTree(request, { signal })) {
      yield { actions: actions ? factsOfColumns(actions) : [], snapshotEnd };
    }
  };
}

/** The actions of a run by the published service. Only a heartbeat, which is empty, shows that nothing more is waiting. */
export function publishedUpdates(scope: Scope, run: string, kind: RunKind): TreeUpdates {
  const client = clientOf(kind === "runs" ? RunService : TrackedRunService) as Pick<
    Client<typeof RunService>,
    "watchActions"
  >;
  const request = { runId: idOf(scope, run) };
  return async function* (signal) {
    for await (const { enrichedActions } of client.watchActions(request, { signal })) {
      const actions = enrichedActions.map(factsOf).filter((facts) => facts !== undefined);
      yield { actions, snapshotEnd: enrichedActions.length === 0 };
    }
  };
}

export function factsOfColumns(columns: ActionColumns): ActionFacts[] {
  const text = (indexes: readonly number[], row: number) => columns.texts[indexes[row] ?? 0] ?? "";
  return columns.names.map((name, row) => ({
    name,
    parent: text(columns.parents, row),
    group: text(columns.groups, row),
    label: text(columns.labels, row) || name,
    type: columns.types[row] ?? 0,
    phase: columns.phases[row] ?? 0,
    attempts: columns.attempts[row] ?? 0,
    cache: columns.cacheStatuses[row] ?? 0,
    start: columns.startedAtMs[row] ?? Number.NaN,
    end: columns.endedAtMs[row] ?? Number.NaN,
  }));
}

export function factsOf({ action }: EnrichedAction): ActionFacts | undefined {
  const name = action?.id?.name;
  if (!action || !name) return undefined;
  const { metadata, status } = action;
  const start = millisOf(status?.startTime) ?? Number.NaN;
  const phase = status?.phase ?? 0;
  const end = millisOf(status?.endTime) ?? Number.NaN;
  return {
    name,
    parent: metadata?.parent ?? "",
    group: metadata?.group ?? "",
    label: labelOf(metadata) || name,
    type: metadata?.actionType ?? 0,
    phase,
    attempts: status?.attempts ?? 0,
    cache: status?.cacheStatus ?? 0,
    start,
    end:
      Number.isNaN(end) && isTerminal(phase) && status?.durationMs !== undefined
        ? start + Number(status.durationMs)
        : end,
  };
}
