import type { ComponentChildren } from "preact";
import { safeHref } from "./basics";

/** A little markdown (paragraphs, lists, headings, emphasis, code, links), made of text nodes only. */
export function Markdown({ text }: { text: string }) {
  const blocks = text
    .trim()
    .split(/\n{2,}/)
    .slice(0, 200);
  return (
    <div class="stack wrap">
      {blocks.map((block, index) => {
        const lines = block.split("\n");
        if (lines.every((line) => /^\s*[-*] /.test(line))) {
          return (
            <ul key={index}>
              {lines.map((line, at) => (
                <li key={at}>{inline(line.replace(/^\s*[-*] /, ""))}</li>
              ))}
            </ul>
          );
        }
        const heading = /^#{1,6} (.*)$/.exec(block);
        return heading ? (
          <p key={index} class="strong">
            {inline(heading[1] as string)}
          </p>
        ) : (
          <p key={index}>{inline(block)}</p>
        );
      })}
    </div>
  );
}

const MARKS = /(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`|\[[^\]]*\]\([^)\s]+\))/;

function inline(text: string): ComponentChildren[] {
  return text.split(MARKS).map((part, index) => {
    if (part.startsWith("**") && part.endsWith("**") && part.length > 4)
      return <strong key={index}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("`") && part.endsWith("`") && part.length > 2)
      return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.startsWith("*") && part.endsWith("*") && part.length > 2) return <em key={index}>{part.slice(1, -1)}</em>;
    const link = /^\[([^\]]*)\]\(([^)]+)\)$/.exec(part);
    const href = link ? safeHref(link[2] as string) : undefined;
    return href ? (
      <a key={index} href={href} target="_blank" rel="noopener noreferrer">
        {link?.[1]}
      </a>
    ) : (
      part
    );
  });
}
