import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";
import { failureText, problemOf } from "../../api/problem";
import { useResource } from "../../api/resource";
import type { Scope } from "../../app/route";
import type { TaskIdentifier, TaskSpec } from "../../gen/flyteidl2/task/task_definition_pb";
import { InputError } from "../../model/input";
import { Failed, Loading } from "../../ui/basics";
import { Dialog, DialogForm } from "../../ui/dialog";
import { formOf, type Options, type Origin, optionsOf, startRun } from "./create";
import { Field } from "./Field";
import { filled, missing, type Schema, type Values, valuesIn, valuesOf } from "./schema";

interface LaunchProps {
  readonly scope: Scope;
  readonly title: string;
  readonly spec: TaskSpec;
  /** The deployed task; absent when a run is repeated, which takes the task of that run. */
  readonly taskId?: TaskIdentifier;
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
  const [jsonError, setJsonError] = useState("");
  const properties = Object.entries((form.properties ?? {}) as unknown as Record<string, Schema>);

  const submit = async () => {
    const given = json === undefined ? values : valuesIn(form, json);
    const absent = missing(form, given);
    setErrors(absent);
    if (Object.keys(absent).length > 0) {
      throw new InputError(`Inputs without a value: ${Object.keys(absent).join(", ")}`);
    }
    try {
      onStarted(await startRun(scope, spec, taskId, filled(form, given), options, from));
    } catch (failure) {
      const { detail } = problemOf(failure);
      const named = properties
        .map(([name]) => name)
        .find((name) => new RegExp(`\\b${name.replace(/\W/g, "\\$&")}\\b`).test(detail));
      setErrors(named ? { [named]: detail } : {});
      throw failure;
    }
  };
  const toggleJson = () => {
    if (json === undefined) {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      setJson(JSON.stringify(given, null, 2));
      return;
    }
    try {
      setValues(valuesIn(form, json));
      setJson(undefined);
      setJsonError("");
    } catch (failure) {
      setJsonError(failureText(failure));
    }
  };
  return (
    <DialogForm action="Start the run" actionAtWork="Starting…" onSubmit={submit} onClose={onClose}>
      <div class="form">
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
        {jsonError && (
          <p class="error-text" role="alert">
            {jsonError}
          </p>
        )}
        <OptionFields options={options} onChange={setOptions} />
      </div>
    </DialogForm>
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
        <PairsField title="Labels" lines={options.labels} onChange={(labels) => onChange({ ...options, labels })} />
        <PairsField title="Environment" lines={options.envs} onChange={(envs) => onChange({ ...options, envs })} />
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

/** Lines of key=value, which are read when the form is sent. */
function PairsField({ title, lines, onChange }: { title: string; lines: string; onChange: (lines: string) => void }) {
  return (
    <label class="field">
      <span>{title}, one key=value a line</span>
      <textarea rows={2} spellcheck={false} value={lines} onInput={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}
