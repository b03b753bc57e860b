import type { Literal, Scalar } from "../gen/flyteidl2/core/literals_pb";
import type { Value } from "../ui/json";
import { decodeMsgpack } from "./msgpack";
import { durationMillis, formatInstant, formatSpan, millisOf } from "./time";

/** A literal as people read it: plain values, with files and tables by their place. */
export function plainValue(literal: Literal | undefined): Value {
  const value = literal?.value;
  switch (value?.case) {
    case "scalar":
      return scalar(value.value);
    case "collection":
      return value.value.literals.map(plainValue);
    case "map":
      return Object.fromEntries(Object.entries(value.value.literals).map(([key, item]) => [key, plainValue(item)]));
    case "offloadedMetadata":
      return { $file: value.value.uri, kind: `offloaded, ${value.value.sizeBytes} bytes` };
    default:
      return null;
  }
}

function scalar({ value }: Scalar): Value {
  switch (value.case) {
    case "primitive": {
      const primitive = value.value.value;
      if (primitive.case === "datetime")
        return `${formatInstant(millisOf(primitive.value) ?? Number.NaN, true, true)} UTC`;
      if (primitive.case === "duration") return formatSpan(durationMillis(primitive.value));
      return primitive.value;
    }
    case "blob":
      return { $file: value.value.uri, kind: value.value.metadata?.type?.dimensionality === 1 ? "folder" : "file" };
    case "binary":
      return binary(value.value.value, value.value.tag);
    case "schema":
      return { $file: value.value.uri, kind: "table" };
    case "structuredDataset":
      return { $file: value.value.uri, kind: value.value.metadata?.structuredDatasetType?.format || "table" };
    case "error":
      return value.value.message;
    case "generic":
      return value.value;
    case "union":
      return plainValue(value.value.value);
    default:
      return null;
  }
}

function binary(bytes: Uint8Array, tag: string): Value {
  if (tag === "msgpack") {
    try {
      return readable(decodeMsgpack(bytes));
    } catch {
      // Shown as bytes below.
    }
  }
  return `${bytes.length} bytes: ${hex(bytes.subarray(0, 64))}${bytes.length > 64 ? "…" : ""}`;
}

function readable(value: unknown): Value {
  if (value instanceof Uint8Array) return `${value.length} bytes: ${hex(value.subarray(0, 64))}`;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
  }
  return value;
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
