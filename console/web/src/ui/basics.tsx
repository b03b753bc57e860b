import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { zone } from "../app/preferences";
import { isTerminal, phaseKey, phaseWord } from "../model/phase";
import { formatInstant, formatRelative, formatSpan } from "../model/time";
import { Icon, PhaseIcon } from "./icons";

/** The time, a second at a time; every clock on a page reads this one. */
export const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1_000);

export function Phase({ phase, bare = false }: { phase: number; bare?: boolean }) {
  const key = phaseKey(phase);
  return (
    <span class={bare ? `phase phase-${key} bare` : `phase phase-${key}`}>
      <PhaseIcon phase={key} />
      <span>{phaseWord(phase)}</span>
    </span>
  );
}

/** Something that may be absent: then a dash. */
export function OrDash({ children }: { children: ComponentChildren }) {
  return <>{children || <span class="muted">–</span>}</>;
}

/** An instant in the way that the person prefers; the other ways are in the title. */
export function Time({ at, precise = false }: { at: number | undefined; precise?: boolean }) {
  if (at === undefined || Number.isNaN(at)) return <span class="muted">–</span>;
  const how = zone.value;
  const local = formatInstant(at, false, precise);
  const utc = `${formatInstant(at, true, precise)} UTC`;
  const shown = how === "utc" ? utc : how === "local" || precise ? local : formatRelative(at, now.value);
  return (
    <time dateTime={new Date(at).toISOString()} title={`${local}\n${utc}`}>
      {shown}
    </time>
  );
}

/** How long something took, or has taken so far. */
export function Span({ start, end, phase }: { start: number | undefined; end: number | undefined; phase: number }) {
  if (start === undefined || Number.isNaN(start)) return <span class="muted">–</span>;
  const known = end !== undefined && !Number.isNaN(end);
  if (!known && isTerminal(phase)) return <span class="muted">–</span>;
  return <span class="number">{formatSpan((known ? end : now.value) - start)}</span>;
}

export function Loading({ what }: { what: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="state" role="status">
      {late && <p class="muted">Reading {what}…</p>}
    </div>
  );
}

export function Failed({ problem, retry }: { problem: Problem; retry?: () => void }) {
  return (
    <div class="state" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail && <p class="muted wrap">{problem.detail}</p>}
      {problem.kind === "login" && (
        <button class="button primary" type="button" onClick={() => location.reload()}>
          Log in
        </button>
      )}
      {retry && problem.kind !== "login" && (
        <button class="button" type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** An empty page shows the command that fills it. */
export function Empty({ title, command, children }: { title: string; command?: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <h2>{title}</h2>
      {children && <p class="muted">{children}</p>}
      {command && <Command text={command} />}
    </div>
  );
}

export function Command({ text }: { text: string }) {
  return (
    <div class="command">
      <code>{text}</code>
      <CopyButton text={text} label="Copy the command" />
    </div>
  );
}

/** A value that could not be renewed stays, with its age. */
export function Stale({ problem, readAt }: { problem: Problem | undefined; readAt: number | undefined }) {
  if (!problem || readAt === undefined) return null;
  return (
    <p class="notice" role="status">
      {problem.title}. What is shown is of {formatRelative(readAt, now.value)}.
    </p>
  );
}

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Over plain HTTP there is no clipboard API.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "offscreen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast("Copied");
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  return (
    <button class="icon-button" type="button" aria-label={label} title={label} onClick={() => void copyText(text)}>
      <Icon name="copy" />
    </button>
  );
}

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly failed: boolean;
}
const toasts = signal<Toast[]>([]);
let nextToast = 1;

/** Says for a moment what became of an action. */
export function toast(text: string, failed = false): void {
  const id = nextToast++;
  toasts.value = [...toasts.value.slice(-3), { id, text, failed }];
  setTimeout(
    () => {
      toasts.value = toasts.value.filter((shown) => shown.id !== id);
    },
    failed ? 9_000 : 3_500,
  );
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, failed }) => (
        <p key={id} class={failed ? "toast failed" : "toast"}>
          {text}
        </p>
      ))}
    </div>
  );
}

/** Two columns: what, and its value. Facts without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) {
  const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false);
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Links from foreign text: http, https and relative ones only. */
export function SafeLink({ href, children }: { href: string; children: ComponentChildren }) {
  const safe = safeHref(href);
  if (!safe) return <span>{children}</span>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {children}
      <Icon name="external" />
    </a>
  );
}

export function safeHref(href: string): string | undefined {
  try {
    const url = new URL(href, location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}
