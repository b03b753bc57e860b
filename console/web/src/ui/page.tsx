import type { ComponentChildren } from "preact";

/** The title of a page, what explains it, and what can be done. */
export function PageHead({
  title,
  actions,
  children,
}: {
  title: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="page-head">
      <div class="titles">
        <h1>{title}</h1>
        {children}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </div>
  );
}

/** The way to a page from the list that it belongs to. */
export function Crumbs({ children }: { children: ComponentChildren }) {
  return (
    <nav class="crumbs" aria-label="Path">
      {children}
    </nav>
  );
}

/** A table that scrolls sideways when it is too wide, also by keys. */
export function DataTable({
  label,
  head,
  children,
}: {
  label: string;
  head: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="table-wrap" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** The head of a column of controls, whose title is not shown. */
export function ControlsHeader({ label }: { label: string }) {
  return (
    <th class="fit">
      <span class="hidden-label">{label}</span>
    </th>
  );
}

/** What a row is about, as a link if there is an address, with a line of more below it. */
export function NameCell({ name, href, children }: { name: string; href?: string; children?: ComponentChildren }) {
  return (
    <td class="clip">
      <div class="two">
        {href === undefined ? (
          <span class="strong">{name}</span>
        ) : (
          <a class="strong" href={href}>
            {name}
          </a>
        )}
        <span class="sub">{children}</span>
      </div>
    </td>
  );
}
