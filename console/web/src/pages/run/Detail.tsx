import { useEffect, useMemo, useRef } from "preact/hooks";
import { runsClient } from "../../api/clients";
import { idOf, ROOT_ACTION } from "../../api/ids";
import { useResource } from "../../api/resource";
import { shortcuts } from "../../app/keyboard";
import { param, setParams } from "../../app/location";
import { actionPath, pathOf, type RunRef } from "../../app/route";
import { ActionPhase } from "../../gen/flyteidl2/common/phase_pb";
import type {
  ActionAttempt,
  ActionDetails,
  ErrorInfo,
  RunDetails,
} from "../../gen/flyteidl2/workflow/run_definition_pb";
import { ErrorInfo_Kind } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { ACTION_TYPES, labelOf, whoOf } from "../../model/names";
import { isTerminal, phaseKey, phaseWord } from "../../model/phase";
import { formatSpan, millisOf } from "../../model/time";
import type { TreeSession } from "../../tree/session";
import { CopyButton, Facts, Failed, Loading, now, Phase, SafeLink, Span, Stale, Time } from "../../ui/basics";
import { type TabSpec, Tabs, tabOf } from "../../ui/tabs";
import { ValuesView } from "./Data";
import { Events } from "./Events";
import { LogView } from "./Logs";
import { Report } from "./Report";
import { SpecView } from "./Spec";

const CACHE = ["", "Miss", "Hit", "Stored", "Look-up failed", "Not stored", "Skipped", "Removed"];

/** Everything about one action, in tabs. */
export function Detail({
  refTo,
  action,
  run,
  session,
}: {
  refTo: RunRef;
  action: string;
  run: RunDetails;
  session: TreeSession;
}) {
  const client = runsClient(refTo.kind);
  const actionId = useMemo(() => ({ run: idOf(refTo, refTo.run), name: action }), [refTo.run, action]);
  const details = useResource(`${refTo.kind}/${refTo.run}/${action}`, async (signal) => {
    return (await client.getActionDetails({ actionId }, { signal })).details;
  });
  const { value, problem, readAt } = details.reading.value;

  // Read again when the row in the tree has changed.
  const row = session.window.value?.rows.find((one) => one.id === action);
  const mark = row ? `${row.phase}/${row.attempts}/${row.cache}` : "";
  const last = useRef({ action, mark: "" });
  useEffect(() => {
    const before = last.current;
    last.current = { action, mark };
    if (before.action === action && before.mark !== "" && mark !== "" && before.mark !== mark) {
      details.reload();
      // What its executor reports arrives a little later than the phase.
      const timer = setTimeout(details.reload, 2_500);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [action, mark]);

  const attempts = value?.attempts ?? [];
  const newest = attempts.at(-1)?.attempt ?? 1;
  const wanted = Number(param("attempt")) || newest;
  const attempt = attempts.find((one) => one.attempt === wanted) ?? attempts.at(-1);
  const choose = (number: number) => setParams({ attempt: number === newest ? "" : String(number) });
  useEffect(
    () =>
      shortcuts([
        { key: "[", what: "Attempt before", run: () => wanted > 1 && choose(wanted - 1) },
        { key: "]", what: "Next attempt", run: () => wanted < newest && choose(wanted + 1) },
      ]),
    [wanted, newest],
  );

  if (!value)
    return (
      <div class="detail">
        {problem ? <Failed problem={problem} retry={details.reload} /> : <Loading what="the action" />}
      </div>
    );
  const isTask = value.spec.case === "task";
  const hasReport = reports(value);
  const tabs: TabSpec[] = [
    { id: "summary", title: "Summary" },
    ...(isTask && refTo.kind === "runs" ? [{ id: "logs", title: "Logs" }] : []),
    { id: "data", title: value.spec.case === "condition" ? "Value" : "Inputs and outputs" },
    ...(hasReport ? [{ id: "report", title: "Report" }] : []),
    ...(isTask && refTo.kind === "runs" ? [{ id: "events", title: "Events" }] : []),
    { id: "spec", title: "Spec" },
  ];
  const tab = tabOf(tabs);
  const flush = tab === "logs" || tab === "report";
  return (
    <section class="detail" aria-label="Action">
      <div class="detail-head">
        <h2 title={value.id?.name}>{labelOf(value.metadata) || action}</h2>
        <Phase phase={value.status?.phase ?? 0} />
        <span class="muted">{ACTION_TYPES[value.metadata?.actionType ?? 0]}</span>
        <span class="grow" />
        {newest > 1 && (
          <label class="row muted">
            Attempt
            <select
              value={String(attempt?.attempt ?? newest)}
              onChange={(event) => choose(Number(event.currentTarget.value))}
            >
              {attempts.map((one) => (
                <option key={one.attempt} value={String(one.attempt)}>
                  {one.attempt} · {phaseWord(one.phase)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Tabs tabs={tabs} label="About the action" />
      <div
        class={flush ? "detail-body flush" : "detail-body"}
        id="tab-panel"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        tabIndex={0}
      >
        {!flush && <Stale problem={problem} readAt={readAt} />}
        {tab === "summary" && <Summary refTo={refTo} details={value} attempt={attempt} run={run} />}
        {tab === "logs" && (
          <LogView key={`${action}/${attempt?.attempt}`} refTo={refTo} action={action} attempt={attempt} />
        )}
        {tab === "data" && <ValuesView key={`${action}/${value.status?.phase}`} refTo={refTo} details={value} />}
        {tab === "report" && (
          <Report
            key={`${action}/${attempt?.attempt}`}
            actionId={actionId}
            attempt={attempt?.attempt ?? 1}
            live={!isTerminal(attempt?.phase ?? 0)}
          />
        )}
        {tab === "events" && <Events key={`${action}/${attempt?.attempt}`} actionId={actionId} attempt={attempt} />}
        {tab === "spec" && <SpecView details={value} run={run} />}
      </div>
    </section>
  );
}

function reports(details: ActionDetails): boolean {
  return details.spec.case === "task" && details.spec.value.taskTemplate?.metadata?.generatesDeck === true;
}

function ErrorBox({ error }: { error: ErrorInfo }) {
  const whose =
    error.kind === ErrorInfo_Kind.USER ? "in the task" : error.kind === ErrorInfo_Kind.SYSTEM ? "of the system" : "";
  return (
    <div class="error-box">
      <header>
        <span>
          {error.code || "Error"} {whose && <span class="muted">{whose}</span>}
        </span>
        <span class="grow" />
        <CopyButton text={error.message} label="Copy the message" />
      </header>
      <pre tabIndex={0} role="region" aria-label="Message of the error">
        {error.message || "No message was reported."}
      </pre>
    </div>
  );
}

function Summary({
  refTo,
  details,
  attempt,
  run,
}: {
  refTo: RunRef;
  details: ActionDetails;
  attempt: ActionAttempt | undefined;
  run: RunDetails;
}) {
  const { metadata, status, result } = details;
  const isRoot = !metadata?.parent;
  const task = metadata?.spec?.case === "task" ? metadata.spec.value : undefined;
  const error = attempt?.errorInfo ?? (result.case === "errorInfo" ? result.value : undefined);
  const links = (attempt?.logInfo ?? []).filter((log) =>
    isTerminal(attempt?.phase ?? 0)
      ? !log.HideOnceFinished
      : log.ShowWhilePending || (attempt?.phase ?? 0) >= ActionPhase.RUNNING,
  );
  return (
    <div class="stack">
      {error && <ErrorBox error={error} />}
      {result.case === "abortInfo" && (
        <div class="banner paused">
          <p class="wrap">
            Aborted{whoOf(result.value.abortedBy) && ` by ${whoOf(result.value.abortedBy)}`}
            {result.value.reason && `: ${result.value.reason}`}
          </p>
        </div>
      )}
      {attempt && <Transitions attempt={attempt} />}
      <Facts
        facts={[
          [
            "Action",
            <span class="row mono">
              {details.id?.name}
              <CopyButton text={details.id?.name ?? ""} label="Copy the name of the action" />
            </span>,
          ],
          ["Started", <Time at={millisOf(status?.startTime)} precise />],
          ["Ended", status?.endTime && <Time at={millisOf(status.endTime)} precise />],
          [
            "Duration",
            <Span start={millisOf(status?.startTime)} end={millisOf(status?.endTime)} phase={status?.phase ?? 0} />,
          ],
          ["Attempts", status && status.attempts > 1 && String(status.attempts)],
          ["Cache", CACHE[status?.cacheStatus ?? 0]],
          [
            "Task",
            task?.id?.name && (
              <a
                href={pathOf({
                  page: "task",
                  task: task.id.name,
                  domain: task.id.domain || refTo.domain,
                  project: task.id.project || refTo.project,
                })}
              >
                {task.id.name}
              </a>
            ),
          ],
          ["Version", task?.id?.version && <Version text={task.id.version} />],
          ["Type", task?.taskType],
          ["Environment", metadata?.environmentName],
          ["Queue", task?.queue || (isRoot && run.runSpec?.queue)],
          ["Group", metadata?.group],
          [
            "Parent",
            metadata?.parent && (
              <button
                class="chip"
                type="button"
                onClick={() => setParams({ i: metadata.parent === ROOT_ACTION ? "" : metadata.parent })}
              >
                {metadata.parent}
              </button>
            ),
          ],
          ["Cluster", attempt?.cluster],
          ["Started by", whoOf(metadata?.executedBy)],
          [
            "Recovered from",
            metadata?.recoveredFrom?.run && (
              <a href={actionPath(refTo, metadata.recoveredFrom.run.name, metadata.recoveredFrom.name)}>
                {metadata.recoveredFrom.run.name}
              </a>
            ),
          ],
          ["Answered by", result.case === "signalInfo" && whoOf(result.value.signalledBy)],
          ["Interruptible", isRoot && run.runSpec?.interruptible === true && "yes"],
          ["Service account", isRoot && run.runSpec?.securityContext?.runAs?.k8sServiceAccount],
        ]}
      />
      {links.length > 0 && (
        <div>
          <h3>Links</h3>
          <div class="row">
            {links.map((log) => (
              <SafeLink key={log.name} href={log.uri}>
                {log.name || log.uri}
              </SafeLink>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

/** Versions are often long hashes: their beginning tells them apart. */
function Version({ text }: { text: string }) {
  return (
    <span class="row mono" title={text}>
      {text.length > 20 ? `${text.slice(0, 12)}…` : text}
      <CopyButton text={text} label="Copy the version" />
    </span>
  );
}

/** How long an attempt was in which phase. */
function Transitions({ attempt }: { attempt: ActionAttempt }) {
  const steps = attempt.phaseTransitions
    .map((step) => {
      const start = millisOf(step.startTime) ?? 0;
      const end = millisOf(step.endTime) ?? (isTerminal(step.phase) ? start : now.value);
      return { phase: step.phase, start, span: Math.max(0, end - start) };
    })
    .filter(({ start }) => start > 0);
  const whole = steps.reduce((sum, { span }) => sum + span, 0);
  if (steps.length === 0 || whole === 0) return null;
  return (
    <div>
      <div class="steps" aria-hidden="true">
        {steps.map(({ phase, span, start }) => (
          <span key={`${phase}/${start}`} class={`bar-${phaseKey(phase)}`} style={{ flexGrow: span }} />
        ))}
      </div>
      <p class="row wrap-row muted">
        {steps
          .filter(({ phase }) => !isTerminal(phase))
          .map(({ phase, span, start }) => (
            <span key={`${phase}/${start}`} class={`phase-${phaseKey(phase)}`}>
              {phaseWord(phase)} <span class="number">{formatSpan(span)}</span>
            </span>
          ))}
      </p>
    </div>
  );
}
