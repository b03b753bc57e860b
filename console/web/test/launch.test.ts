import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pairLines, pairsOf } from "../src/model/input";
import {
  blankOf,
  filled,
  integerOf,
  isNone,
  missing,
  NONE,
  numberOf,
  type Schema,
  valuesIn,
  valuesOf,
  variantOf,
} from "../src/pages/launch/schema";

const FORM: JsonObject = {
  type: "object",
  properties: {
    count: { type: "integer", default: 3 },
    name: { type: "string" },
    note: {
      oneOf: [
        { type: "string", title: "string" },
        { type: "null", title: "none" },
      ],
      default: { type: "null" },
    },
    file: {
      type: "object",
      format: "blob",
      properties: { uri: { type: "string", default: "s3://b/k" }, format: { type: "string", default: "" } },
    },
  },
  required: ["name"],
};

test("a form begins with its defaults and keeps what is filled in", () => {
  const values = valuesOf(FORM);
  expect(values).toEqual({ count: 3, name: undefined, note: NONE, file: { uri: "s3://b/k", format: "" } });
  expect(missing(FORM, values)).toEqual({ name: "A value is needed" });
  const next = filled(FORM, { ...values, name: "x", count: 4 });
  expect(valuesOf(next)).toEqual({ ...values, name: "x", count: 4 });
  expect((filled(FORM, { name: undefined }).properties as Record<string, JsonObject>).count).not.toHaveProperty(
    "default",
  );
});

test("whole numbers are exact at any size", () => {
  expect(integerOf("12")).toBe(12);
  expect(integerOf("9007199254740993")).toBe("9007199254740993");
  expect(integerOf("1.5")).toBeUndefined();
  expect(integerOf("")).toBeUndefined();
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(BigInt(integerOf(value.toString()) as string)).toBe(value);
    }),
  );
});

test("numbers may be those that JSON lacks", () => {
  expect(numberOf("NaN")).toBe("NaN");
  expect(numberOf("-1e3")).toBe(-1000);
  expect(numberOf("1,5")).toBeUndefined();
});

const schemas: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Schema>(
      { type: "string" },
      { type: "integer" },
      { type: "number" },
      { type: "boolean" },
      { type: "null" },
      { type: "string", enum: ["A", "B"] },
    ),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record({ type: fc.constant("object"), properties: fc.dictionary(fc.constantFrom("x", "y"), tie("schema")) }),
    fc.record({ oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
  ),
})).schema;

function valid(schema: Schema, value: JsonValue): boolean {
  if (schema.oneOf) return schema.oneOf.some((variant) => valid(variant, value));
  if (schema.enum) return schema.enum.includes(value as string);
  switch (schema.type) {
    case "null":
      return isNone(value);
    case "integer":
    case "number":
      return typeof value === "number";
    case "array":
      return Array.isArray(value);
    case "object":
      return (
        typeof value === "object" &&
        Object.entries(schema.properties ?? {}).every(([name, part]) =>
          valid(part, (value as JsonObject)[name] as JsonValue),
        )
      );
    default:
      return typeof value === schema.type;
  }
}

test("what an added item begins with is of its type, for every type", () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      expect(valid(schema, blankOf(schema))).toBe(true);
    }),
  );
});

test("the variant of a blank value is one that takes it", () => {
  const plain: Schema[] = [
    { type: "null" },
    { type: "string" },
    { type: "integer" },
    { type: "boolean" },
    { type: "array", items: {} },
    { type: "object", properties: {} },
  ];
  for (const schema of plain) expect(plain[variantOf(plain, blankOf(schema))]).toBe(schema);
  expect(variantOf(plain, undefined)).toBe(0);
});

test("JSON that is no object, or names what the task does not take, is refused", () => {
  const form = { properties: { count: { type: "integer" } } };
  expect(valuesIn(form, '{"count": 3}')).toEqual({ count: 3 });
  expect(() => valuesIn(form, "{")).toThrow("no JSON");
  expect(() => valuesIn(form, '{"count": 00009007199254740993}')).toThrow("no JSON");
  expect(() => valuesIn(form, "[3]")).toThrow("one JSON object");
  expect(() => valuesIn(form, '{"cuont": 3}')).toThrow("no input cuont");
});

test("integers in JSON keep their digits wherever they are, and texts and floats stay what they are", () => {
  const form: JsonObject = {
    properties: { n: { type: "integer" }, list: { type: "array" }, text: { type: "string" }, x: { type: "number" } },
  };
  const json =
    '{"n": 9007199254740993, "list": [{"a": -9223372036854775808}, 7], "text": "a \\"9007199254740993\\" b"}';
  expect(valuesIn(form, json)).toEqual({
    n: "9007199254740993",
    list: [{ a: "-9223372036854775808" }, 7],
    text: 'a "9007199254740993" b',
  });
  expect(valuesIn(form, '{"x": 900719925474099300}')).toEqual({ x: 900719925474099300 });
  expect(valuesIn(form, '{"x": 1e300}')).toEqual({ x: 1e300 });
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(BigInt(valuesIn(form, `{"n":${value}}`).n as string)).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(valuesIn(form, JSON.stringify({ text, n: 5 }))).toEqual({ text, n: 5 });
    }),
  );
});

test("lines that are not key=value are refused, and pairs come back as they were", () => {
  expect(pairsOf("a=1\n\nb = x=y\n", "Labels")).toEqual({ a: "1", b: " x=y" });
  expect(pairsOf(pairLines({ a: "1", b: "" }), "Labels")).toEqual({ a: "1", b: "" });
  expect(() => pairsOf("a=1\nb", "Labels")).toThrow('Labels: "b" is not key=value');
  expect(() => pairsOf("=1", "Labels")).toThrow("is not key=value");
  expect(() => pairsOf("a=1\na=2", "Labels")).toThrow("a is there twice");
});
