import { signal as makeSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { triggers } from "../api/clients";
import { problemOf } from "../api/problem";
import { ORG } from "../api/transport";
import { noteAbsence } from "../app/features";
import { param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import type { TriggerName } from "../gen/flyteidl2/common/identifier_pb";
import { Filter_Function } from "../gen/flyteidl2/common/list_pb";
import type { Trigger } from "../gen/flyteidl2/trigger/trigger_definition_pb";
import { describeAutomation } from "../model/schedule";
import { millisOf } from "../model/time";
import { Empty, Time, toast } from "../ui/basics";
import { confirm } from "../ui/dialog";
import { ListStates, SearchBox, SortHeader, sortOf, useListing } from "../ui/list";

const SORT = "-updated_at";

export default function Triggers({ domain, project }: Scope) {
  return (
    <>
      <div class="page-head">
        <div class="titles">
          <h1>Triggers</h1>
        </div>
      </div>
      <TriggerTable scope={{ domain, project }} />
    </>
  );
}

/** Switches triggers on or off and says so. */
export async function switchTriggers(names: TriggerName[], active: boolean): Promise<boolean> {
  try {
    await triggers.updateTriggers({ names, active });
    toast(
      `${names.length === 1 ? names[0]?.name : `${names.length} triggers`} ${active ? "switched on" : "switched off"}`,
    );
    return true;
  } catch (failure) {
    toast(problemOf(failure).detail, true);
    return false;
  }
}

export function Switch({ on, label, onChange }: { on: boolean; label: string; onChange: (on: boolean) => void }) {
  return (
    <button
      class="switch"
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      onClick={() => onChange(!on)}
    >
      <span class="knob" />
      {on ? "Active" : "Off"}
    </button>
  );
}

/** Triggers of a project, or of one task. */
export function TriggerTable({ scope, task }: { scope: Scope; task?: string }) {
  const sort = sortOf(SORT);
  const text = param("q");
  const active = param("active");
  const key = `triggers|${scope.domain}|${scope.project}|${task}|${text}|${active}|${param("sort")}`;
  const chosen = useMemo(() => makeSignal<ReadonlyMap<string, TriggerName>>(new Map()), [key]);
  const listing = useListing<Trigger>(key, async (token, signal) => {
    const filters = [
      ...(text ? [{ function: Filter_Function.CONTAINS_CASE_INSENSITIVE, field: "name", values: [text] }] : []),
      ...(active ? [{ function: Filter_Function.EQUAL, field: "active", values: [active] }] : []),
    ];
    const scopeBy = task
      ? ({ case: "taskName", value: { org: ORG, project: scope.project, domain: scope.domain, name: task } } as const)
      : ({ case: "projectId", value: { organization: ORG, domain: scope.domain, name: scope.project } } as const);
    const answer = await triggers
      .listTriggers({ request: { limit: 50, token, filters, sortByFields: [sort] }, scopeBy }, { signal })
      .catch(noteAbsence("triggers"));
    return { rows: answer.triggers, token: answer.token };
  });
  const change = async (names: TriggerName[], on: boolean) => {
    if (await switchTriggers(names, on)) listing.reload();
  };
  const names = [...chosen.value.values()];
  const remove = () =>
    confirm({
      title: names.length === 1 ? "Delete this trigger?" : `Delete ${names.length} triggers?`,
      action: "Delete",
      danger: true,
      body: (
        <ul class="names">
          {names.map((name) => (
            <li key={`${name.taskName}/${name.name}`}>
              {name.taskName} / {name.name}
            </li>
          ))}
        </ul>
      ),
      run: async () => {
        await triggers.deleteTriggers({ names });
        chosen.value = new Map();
        listing.reload();
      },
    });
  return (
    <>
      <div class="toolbar">
        <SearchBox name="q" label="Name" />
        <select
          aria-label="State"
          value={active}
          onChange={(event) => setParams({ active: event.currentTarget.value })}
        >
          <option value="">All</option>
          <option value="true">Active</option>
          <option value="false">Off</option>
        </select>
      </div>
      <ListStates
        listing={listing}
        what="triggers"
        empty={
          <Empty
            title={text || active ? "No trigger fits the filters" : "No triggers yet"}
            command={text || active ? undefined : "flyte deploy FILE.py ENV"}
          >
            {!text && !active && "Triggers are declared with their task and come with its deployment."}
          </Empty>
        }
      >
        {(rows) => (
          <div class="table-wrap" tabIndex={0} role="region" aria-label="Triggers">
            <table>
              <thead>
                <tr>
                  <th class="fit">
                    <span class="hidden-label">Choose</span>
                  </th>
                  <th class="fit">State</th>
                  <th>Trigger</th>
                  <th>Starts</th>
                  <th class="fit right">Last fired</th>
                  <SortHeader field="updated_at" fallback={SORT} right>
                    Changed
                  </SortHeader>
                </tr>
              </thead>
              <tbody>
                {rows.map((trigger) => {
                  const name = trigger.id?.name;
                  if (!name) return null;
                  const id = `${name.taskName}/${name.name}`;
                  return (
                    <tr key={id} class={chosen.value.has(id) ? "selected" : ""}>
                      <td class="fit">
                        <input
                          type="checkbox"
                          aria-label={`Choose ${name.name}`}
                          checked={chosen.value.has(id)}
                          onChange={() => {
                            const next = new Map(chosen.value);
                            if (!next.delete(id)) next.set(id, name);
                            chosen.value = next;
                          }}
                        />
                      </td>
                      <td class="fit">
                        <Switch
                          on={trigger.active}
                          label={`${name.name} is active`}
                          onChange={(on) => void change([name], on)}
                        />
                      </td>
                      <td class="clip">
                        <div class="two">
                          <a
                            class="strong"
                            href={pathOf({ page: "trigger", task: name.taskName, trigger: name.name, ...scope })}
                          >
                            {name.name}
                          </a>
                          <span class="sub">{name.taskName}</span>
                        </div>
                      </td>
                      <td class="clip">{describeAutomation(trigger.automationSpec)}</td>
                      <td class="fit right">
                        <Time at={millisOf(trigger.status?.triggeredAt)} />
                      </td>
                      <td class="fit right">
                        <Time at={millisOf(trigger.status?.updatedAt)} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        )}
      </ListStates>
      {names.length > 0 && (
        <div class="bulk" role="region" aria-label="Chosen triggers">
          <span>{names.length} chosen</span>
          <button class="button small" type="button" onClick={() => void change(names, true)}>
            Switch on
          </button>
          <button class="button small" type="button" onClick={() => void change(names, false)}>
            Switch off
          </button>
          <button class="button small danger" type="button" onClick={remove}>
            Delete
          </button>
        </div>
      )}
    </>
  );
}
