import { Code, ConnectError } from "@connectrpc/connect";
import { InputError } from "../model/input";

/** What went wrong, in words for a person, with what to do next. */
export interface Problem {
  readonly kind: "not-found" | "not-served" | "forbidden" | "login" | "unavailable" | "refused" | "unexpected";
  readonly title: string;
  readonly detail: string;
}

const TITLES: Partial<Record<Code, [Problem["kind"], string]>> = {
  [Code.NotFound]: ["not-found", "There is no such thing"],
  [Code.Unimplemented]: ["not-served", "This server does not offer it"],
  [Code.PermissionDenied]: ["forbidden", "You are not allowed to see this"],
  [Code.Unauthenticated]: ["login", "You are not logged in"],
  [Code.Unavailable]: ["unavailable", "The server cannot be reached"],
  [Code.DeadlineExceeded]: ["unavailable", "The server did not answer in time"],
  [Code.InvalidArgument]: ["refused", "The server refused the request"],
  [Code.FailedPrecondition]: ["refused", "The server refused the request"],
  [Code.AlreadyExists]: ["refused", "It exists already"],
  [Code.Aborted]: ["refused", "Somebody else changed it meanwhile"],
  [Code.ResourceExhausted]: ["refused", "A limit of the server is reached"],
};

/** Explains any failure of a call. */
export function problemOf(failure: unknown): Problem {
  const error = ConnectError.from(failure);
  const offline = failure instanceof TypeError || error.cause instanceof TypeError;
  if (offline) {
    return { kind: "unavailable", title: "The server cannot be reached", detail: "The page tries again by itself." };
  }
  const [kind, title] = TITLES[error.code] ?? ["unexpected", "Something went wrong"];
  return { kind, title, detail: error.rawMessage };
}

/** A failure in one line, for forms and short notices. */
export function failureText(failure: unknown): string {
  if (failure instanceof InputError) return failure.message;
  const { title, detail } = problemOf(failure);
  return detail ? `${title}: ${detail}` : title;
}

/** Whether another try may help without anybody changing anything. */
export function isTransient(failure: unknown): boolean {
  const kind = problemOf(failure).kind;
  return kind === "unavailable" || ConnectError.from(failure).code === Code.Unknown;
}

export function isCancelled(failure: unknown): boolean {
  return ConnectError.from(failure).code === Code.Canceled || (failure as Error)?.name === "AbortError";
}
