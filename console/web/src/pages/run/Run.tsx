import { useEffect, useMemo, useRef } from "preact/hooks";
import { runsClient } from "../../api/clients";
import { idOf, ROOT_ACTION } from "../../api/ids";
import { useResource } from "../../api/resource";
import { shortcuts } from "../../app/keyboard";
import { param, setParams } from "../../app/location";
import { pathOf, type RunRef } from "../../app/route";
import { ActionPhase } from "../../gen/flyteidl2/common/phase_pb";
import type { RunDetails } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { labelOf, RELATIONS, SOURCES, whoOf } from "../../model/names";
import { isFailure, isTerminal } from "../../model/phase";
import { millisOf } from "../../model/time";
import { TreeSession } from "../../tree/session";
import { CopyButton, Failed, Loading, Phase, Span, Stale, Time } from "../../ui/basics";
import { Crumbs, PageHead } from "../../ui/page";
import { RunActions } from "./Actions";
import { Cause } from "./Cause";
import { Detail } from "./Detail";
import { SignalBanner } from "./Signal";
import { Tree } from "./Tree";

export default function Run(props: RunRef) {
  const ref: RunRef = { domain: props.domain, project: props.project, kind: props.kind, run: props.run };
  const key = `${ref.kind}/${ref.domain}/${ref.project}/${ref.run}`;
  const session = useMemo(() => new TreeSession(ref, ref.run, ref.kind), [key]);
  useEffect(() => () => session.close(), [session]);
  const client = runsClient(ref.kind);
  const details = useResource(
    key,
    async (signal) => (await client.getRunDetails({ runId: idOf(ref, ref.run) }, { signal })).details,
  );
  const { value, problem, readAt } = details.reading.value;

  // The row of the root says when there is something new to read.
  const window = session.window.value;
  const root = useRef<string>("");
  const total = window?.totals.join() ?? "";
  useEffect(() => {
    if (!window || total === "") return;
    const terminal = window.totals.every((count, phase) => count === 0 || isTerminal(phase));
    const mark = `${terminal}|${window.paused.length > 0}|${window.cause ?? ""}`;
    if (root.current !== "" && root.current !== mark) details.reload();
    root.current = mark;
  }, [total]);

  const selected = param("i") || ROOT_ACTION;
  const select = (id: string) => setParams({ i: id === ROOT_ACTION ? "" : id });
  useEffect(
    () =>
      shortcuts([
        { key: "l", what: "Logs of the action", run: () => setParams({ tab: "logs", view: "" }) },
        {
          key: "e",
          what: "Go to the cause of the failure",
          run: () => session.window.peek()?.cause && select(session.window.peek()?.cause as string),
        },
      ]),
    [session],
  );
  if (!value) return problem ? <Failed problem={problem} retry={details.reload} /> : <Loading what="the run" />;
  return (
    <>
      <Head refTo={ref} details={value} session={session} reload={details.reload}>
        <Stale problem={problem} readAt={readAt} />
        {window?.cause && isFailure(value.action?.status?.phase ?? 0) && (
          <Cause refTo={ref} action={window.cause} selected={selected} onGo={select} />
        )}
        {window?.paused.map((action) => (
          <SignalBanner key={action} refTo={ref} action={action} onGo={select} />
        ))}
      </Head>
      <div class={param("view") === "wide" ? "run-body wide" : "run-body"}>
        <Tree session={session} selected={selected} onSelect={select} />
        <Split />
        <Detail refTo={ref} action={selected} run={value} session={session} />
      </div>
    </>
  );
}

function Head({
  refTo,
  details,
  session,
  reload,
  children,
}: {
  refTo: RunRef;
  details: RunDetails;
  session: TreeSession;
  reload: () => void;
  children: preact.ComponentChildren;
}) {
  const { metadata, status } = details.action ?? {};
  const task = metadata?.spec?.case === "task" ? metadata.spec.value.id : undefined;
  const relation = metadata?.relation ?? details.runSpec?.relation;
  const related = relation?.relatedTo;
  const paused = (session.window.value?.paused.length ?? 0) > 0;
  const phase = paused && !isTerminal(status?.phase ?? 0) ? ActionPhase.PAUSED : (status?.phase ?? 0);
  const labels = Object.entries(details.runSpec?.labels?.values ?? {});
  return (
    <header class="run-head">
      <Crumbs>
        <a href={pathOf({ page: "list", kind: refTo.kind, domain: refTo.domain, project: refTo.project })}>
          {refTo.kind === "runs" ? "Runs" : "Tracked runs"}
        </a>
        <span>{refTo.project}</span>
        <span>{refTo.domain}</span>
      </Crumbs>
      <PageHead
        title={
          <>
            {labelOf(metadata) || refTo.run} <Phase phase={phase} />
          </>
        }
        actions={<RunActions refTo={refTo} details={details} session={session} reload={reload} />}
      >
        <div class="run-line">
          <span class="row mono">
            {refTo.run}
            <CopyButton text={refTo.run} label="Copy the name of the run" />
          </span>
          {task?.name && (
            <span>
              Task{" "}
              <a
                href={`${pathOf({ page: "task", task: task.name, domain: task.domain || refTo.domain, project: task.project || refTo.project })}`}
              >
                {task.name}
              </a>
              {task.version && <span class="muted"> · {task.version.slice(0, 12)}</span>}
            </span>
          )}
          <span>
            Started <Time at={millisOf(status?.startTime)} />
          </span>
          <span>
            <Span start={millisOf(status?.startTime)} end={millisOf(status?.endTime)} phase={status?.phase ?? 0} />
          </span>
          {whoOf(metadata?.executedBy) && <span>{whoOf(metadata?.executedBy)}</span>}
          {(metadata?.triggerName || SOURCES[metadata?.source ?? 0]) && (
            <span>
              {metadata?.triggerName && task?.name ? (
                <a
                  href={pathOf({
                    page: "trigger",
                    task: task.name,
                    trigger: metadata.triggerName,
                    domain: refTo.domain,
                    project: refTo.project,
                  })}
                >
                  {metadata.triggerName}
                </a>
              ) : (
                SOURCES[metadata?.source ?? 0]
              )}
            </span>
          )}
          {related && (
            <span>
              {RELATIONS[relation?.relationType ?? 0]}{" "}
              <a
                href={pathOf({
                  page: "run",
                  kind: "runs",
                  run: related.name,
                  domain: related.domain || refTo.domain,
                  project: related.project || refTo.project,
                })}
              >
                {related.name}
              </a>
            </span>
          )}
          {labels.map(([name, value]) => (
            <span key={name} class="tag" title={`${name}=${value}`}>
              {name}={value}
            </span>
          ))}
        </div>
      </PageHead>
      {children}
    </header>
  );
}

/** The border between tree and details, by pointer or by arrow keys. */
function Split() {
  const change = (left: number) => {
    const body = document.querySelector<HTMLElement>(".run-body");
    body?.style.setProperty("--left", `${Math.max(25, Math.min(75, left))}%`);
  };
  const now = useRef(46);
  return (
    <div
      class="split"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the tree"
      aria-valuenow={now.current}
      aria-valuemin={25}
      aria-valuemax={75}
      tabIndex={0}
      onKeyDown={(event) => {
        const step = event.key === "ArrowLeft" ? -3 : event.key === "ArrowRight" ? 3 : 0;
        if (step === 0) return;
        now.current = Math.max(25, Math.min(75, now.current + step));
        event.currentTarget.setAttribute("aria-valuenow", String(now.current));
        change(now.current);
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const body = event.currentTarget.parentElement as HTMLElement;
        const { left, width } = body.getBoundingClientRect();
        now.current = Math.round(((event.clientX - left) / width) * 100);
        change(now.current);
      }}
    />
  );
}
