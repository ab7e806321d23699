// Reads an exposition by the grammar and the rules of OpenMetrics 1.0.0, written from the specification alone, and
// throws at the first thing that it does not allow:
// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly ReadSample[];
}

type Draft = { -readonly [Key in keyof ReadFamily]: ReadFamily[Key] } & { samples: ReadSample[] };

const metricName = '[A-Za-z_:][A-Za-z0-9_:]*';
const escapedString = '(?:[^\\n"\\\\]|\\\\[^\\n])*';
const label = `[A-Za-z_][A-Za-z0-9_]*="${escapedString}"`;
const number = '[-+]?(?:\\d+(?:\\.\\d*)?(?:e[-+]?\\d+)?|\\d*\\.\\d+(?:e[-+]?\\d+)?|inf(?:inity)?|nan)';
const descriptor = new RegExp(`^# (TYPE|UNIT|HELP) (${metricName}) (.*)$`, 's');
const sample = new RegExp(`^(${metricName})(?:\\{((?:${label})?(?:,${label})*)\\})? (${number})$`, 'is');

/** What the names of samples are made of: the name of the family and one of these. */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  info: ['_info'],
  stateset: [''],
  summary: ['_count', '_sum', '_created', ''],
  unknown: [''],
};

export function readExposition(text: string): ReadonlyMap<string, ReadFamily> {
  refuse(text.includes('\r'), 'a carriage return');
  refuse(!text.endsWith('# EOF\n'), 'no end');
  const lines = text.slice(0, -'# EOF\n'.length).split('\n');
  refuse(lines.pop() !== '', 'the end does not stand on a line of its own');
  const families = new Map<string, Draft>();
  let current: Draft | null = null;
  for (const line of lines) {
    if (line.startsWith('#')) current = described(line, current, families);
    else {
      refuse(current === null, `a sample before any family: ${line}`);
      current!.samples.push(readSample(line));
    }
  }
  for (const family of families.values()) checkFamily(family);
  checkClashes([...families.values()]);
  return families;
}

function described(line: string, current: Draft | null, families: Map<string, Draft>): Draft {
  const [, what = '', name = '', rest = ''] = descriptor.exec(line) ?? [];
  refuse(what === '', `not a descriptor: ${line}`);
  if (what === 'TYPE') {
    refuse(families.has(name), `two families of one name: ${name}`);
    refuse(!(rest in suffixes), `no type: ${line}`);
    const family: Draft = { name, type: rest, unit: '', help: '', samples: [] };
    families.set(name, family);
    return family;
  }
  refuse(current?.name !== name, `a descriptor apart from its family: ${line}`);
  refuse(current!.samples.length > 0, `a descriptor after samples: ${line}`);
  if (what === 'UNIT') {
    refuse(current!.unit !== '' || current!.help !== '', `units stand between type and help: ${line}`);
    refuse(!name.endsWith(`_${rest}`), `the name does not end in its unit: ${line}`);
    refuse(['info', 'stateset'].includes(current!.type), `no unit is allowed: ${line}`);
    current!.unit = rest;
  } else {
    refuse(current!.help !== '', `two helps: ${line}`);
    refuse(!new RegExp(`^${escapedString}$`, 's').test(rest), `badly escaped: ${line}`);
    current!.help = unescaped(rest);
  }
  return current!;
}

function readSample(line: string): ReadSample {
  const [, name = '', inner = '', value = ''] = sample.exec(line) ?? [];
  refuse(name === '', `not a sample: ${line}`);
  const labels: Record<string, string> = {};
  for (const [one] of inner.matchAll(new RegExp(label, 'gs'))) {
    const equals = one.indexOf('=');
    const key = one.slice(0, equals);
    refuse(key in labels, `a label twice: ${line}`);
    refuse(key.startsWith('_'), `a reserved label: ${line}`);
    labels[key] = unescaped(one.slice(equals + 2, -1));
  }
  return { name, labels, value: Number(value) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (all, char: string) =>
    char === 'n' ? '\n' : char === '"' || char === '\\' ? char : all,
  );
}

function checkFamily({ name, type, samples }: ReadFamily): void {
  const allowed = (suffixes[type] ?? []).map((suffix) => name + suffix);
  const series = new Set<string>();
  const metrics: string[] = [];
  for (const one of samples) {
    refuse(!allowed.includes(one.name), `${one.name} is no sample of the ${type} ${name}`);
    refuse(type !== 'histogram' && 'le' in one.labels, `a label le in ${name}`);
    const key = `${one.name}${labelKey(one.labels)}`;
    refuse(series.has(key), `a series twice: ${key}`);
    series.add(key);
    const { le: _le, ...own } = one.labels;
    const metric = labelKey(own);
    if (metrics.at(-1) === metric) continue;
    refuse(metrics.includes(metric), `interleaved metrics in ${name}: ${metric}`);
    metrics.push(metric);
  }
  if (type === 'info')
    refuse(
      samples.some(({ value }) => value !== 1),
      `${name} is not 1`,
    );
  if (type === 'counter') checkCounts(name, samples);
  if (type === 'histogram') for (const metric of metrics) checkHistogram(name, samples, metric);
}

function checkCounts(name: string, samples: readonly ReadSample[]): void {
  for (const { value } of samples) refuse(!(value >= 0), `${name} below 0`);
}

function checkHistogram(name: string, samples: readonly ReadSample[], metric: string): void {
  const own = samples.filter(({ labels: { le: _le, ...rest } }) => labelKey(rest) === metric);
  const buckets = own.filter((one) => one.name === `${name}_bucket`);
  const ends = buckets.map(({ labels }) => Number((labels.le ?? 'none').replace('+Inf', 'Infinity')));
  refuse(ends.at(-1) !== Number.POSITIVE_INFINITY, `no last bucket in ${name}${metric}`);
  for (const [index, { value }] of buckets.entries()) {
    refuse(!Number.isInteger(value), `a part of an event in ${name}`);
    if (index === 0) continue;
    refuse(!(ends[index]! > ends[index - 1]!), `buckets of ${name} out of order`);
    refuse(value < buckets[index - 1]!.value, `buckets of ${name} do not add up`);
  }
  const count = own.find((one) => one.name === `${name}_count`);
  const sum = own.find((one) => one.name === `${name}_sum`);
  refuse((count === undefined) !== (sum === undefined), `sum or count alone in ${name}`);
  refuse(
    count !== undefined && count.value !== buckets.at(-1)?.value,
    `count is not the last bucket in ${name}`,
  );
  refuse(sum !== undefined && !(sum.value >= 0), `a sum below 0 in ${name}`);
}

/** The names of samples that a family could have may not be those of another. */
function checkClashes(families: readonly ReadFamily[]): void {
  const taken = new Map<string, string>();
  for (const { name, type } of families) {
    for (const suffix of new Set([...(suffixes[type] ?? []), ''])) {
      const owner = taken.get(name + suffix);
      refuse(owner !== undefined, `${name + suffix} could be of ${name} and of ${owner}`);
      taken.set(name + suffix, name);
    }
  }
}

function labelKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function refuse(wrong: boolean, what: string): void {
  if (wrong) throw new Error(`not OpenMetrics: ${what}`);
}
