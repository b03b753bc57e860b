import {
  type App,
  Spec_DesiredState,
  Status_DeploymentStatus,
  Status_Substate,
} from "../gen/flyteidl2/app/app_definition_pb";
import type { PhaseKey } from "./phase";

const STATES: Record<number, readonly [string, PhaseKey]> = {
  [Status_DeploymentStatus.UNASSIGNED]: ["Unassigned", "queued"],
  [Status_DeploymentStatus.ASSIGNED]: ["Assigned", "queued"],
  [Status_DeploymentStatus.PENDING]: ["Pending", "waiting"],
  [Status_DeploymentStatus.STOPPED]: ["Stopped", "aborted"],
  [Status_DeploymentStatus.STARTED]: ["Started", "succeeded"],
  [Status_DeploymentStatus.FAILED]: ["Failed", "failed"],
  [Status_DeploymentStatus.ACTIVE]: ["Active", "succeeded"],
  [Status_DeploymentStatus.SCALING_UP]: ["Scaling up", "running"],
  [Status_DeploymentStatus.SCALING_DOWN]: ["Scaling down", "running"],
  [Status_DeploymentStatus.DEPLOYING]: ["Deploying", "running"],
};

/** The present state of an app: a word, and the phase whose look it has. */
export function appState(app: App | undefined): { word: string; look: PhaseKey; detail: string } {
  const last = app?.status?.conditions.at(-1);
  const [word, look] = STATES[last?.deploymentStatus ?? 0] ?? ["Unknown", "unknown"];
  const substate = last?.substate ? (Status_Substate[last.substate] ?? "").toLowerCase().replaceAll("_", " ") : "";
  return { word, look, detail: [substate, last?.message].filter(Boolean).join(": ") };
}

export function isStopped(app: App | undefined): boolean {
  return app?.spec?.desiredState === Spec_DesiredState.STOPPED;
}
