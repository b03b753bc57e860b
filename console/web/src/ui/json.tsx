import { CopyButton, SafeLink } from "./basics";

/** A place that is shown as a file in the store. */
export interface FileValue {
  readonly $file: string;
  readonly kind: string;
}

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | { readonly [key: string]: Value }
  | FileValue
  | unknown;

const SHOWN = 200;
const TEXT = 4_000;

/** A value as a tree that opens on demand. Long lists and texts are cut, and say so. */
export function JsonTree({ value, name, open = 1 }: { value: Value; name?: string; open?: number }) {
  return (
    <div class="value">
      <Node name={name} value={value} open={open} />
    </div>
  );
}

function Node({ name, value, open }: { name?: string; value: Value; open: number }) {
  const label = name === undefined ? null : <span class="key">{name}: </span>;
  if (isFile(value)) {
    return (
      <div>
        {label}
        <span class="kind">{value.kind} </span>
        <span class="wrap">{value.$file}</span> <CopyButton text={value.$file} label="Copy the place" />
      </div>
    );
  }
  if (value === null || value === undefined)
    return (
      <div>
        {label}
        <span class="nil">none</span>
      </div>
    );
  if (typeof value === "string") {
    const cut = value.length > TEXT;
    return (
      <div>
        {label}
        <span class="str">
          {/^https?:\/\/\S+$/.test(value) ? (
            <SafeLink href={value}>{value}</SafeLink>
          ) : cut ? (
            value.slice(0, TEXT)
          ) : value === "" ? (
            <span class="nil">empty text</span>
          ) : (
            value
          )}
        </span>
        {cut && <span class="kind"> … {value.length.toLocaleString("en")} characters</span>}
      </div>
    );
  }
  if (typeof value !== "object")
    return (
      <div>
        {label}
        <span class="num">{String(value)}</span>
      </div>
    );
  const isList = Array.isArray(value);
  const entries: [string, Value][] = isList ? value.map((item, index) => [String(index), item]) : Object.entries(value);
  if (entries.length === 0)
    return (
      <div>
        {label}
        <span class="nil">{isList ? "empty list" : "empty"}</span>
      </div>
    );
  const size = isList
    ? `${entries.length} ${entries.length === 1 ? "item" : "items"}`
    : `${entries.length} ${entries.length === 1 ? "field" : "fields"}`;
  return (
    <details open={open > 0}>
      <summary>
        {label}
        <span class="kind">{size}</span>
      </summary>
      <ul>
        {entries.slice(0, SHOWN).map(([key, item]) => (
          <li key={key}>
            <Node name={key} value={item} open={open - 1} />
          </li>
        ))}
        {entries.length > SHOWN && (
          <li class="kind">… and {(entries.length - SHOWN).toLocaleString("en")} more: download shows all</li>
        )}
      </ul>
    </details>
  );
}

function isFile(value: Value): value is FileValue {
  return typeof value === "object" && value !== null && "$file" in value;
}

/** Rows of the same fields are a table. */
export function recordColumns(value: Value): string[] | undefined {
  if (!Array.isArray(value) || value.length < 2) return undefined;
  const first = value[0];
  if (typeof first !== "object" || first === null || Array.isArray(first) || isFile(first)) return undefined;
  const columns = Object.keys(first);
  const same = value
    .slice(0, SHOWN)
    .every(
      (row) =>
        typeof row === "object" &&
        row !== null &&
        !Array.isArray(row) &&
        Object.keys(row).length === columns.length &&
        columns.every((column) => column in row),
    );
  return same && columns.length > 0 && columns.length <= 12 ? columns : undefined;
}

export function RecordTable({ rows, columns }: { rows: readonly Record<string, Value>[]; columns: readonly string[] }) {
  return (
    <div class="value">
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
                <td key={column} class="clip">
                  {cell(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && <p class="muted">… and {rows.length - SHOWN} more rows</p>}
    </div>
  );
}

function cell(value: Value): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "object" ? plainText(value, 0) : String(value);
}

/** JSON with integers of any size; they stay digits. */
export function plainText(value: Value, indent = 2): string {
  return (
    JSON.stringify(
      value,
      (_, item) =>
        typeof item === "bigint" ? (Number.isSafeInteger(Number(item)) ? Number(item) : item.toString()) : item,
      indent,
    ) ?? "null"
  );
}
