import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { SettingState, type Settings, SettingsSchema } from "../gen/flyteidl2/settings/settings_definition_pb";
import { pairLines, pairsOf } from "./input";

/** One setting of a level: where it is in the message, what it says, and from which level it comes. */
export interface SettingEntry {
  /** Names of fields from the top, such as run.default_queue. */
  readonly path: string;
  readonly kind: "string" | "int" | "bool" | "map" | "other";
  readonly state: SettingState;
  /** The value as a text that a field can hold. */
  readonly text: string;
  readonly level: number;
}

const KINDS: Record<string, SettingEntry["kind"]> = {
  string_value: "string",
  quantity_value: "string",
  int_value: "int",
  bool_value: "bool",
  map_value: "map",
};

const isSetting = (message: DescMessage) => message.name.endsWith("Setting");

/** Every setting that there is, with what a message says about it. */
export function entriesOf(settings: Settings | undefined): SettingEntry[] {
  const entries: SettingEntry[] = [];
  const visit = (message: ReflectMessage, prefix: string) => {
    for (const field of message.desc.fields) {
      if (field.fieldKind !== "message") continue;
      const path = prefix === "" ? field.name : `${prefix}.${field.name}`;
      const part = message.get(field);
      if (isSetting(field.message)) entries.push(entryOf(path, part));
      else visit(part, path);
    }
  };
  visit(reflect(SettingsSchema, settings ?? create(SettingsSchema)), "");
  return entries;
}

function valueField(message: DescMessage): DescField | undefined {
  return message.fields.find((field) => field.name.endsWith("_value"));
}

function entryOf(path: string, message: ReflectMessage): SettingEntry {
  const field = valueField(message.desc);
  const kind = KINDS[field?.name ?? ""] ?? "other";
  const raw = message.message as Message & {
    state: SettingState;
    scopeLevel: number;
    mapValue?: { entries: Record<string, string> };
  };
  const text =
    kind === "map"
      ? pairLines(raw.mapValue?.entries ?? {})
      : kind === "other" || !field
        ? ""
        : String(message.get(field));
  return { path, kind, state: raw.state, text, level: raw.scopeLevel };
}

/** The message of edited entries: those that inherit are left out, and values that nobody changed stay as they are. */
export function settingsOf(base: Settings | undefined, entries: readonly SettingEntry[]): Settings {
  const settings = base ?? create(SettingsSchema);
  const before = new Map(entriesOf(base).map((entry) => [entry.path, entry]));
  const top = reflect(SettingsSchema, settings);
  for (const entry of entries) {
    const old = before.get(entry.path);
    const kept = entry.state === SettingState.VALUE && old?.state === entry.state && old.text === entry.text;
    if (kept) continue;
    const names = entry.path.split(".");
    let message: ReflectMessage = top;
    for (const [index, name] of names.entries()) {
      const field = message.desc.fields.find((one) => one.name === name);
      if (field?.fieldKind !== "message") break;
      if (index < names.length - 1 && entry.state === SettingState.INHERIT && !message.isSet(field)) break;
      if (index === names.length - 1) {
        if (entry.kind === "other") break;
        if (entry.state === SettingState.INHERIT) message.clear(field);
        else message.set(field, reflect(field.message, written(field.message, entry)));
        break;
      }
      const next = message.get(field);
      if (!message.isSet(field)) message.set(field, next);
      message = message.get(field);
    }
  }
  return settings;
}

function written(desc: DescMessage, entry: SettingEntry): Message {
  const init: Record<string, unknown> = { state: entry.state };
  if (entry.state === SettingState.VALUE) {
    const field = valueField(desc);
    if (field) init[field.localName] = parsed(entry);
  }
  return create(desc, init as never);
}

function parsed({ path, kind, text }: SettingEntry): unknown {
  switch (kind) {
    case "int":
      return BigInt(text.trim() || "0");
    case "bool":
      return text === "true";
    case "map":
      return { entries: pairsOf(text, path) };
    default:
      return text;
  }
}
