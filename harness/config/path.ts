/** Where something stands in a configuration: names of keys, and indices of lists. */
export type ConfigPath = readonly (string | number)[];

/** `modes.web.workers`, `scenarios.home.requests.0`; a name that holds a dot, = or " stands in quotes: `modes."v1.2"`. */
export function pathText(path: ConfigPath): string {
  return path
    .map((step) => (/^[^."=\s]+$/.test(String(step)) ? String(step) : JSON.stringify(step)))
    .join('.');
}

/** What {@link pathText} writes, read again; null when it is none. */
export function parsePath(text: string): readonly string[] | null {
  const steps: string[] = [];
  let rest = `.${text}`;
  while (rest !== '') {
    const [whole = '', quoted, bare] = /^\.(?:("(?:[^"\\]|\\.)*")|([^."=]+))/.exec(rest) ?? [];
    const step = quoted === undefined ? bare?.trim() : unquoted(quoted);
    if (step === undefined || step === '') return null;
    steps.push(step);
    rest = rest.slice(whole.length);
  }
  return steps;
}

/** Undefined where there is nothing. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce(
    (found: unknown, step) => (isHolder(found) && Object.hasOwn(found, step) ? found[step] : undefined),
    value,
  );
}

/** The path of what a text with dots names in a value whose keys may have dots themselves. */
export function pathIn(value: unknown, text: string): ConfigPath {
  const steps: string[] = [];
  let holder = value;
  let rest = text.split('.');
  while (rest.length > 0) {
    const lengths = rest.map((_, index) => rest.length - index);
    const length =
      lengths.find((some) => valueAt(holder, [rest.slice(0, some).join('.')]) !== undefined) ?? 1;
    const step = rest.slice(0, length).join('.');
    steps.push(step);
    holder = valueAt(holder, [step]);
    rest = rest.slice(length);
  }
  return steps;
}

export function isHolder(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether one leads to the other, or past it. */
export function startsWith(path: ConfigPath, beginning: ConfigPath): boolean {
  return beginning.every((step, index) => String(step) === String(path[index]));
}

function unquoted(text: string): string | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}
