import { toBinary } from "@bufbuild/protobuf";
import { data as dataProxy } from "../../api/clients";
import { useResource } from "../../api/resource";
import type { RunRef } from "../../app/route";
import type { NamedLiteral } from "../../gen/flyteidl2/task/common_pb";
import { NamedLiteralSchema } from "../../gen/flyteidl2/task/common_pb";
import { type ActionDetails, RunSource } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { plainValue } from "../../model/literal";
import { isTerminal } from "../../model/phase";
import { CopyButton, copyText, Failed, Loading } from "../../ui/basics";
import { download } from "../../ui/download";
import { Icon } from "../../ui/icons";
import { JsonTree, plainText, RecordTable, recordColumns, type Value } from "../../ui/json";

const PREVIEW_BYTES = 2 << 20;

/** Inputs and outputs of an action, as people read them, and as JSON. */
export function ValuesView({ refTo, details }: { refTo: RunRef; details: ActionDetails }) {
  const signalled = details.result.case === "signalInfo" ? details.result.value.output : undefined;
  const read = useResource(`data/${refTo.run}/${details.id?.name}`, async (signal) => {
    if (details.spec.case === "condition") return undefined;
    const runSource = refTo.kind === "tracked-runs" ? RunSource.TRACKED : RunSource.UNSPECIFIED;
    return dataProxy.getActionData({ actionId: details.id, runSource }, { signal });
  });
  if (details.spec.case === "condition") {
    return signalled ? <JsonTree value={plainValue(signalled)} /> : <p class="muted">No value yet.</p>;
  }
  const { value, problem } = read.reading.value;
  if (!value) return problem ? <Failed problem={problem} retry={read.reload} /> : <Loading what="inputs and outputs" />;
  const name = `${refTo.run}-${details.id?.name}`;
  const pending = !isTerminal(details.status?.phase ?? 0);
  return (
    <div class="stack">
      <Values
        title="Inputs"
        literals={value.inputs?.literals ?? []}
        uri={value.inputsUri}
        file={`${name}-inputs.json`}
        none="The action has no inputs."
      />
      <Values
        title="Outputs"
        literals={value.outputs?.literals ?? []}
        uri={value.outputsUri}
        file={`${name}-outputs.json`}
        none={pending ? "There are no outputs yet." : "The action left no outputs."}
      />
      {(value.inputs?.context ?? []).length > 0 && (
        <div>
          <h3>Context</h3>
          <JsonTree
            value={Object.fromEntries(value.inputs?.context.map(({ key, value: text }) => [key, text]) ?? [])}
          />
        </div>
      )}
    </div>
  );
}

function Values({
  title,
  literals,
  uri,
  file,
  none,
}: {
  title: string;
  literals: readonly NamedLiteral[];
  uri: string;
  file: string;
  none: string;
}) {
  const size = literals.reduce((sum, literal) => sum + toBinary(NamedLiteralSchema, literal).length, 0);
  const values: [string, Value][] = literals.map(({ name, value }) => [name, plainValue(value)]);
  const json = () => plainText(Object.fromEntries(values));
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span class="grow" />
        {literals.length > 0 && (
          <>
            <button class="button small" type="button" onClick={() => void copyText(json())}>
              <Icon name="copy" />
              JSON
            </button>
            <button
              class="icon-button"
              type="button"
              aria-label={`Download ${title.toLowerCase()}`}
              title="Download"
              onClick={() => download(file, json(), "application/json")}
            >
              <Icon name="download" />
            </button>
          </>
        )}
      </header>
      <div class="body values">
        {literals.length === 0 && <p class="muted">{none}</p>}
        {size > PREVIEW_BYTES ? (
          <p class="muted">{(size / (1 << 20)).toFixed(1)} MiB are too much to show: download them.</p>
        ) : (
          values.map(([name, value]) => {
            const columns = recordColumns(value);
            return (
              <div key={name}>
                {columns ? (
                  <>
                    <span class="value key">{name}</span>
                    <RecordTable rows={value as never} columns={columns} />
                  </>
                ) : (
                  <JsonTree name={name} value={value} open={2} />
                )}
              </div>
            );
          })
        )}
        {uri && (
          <p class="row muted">
            <span class="mono wrap">{uri}</span>
            <CopyButton text={uri} label="Copy the place" />
          </p>
        )}
      </div>
    </section>
  );
}
