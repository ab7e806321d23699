// The text format of OpenMetrics 1.0.0:
// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md

/** Label names to values, in the order in which they are written. Nothing and an empty text are no label. */
export type Labels = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One line: `labels` and what the name of the family is followed by, such as `_bucket`. */
export interface Sample {
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
}

export interface Family {
  /** Ends in its unit, where it has one. */
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram' | 'info';
  readonly unit: string | null;
  readonly help: string;
  /** Samples of one metric (one set of labels) stand together. */
  readonly samples: readonly Sample[];
}

/** A whole exposition. A family without samples is left out: what is missing is not exposed. */
export function expositionOf(families: readonly Family[]): string {
  const lines = families.filter(({ samples }) => samples.length > 0).flatMap(familyLines);
  return `${lines.join('\n')}\n# EOF\n`;
}

function familyLines({ name, type, unit, help, samples }: Family): readonly string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map(({ suffix, labels, value }) => `${name}${suffix}${labelsText(labels)} ${value}`),
  ];
}

function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).flatMap(([name, value]) => {
    const text = String(value ?? '');
    return text === '' ? [] : [`${name}="${escaped(text)}"`];
  });
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/**
 * A carriage return may stand in a text by the grammar, and a reader that opens the file as text would take it for the
 * end of a line; so it is spelled out.
 */
function escaped(text: string): string {
  return text.replace(/[\\"\n\r]/g, (char) => escapes[char] ?? char);
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\\\r',
};

/**
 * A number as the value of a label `le`, where it must look the same whoever writes it: as Go writes it, with `.0` where
 * it would look like a whole number.
 */
export function canonicalNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  if (value !== 0 && (Number(exponent) < -4 || Number(exponent) > 5)) {
    const size = exponent.slice(1).padStart(2, '0');
    return `${digits}e${exponent.slice(0, 1)}${size}`;
  }
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}
