import { ActionPhase } from "../gen/flyteidl2/common/phase_pb";

export type PhaseKey =
  | "unknown"
  | "queued"
  | "waiting"
  | "initializing"
  | "running"
  | "succeeded"
  | "failed"
  | "aborted"
  | "timed-out"
  | "paused"
  | "recovered";

/** By the number of the phase. */
const KEYS: readonly PhaseKey[] = [
  "unknown",
  "queued",
  "waiting",
  "initializing",
  "running",
  "succeeded",
  "failed",
  "aborted",
  "timed-out",
  "paused",
  "recovered",
];

const WORDS: Record<PhaseKey, string> = {
  unknown: "Unknown",
  queued: "Queued",
  waiting: "Waiting",
  initializing: "Initializing",
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  aborted: "Aborted",
  "timed-out": "Timed out",
  paused: "Paused",
  recovered: "Recovered",
};

/** Numbers that a later server may send are shown as unknown. */
export function phaseKey(phase: number): PhaseKey {
  return KEYS[phase] ?? "unknown";
}

export function phaseWord(phase: number): string {
  const key = phaseKey(phase);
  return key === "unknown" && phase > 0 ? `Phase ${phase}` : WORDS[key];
}

export function phaseOfKey(key: string): ActionPhase {
  return Math.max(0, KEYS.indexOf(key as PhaseKey));
}

export function isTerminal(phase: number): boolean {
  return (phase >= ActionPhase.SUCCEEDED && phase <= ActionPhase.TIMED_OUT) || phase === ActionPhase.RECOVERED;
}

export function isFailure(phase: number): boolean {
  return phase === ActionPhase.FAILED || phase === ActionPhase.TIMED_OUT;
}

/** In the order in which counts are shown. */
export const SHOWN_PHASES: readonly ActionPhase[] = [
  ActionPhase.PAUSED,
  ActionPhase.FAILED,
  ActionPhase.TIMED_OUT,
  ActionPhase.RUNNING,
  ActionPhase.INITIALIZING,
  ActionPhase.WAITING_FOR_RESOURCES,
  ActionPhase.QUEUED,
  ActionPhase.ABORTED,
  ActionPhase.RECOVERED,
  ActionPhase.SUCCEEDED,
];
