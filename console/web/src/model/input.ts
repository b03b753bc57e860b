/** What a person has entered cannot be sent; the message says why. */
export class InputError extends Error {}

/** Pairs as lines of key=value. */
export function pairLines(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${key}=${value}`)
    .join("\n");
}

/**
 * The pairs of lines of key=value; empty lines count for nothing.
 *
 * @throws InputError for a line without key or equals sign, and for a key that stands twice
 */
export function pairsOf(text: string, title: string): Record<string, string> {
  const pairs = new Map<string, string>();
  for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
    const at = line.indexOf("=");
    const key = line.slice(0, at).trim();
    if (at < 0 || key === "") throw new InputError(`${title}: "${line.trim()}" is not key=value`);
    if (pairs.has(key)) throw new InputError(`${title}: ${key} is there twice`);
    pairs.set(key, line.slice(at + 1));
  }
  return Object.fromEntries(pairs);
}
