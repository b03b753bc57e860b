/** Colours of terminals in lines of logs. */

export interface Piece {
  readonly text: string;
  readonly classes: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCE = /\x1b\[([0-9;:?]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]/g;

/** The line without escape sequences. */
export function stripAnsi(line: string): string {
  return line.includes("\x1b") ? line.replace(SEQUENCE, "") : line;
}

/** The line in pieces of one look each. Sequences that say nothing about looks are left out. */
export function parseAnsi(line: string): Piece[] {
  if (!line.includes("\x1b")) return line === "" ? [] : [{ text: line, classes: "" }];
  const pieces: Piece[] = [];
  let state: number[] = [];
  let at = 0;
  const push = (text: string) => {
    if (text !== "") pieces.push({ text, classes: state.map((code) => `ansi-${code}`).join(" ") });
  };
  for (const match of line.matchAll(SEQUENCE)) {
    push(line.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === "m") state = next(state, match[1] ?? "");
  }
  push(line.slice(at));
  return pieces;
}

function next(state: number[], parameters: string): number[] {
  const codes = parameters === "" ? [0] : parameters.split(/[;:]/).map(Number);
  let result = state;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] as number;
    if (code === 0) result = [];
    else if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4;
    else if (code === 39) result = result.filter((one) => one < 30);
    else if (code === 22) result = result.filter((one) => one > 2);
    else if (code === 23 || code === 24) result = result.filter((one) => one !== code - 20);
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97))
      result = [...result.filter((one) => one < 30), code];
    else if (code >= 1 && code <= 4) result = [...result.filter((one) => one !== code), code];
  }
  return result;
}

export type Level = "" | "error" | "warn";

/** What a line is about, by the words that loggers write. */
export function levelOf(line: string): Level {
  if (/\b(ERROR|FATAL|CRITICAL|PANIC)\b|^Traceback |^\w*(Error|Exception):/.test(line)) return "error";
  return /\bWARN(ING)?\b/.test(line) ? "warn" : "";
}
