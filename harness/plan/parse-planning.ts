import { readInstance, type WrittenInstance } from './instance-grammar.ts';
import { quote } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** What is asked of a plan, as written: undefined where nothing was said. */
export interface PlanningRequest {
  readonly targetRps?: string | undefined;
  readonly headroom?: string | undefined;
  readonly growth?: string | undefined;
  readonly instance?: readonly string[] | undefined;
  readonly extrapolate?: boolean | undefined;
}

export interface ParsedPlanning {
  readonly targetRps: number;
  readonly headroom: number;
  readonly growth: number;
  readonly instances: readonly WrittenInstance[];
  readonly extrapolate: boolean;
}

/** Head-room of 30 %, as method §4: beyond 70 % of what they carry, servers' queues grow fast. */
export const planningDefaults = { headroom: 0.3, growth: 1 } as const;

/** Both ends are allowed. */
export const planningLimits = {
  targetRps: { min: 0.01, max: 100_000_000 },
  headroom: { min: 0, max: 0.95 },
  growth: { min: 0.01, max: 1000 },
} as const;

/** Null where there is no target, and so no plan. */
export function parsePlanning(request: PlanningRequest, problems: Problems): ParsedPlanning | null {
  const { targetRps: target, headroom, growth, instance = [], extrapolate = false } = request;
  const targetRps = target === undefined ? undefined : parseTarget(target, problems);
  const parsed = {
    headroom: headroom === undefined ? planningDefaults.headroom : parseHeadroom(headroom, problems),
    growth: growth === undefined ? planningDefaults.growth : parseGrowth(growth, problems),
    instances: instance.flatMap((text) => parseInstance(text, problems)),
    extrapolate,
  };
  refuseUnlikePrices(parsed.instances, problems);
  if (target === undefined) {
    for (const where of aimless(request)) {
      problems.add(where, 'is of a plan, and nothing is to be served', 'add --target-rps 2000');
    }
  }
  return targetRps === undefined ? null : { targetRps, ...parsed };
}

function aimless({ headroom, growth, instance, extrapolate }: PlanningRequest): readonly string[] {
  return [
    ...(headroom === undefined ? [] : ['--headroom']),
    ...(growth === undefined ? [] : ['--growth']),
    ...(instance === undefined ? [] : ['--instance']),
    ...(extrapolate === undefined ? [] : ['--extrapolate']),
  ];
}

function parseTarget(text: string, problems: Problems): number | undefined {
  const where = '--target-rps';
  const [, amount, scale] = /^(\d{1,12}(?:\.\d{1,6})?)([km]?)$/i.exec(text.trim()) ?? [];
  const { min, max } = planningLimits.targetRps;
  // -5 and 1e12 are numbers, and it is their size that is wrong.
  const plain = text.trim() === '' ? Number.NaN : Number(text);
  if (amount === undefined && !(plain < min || plain > max)) {
    const hint = 'write 2000 or 2k: requests per second, all machines together';
    problems.add(where, `${quote(text)} is not a number of requests per second`, hint);
    return undefined;
  }
  const scaled = Number(amount) * ({ k: 1e3, m: 1e6 }[(scale ?? '').toLowerCase()] ?? 1);
  const value = amount === undefined ? plain : scaled;
  if (value >= min && value <= max) return value;
  problems.add(where, `${quote(text)} is out of bounds`, `allowed: ${min} to ${max} requests per second`);
  return undefined;
}

function parseHeadroom(text: string, problems: Problems): number {
  const [, amount, sign] = /^(\d{1,6}(?:\.\d{1,6})?)(%?)$/.exec(text.trim()) ?? [];
  const share = amount === undefined ? Number.NaN : Number(amount) / (sign === '%' ? 100 : 1);
  const { min, max } = planningLimits.headroom;
  if (share >= min && share <= max) return share;
  const percent = amount !== undefined && sign === '' && Number(amount) <= 100 * max;
  const free = 'part of the capacity that is kept free';
  const hint = percent
    ? `write ${amount}%`
    : share > max
      ? `write 30%: ${free}; of ${quote(text)} next to nothing would be left for requests`
      : `write 30%: ${free}`;
  problems.add('--headroom', `${quote(text)} is not a share from 0 to ${100 * max} %`, hint);
  return planningDefaults.headroom;
}

function parseGrowth(text: string, problems: Problems): number {
  const written = text.trim();
  const [, factor] = /^(\d{1,6}(?:\.\d{1,6})?)\s*[x\u00d7]?$/i.exec(written) ?? [];
  const [, percent] = /^\+(\d{1,6}(?:\.\d{1,6})?)%$/.exec(written) ?? [];
  const value = percent === undefined ? Number(factor) : 1 + Number(percent) / 100;
  const { min, max } = planningLimits.growth;
  if (value >= min && value <= max) return value;
  const [, ambiguous] = /^(\d{1,6}(?:\.\d{1,6})?)%$/.exec(written) ?? [];
  if (ambiguous !== undefined) {
    const hint = `write +${ambiguous}% for so much more, ${Number(ambiguous) / 100}x for so many times as much`;
    problems.add('--growth', `${quote(text)} may mean two things`, hint);
  } else if (Number.isNaN(value)) {
    problems.add(
      '--growth',
      `${quote(text)} is not a factor`,
      'write 2x for twice as much, +50% for half as much again',
    );
  } else {
    problems.add(
      '--growth',
      `${quote(text)} is out of bounds`,
      `allowed: ${min}x to ${max}x; leave it out for no growth`,
    );
  }
  return planningDefaults.growth;
}

/** Costs in dollars an hour and in euros a month stand in no column together. */
function refuseUnlikePrices(instances: readonly WrittenInstance[], problems: Problems): void {
  const priced = instances.filter(({ price }) => price !== null);
  const units = [...new Set(priced.map(({ priceUnit }) => priceUnit ?? 'no unit'))];
  if (units.length < 2) return;
  const message = `prices are in ${units.map((unit) => (unit === 'no unit' ? unit : quote(unit))).join(' and in ')}, which cannot be compared`;
  problems.add('--instance', message, 'write all of them in one unit');
}

function parseInstance(text: string, problems: Problems): WrittenInstance[] {
  const { instance, faults } = readInstance(text);
  for (const { at, length, message, hint } of faults) {
    problems.add('--instance', message, hint, { text, at, length });
  }
  return instance === null ? [] : [instance];
}
