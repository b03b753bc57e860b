import { Code, ConnectError } from "@connectrpc/connect";
import { signal } from "@preact/signals";

/** Kinds of pages whose service this server does not have; they leave the navigation. */
export const absent = signal<ReadonlySet<string>>(new Set());

/** Passes a failure on, and remembers a service that is not there. */
export function noteAbsence(kind: string): (failure: unknown) => never {
  return (failure) => {
    if (ConnectError.from(failure).code === Code.Unimplemented) absent.value = new Set([...absent.value, kind]);
    throw failure;
  };
}
