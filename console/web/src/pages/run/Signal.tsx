import { useState } from "preact/hooks";
import { runs } from "../../api/clients";
import { idOf } from "../../api/ids";
import { failureText } from "../../api/problem";
import { useResource } from "../../api/resource";
import type { RunRef } from "../../app/route";
import { SimpleType } from "../../gen/flyteidl2/core/types_pb";
import type { ConditionAction } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { ConditionPromptType } from "../../gen/flyteidl2/workflow/run_definition_pb";
import { toast } from "../../ui/basics";
import { PhaseIcon } from "../../ui/icons";
import { Markdown } from "../../ui/markdown";
import { GoTo } from "./GoTo";

/** A condition that waits for a person, with a field for the value that it wants. */
export function SignalBanner({ refTo, action, onGo }: { refTo: RunRef; action: string; onGo: (id: string) => void }) {
  const details = useResource(`signal/${refTo.run}/${action}`, async (signal) => {
    const actionId = { run: idOf(refTo, refTo.run), name: action };
    return (await runs.getActionDetails({ actionId }, { signal })).details;
  });
  const value = details.reading.value.value;
  if (value?.spec.case !== "condition") return null;
  const condition = value.spec.value;
  return (
    <div class="banner paused" role="region" aria-label={`Condition ${condition.name}`}>
      <span class="phase-paused">
        <PhaseIcon phase="paused" />
      </span>
      <div class="grow">
        <p class="strong">{condition.name} waits for an answer</p>
        <Prompt condition={condition} />
      </div>
      <SignalForm refTo={refTo} action={action} parent={value.metadata?.parent ?? ""} condition={condition} />
      <GoTo onClick={() => onGo(action)}>Show</GoTo>
    </div>
  );
}

function Prompt({ condition }: { condition: ConditionAction }) {
  const text = condition.prompt || condition.description;
  if (text === "") return null;
  return condition.promptType === ConditionPromptType.MARKDOWN ? <Markdown text={text} /> : <p class="wrap">{text}</p>;
}

type Payload =
  | { case: "boolValue"; value: boolean }
  | { case: "intValue"; value: bigint }
  | { case: "floatValue"; value: number }
  | { case: "stringValue"; value: string };

/** The payload that a text gives for a type; undefined when it is none. */
export function payloadOf(type: SimpleType | undefined, text: string): Payload | undefined {
  switch (type) {
    case SimpleType.INTEGER:
      return /^[+-]?\d{1,19}$/.test(text.trim()) ? { case: "intValue", value: BigInt(text.trim()) } : undefined;
    case SimpleType.FLOAT: {
      const number = Number(text);
      return text.trim() !== "" && Number.isFinite(number) ? { case: "floatValue", value: number } : undefined;
    }
    case SimpleType.BOOLEAN:
      return text === "true" || text === "false" ? { case: "boolValue", value: text === "true" } : undefined;
    default:
      return { case: "stringValue", value: text };
  }
}

function SignalForm({
  refTo,
  action,
  parent,
  condition,
}: {
  refTo: RunRef;
  action: string;
  parent: string;
  condition: ConditionAction;
}) {
  const type = condition.type?.type.case === "simple" ? condition.type.type.value : undefined;
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (given: string) => {
    const value = payloadOf(type, given);
    if (!value) {
      toast(type === SimpleType.INTEGER ? "A whole number is wanted" : "A number is wanted", true);
      return;
    }
    setBusy(true);
    try {
      await runs.signalEvent({
        actionId: { run: idOf(refTo, refTo.run), name: action },
        parentActionName: parent,
        payload: { value },
      });
      toast(`Answered ${condition.name}`);
    } catch (failure) {
      toast(failureText(failure), true);
      setBusy(false);
    }
  };
  if (type === SimpleType.BOOLEAN) {
    return (
      <span class="row">
        <button class="button small primary" type="button" disabled={busy} onClick={() => void send("true")}>
          Yes
        </button>
        <button class="button small" type="button" disabled={busy} onClick={() => void send("false")}>
          No
        </button>
      </span>
    );
  }
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void send(text);
      }}
    >
      <input
        aria-label={`Value of ${condition.name}`}
        inputMode={type === SimpleType.INTEGER ? "numeric" : type === SimpleType.FLOAT ? "decimal" : "text"}
        placeholder={type === SimpleType.INTEGER ? "whole number" : type === SimpleType.FLOAT ? "number" : "text"}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button class="button small primary" type="submit" disabled={busy}>
        Answer
      </button>
    </form>
  );
}
