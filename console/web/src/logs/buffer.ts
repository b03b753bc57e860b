import { stripAnsi } from "./ansi";

export interface LogLine {
  readonly text: string;
  /** Milliseconds since 1970; NaN when unknown. */
  readonly at: number;
  readonly pod: string;
}

export interface SearchSpec {
  readonly text: string;
  readonly regex: boolean;
}

export interface SearchResult {
  /** Numbers of lines that match, from 0, ascending. */
  readonly lines: Int32Array;
  /** Matches in all; a line may have several. */
  readonly total: number;
  readonly error?: string;
}

const MAX_LINES = 1_000_000;
const MAX_CHARS = 192 << 20;
/** Characters of a line that are searched and shown. */
export const MAX_LINE = 64 << 10;

/** The lines of an attempt. Bounded: when it is full, the oldest tenth goes, and the numbers of lines stay. */
export class LogBuffer {
  private lines: LogLine[] = [];
  private chars = 0;
  private gone = 0;

  constructor(
    private readonly maxLines = MAX_LINES,
    private readonly maxChars = MAX_CHARS,
  ) {}

  /** Number of the line after the last. */
  get end(): number {
    return this.gone + this.lines.length;
  }

  /** Number of the first line that is still here. */
  get start(): number {
    return this.gone;
  }

  add(line: LogLine): void {
    const text = line.text.length > MAX_LINE ? line.text.slice(0, MAX_LINE) : line.text;
    this.lines.push(text === line.text ? line : { ...line, text });
    this.chars += text.length;
    if (this.lines.length > this.maxLines || this.chars > this.maxChars) this.drop(Math.ceil(this.lines.length / 10));
  }

  clear(): void {
    this.lines = [];
    this.chars = 0;
    this.gone = 0;
  }

  slice(from: number, to: number): LogLine[] {
    return this.lines.slice(Math.max(0, from - this.gone), Math.max(0, to - this.gone));
  }

  text(): string {
    return this.lines.map(({ text }) => stripAnsi(text)).join("\n");
  }

  /** Every match in every line, however many there are. */
  search({ text, regex }: SearchSpec): SearchResult {
    if (text === "") return { lines: new Int32Array(0), total: 0 };
    let counter: (line: string) => number;
    try {
      counter = regex ? byPattern(text) : byText(text);
    } catch (failure) {
      return { lines: new Int32Array(0), total: 0, error: (failure as Error).message };
    }
    const found: number[] = [];
    let total = 0;
    for (let index = 0; index < this.lines.length; index++) {
      const matches = counter(stripAnsi((this.lines[index] as LogLine).text));
      if (matches > 0) found.push(index + this.gone);
      total += matches;
    }
    return { lines: Int32Array.from(found), total };
  }

  private drop(count: number): void {
    for (const { text } of this.lines.splice(0, count)) this.chars -= text.length;
    this.gone += count;
  }
}

function byText(text: string): (line: string) => number {
  const wanted = text.toLowerCase();
  return (line) => {
    const lower = line.toLowerCase();
    let count = 0;
    for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) count += 1;
    return count;
  };
}

function byPattern(text: string): (line: string) => number {
  const pattern = new RegExp(text, "gi");
  return (line) => {
    let count = 0;
    for (const match of line.matchAll(pattern)) if (match[0] !== "") count += 1;
    return count;
  };
}

/** Where a search matches within one line, for marking. */
export function matchesIn(line: string, { text, regex }: SearchSpec): [number, number][] {
  if (text === "") return [];
  try {
    const pattern = new RegExp(regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi");
    return [...line.matchAll(pattern)]
      .filter((match) => match[0] !== "")
      .slice(0, 200)
      .map((match) => [match.index, match.index + match[0].length]);
  } catch {
    return [];
  }
}
