import { boundPercentiles, type InstanceKey } from '../capacity-form.ts';
import type { InstanceEntry, PlannerFields } from './planner-question.ts';

/** No section's anchor has a question mark, so that the browser finds none to scroll to, and anchors stay what they are. */
const prefix = '#capacity?';

const names = {
  scenario: 'scenario',
  target: 'target-rps',
  growth: 'growth',
  headroom: 'headroom',
  failures: 'errors',
} as const satisfies Partial<Record<keyof PlannerFields, string>>;
type NamedField = keyof typeof names;
const named = Object.keys(names) as NamedField[];

/** What was entered, as a part of the address: `#capacity?target-rps=20k&p99=250ms&instance=cores=4,memory=8GB`. */
export function hashOf(fields: PlannerFields, usual: PlannerFields): string {
  const parts = new URLSearchParams();
  for (const field of named) {
    if (fields[field] !== usual[field] || field === 'target') parts.set(names[field], fields[field]);
  }
  if (fields.bound !== '') parts.set(fields.percentile, fields.bound);
  for (const { values } of fields.instances) parts.append('instance', instanceValue(values));
  if (fields.extrapolate) parts.set('extrapolate', '');
  // Legible in the address: these need no escape in a fragment.
  return prefix + parts.toString().replaceAll('%3D', '=').replaceAll('%2C', ',');
}

/** Null of an address that is of something else. What it does not name is as usual; text that no field takes is left out. */
export function fieldsOf(
  hash: string,
  usual: (scenario: string | null) => PlannerFields,
): PlannerFields | null {
  if (!hash.startsWith(prefix)) return null;
  const parts = new URLSearchParams(hash.slice(prefix.length));
  const start = usual(parts.get('scenario'));
  const percentile = boundPercentiles.find((one) => parts.has(one));
  const texts = Object.fromEntries(
    named.map((field) => [field, parts.get(names[field]) ?? start[field]]),
  ) as Record<NamedField, string>;
  return {
    ...start,
    ...texts,
    scenario: start.scenario,
    percentile: percentile ?? start.percentile,
    bound: percentile === undefined ? start.bound : (parts.get(percentile) ?? ''),
    instances: parts.getAll('instance').map((text, index): InstanceEntry => {
      return { number: index + 1, values: instanceValues(text) };
    }),
    extrapolate: parts.has('extrapolate'),
  };
}

/** As `--instance` takes it, the name last and as it is; a field may hold what `--instance` would refuse. */
function instanceValue({ cores, memory, price, name }: InstanceEntry['values']): string {
  const field = (key: string, value: string) =>
    value === '' ? [] : [`${key}=${value.replaceAll(',', ' ')}`];
  return [
    ...field('cores', cores),
    ...field('memory', memory),
    ...field('price', price),
    ...(name === '' ? [] : [`name=${name}`]),
  ].join(',');
}

function instanceValues(text: string): InstanceEntry['values'] {
  const values: Record<InstanceKey, string> = { cores: '', memory: '', price: '', name: '' };
  let rest = text;
  for (;;) {
    const name = /^name=(.*)$/s.exec(rest)?.[1];
    if (name !== undefined) return { ...values, name };
    const [whole, key, value] = /^(cores|memory|price)=([^,]*)(?:,|$)/.exec(rest) ?? [];
    if (whole === undefined || whole === '') return values;
    values[key as InstanceKey] = value ?? '';
    rest = rest.slice(whole.length);
  }
}
