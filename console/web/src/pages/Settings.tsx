import { clone } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { useState } from "preact/hooks";
import { ORG } from "../api/ids";
import { settings as service } from "../api/page-clients";
import { useResource } from "../api/resource";
import { noteAbsence } from "../app/features";
import type { Scope } from "../app/route";
import { SettingState, type SettingsKey, SettingsSchema } from "../gen/flyteidl2/settings/settings_definition_pb";
import type { SettingsRecord } from "../gen/flyteidl2/settings/settings_service_pb";
import { InputError } from "../model/input";
import { entriesOf, type SettingEntry, settingsOf } from "../model/settings";
import { Failed, Loading, Stale, toast } from "../ui/basics";
import { Dialog, DialogForm } from "../ui/dialog";
import { Diff } from "../ui/diff";
import { DataTable, PageHead } from "../ui/page";

const LEVELS = ["Organization", "Domain", "Project"];

/** What a setting of a level says, in a word or by its value. */
function shownText(entry: SettingEntry | undefined): string {
  if (!entry || entry.state === SettingState.INHERIT) return "";
  return entry.state === SettingState.UNSET ? "no value" : entry.text;
}

/** The settings of organization, domain and project side by side, and which one holds. */
export default function Settings({ domain, project }: Scope) {
  const key = { org: ORG, domain, project };
  const read = useResource(`settings|${domain}|${project}`, async (signal) => {
    const [edit, effective] = await Promise.all([
      service.getSettingsForEdit({ key }, { signal }),
      service.getSettings({ key }, { signal }),
    ]).catch(noteAbsence("settings"));
    return { levels: edit.levels, effective: effective.settingsRecord };
  });
  const [edited, setEdited] = useState<number | undefined>();
  const { value, problem, readAt } = read.reading.value;
  if (!value) return problem ? <Failed problem={problem} retry={read.reload} /> : <Loading what="the settings" />;
  const columns = value.levels.map((level) => new Map(entriesOf(level.settings).map((entry) => [entry.path, entry])));
  const effective = entriesOf(value.effective?.settings);
  return (
    <>
      <PageHead title="Settings">
        <p class="muted">They complete each new run that says nothing itself. The narrower level wins.</p>
      </PageHead>
      <Stale problem={problem} readAt={readAt} />
      <DataTable
        label="Settings"
        head={
          <>
            <th>Setting</th>
            {value.levels.map((level, index) => (
              <th key={LEVELS[index]}>
                <span class="row">
                  {LEVELS[index]} {[level.key?.domain, level.key?.project].filter(Boolean).at(-1) ?? ""}
                  <button class="button small" type="button" onClick={() => setEdited(index)}>
                    Edit<span class="hidden-label"> {LEVELS[index]}</span>
                  </button>
                </span>
              </th>
            ))}
            <th>In force</th>
          </>
        }
      >
        {effective.map((entry) => (
          <tr key={entry.path}>
            <td class="fit mono">{entry.path}</td>
            {columns.map((column, index) => (
              <td key={LEVELS[index]} class="clip mono">
                {shownText(column.get(entry.path)) || <span class="muted">inherits</span>}
              </td>
            ))}
            <td class="clip">
              {shownText(entry) ? (
                <>
                  <span class="mono">{shownText(entry)}</span>{" "}
                  <span class="tag">{LEVELS[entry.level]?.toLowerCase()}</span>
                </>
              ) : (
                <span class="muted">–</span>
              )}
            </td>
          </tr>
        ))}
      </DataTable>
      {edited !== undefined && value.levels[edited] && (
        <LevelDialog
          title={`${LEVELS[edited]} settings`}
          record={value.levels[edited] as SettingsRecord}
          fallbackKey={{ org: ORG, domain: edited > 0 ? domain : "", project: edited > 1 ? project : "" }}
          onClose={(changed) => {
            setEdited(undefined);
            if (changed) read.reload();
          }}
        />
      )}
    </>
  );
}

/** The settings of one level, to be changed. */
function LevelDialog({
  title,
  record,
  fallbackKey,
  onClose,
}: {
  title: string;
  record: SettingsRecord;
  fallbackKey: { org: string; domain: string; project: string };
  onClose: (changed: boolean) => void;
}) {
  const before = entriesOf(record.settings);
  const [entries, setEntries] = useState(before);
  const change = (path: string, next: Partial<SettingEntry>) =>
    setEntries((now) => now.map((entry) => (entry.path === path ? { ...entry, ...next } : entry)));
  const text = (list: readonly SettingEntry[]) =>
    list
      .filter((entry) => shownText(entry) !== "")
      .map((entry) => `${entry.path}: ${shownText(entry)}`)
      .join("\n");
  const save = async () => {
    const base = record.settings ? clone(SettingsSchema, record.settings) : undefined;
    const settings = settingsOf(base, entries);
    const key: SettingsKey | typeof fallbackKey = record.key ?? fallbackKey;
    try {
      if (record.version === 0n) await service.createSettings({ key, settings });
      else await service.updateSettings({ key, settings, version: record.version });
    } catch (problem) {
      const conflict =
        ConnectError.from(problem).code === Code.FailedPrecondition &&
        /version/i.test(ConnectError.from(problem).message);
      throw conflict
        ? new InputError(
            "Somebody else has changed these settings meanwhile. Close, look at them, and change them again.",
          )
        : problem;
    }
    toast("Saved");
    onClose(true);
  };
  return (
    <Dialog title={title} onClose={() => onClose(false)} wide>
      <DialogForm action="Save" onSubmit={save} onClose={() => onClose(false)}>
        <table>
          <tbody>
            {entries
              .filter((entry) => entry.kind !== "other")
              .map((entry) => (
                <tr key={entry.path}>
                  <td class="fit mono">{entry.path}</td>
                  <td class="fit">
                    <select
                      aria-label={`${entry.path} state`}
                      value={String(entry.state)}
                      onChange={(event) => change(entry.path, { state: Number(event.currentTarget.value) })}
                    >
                      <option value={String(SettingState.INHERIT)}>inherits</option>
                      <option value={String(SettingState.UNSET)}>no value</option>
                      <option value={String(SettingState.VALUE)}>value</option>
                    </select>
                  </td>
                  <td>
                    {entry.state === SettingState.VALUE &&
                      (entry.kind === "map" ? (
                        <textarea
                          aria-label={entry.path}
                          rows={2}
                          placeholder="key=value"
                          value={entry.text}
                          onInput={(event) => change(entry.path, { text: event.currentTarget.value })}
                        />
                      ) : entry.kind === "bool" ? (
                        <select
                          aria-label={entry.path}
                          value={entry.text}
                          onChange={(event) => change(entry.path, { text: event.currentTarget.value })}
                        >
                          <option value="false">no</option>
                          <option value="true">yes</option>
                        </select>
                      ) : (
                        <input
                          aria-label={entry.path}
                          inputMode={entry.kind === "int" ? "numeric" : "text"}
                          pattern={entry.kind === "int" ? "-?[0-9]+" : undefined}
                          value={entry.text}
                          onInput={(event) => change(entry.path, { text: event.currentTarget.value })}
                        />
                      ))}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
        <h3>Changes</h3>
        <Diff before={text(before)} after={text(entries)} />
      </DialogForm>
    </Dialog>
  );
}
