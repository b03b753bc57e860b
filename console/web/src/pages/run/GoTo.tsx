import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icons";

/** A button that leads to an action in the tree. */
export function GoTo({ onClick, children }: { onClick: () => void; children: ComponentChildren }) {
  return (
    <button class="button small" type="button" onClick={onClick}>
      {children}
      <Icon name="chevron" />
    </button>
  );
}
