import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { runs } from "../../api/clients";
import { pauseWhileHidden, Stream } from "../../api/stream";
import type { ActionAttempt, ClusterEvent } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { ClusterEvent_Type } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { isTerminal } from "../../model/phase";
import { millisOf } from "../../model/time";
import { Empty, Time } from "../../ui/basics";

interface ActionId {
  readonly run: { org: string; project: string; domain: string; name: string };
  readonly name: string;
}

/** What the cluster said about the pod of an attempt. */
export function Events({ actionId, attempt }: { actionId: ActionId; attempt: ActionAttempt | undefined }) {
  const events = useSignal<readonly ClusterEvent[]>(attempt?.clusterEvents ?? []);
  const number = attempt?.attempt ?? 1;
  const live = !isTerminal(attempt?.phase ?? 0);
  useEffect(() => {
    if (!live) {
      events.value = attempt?.clusterEvents ?? [];
      return undefined;
    }
    let all: ClusterEvent[] = [];
    const stream = new Stream((signal) => runs.watchClusterEvents({ id: actionId, attempt: number }, { signal }), {
      begin: () => {
        all = [];
      },
      message: ({ clusterEvents }) => {
        all = [...all, ...clusterEvents].slice(-2_000);
        events.value = all;
      },
    }).start();
    const ends = pauseWhileHidden(stream);
    return () => {
      ends();
      stream.stop();
    };
  }, [live, number, attempt?.clusterEvents.length]);
  if (events.value.length === 0)
    return <Empty title="No events">The cluster has said nothing about the pod of this attempt.</Empty>;
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th class="fit">When</th>
            <th class="fit">Reason</th>
            <th>Message</th>
          </tr>
        </thead>
        <tbody>
          {events.value.map((event, index) => (
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
        </tbody>
      </table>
    </div>
  );
}
