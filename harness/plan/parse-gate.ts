import {
  type GateMetric,
  type GateMetricName,
  gateMetricNames,
  gateMetricWords,
  type PlannedGate,
} from '../model/gate.ts';
import { limits } from './defaults.ts';
import { gateDefaults } from './gate-defaults.ts';
import { parseSeconds, parseShare, quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** What was asked of a gate, as written: undefined where nothing was said. */
export interface GateRequest {
  /** `p50=5%`, several with commas between; the later ones win. */
  readonly thresholds: readonly WrittenText[];
  /** Names with commas between. */
  readonly gating?: WrittenText | undefined;
  readonly onInconclusive?: WrittenText | undefined;
  readonly budget?: string | undefined;
  /** By what the noise of this machine suggests. */
  readonly sizedBy?: PlannedGate['sizedBy'];
}

/** What was written, and where: a flag, or a place in a configuration. */
export interface WrittenText {
  readonly text: string;
  readonly where: string;
}

const metricWords = gateMetricNames.map((name) => gateMetricWords[name]);

/** A gate without its rates, which are of the workload. */
export type ParsedGate = Omit<PlannedGate, 'findRate'>;

export function parseGate(request: GateRequest, problems: Problems): ParsedGate {
  const { budget, onInconclusive } = request;
  const thresholds = new Map(
    request.thresholds.flatMap(({ text, where }) =>
      text.split(',').flatMap((part) => parseThreshold({ text: part, where }, problems)),
    ),
  );
  const gating = parseGating(request.gating, problems);
  return {
    ...gateDefaults,
    metrics: gateDefaults.metrics.map(
      ({ metric, role, threshold }): GateMetric => ({
        metric,
        role: gating === null ? role : gating.includes(metric) ? 'gating' : 'advisory',
        threshold: thresholds.get(metric) ?? threshold,
      }),
    ),
    onInconclusive: parseInconclusive(onInconclusive, problems),
    ...sizedAs(request.sizedBy),
    budgetSeconds:
      (budget === undefined ? undefined : parseSeconds('--budget', budget, limits.budgetSeconds, problems)) ??
      gateDefaults.budgetSeconds,
  };
}

function sizedAs(sizedBy: PlannedGate['sizedBy']): Pick<PlannedGate, 'sizedBy' | 'passes'> {
  if (sizedBy === undefined) return {};
  return { sizedBy, ...(sizedBy.passes === null ? {} : { passes: sizedBy.passes }) };
}

function parseThreshold(
  { text, where }: WrittenText,
  problems: Problems,
): readonly (readonly [GateMetricName, number])[] {
  const [, metric, size] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(text) ?? [];
  if (metric === undefined || size === undefined) {
    problems.add(
      where,
      `${quote(text)} is no threshold`,
      `write p50=5% or cpu=3%; of ${metricWords.join(', ')}`,
    );
    return [];
  }
  const name = parseMetric(metric, where, problems);
  const share = parseShare(where, size, problems);
  if (name === undefined || share === undefined) return [];
  if (share <= most) return [[name, share]];
  problems.add(where, `${quote(size)} is out of bounds`, `allowed: up to ${100 * most}%`);
  return [];
}

/** The most that a threshold may be: beyond it nothing of the baseline's throughput would be left. */
const most = 0.99;

function parseGating(given: WrittenText | undefined, problems: Problems): readonly GateMetricName[] | null {
  if (given === undefined) return null;
  const names = given.text
    .split(',')
    .flatMap((name) => parseMetric(name.trim(), given.where, problems) ?? []);
  return names;
}

function parseMetric(word: string, where: string, problems: Problems): GateMetricName | undefined {
  const found = gateMetricNames.find((name) => gateMetricWords[name] === word || name === word);
  if (found === undefined)
    problems.add(where, `a gate is not of ${quote(word)}`, nameHint(word, metricWords));
  return found;
}

function parseInconclusive(
  given: WrittenText | undefined,
  problems: Problems,
): PlannedGate['onInconclusive'] {
  if (given === undefined) return gateDefaults.onInconclusive;
  if (given.text === 'pass' || given.text === 'fail') return given.text;
  problems.add(
    given.where,
    `${quote(given.text)} is neither pass nor fail`,
    'pass: what is not confirmed to be worse passes; fail: what is not ruled out to be worse by its threshold fails',
  );
  return gateDefaults.onInconclusive;
}
