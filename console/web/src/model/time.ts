import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";

/** Milliseconds since 1970, or undefined when the message is absent. */
export function millisOf(at: Timestamp | undefined): number | undefined {
  return at ? Number(at.seconds) * 1_000 + at.nanos / 1_000_000 : undefined;
}

export function durationMillis(span: Duration | undefined): number | undefined {
  return span ? Number(span.seconds) * 1_000 + span.nanos / 1_000_000 : undefined;
}

/** A span as people say it: 840 ms, 4.2 s, 3 m 05 s, 2 h 10 m, 3 d 4 h. */
export function formatSpan(millis: number | undefined): string {
  if (millis === undefined || Number.isNaN(millis)) return "–";
  const ms = Math.max(0, millis);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 59.95) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  if (whole < 3_600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3_600)} h ${two(Math.floor((whole % 3_600) / 60))} m`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3_600)} h`;
}

const pad = (n: number, digits = 2) => String(n).padStart(digits, "0");

/** 2026-11-28 03:04:05, in UTC or in the zone of the browser. */
export function formatInstant(millis: number, utc: boolean, withMillis = false): string {
  const at = new Date(millis);
  if (Number.isNaN(at.getTime())) return "–";
  const [y, mo, d, h, mi, s, ms] = utc
    ? [
        at.getUTCFullYear(),
        at.getUTCMonth(),
        at.getUTCDate(),
        at.getUTCHours(),
        at.getUTCMinutes(),
        at.getUTCSeconds(),
        at.getUTCMilliseconds(),
      ]
    : [
        at.getFullYear(),
        at.getMonth(),
        at.getDate(),
        at.getHours(),
        at.getMinutes(),
        at.getSeconds(),
        at.getMilliseconds(),
      ];
  const fraction = withMillis ? `.${pad(ms as number, 3)}` : "";
  return `${y}-${pad((mo as number) + 1)}-${pad(d as number)} ${pad(h as number)}:${pad(mi as number)}:${pad(s as number)}${fraction}`;
}

/** "just now", "5 min ago", "in 3 h", "12 d ago". */
export function formatRelative(millis: number, now: number): string {
  const difference = now - millis;
  const seconds = Math.abs(difference) / 1_000;
  if (seconds < 5) return "just now";
  const [amount, unit] =
    seconds < 60
      ? [seconds, "s"]
      : seconds < 3_600
        ? [seconds / 60, "min"]
        : seconds < 86_400
          ? [seconds / 3_600, "h"]
          : [seconds / 86_400, "d"];
  const text = `${Math.floor(amount)} ${unit}`;
  return difference >= 0 ? `${text} ago` : `in ${text}`;
}
