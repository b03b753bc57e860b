import { toJson } from "@bufbuild/protobuf";
import { RunSpecSchema } from "../../gen/flyteidl2/task/run_pb";
import { TaskSpecSchema } from "../../gen/flyteidl2/task/task_definition_pb";
import {
  type ActionDetails,
  ConditionActionSchema,
  type RunDetails,
} from "../../gen/flyteidl2/workflow/run_definition_pb";
import { Empty } from "../../ui/basics";
import { JsonTree } from "../../ui/json";

/** The task as it was executed, and the settings of its run. */
export function SpecView({ details, run }: { details: ActionDetails; run: RunDetails }) {
  const { spec } = details;
  return (
    <div class="stack">
      {spec.case === "task" && (
        <div>
          <h3>Task</h3>
          <JsonTree value={toJson(TaskSpecSchema, spec.value)} open={2} />
        </div>
      )}
      {spec.case === "condition" && <JsonTree value={toJson(ConditionActionSchema, spec.value)} open={2} />}
      {spec.case === "trace" && <Empty title="A trace has no spec of its own" />}
      {run.runSpec && (
        <div>
          <h3>Run</h3>
          <JsonTree value={toJson(RunSpecSchema, run.runSpec)} open={2} />
        </div>
      )}
    </div>
  );
}
