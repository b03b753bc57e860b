import { useSignal } from "@preact/signals";
import { runs } from "../../api/clients";
import type { ActionId } from "../../api/ids";
import { useStream } from "../../api/use-stream";
import type { ActionAttempt, ClusterEvent } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { ClusterEvent_Type } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { isTerminal } from "../../model/phase";
import { millisOf } from "../../model/time";
import { Empty, Time } from "../../ui/basics";
import { DataTable } from "../../ui/page";

const MAX_EVENTS = 2_000;

/** What the cluster said about the pod of an attempt: of one that has ended, what is recorded with it. */
export function Events({ actionId, attempt }: { actionId: ActionId; attempt: ActionAttempt | undefined }) {
  const watched = useSignal<readonly ClusterEvent[] | undefined>(undefined);
  const number = attempt?.attempt ?? 1;
  const live = !isTerminal(attempt?.phase ?? 0);
  useStream(
    live ? (signal) => runs.watchClusterEvents({ id: actionId, attempt: number }, { signal }) : undefined,
    () => ({
      begin: () => {
        watched.value = [];
      },
      message: ({ clusterEvents }) => {
        watched.value = [...(watched.value ?? []), ...clusterEvents].slice(-MAX_EVENTS);
      },
    }),
    [live, number],
  );
  const events = (live ? watched.value : undefined) ?? attempt?.clusterEvents ?? [];
  if (events.length === 0)
    return <Empty title="No events">The cluster has said nothing about the pod of this attempt.</Empty>;
  return (
    <DataTable
      label="Events"
      head={
        <>
          <th class="fit">When</th>
          <th class="fit">Reason</th>
          <th>Message</th>
        </>
      }
    >
      {events.map((event, index) => (
        <tr key={index}>
          <td class="fit">
            <Time at={millisOf(event.occurredAt)} precise />
          </td>
          <td class={event.type === ClusterEvent_Type.WARNING ? "fit phase-timed-out" : "fit"}>
            {event.reason || (event.type === ClusterEvent_Type.WARNING ? "Warning" : "–")}
            {event.count > 1 && <span class="count">{event.count}×</span>}
          </td>
          <td class="wrap">{event.message}</td>
        </tr>
      ))}
    </DataTable>
  );
}
