import type { JsonValue } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { blankOf, integerOf, isNone, NONE, numberOf, type Schema, variantOf } from "./schema";

export interface FieldProps {
  readonly name: string;
  readonly schema: Schema;
  readonly value: JsonValue | undefined;
  readonly error?: string;
  readonly onChange: (value: JsonValue | undefined) => void;
}

/** One input of a form, whatever its type: fields nest as types do. */
export function Field(props: FieldProps) {
  const { schema, value, onChange } = props;
  if (schema.oneOf) return <UnionField {...props} />;
  if (schema.enum) {
    return (
      <Labelled {...props}>
        {(id) => (
          <select
            id={id}
            value={typeof value === "string" ? value : ""}
            onChange={(event) => onChange(event.currentTarget.value || undefined)}
          >
            {typeof value !== "string" && <option value="">Choose…</option>}
            {schema.enum?.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        )}
      </Labelled>
    );
  }
  switch (schema.type) {
    case "boolean":
      return (
        <div class="field">
          <label class="field check">
            <input
              type="checkbox"
              checked={value === true}
              onChange={(event) => onChange(event.currentTarget.checked)}
            />
            <span>{props.name}</span>
          </label>
          <Notes {...props} />
        </div>
      );
    case "integer":
      return <TextField {...props} parse={integerOf} wanted="A whole number is wanted" mode="numeric" />;
    case "number":
      return <TextField {...props} parse={numberOf} wanted="A number is wanted" mode="decimal" />;
    case "array":
      return <ListField {...props} />;
    case "null":
      return <Labelled {...props}>{(id) => <input id={id} disabled value="none" />}</Labelled>;
    case "object":
      if (schema.format === "blob" || schema.format === "structured-dataset") return <PlaceField {...props} />;
      if (schema.properties) return <ObjectField {...props} />;
      if (typeof schema.additionalProperties === "object") return <MapField {...props} />;
      return <JsonField {...props} />;
    case "string":
      return <TextField {...props} parse={(text) => text} wanted="" mode="text" hint={HINTS[schema.format ?? ""]} />;
    default:
      return <JsonField {...props} />;
  }
}

const HINTS: Record<string, string> = {
  datetime: "2026-11-28T02:30:00Z",
  duration: "1h30m0s, or seconds",
  binary: "base64",
};

const idOf = (name: string) => `field-${name.replace(/[^\w-]/g, "_")}`;

function Labelled({
  name,
  schema,
  error,
  children,
}: FieldProps & { children: (id: string) => preact.ComponentChildren }) {
  const id = idOf(name);
  return (
    <div class="field">
      <label for={id}>
        <span class="strong">{name.split(" / ").at(-1)}</span> <span class="muted">{kindOf(schema)}</span>
      </label>
      {children(id)}
      {schema.description && <span class="hint">{schema.description}</span>}
      {error && (
        <span class="error-text" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

function Notes({ schema, error }: FieldProps) {
  return (
    <>
      {schema.description && <span class="hint">{schema.description}</span>}
      {error && (
        <span class="error-text" role="alert">
          {error}
        </span>
      )}
    </>
  );
}

function kindOf(schema: Schema): string {
  if (schema.format === "blob") return "file or folder";
  return schema.format && schema.format !== "float" ? schema.format : (schema.type ?? "");
}

function TextField(
  props: FieldProps & {
    parse: (text: string) => JsonValue | undefined;
    wanted: string;
    mode: "numeric" | "decimal" | "text";
    hint?: string;
  },
) {
  const { value, onChange, parse, wanted, mode, hint } = props;
  const [text, setText] = useState(value === undefined || isNone(value) ? "" : String(value));
  const wrong = text !== "" && parse(text) === undefined;
  return (
    <Labelled {...props} error={wrong ? wanted : props.error}>
      {(id) => (
        <input
          id={id}
          inputMode={mode}
          placeholder={hint}
          value={text}
          aria-invalid={wrong || props.error !== undefined}
          onInput={(event) => {
            const next = event.currentTarget.value;
            setText(next);
            onChange(next === "" && mode !== "text" ? undefined : parse(next));
          }}
        />
      )}
    </Labelled>
  );
}

/** A choice between the variants; one of none is a switch. */
function UnionField(props: FieldProps) {
  const { schema, value, onChange, name } = props;
  const variants = schema.oneOf ?? [];
  const [index, setIndex] = useState(variantOf(variants, value));
  const chosen = variants[index];
  const choose = (next: number) => {
    setIndex(next);
    onChange(variants[next]?.type === "null" ? NONE : blankOf(variants[next]));
  };
  const nullAt = variants.findIndex((variant) => variant.type === "null");
  const body =
    chosen && chosen.type !== "null" ? (
      <Field
        key={index}
        name={`${name} / value`}
        schema={chosen}
        value={isNone(value) ? undefined : value}
        onChange={onChange}
      />
    ) : null;
  if (variants.length === 2 && nullAt >= 0) {
    const other = 1 - nullAt;
    return (
      <fieldset>
        <legend>{name.split(" / ").at(-1)}</legend>
        <label class="field check">
          <input
            type="checkbox"
            checked={index === other}
            onChange={(event) => choose(event.currentTarget.checked ? other : nullAt)}
          />
          <span>has a value</span>
        </label>
        {body}
        <Notes {...props} />
      </fieldset>
    );
  }
  return (
    <fieldset>
      <legend>{name.split(" / ").at(-1)}</legend>
      <label class="field">
        <span class="hidden-label">Type of {name}</span>
        <select value={String(index)} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {variants.map((variant, at) => (
            <option key={at} value={String(at)}>
              {variant.title || variant.type}
            </option>
          ))}
        </select>
      </label>
      {body}
      <Notes {...props} />
    </fieldset>
  );
}

function ListField(props: FieldProps) {
  const { name, schema, value, onChange } = props;
  const items = Array.isArray(value) ? value : [];
  const [version, setVersion] = useState(0);
  const change = (next: JsonValue[], moved = false) => {
    onChange(next);
    if (moved) setVersion(version + 1);
  };
  return (
    <fieldset>
      <legend>
        {name.split(" / ").at(-1)} <span class="count">{items.length}</span>
      </legend>
      {items.map((item, index) => (
        <div class="item" key={`${version}/${index}`}>
          <div class="grow">
            <Field
              name={`${name} / ${index + 1}`}
              schema={schema.items ?? {}}
              value={item}
              onChange={(next) => change(items.map((old, at) => (at === index ? (next ?? null) : old)))}
            />
          </div>
          <button
            class="icon-button"
            type="button"
            aria-label={`Remove item ${index + 1} of ${name}`}
            onClick={() =>
              change(
                items.filter((_, at) => at !== index),
                true,
              )
            }
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button class="button small" type="button" onClick={() => change([...items, blankOf(schema.items)])}>
        Add an item
      </button>
      <Notes {...props} />
    </fieldset>
  );
}

const asObject = (value: JsonValue | undefined): Record<string, JsonValue> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isNone(value) ? value : {};

function ObjectField(props: FieldProps) {
  const { name, schema, value, onChange } = props;
  const fields = asObject(value);
  return (
    <fieldset>
      <legend>
        {name.split(" / ").at(-1)} <span class="muted">{schema.title}</span>
      </legend>
      {Object.entries(schema.properties ?? {}).map(([key, part]) => (
        <Field
          key={key}
          name={`${name} / ${key}`}
          schema={part}
          value={fields[key]}
          onChange={(next) => {
            const { [key]: _, ...rest } = fields;
            onChange(next === undefined ? rest : { ...rest, [key]: next });
          }}
        />
      ))}
      <Notes {...props} />
    </fieldset>
  );
}

function MapField(props: FieldProps) {
  const { name, schema, value, onChange } = props;
  const entries = Object.entries(asObject(value));
  const [key, setKey] = useState("");
  const part = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return (
    <fieldset>
      <legend>
        {name.split(" / ").at(-1)} <span class="count">{entries.length}</span>
      </legend>
      {entries.map(([entry, item]) => (
        <div class="item" key={entry}>
          <div class="grow">
            <Field
              name={`${name} / ${entry}`}
              schema={part}
              value={item}
              onChange={(next) => onChange({ ...asObject(value), [entry]: next ?? null })}
            />
          </div>
          <button
            class="icon-button"
            type="button"
            aria-label={`Remove ${entry}`}
            onClick={() => onChange(Object.fromEntries(entries.filter(([one]) => one !== entry)))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <div class="row">
        <input
          aria-label={`New key of ${name}`}
          placeholder="key"
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button
          class="button small"
          type="button"
          disabled={key === "" || entries.some(([entry]) => entry === key)}
          onClick={() => {
            onChange({ ...asObject(value), [key]: blankOf(part) });
            setKey("");
          }}
        >
          Add
        </button>
      </div>
      <Notes {...props} />
    </fieldset>
  );
}

/** A file, folder or table, by its place in the store. */
function PlaceField(props: FieldProps) {
  const { value, onChange, schema } = props;
  const fields = asObject(value);
  const fixed = Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
      part.default === undefined ? [] : [[name, part.default]],
    ),
  );
  return (
    <Labelled {...props}>
      {(id) => (
        <input
          id={id}
          placeholder="s3://bucket/key"
          value={typeof fields.uri === "string" ? fields.uri : ""}
          onInput={(event) => {
            const uri = event.currentTarget.value.trim();
            onChange(uri === "" ? undefined : { ...fixed, ...fields, uri });
          }}
        />
      )}
    </Labelled>
  );
}

/** What no other field fits is written as JSON. */
function JsonField(props: FieldProps) {
  const { value, onChange } = props;
  const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
  const [wrong, setWrong] = useState("");
  return (
    <Labelled {...props} error={wrong || props.error}>
      {(id) => (
        <textarea
          id={id}
          rows={4}
          spellcheck={false}
          value={text}
          onInput={(event) => {
            const next = event.currentTarget.value;
            setText(next);
            if (next.trim() === "") {
              setWrong("");
              onChange(undefined);
              return;
            }
            try {
              onChange(JSON.parse(next));
              setWrong("");
            } catch (failure) {
              setWrong((failure as Error).message);
            }
          }}
        />
      )}
    </Labelled>
  );
}
