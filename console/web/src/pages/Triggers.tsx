import { triggers } from "../api/clients";
import { idOf, projectIdOf } from "../api/ids";
import { failureText } from "../api/problem";
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
import { ListStates, nameContains, SearchBox, SortHeader, sortOf, useListing } from "../ui/list";
import { ControlsHeader, DataTable, NameCell, PageHead } from "../ui/page";
import { SelectionCell, useSelection } from "../ui/selection";

const SORT = "-updated_at";

export default function Triggers({ domain, project }: Scope) {
  return (
    <>
      <PageHead title="Triggers" />
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
    toast(failureText(failure), true);
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
  const selection = useSelection<TriggerName>(key);
  const listing = useListing<Trigger>(key, async (token, signal) => {
    const filters = [
      ...nameContains(text),
      ...(active ? [{ function: Filter_Function.EQUAL, field: "active", values: [active] }] : []),
    ];
    const scopeBy = task
      ? ({ case: "taskName", value: idOf(scope, task) } as const)
      : ({ case: "projectId", value: projectIdOf(scope) } as const);
    const answer = await triggers
      .listTriggers({ request: { limit: 50, token, filters, sortByFields: [sort] }, scopeBy }, { signal })
      .catch(noteAbsence("triggers"));
    return { rows: answer.triggers, token: answer.token };
  });
  const change = async (names: TriggerName[], on: boolean) => {
    if (await switchTriggers(names, on)) listing.reload();
  };
  const names = [...selection.chosen.value.values()];
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
        selection.clear();
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
          <DataTable
            label="Triggers"
            head={
              <>
                <ControlsHeader label="Choose" />
                <th class="fit">State</th>
                <th>Trigger</th>
                <th>Starts</th>
                <th class="fit right">Last fired</th>
                <SortHeader field="updated_at" fallback={SORT} right>
                  Changed
                </SortHeader>
              </>
            }
          >
            {rows.map((trigger) => {
              const name = trigger.id?.name;
              if (!name) return null;
              const id = `${name.taskName}/${name.name}`;
              return (
                <tr key={id} class={selection.chosen.value.has(id) ? "selected" : ""}>
                  <SelectionCell selection={selection} id={id} row={name} label={`Choose ${name.name}`} />
                  <td class="fit">
                    <Switch
                      on={trigger.active}
                      label={`${name.name} is active`}
                      onChange={(on) => void change([name], on)}
                    />
                  </td>
                  <NameCell
                    name={name.name}
                    href={pathOf({ page: "trigger", task: name.taskName, trigger: name.name, ...scope })}
                  >
                    {name.taskName}
                  </NameCell>
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
          </DataTable>
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
