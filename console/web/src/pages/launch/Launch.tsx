import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";
import { problemOf } from "../../api/problem";
import { useResource } from "../../api/resource";
import type { Scope } from "../../app/route";
import type { TaskIdentifier, TaskSpec } from "../../gen/flyteidl2/task/task_definition_pb";
import { Failed, Loading } from "../../ui/basics";
import { Dialog } from "../../ui/dialog";
import { formOf, type Options, type Origin, optionsOf, startRun } from "./create";
import { Field } from "./Field";
import { filled, missing, type Schema, type Values, valuesOf } from "./schema";

interface LaunchProps {
  readonly scope: Scope;
  readonly title: string;
  readonly spec: TaskSpec;
  readonly taskId: TaskIdentifier | undefined;
  readonly from?: Origin;
  readonly onClose: () => void;
  readonly onStarted: (run: string) => void;
}

/** Starts a run of a task: a form from its types, or the inputs as JSON. */
export function LaunchDialog(props: LaunchProps) {
  const { spec, from, title, onClose } = props;
  const form = useResource(`form/${props.taskId?.name}/${props.taskId?.version}/${from?.run.name ?? ""}`, (signal) =>
    formOf(spec, from, signal),
  );
  const { value, problem } = form.reading.value;
  return (
    <Dialog title={`${title} ${spec.shortName || spec.taskTemplate?.id?.name || ""}`} onClose={onClose} wide>
      {value ? (
        <LaunchForm {...props} form={value} />
      ) : problem ? (
        <Failed problem={problem} retry={form.reload} />
      ) : (
        <Loading what="the form" />
      )}
    </Dialog>
  );
}

function LaunchForm({ scope, spec, taskId, from, form, onClose, onStarted }: LaunchProps & { form: JsonObject }) {
  const [values, setValues] = useState<Values>(valuesOf(form));
  const [options, setOptions] = useState<Options>(optionsOf(from));
  const [json, setJson] = useState<string | undefined>();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const properties = Object.entries((form.properties ?? {}) as unknown as Record<string, Schema>);

  const submit = async (event: Event) => {
    event.preventDefault();
    let given = values;
    if (json !== undefined) {
      try {
        given = JSON.parse(json) as Values;
      } catch (problem) {
        setFailure(`The inputs are no JSON: ${(problem as Error).message}`);
        return;
      }
    }
    const absent = missing(form, given);
    setErrors(absent);
    if (Object.keys(absent).length > 0) {
      setFailure(`Inputs without a value: ${Object.keys(absent).join(", ")}`);
      return;
    }
    setBusy(true);
    setFailure("");
    try {
      onStarted(await startRun(scope, spec, taskId, filled(form, given), options, from));
    } catch (problem) {
      const { title, detail } = problemOf(problem);
      const named = properties
        .map(([name]) => name)
        .find((name) => new RegExp(`\\b${name.replace(/\W/g, "\\$&")}\\b`).test(detail));
      setErrors(named ? { [named]: detail } : {});
      setFailure(`${title}: ${detail}`);
      setBusy(false);
    }
  };
  const toggleJson = () => {
    if (json === undefined) {
      setJson(
        JSON.stringify(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)), null, 2),
      );
      return;
    }
    try {
      setValues(JSON.parse(json) as Values);
      setJson(undefined);
      setFailure("");
    } catch (problem) {
      setFailure(`The inputs are no JSON: ${(problem as Error).message}`);
    }
  };
  return (
    <form onSubmit={submit}>
      <div class="dialog-body form">
        <div class="row spread">
          <h3>Inputs</h3>
          <button class="button small" type="button" onClick={toggleJson}>
            {json === undefined ? "Edit as JSON" : "Back to the form"}
          </button>
        </div>
        {properties.length === 0 && <p class="muted">The task has no inputs.</p>}
        {json !== undefined ? (
          <textarea
            aria-label="Inputs as JSON"
            rows={14}
            spellcheck={false}
            value={json}
            onInput={(event) => setJson(event.currentTarget.value)}
          />
        ) : (
          properties.map(([name, schema]) => (
            <Field
              key={name}
              name={name}
              schema={schema}
              value={values[name]}
              error={errors[name]}
              onChange={(value: JsonValue | undefined) => setValues((before) => ({ ...before, [name]: value }))}
            />
          ))
        )}
        <OptionFields options={options} onChange={setOptions} />
        {failure && (
          <p class="error-text" role="alert">
            {failure}
          </p>
        )}
      </div>
      <footer>
        <button class="button" type="button" onClick={onClose}>
          Cancel
        </button>
        <button class="button primary" type="submit" disabled={busy}>
          {busy ? "Starting…" : "Start the run"}
        </button>
      </footer>
    </form>
  );
}

function OptionFields({ options, onChange }: { options: Options; onChange: (options: Options) => void }) {
  return (
    <details>
      <summary class="strong">Settings of the run</summary>
      <div class="grid2 options">
        <label class="field">
          <span>Name</span>
          <input
            value={options.name}
            maxLength={30}
            placeholder="made by the server"
            onInput={(event) => onChange({ ...options, name: event.currentTarget.value.trim() })}
          />
        </label>
        <label class="field">
          <span>Queue</span>
          <input
            value={options.queue}
            onInput={(event) => onChange({ ...options, queue: event.currentTarget.value.trim() })}
          />
        </label>
        <label class="field">
          <span>Service account</span>
          <input
            value={options.serviceAccount}
            onInput={(event) => onChange({ ...options, serviceAccount: event.currentTarget.value.trim() })}
          />
        </label>
        <label class="field">
          <span>Actions at once (0: no limit)</span>
          <input
            type="number"
            min="0"
            value={String(options.maxConcurrency)}
            onInput={(event) =>
              onChange({ ...options, maxConcurrency: Math.max(0, Math.floor(Number(event.currentTarget.value) || 0)) })
            }
          />
        </label>
        <Pairs title="Labels" pairs={options.labels} onChange={(labels) => onChange({ ...options, labels })} />
        <Pairs title="Environment" pairs={options.envs} onChange={(envs) => onChange({ ...options, envs })} />
        <label class="field check">
          <input
            type="checkbox"
            checked={options.overwriteCache}
            onChange={(event) => onChange({ ...options, overwriteCache: event.currentTarget.checked })}
          />
          <span>Compute anew and replace what is cached</span>
        </label>
      </div>
    </details>
  );
}

/** Pairs as lines of key=value. */
function Pairs({
  title,
  pairs,
  onChange,
}: {
  title: string;
  pairs: Readonly<Record<string, string>>;
  onChange: (pairs: Record<string, string>) => void;
}) {
  const [text, setText] = useState(
    Object.entries(pairs)
      .map(([key, value]) => `${key}=${value}`)
      .join("\n"),
  );
  return (
    <label class="field">
      <span>{title}, one key=value a line</span>
      <textarea
        rows={2}
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          const lines = event.currentTarget.value.split("\n").filter((line) => line.includes("="));
          onChange(
            Object.fromEntries(
              lines.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1)]),
            ),
          );
        }}
      />
    </label>
  );
}
