import { setParams } from "../app/location";
import { zone } from "../app/preferences";
import { formatInstant } from "../model/time";
import { levelOf, parseAnsi } from "./ansi";
import { type LogLine, matchesIn, type SearchSpec } from "./buffer";

/** One line of a log, with its number, which is a link to it. */
export function Line({
  line,
  number,
  top,
  times,
  targeted,
  search,
  current,
}: {
  line: LogLine;
  number: number;
  top: number | undefined;
  times: boolean;
  targeted: boolean;
  search: SearchSpec;
  current: boolean;
}) {
  const pieces = parseAnsi(line.text);
  const plain = pieces.map(({ text }) => text).join("");
  const level = pieces.length <= 1 ? levelOf(plain) : "";
  const marks = matchesIn(plain, search);
  let at = 0;
  return (
    <div
      class={`log-line level-${level}${targeted ? " target" : ""}`}
      style={top === undefined ? { position: "relative", height: "auto" } : { transform: `translateY(${top}px)` }}
    >
      <a
        class="no"
        href={`?line=${number + 1}`}
        aria-label={`Link to line ${number + 1}`}
        onClick={(event) => {
          event.preventDefault();
          setParams({ line: targeted ? "" : String(number + 1) });
        }}
      >
        {number + 1}
      </a>
      {times && (
        <span class="at">
          {Number.isNaN(line.at) ? "–" : formatInstant(line.at, zone.value === "utc", true).slice(11)}
        </span>
      )}
      {line.pod && <span class="at">{line.pod}</span>}
      <span class="text">
        {pieces.map(({ text, classes }, index) => {
          const begin = at;
          at += text.length;
          return (
            <span key={index} class={classes}>
              {marked(text, begin, marks, current)}
            </span>
          );
        })}
      </span>
    </div>
  );
}

function marked(text: string, begin: number, marks: readonly [number, number][], current: boolean) {
  if (marks.length === 0) return text;
  const parts = [];
  let at = 0;
  for (const [from, to] of marks) {
    const left = Math.max(0, from - begin);
    const right = Math.min(text.length, to - begin);
    if (right <= at || left >= text.length) continue;
    if (left > at) parts.push(text.slice(at, left));
    parts.push(<mark class={current ? "current" : ""}>{text.slice(Math.max(at, left), right)}</mark>);
    at = right;
  }
  parts.push(text.slice(at));
  return parts;
}
