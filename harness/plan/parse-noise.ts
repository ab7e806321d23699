import { type GateMetricName, gateMetricNames, gateMetricWords, type PlannedGate } from '../model/gate.ts';
import type { NoiseTarget, PlannedNoise } from '../model/noise.ts';
import type { Variant } from '../model/variant.ts';
import { limits } from './defaults.ts';
import { parseSeconds, parseShare, quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** What was asked of a measurement of noise, as written: undefined where nothing was said. */
export interface NoiseRequest {
  /** `5%`, `p50=5%,cpu=3%`; the later ones win. */
  readonly target?: readonly string[] | undefined;
  /** Of the gate that is drawn. */
  readonly gateBudget?: string | undefined;
}

/** Seconds that are measured unless told otherwise: two dozen rounds of one mode and scenario. */
const usualBudgetSeconds = 300;

/** A change of the size of a threshold is found half the time at most, one of twice that size nearly always. */
const timesThreshold = 2;

const metricWords = gateMetricNames.map((name) => gateMetricWords[name]);

export interface ParsedNoise {
  readonly noise: PlannedNoise;
  /** With the budget that a gate would have. */
  readonly gate: PlannedGate;
  readonly budgetSeconds: number | null;
}

export function parseNoise(
  request: NoiseRequest,
  gate: PlannedGate,
  extent: {
    readonly budget: string | undefined;
    readonly rounds: string | undefined;
    readonly budgetSeconds: number | null;
  },
  problems: Problems,
): ParsedNoise {
  const { gateBudget } = request;
  const drawnSeconds =
    gateBudget === undefined
      ? undefined
      : parseSeconds('--gate-budget', gateBudget, limits.budgetSeconds, problems);
  const usual = extent.rounds === undefined ? usualBudgetSeconds : null;
  return {
    noise: { targets: parseTargets(request.target ?? [], gate, problems) },
    gate: drawnSeconds === undefined ? gate : { ...gate, budgetSeconds: drawnSeconds },
    budgetSeconds: extent.budget === undefined ? usual : extent.budgetSeconds,
  };
}

/** Failures are meant only where they are named: 5 % of them is another thing than 5 % slower. */
function parseTargets(texts: readonly string[], gate: PlannedGate, problems: Problems): NoiseTarget[] {
  if (texts.length === 0) {
    return gate.metrics.map(({ metric, threshold }) => ({
      metric,
      share: Math.min(mostTarget, timesThreshold * threshold),
    }));
  }
  const targets = new Map<GateMetricName, number>();
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [, word, size = ''] = /^(?:\s*([^=\s]+)\s*=)?\s*(\S+)\s*$/.exec(part) ?? [];
    const named =
      word === undefined
        ? null
        : gateMetricNames.find((one) => gateMetricWords[one] === word || one === word);
    if (named === undefined) {
      problems.add('--target', `a gate is not of ${quote(word ?? '')}`, nameHint(word ?? '', metricWords));
      continue;
    }
    const share = parseTarget(size, problems);
    if (share === undefined) continue;
    const meant = named === null ? gateMetricNames.filter((one) => one !== 'failures') : [named];
    for (const metric of meant) targets.set(metric, share);
  }
  return [...targets].map(([metric, share]) => ({ metric, share }));
}

/** As a threshold: beyond it nothing of the throughput would be left. */
const mostTarget = 0.99;

function parseTarget(text: string, problems: Problems): number | undefined {
  const share = parseShare('--target', text, problems);
  if (share === undefined || share <= mostTarget) return share;
  problems.add('--target', `${quote(text)} is out of bounds`, `allowed: up to ${100 * mostTarget}%`);
  return undefined;
}

/** Each variant twice: what the two differ by is noise. */
export function twinsOf(variants: readonly Variant[], problems: Problems): Variant[] {
  for (const { id, source } of variants) {
    if (source.kind !== 'attached') continue;
    const message = `${id} runs already, and noise is of fresh starts`;
    problems.add('--modes', message, 'name the command that starts it: --cmd');
  }
  return variants.flatMap((variant) => [
    variant,
    { ...variant, id: `${variant.id} (again)`, label: `${variant.label} (again)`, again: variant.id },
  ]);
}
