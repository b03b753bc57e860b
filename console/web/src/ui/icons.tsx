import type { PhaseKey } from "../model/phase";

/** Icons are strokes in a box of 16, in the colour of the text around them. */
const PATHS: Record<string, string> = {
  runs: "M3 4h10M3 8h10M3 12h6",
  overview: "M2.5 13V8M6.2 13V4M9.8 13V9.5M13.5 13V6",
  tasks: "M3 3h4v4H3zM9 9h4v4H9zM9 3h4v4H9zM3 9h4v4H3z",
  triggers: "M8 4.5V8l2.5 1.8M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z",
  apps: "M2.5 4.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM2.5 6h11",
  artifacts: "M8 2l5.5 3v6L8 14l-5.5-3V5zM2.5 5L8 8l5.5-3M8 8v6",
  secrets: "M10 9a3 3 0 1 0-2.9-3.8L2.5 9.8V13h3v-2h2V9.2",
  settings: "M2.5 5h5M10.5 5h3M9 3.3v3.4M2.5 11h3M8.5 11h5M7 9.3v3.4",
  projects: "M2.5 5V4a1 1 0 0 1 1-1h3l1.5 2h4.5a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1z",
  tracked: "M2.5 8s2-4 5.5-4 5.5 4 5.5 4-2 4-5.5 4-5.5-4-5.5-4zM8 9.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z",
  compare: "M5.5 2.5v11M10.5 2.5v11M2.5 5.5h3M10.5 10.5h3",
  close: "M4 4l8 8M12 4l-8 8",
  chevron: "M6 4l4 4-4 4",
  down: "M4 6l4 4 4-4",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  download: "M8 2.5v8M4.8 7.5L8 10.7l3.2-3.2M3 13.5h10",
  external: "M6.5 3.5h-3v9h9v-3M9 3h4v4M13 3L7.5 8.5",
  play: "M5 3.2v9.6L12.5 8z",
  stop: "M4 4h8v8H4z",
  rerun: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
  menu: "M3 4.5h10M3 8h10M3 11.5h10",
  help: "M6 6a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1.1M8 11.6v.1M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z",
  theme: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
  folder: "M2.5 5V4a1 1 0 0 1 1-1h3l1.5 2h4.5a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1z",
  expand: "M3 6V3h3M13 6V3h-3M3 10v3h3M13 10v3h-3",
  follow: "M8 3v8M4.8 8L8 11.2 11.2 8M4 13.5h8",
};

export function Icon({ name }: { name: keyof typeof PATHS & string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Each phase has a form of its own, so that colour is never the only sign. */
const PHASES: Record<PhaseKey, string> = {
  unknown: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM6.6 6.5a1.4 1.4 0 1 1 1.9 1.4c-.4.1-.5.4-.5.8M8 10.9v.1",
  queued: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM5.4 8h.1M8 8h.1M10.6 8h.1",
  waiting: "M4.5 2.5h7M4.5 13.5h7M5.5 2.5v2L8 8l-2.5 3.5v2M10.5 2.5v2L8 8l2.5 3.5v2",
  initializing:
    "M8 2.5a5.5 5.5 0 0 1 5.5 5.5M13.5 8A5.5 5.5 0 0 1 8 13.5M5.2 12.7a5.5 5.5 0 0 1-2.1-2.3M2.6 7a5.5 5.5 0 0 1 1.6-3",
  running: "M13.5 8A5.5 5.5 0 1 1 8 2.5",
  succeeded: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM5.6 8.2l1.7 1.7 3.2-3.5",
  failed: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM6.2 6.2l3.6 3.6M9.8 6.2L6.2 9.8",
  aborted: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM4.2 11.8l7.6-7.6",
  "timed-out": "M8 5v3.2l2 1.4M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z",
  paused: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM6.6 6v4M9.4 6v4",
  recovered: "M13.4 7A5.5 5.5 0 1 0 13 10.2M13.4 3.6V7H10M6 8.2l1.5 1.5L10 7.4",
};

export function PhaseIcon({ phase }: { phase: PhaseKey }) {
  return (
    <svg class={`icon phase-icon phase-${phase}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PHASES[phase]} />
    </svg>
  );
}
