import { clone, create, type JsonObject } from "@bufbuild/protobuf";
import { data, runs } from "../../api/clients";
import { idOf, projectIdOf, ROOT_ACTION, type ScopedId } from "../../api/ids";
import { clientOf } from "../../api/transport";
import type { RunRef, Scope } from "../../app/route";
import { type RunIdentifier, RunIdentifierSchema } from "../../gen/flyteidl2/common/identifier_pb";
import { RelationSchema, RelationType } from "../../gen/flyteidl2/common/run_pb";
import { IdentitySchema, SecurityContextSchema } from "../../gen/flyteidl2/core/security_pb";
import { InputsSchema, type NamedLiteral } from "../../gen/flyteidl2/task/common_pb";
import {
  CacheConfigSchema,
  EnvsSchema,
  LabelsSchema,
  RecoverSchema,
  type RunSpec,
  RunSpecSchema,
} from "../../gen/flyteidl2/task/run_pb";
import type { TaskIdentifier, TaskSpec } from "../../gen/flyteidl2/task/task_definition_pb";
import { type RunDetails, RunSource } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { TranslatorService } from "../../gen/flyteidl2/workflow/translator_service_pb";
import { pairLines, pairsOf } from "../../model/input";

const translator = clientOf(TranslatorService);

/** A run that another one repeats or recovers. */
export interface Origin {
  readonly run: ScopedId;
  readonly details: RunDetails;
  readonly relation: RelationType;
}

/** What a form sets beside the inputs. */
export interface Options {
  readonly name: string;
  /** Lines of key=value. */
  readonly labels: string;
  /** Lines of key=value. */
  readonly envs: string;
  readonly queue: string;
  readonly overwriteCache: boolean;
  readonly serviceAccount: string;
  readonly maxConcurrency: number;
}

/** The form of a task; with the inputs of the run that is repeated, if there is one. */
export async function formOf(spec: TaskSpec, origin: Origin | undefined, signal: AbortSignal): Promise<JsonObject> {
  if (origin) {
    const actionId = { run: origin.run, name: ROOT_ACTION };
    const inputs = await data.getActionData({ actionId }, { signal });
    const variables = spec.taskTemplate?.interface?.inputs;
    const answer = await translator.literalsToLaunchFormJson(
      { literals: inputs.inputs?.literals ?? [], variables },
      { signal },
    );
    return answer.json ?? {};
  }
  const answer = await translator.taskSpecToLaunchFormJson({ taskSpec: spec }, { signal });
  return answer.json ?? {};
}

/** Stores the inputs of a filled form and starts the run: of a deployed task if it is named, else of the task as it stands. */
export async function startRun(
  scope: Scope,
  spec: TaskSpec,
  taskId: TaskIdentifier | undefined,
  form: JsonObject,
  options: Options,
  origin: Origin | undefined,
): Promise<string> {
  const runSpec = runSpecOf(options, origin);
  const { literals } = await translator.launchFormJsonToLiterals({ json: form });
  return submit(scope, spec, taskId, literals, runSpec, options.name);
}

/** Starts a run that takes over what succeeded in another one. */
export async function recoverRun(ref: RunRef, details: RunDetails): Promise<string> {
  const spec = details.action?.spec;
  if (spec?.case !== "task") throw new Error("The task of the run is not known");
  const run = idOf(ref, ref.run);
  const inputs = await data.getActionData({ actionId: { run, name: ROOT_ACTION } });
  const runSpec = repeated(details.runSpec, run, RelationType.RECOVER);
  runSpec.recover = create(RecoverSchema, {});
  return submit(ref, spec.value, undefined, inputs.inputs?.literals ?? [], runSpec, "");
}

async function submit(
  scope: Scope,
  spec: TaskSpec,
  taskId: TaskIdentifier | undefined,
  literals: NamedLiteral[],
  runSpec: RunSpec,
  name: string,
): Promise<string> {
  const id =
    name === ""
      ? ({ case: "projectId", value: projectIdOf(scope) } as const)
      : ({ case: "runId", value: idOf(scope, name) } as const);
  const task = taskId ? ({ case: "taskId", value: taskId } as const) : ({ case: "taskSpec", value: spec } as const);
  const inputs = create(InputsSchema, { literals });
  const { offloadedInputData } = await data.uploadInputs({ id, task, inputs });
  const inputWrapper = offloadedInputData
    ? ({ case: "offloadedInputData", value: offloadedInputData } as const)
    : ({ case: "inputs", value: inputs } as const);
  const answer = await runs.createRun({ id, task, inputWrapper, runSpec, source: RunSource.WEB });
  const started = answer.run?.action?.id?.run?.name;
  if (!started) throw new Error("The server did not name the run that it started");
  return started;
}

/** The settings of the run that is repeated, without what belongs to that one alone. */
function repeated(from: RunSpec | undefined, run: Origin["run"], relationType: RelationType): RunSpec {
  const runSpec = from ? clone(RunSpecSchema, from) : create(RunSpecSchema, {});
  const relatedTo: RunIdentifier = create(RunIdentifierSchema, run);
  runSpec.relation = create(RelationSchema, { relatedTo, relationType });
  runSpec.recover = undefined;
  runSpec.runStartTime = undefined;
  return runSpec;
}

function runSpecOf(options: Options, origin: Origin | undefined): RunSpec {
  const runSpec = origin ? repeated(origin.details.runSpec, origin.run, origin.relation) : create(RunSpecSchema, {});
  const before = optionsOf(origin);
  // Lines that are as the form began with stay what they were: a value with several lines is none that can be entered.
  if (options.labels !== before.labels)
    runSpec.labels = create(LabelsSchema, { values: pairsOf(options.labels, "Labels") });
  if (options.envs !== before.envs) {
    const envs = Object.entries(pairsOf(options.envs, "Environment"));
    runSpec.envs = create(EnvsSchema, { values: envs.map(([key, value]) => ({ key, value })) });
  }
  runSpec.queue = options.queue;
  runSpec.cacheConfig ??= create(CacheConfigSchema, {});
  runSpec.cacheConfig.overwriteCache = options.overwriteCache;
  runSpec.maxActionConcurrency = options.maxConcurrency;
  if (options.serviceAccount !== "" || runSpec.securityContext?.runAs) {
    runSpec.securityContext ??= create(SecurityContextSchema, {});
    runSpec.securityContext.runAs ??= create(IdentitySchema, {});
    runSpec.securityContext.runAs.k8sServiceAccount = options.serviceAccount;
  }
  return runSpec;
}

/** What the form shows at first. */
export function optionsOf(origin: Origin | undefined): Options {
  const spec = origin?.details.runSpec;
  return {
    name: "",
    labels: pairLines(spec?.labels?.values ?? {}),
    envs: pairLines(Object.fromEntries(spec?.envs?.values.map(({ key, value }) => [key, value]) ?? [])),
    queue: spec?.queue ?? "",
    overwriteCache: spec?.cacheConfig?.overwriteCache ?? false,
    serviceAccount: spec?.securityContext?.runAs?.k8sServiceAccount ?? "",
    maxConcurrency: spec?.maxActionConcurrency ?? 0,
  };
}
