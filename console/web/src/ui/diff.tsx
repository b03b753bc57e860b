export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

const MAX_LINES = 2_000;

/** The lines of two texts as what was removed, added and kept (longest common subsequence). */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split("\n").slice(0, MAX_LINES);
  const b = after.split("\n").slice(0, MAX_LINES);
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] as number) + 1
          : Math.max(table[(i + 1) * width + j] as number, table[i * width + j + 1] as number);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i] as string });
      i += 1;
      j += 1;
    } else if (
      i < a.length &&
      (j >= b.length || (table[(i + 1) * width + j] as number) >= (table[i * width + j + 1] as number))
    ) {
      lines.push({ sign: "-", text: a[i++] as string });
    } else {
      lines.push({ sign: "+", text: b[j++] as string });
    }
  }
  return lines;
}

/** What changed, with two lines around each change. */
export function Diff({ before, after }: { before: string; after: string }) {
  const lines = diffLines(before, after);
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - 2), index + 3).some(({ sign }) => sign !== " "));
  if (!near.includes(true)) return <p class="muted">No difference.</p>;
  return (
    <pre class="code" tabIndex={0} role="region" aria-label="Differences">
      {lines.map(({ sign, text }, index) =>
        near[index] ? (
          <div key={index} class={sign === "-" ? "diff-a" : sign === "+" ? "diff-b" : ""}>
            {sign} {text}
          </div>
        ) : near[index - 1] ? (
          <div key={index} class="muted">
            …
          </div>
        ) : null,
      )}
    </pre>
  );
}
