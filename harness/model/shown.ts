const mostShown = 60;

/** What was found, short enough for a line. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || typeof value === 'symbol') return `a ${typeof value}`;
  const text = jsonOf(value) ?? String(value);
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`;
}

/** Undefined where it cannot be written as JSON, as what refers to itself. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
