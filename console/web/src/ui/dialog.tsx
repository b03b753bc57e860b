import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { failureText } from "../api/problem";

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}

/** A modal dialog of the browser: focus stays inside, Escape closes, and focus returns. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement as HTMLElement | null;
    dialog?.showModal();
    return () => before?.focus?.();
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "dialog wide" : "dialog"}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2>{title}</h2>
        <button class="icon-button" type="button" aria-label="Close" onClick={onClose}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}

/**
 * The form of a dialog: its action runs once at a time, and a failure is said above the buttons. The action closes the dialog
 * when it has succeeded.
 */
export function DialogForm({
  action,
  actionAtWork = action,
  danger = false,
  onSubmit,
  onClose,
  children,
}: {
  /** What the button says. */
  action: string;
  /** What it says while the action runs. */
  actionAtWork?: string;
  danger?: boolean;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure("");
    try {
      await onSubmit();
    } catch (problem) {
      setFailure(failureText(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} autocomplete="off">
      <div class="dialog-body">
        {children}
        {failure && (
          <p class="error-text" role="alert">
            {failure}
          </p>
        )}
      </div>
      <footer>
        <button class="button" type="button" onClick={onClose}>
          Cancel
        </button>
        <button class={danger ? "button danger" : "button primary"} type="submit" disabled={busy}>
          {busy ? actionAtWork : action}
        </button>
      </footer>
    </form>
  );
}

interface Question {
  readonly title: string;
  readonly body: ComponentChildren;
  readonly action: string;
  readonly danger: boolean;
  /** Asks for a reason, which the action gets. */
  readonly reason: boolean;
  readonly run: (reason: string) => Promise<void>;
}
const question = signal<Question | undefined>(undefined);

/** Asks before something is done that cannot be undone. The body names exactly what it concerns. */
export function confirm(asked: Partial<Question> & Pick<Question, "title" | "body" | "action" | "run">): void {
  question.value = { danger: false, reason: false, ...asked };
}

export function Confirmation() {
  const asked = question.value;
  return asked ? <ConfirmationDialog key={asked.title} asked={asked} /> : null;
}

function ConfirmationDialog({ asked }: { asked: Question }) {
  const [reason, setReason] = useState("");
  const close = () => {
    question.value = undefined;
  };
  return (
    <Dialog title={asked.title} onClose={close}>
      <DialogForm
        action={asked.action}
        danger={asked.danger}
        onClose={close}
        onSubmit={async () => {
          await asked.run(reason);
          close();
        }}
      >
        {asked.body}
        {asked.reason && (
          <label class="field">
            <span>Reason</span>
            <input value={reason} maxLength={500} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
        )}
      </DialogForm>
    </Dialog>
  );
}
