import { param, setParams } from "../app/location";
import { phaseKey, phaseOfKey, phaseWord, SHOWN_PHASES } from "../model/phase";
import { PhaseIcon } from "./icons";

/** The phases that the address asks for. */
export function phasesOf(name = "phase"): number[] {
  return param(name)
    .split(",")
    .filter(Boolean)
    .map(phaseOfKey)
    .filter((phase) => phase > 0);
}

export function PhaseChips({
  name = "phase",
  shown = SHOWN_PHASES,
  counts,
}: {
  name?: string;
  shown?: readonly number[];
  counts?: readonly number[];
}) {
  const chosen = new Set(phasesOf(name));
  const toggle = (phase: number) => {
    const next = new Set(chosen);
    if (!next.delete(phase)) next.add(phase);
    setParams({ [name]: [...next].map(phaseKey).join(",") });
  };
  return (
    <div class="chips" role="group" aria-label="Phases">
      {shown.map((phase) => (
        <button key={phase} type="button" class="chip" aria-pressed={chosen.has(phase)} onClick={() => toggle(phase)}>
          <span class={`phase-${phaseKey(phase)}`}>
            <PhaseIcon phase={phaseKey(phase)} />
          </span>
          {phaseWord(phase)}
          {counts && <span class="number">{counts[phase] ?? 0}</span>}
        </button>
      ))}
    </div>
  );
}

/** How many actions are in which phase, phases without any left out. */
export function Counts({ counts }: { counts: readonly number[] }) {
  return (
    <span class="counts">
      {SHOWN_PHASES.filter((phase) => (counts[phase] ?? 0) > 0).map((phase) => (
        <span
          key={phase}
          class={`phase-${phaseKey(phase)}`}
          title={`${counts[phase]} ${phaseWord(phase).toLowerCase()}`}
        >
          <PhaseIcon phase={phaseKey(phase)} />
          {counts[phase]}
          <span class="hidden-label">{phaseWord(phase)}</span>
        </span>
      ))}
    </span>
  );
}
