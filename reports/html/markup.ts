/** Text that is HTML already. Only {@link html} and {@link raw} make it, so whatever else is interpolated is escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | null | readonly Part[];

/** A template whose interpolated strings are escaped, for element content and quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((string, index) => string + written(parts[index] ?? null)).join(''));
}

/** Trusted text: the page's own script and styles. Never anything from a record. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function written(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(written).join('');
  return escaped(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that turn the direction of writing would turn that of the words and figures after them too. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '').replace(turning, '\ufffd');
}

/** Six significant digits are twice what is ever shown. */
export function shortened(value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

/** Sentences: `code` in backticks, as remedies have it; intervals such as 3.9–4.1 stay on one line. */
export function prose(text: string): Markup {
  const parts = text.split(/`([^`]*)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : unbroken(part)))}`;
}

function unbroken(text: string): string {
  const wordJoiner = '\u2060';
  return text.replace(/(?<=\d)–(?=\d)/g, `${wordJoiner}–${wordJoiner}`);
}
