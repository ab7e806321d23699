import type { Limit } from '../../../harness/capacity/limit.ts';
import { limitOfObjective } from '../../../harness/capacity/limit-of-objective.ts';
import type { PlanQuestion } from '../../../harness/capacity/question.ts';
import {
  instanceLimits,
  instanceText,
  readInstance,
  type WrittenInstance,
} from '../../../harness/plan/instance-grammar.ts';
import { readObjectives } from '../../../harness/plan/objective-grammar.ts';
import { parsePlanning, planningDefaults } from '../../../harness/plan/parse-planning.ts';
import { quote } from '../../../harness/plan/parse-quantity.ts';
import { Problems } from '../../../harness/plan/problems.ts';
import { shellCommand } from '../../wording/command.ts';
import { gigabytes, megabytes } from '../../wording/numbers.ts';
import { capital } from '../../wording/sentence.ts';
import { type InstanceKey, instanceKeys } from '../capacity-form.ts';

/** What stands in the planner's fields, as it was typed. */
export interface PlannerFields {
  readonly scenario: string;
  readonly target: string;
  readonly growth: string;
  readonly headroom: string;
  readonly percentile: string;
  readonly bound: string;
  readonly failures: string;
  readonly instances: readonly InstanceEntry[];
  readonly extrapolate: boolean;
}

export interface InstanceEntry {
  /** Tells its fields from those of others. */
  readonly number: number;
  readonly values: Readonly<Record<InstanceKey, string>>;
}

/** What is wrong with a field: what was given, what is allowed. */
export interface FieldFault {
  /** `target`, `cores-2`. */
  readonly field: string;
  readonly text: string;
}

interface PlannerQuestion extends PlanQuestion {
  readonly instances: readonly WrittenInstance[];
}

/** A question, unless a field is wrong; all that are, are told. */
export type ReadQuestion =
  | { readonly kind: 'question'; readonly question: PlannerQuestion; readonly command: string }
  | { readonly kind: 'faults'; readonly faults: readonly FieldFault[] };

/** Reads fields as the command line reads its flags, by the same grammar. */
export function readQuestion(fields: PlannerFields, record: string): ReadQuestion {
  const faults: FieldFault[] = [];
  const instances = fields.instances.flatMap((entry) => readEntry(entry, faults));
  const planning = readPlanning(fields, instances, faults);
  const limits = [
    ...readLimit('bound', fields.percentile, 'ms', fields, faults),
    ...readLimit('failures', 'failures', '%', fields, faults),
  ];
  if (faults.length > 0 || planning === null) return { kind: 'faults', faults };
  const question = { ...planning, limits, extrapolate: fields.extrapolate };
  return { kind: 'question', question, command: commandOf(fields, question, record) };
}

const fieldOfFlag: Readonly<Record<string, string>> = {
  '--target-rps': 'target',
  '--growth': 'growth',
  '--headroom': 'headroom',
};

function readPlanning(
  { target, growth, headroom, instances: entries }: PlannerFields,
  instances: readonly WrittenInstance[],
  faults: FieldFault[],
) {
  const problems = new Problems();
  const given = (text: string) => (text.trim() === '' ? undefined : text);
  const planning = parsePlanning(
    {
      targetRps: target,
      ...{ growth: given(growth), headroom: given(headroom) },
      instance: instances.map(instanceText),
    },
    problems,
  );
  // Each instance is read by now, so that what is left to be wrong are prices that do not go together.
  const priced = entries.filter(({ values }) => values.price.trim() !== '').at(-1);
  for (const { where, message, hint } of problems.found) {
    const field = fieldOfFlag[where] ?? `price-${priced?.number}`;
    faults.push({ field, text: `${capital(message)}. ${capital(hint ?? '')}.` });
  }
  return planning;
}

/** A bare number has the unit that stands beside the field. */
function withUnit(text: string, unit: string): string {
  return /^[\d.]+$/.test(text.trim()) ? `${text.trim()}${unit}` : text.trim();
}

const allowedLimits: Readonly<Record<'bound' | 'failures', string>> = {
  bound: 'a time above 0. Write 250ms or 0.5s',
  failures: 'a share above 0 and at most 100 %. Write 0.1%',
};

function readLimit(
  field: 'bound' | 'failures',
  metric: string,
  unit: string,
  fields: PlannerFields,
  faults: FieldFault[],
): Limit[] {
  const text = withUnit(fields[field], unit);
  if (text === '') return [];
  const { written, faults: found } = readObjectives(`${metric}<${text}`);
  const [one, ...more] = written;
  const plain = found.length + more.length === 0 && /^[^\s@,]+$/.test(text);
  if (one === undefined || !plain) {
    faults.push({ field, text: `${quote(fields[field].trim())} is not ${allowedLimits[field]}.` });
    return [];
  }
  return [limitOfObjective(one.objective)];
}

const { cores, memory } = instanceLimits;
const allowedValues: Readonly<Record<'cores' | 'memory' | 'price', string>> = {
  cores: `a whole number of cores from ${cores.min} to ${cores.max}. Write 4`,
  memory: `an amount of memory from ${megabytes(memory.min)} to ${gigabytes(memory.max)}. Write 8GB, 512MB or 4GiB`,
  price: 'a price. Write 0.17, or 0.17USD/h with its unit',
};

/** None where nothing was entered. Each field is read by itself, so that each is told what is wrong with it. */
function readEntry({ number, values }: InstanceEntry, faults: FieldFault[]): WrittenInstance[] {
  if (instanceKeys.every((key) => values[key].trim() === '')) return [];
  const read = (key: keyof typeof allowedValues, text: string) => {
    const beside = key === 'cores' ? '' : 'cores=1,';
    const { instance } = text.includes(',') ? { instance: null } : readInstance(`${beside}${key}=${text}`);
    if (instance === null) {
      const given = values[key].trim();
      const what = given === '' ? 'Nothing stands here; it has to be' : `${quote(given)} is not`;
      faults.push({ field: `${key}-${number}`, text: `${what} ${allowedValues[key]}.` });
    }
    return instance;
  };
  const optional = (key: 'memory' | 'price', text: string) => (text === '' ? null : read(key, text));
  const sized = read('cores', values.cores.trim());
  const memorySized = optional('memory', withUnit(values.memory, 'GB'));
  const priced = optional('price', values.price.trim());
  if (sized === null) return [];
  const name = values.name.trim();
  return [
    {
      name: name === '' ? null : name,
      cores: sized.cores,
      memoryBytes: memorySized?.memoryBytes ?? null,
      price: priced?.price ?? null,
      priceUnit: priced?.priceUnit ?? null,
    },
  ];
}

/** The command that answers the same; what is as by default is left out. */
function commandOf(fields: PlannerFields, question: PlannerQuestion, record: string): string {
  const { growth, headroom, limits, instances, extrapolate } = question;
  const slo = limits.map(({ text }) => text).join(',');
  return shellCommand([
    ...['bench', 'capacity', record, '--scenarios', fields.scenario, '--target-rps', fields.target.trim()],
    ...(growth === planningDefaults.growth ? [] : ['--growth', fields.growth.trim()]),
    ...(headroom === planningDefaults.headroom ? [] : ['--headroom', fields.headroom.trim()]),
    ...(slo === '' ? [] : ['--slo', slo]),
    ...instances.flatMap((instance) => ['--instance', instanceText(instance)]),
    ...(extrapolate ? ['--extrapolate'] : []),
  ]);
}
