import type { Scope } from "../app/route";

/** Identifiers carry an organization that takes part in no key; any name does. */
export const ORG = "default";

/** The action that a run begins with. */
export const ROOT_ACTION = "a0";

/** Identifier of a project within a domain. */
export const projectIdOf = ({ domain, project }: Scope) => ({ organization: ORG, domain, name: project });

/** Identifier of a run, task, app or artifact by its name. */
export const idOf = ({ domain, project }: Scope, name: string) => ({ org: ORG, project, domain, name });

export type ScopedId = ReturnType<typeof idOf>;

/** Identifier of an action, as the services want it. */
export interface ActionId {
  readonly run: ScopedId;
  readonly name: string;
}
