import type { EnrichedIdentity } from "../gen/flyteidl2/common/identity_pb";
import { RelationType } from "../gen/flyteidl2/common/run_pb";
import type { ActionMetadata } from "../gen/flyteidl2/workflow/run_definition_pb";
import { RunSource } from "../gen/flyteidl2/workflow/run_definition_pb";

/** A person or application as readers know it. */
export function whoOf(identity: EnrichedIdentity | undefined): string {
  const principal = identity?.principal;
  if (principal?.case === "user") {
    const { spec, id } = principal.value;
    const name = [spec?.firstName, spec?.lastName].filter(Boolean).join(" ");
    return name || spec?.email || spec?.userHandle || id?.subject || "";
  }
  if (principal?.case === "application") return principal.value.spec?.name || principal.value.id?.subject || "";
  return "";
}

/** The short name of what an action does. */
export function labelOf(metadata: ActionMetadata | undefined): string {
  const spec = metadata?.spec;
  if (spec?.case === "task") return spec.value.shortName || spec.value.id?.name || metadata?.funtionName || "";
  return spec?.value?.name || metadata?.funtionName || "";
}

export const SOURCES: Record<number, string> = {
  [RunSource.UNSPECIFIED]: "",
  [RunSource.WEB]: "Console",
  [RunSource.CLI]: "Command line",
  [RunSource.SCHEDULE_TRIGGER]: "Schedule",
  [RunSource.TRACKED]: "Tracked",
  [RunSource.ARTIFACT_TRIGGER]: "Artifact",
};

export const RELATIONS: Record<number, string> = {
  [RelationType.RERUN]: "Rerun of",
  [RelationType.RECOVER]: "Recovers",
  [RelationType.SPAWN]: "Started by",
  [RelationType.TRIGGERED]: "Triggered by",
  [RelationType.ON_ARTIFACT]: "Started by an artifact of",
};

export const ACTION_TYPES = ["", "task", "trace", "condition"] as const;
