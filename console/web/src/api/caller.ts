import { signal } from "@preact/signals";
import { IdentityService } from "../gen/flyteidl2/auth/identity_pb";
import { clientOf, TIMEOUT_MS } from "./transport";

/** The caller's subject, by which runs are found; empty until it is known, and where nobody is logged in. */
export const subject = signal("");

let asked: Promise<void> | undefined;

/** Asks who the caller is, once; a failure is asked again by the next page. */
export function askSubject(): Promise<void> {
  asked ??= clientOf(IdentityService)
    .userInfo({}, { timeoutMs: TIMEOUT_MS })
    .then((info) => {
      subject.value = info.subject;
    })
    .catch(() => {
      asked = undefined;
    });
  return asked;
}
