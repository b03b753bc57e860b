import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { InputError } from "../../model/input";

/** A schema of the translator, as far as a form needs it. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly default?: JsonValue;
  readonly $ref?: string;
}

export type Values = Readonly<Record<string, JsonValue | undefined>>;

/** How the translator writes that a value is none. */
export const NONE: JsonObject = { type: "null" };

export const isNone = (value: JsonValue | undefined): boolean =>
  value === null ||
  (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 1 && value.type === "null");

/** The values that a form begins with. Inputs that have none stay undefined until somebody fills them. */
export function valuesOf(form: JsonObject): Values {
  const properties = (form.properties ?? {}) as unknown as Record<string, Schema>;
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, initialOf(schema)]));
}

function initialOf(schema: Schema): JsonValue | undefined {
  if (schema.default !== undefined) return schema.default;
  // Files and folders have the defaults of their parts.
  if (schema.format === "blob" && schema.properties) {
    const parts = Object.entries(schema.properties).flatMap(([name, part]) =>
      part.default === undefined ? [] : [[name, part.default]],
    );
    return parts.length > 0 ? Object.fromEntries(parts) : undefined;
  }
  return undefined;
}

/** The form with the values in it, which the translator turns into literals. Inputs without a value are left out. */
export function filled(form: JsonObject, values: Values): JsonObject {
  const properties = (form.properties ?? {}) as JsonObject;
  const next: JsonObject = {};
  for (const [name, schema] of Object.entries(properties)) {
    const value = values[name];
    const { default: _, ...rest } = schema as JsonObject;
    next[name] = value === undefined ? rest : { ...rest, default: value };
  }
  return { ...form, properties: next };
}

/** What an added item, entry or variant begins with. */
export function blankOf(schema: Schema | undefined): JsonValue {
  if (!schema) return "";
  if (schema.default !== undefined) return schema.default;
  if (schema.oneOf) return schema.oneOf.some((variant) => variant.type === "null") ? NONE : blankOf(schema.oneOf[0]);
  if (schema.enum) return schema.enum[0] ?? "";
  switch (schema.type) {
    case "boolean":
      return false;
    case "integer":
    case "number":
      return 0;
    case "array":
      return [];
    case "null":
      return NONE;
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) ?? true)
          .map(([name, part]) => [name, blankOf(part)]),
      );
    default:
      return "";
  }
}

/** Which variant of a union a value is of; the first that fits its kind of JSON. */
export function variantOf(variants: readonly Schema[], value: JsonValue | undefined): number {
  const found = variants.findIndex((variant) => fits(variant, value));
  return Math.max(0, found);
}

function fits(schema: Schema, value: JsonValue | undefined): boolean {
  if (value === undefined || isNone(value)) return schema.type === "null";
  if (schema.enum) return typeof value === "string" && schema.enum.includes(value);
  switch (schema.type) {
    case "integer":
      return (
        (typeof value === "number" && Number.isInteger(value)) ||
        (typeof value === "string" && /^-?\d{16,}$/.test(value))
      );
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && !Array.isArray(value);
    case "null":
      return false;
    default:
      return typeof value === "string";
  }
}

/** A whole number as JSON has it: a number while that is exact, digits beyond. Undefined when the text is none. */
export function integerOf(text: string): JsonValue | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?\d{1,19}$/.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isSafeInteger(number) ? number : BigInt(trimmed).toString();
}

/** A number, also the ones that JSON does not have. */
export function numberOf(text: string): JsonValue | undefined {
  const trimmed = text.trim();
  if (trimmed === "NaN" || trimmed === "Infinity" || trimmed === "-Infinity") return trimmed;
  const number = Number(trimmed);
  return trimmed !== "" && Number.isFinite(number) ? number : undefined;
}

/** Texts, which may contain digits, and numbers of a JSON document. */
const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON with integers beyond 2^53 as digits, as the translator takes them: as numbers they would lose their last ones. */
function withExactIntegers(json: string): string {
  return json.replace(JSON_TOKENS, (token) => (typeof integerOf(token) === "string" ? `"${token}"` : token));
}

/** Inputs as a person has written them in JSON. */
export function valuesIn(form: JsonObject, json: string): Values {
  let given: unknown;
  try {
    JSON.parse(json);
    given = JSON.parse(withExactIntegers(json));
  } catch (problem) {
    throw new InputError(`The inputs are no JSON: ${(problem as Error).message}`);
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new InputError("The inputs must be one JSON object, with the name of each input as key");
  }
  const known = Object.keys((form.properties ?? {}) as JsonObject);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new InputError(`The task has no input ${unknown.join(", ")}`);
  const values = given as Record<string, JsonValue | undefined>;
  for (const [name, schema] of Object.entries((form.properties ?? {}) as unknown as Record<string, Schema>)) {
    const value = values[name];
    // Of a float, digits are a number however many there are.
    if (schema.type === "number" && typeof value === "string") values[name] = numberOf(value) ?? value;
  }
  return values;
}

/** Why a form cannot be sent yet, by the name of the input. */
export function missing(form: JsonObject, values: Values): Record<string, string> {
  const required = (form.required ?? []) as string[];
  return Object.fromEntries(
    required.filter((name) => values[name] === undefined).map((name) => [name, "A value is needed"]),
  );
}
