import type { Extrapolation, Unfit } from '../../harness/capacity/candidates.ts';
import type { MachinePlan } from '../../harness/capacity/plan.ts';
import { type Instance, type PlanQuestion, requiredRate } from '../../harness/capacity/question.ts';
import type { Binding, Limit, Nearest, Sustained, Unsustained } from '../../harness/capacity/sustained.ts';
import { levelLabel } from '../../harness/model/level.ts';
import { isPercentile } from '../../harness/model/objective.ts';
import { rateText } from './levels.ts';
import {
  list,
  megabytes,
  milliseconds,
  NBSP,
  number,
  percent,
  plural,
  share,
  tick,
  times,
  withIntervalOrNone,
} from './numbers.ts';

/** What limits a machine, in a word or two of a table. */
export const bindingWords: Readonly<Record<Binding, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  objective: 'objective',
  workers: 'workers wait',
  load: 'not reached',
  'other-work': 'other work',
};

/** What it means, for a sentence under the table. */
export const bindingMeanings: Readonly<Record<Binding, string>> = {
  cpu: 'CPU: every core that it can use is busy',
  memory: 'memory: larger sizes would carry more and do not fit',
  objective: 'objective: more is served, but not within it',
  workers: 'workers wait: cores are idle while all workers or threads are taken; more of them may carry more',
  load: 'not reached: no more was asked of it, so it carries this or more',
  'other-work': 'other work: what ran beside the server kept the cores busy, so it may carry more',
};

/** `2000 req/s × 2 with 30 % kept free: 5710 req/s to carry`. */
export function questionText(question: PlanQuestion): string {
  const { targetRps, growth, headroom } = question;
  const grown = growth === 1 ? '' : ` ×${NBSP}${tick(growth)}`;
  const free = headroom === 0 ? '' : ` with ${percent(headroom)} kept free`;
  return `${perSecond(targetRps)}${grown}${free}: ${perSecond(requiredRate(question))} to carry`;
}

function perSecond(rate: number): string {
  return `${rateText(rate)}${NBSP}req/s`;
}

/** `c7g.xlarge`, or `4 cores, 8 GB`. */
export function instanceName({ name, cores, memoryBytes }: Instance): string {
  if (name !== null) return name;
  const memory = memoryBytes === null ? '' : `, ${tick(Number((memoryBytes / 1e9).toPrecision(3)))}${NBSP}GB`;
  return `${plural(cores, 'core')}${memory}`;
}

/** `3 + 1`, or `3 (2–4) + 1` where the interval of what one carries leaves several. */
export function machinesText({ machines, fewest, most, withSpare }: MachinePlan): string {
  const between = fewest === null || most === null || fewest === most ? '' : ` (${fewest}–${most})`;
  return `${tick(machines)}${between} + ${withSpare - machines}`;
}

/** `4 workers`; null where the mode has neither workers nor threads. */
export function sizeText(option: 'workers' | 'threads' | null, count: number | null): string | null {
  return option === null || count === null ? null : plural(count, option.slice(0, -1));
}

/** What a figure of capacity rests on. */
export const basisMeanings: Readonly<Record<Sustained['basis'], string>> = {
  search: 'What a machine carries was found by a search for the highest rate that meets the objectives.',
  'unconfirmed-search':
    'What a machine carries was found by a search for the highest rate that meets the objectives, which ended before fresh runs confirmed it: it may be more or less.',
  arrivals:
    'What a machine carries is the highest rate of arrivals up to which everything held that was measured; the next one may be far above.',
  connections:
    'What a machine carries was measured with busy connections, which wait for their answers before they send again: requests that come whatever is answered wait longer at the same rate; `bench capacity --slo` measures that.',
};

/** Why there is no plan, or what one machine does not carry, as the rest of a sentence. */
export function unfitText(unfit: Unfit): string {
  switch (unfit.code) {
    case 'unsustained':
      return unsustainedText(unfit.why);
    case 'across-cores':
      return `it was measured on ${plural(unfit.measured, 'core')}, which says nothing of ${unfit.asked}: measure there, or add --extrapolate`;
    case 'too-far':
      return `${times(unfit.factor)} the measured ${unfit.of} is beyond twice what was measured`;
    case 'memory': {
      const size = unfit.count === null ? 'it' : `${tick(unfit.count)} of them`;
      return `${size} take${unfit.count === null ? 's' : ''} ${megabytes(unfit.needs)}, and ${megabytes(unfit.has)} may be taken`;
    }
  }
}

export function unsustainedText(why: Unsustained): string {
  switch (why.kind) {
    case 'no-cells':
      return 'no level of it can be used';
    case 'not-met':
      return `no level meets ${why.limit.text}; the best was ${nearestText(why.best, why.limit)}`;
    case 'cannot-tell':
      return cannotTellText(why);
    case 'not-served':
      return `the lowest rate was not reached: of ${perSecond(why.offered)} offered ${withIntervalOrNone(why.served)}${NBSP}req/s were served`;
  }
}

function cannotTellText({ limit, best }: Extract<Unsustained, { kind: 'cannot-tell' }>): string {
  if (best === null)
    return `whether ${limit.text} holds cannot be told: there are too few requests or rounds`;
  const nearest = nearestText(best, limit);
  if (best.figure.bound === null)
    return `whether ${limit.text} holds at the lowest level cannot be told; the best was ${nearest}`;
  // Such is a percentile where a lower one is all that the answers support, or where unfinished requests hide it.
  const known =
    isPercentile(limit.metric) && best.figure.bound === 'at-least'
      ? `too few requests were answered to tell more than ${nearest}`
      : `what was measured is a bound, ${nearest}`;
  return `whether ${limit.text} holds cannot be told: ${known}`;
}

function nearestText({ level, figure }: Nearest, { metric }: Limit): string {
  const at =
    level.kind === 'closed'
      ? levelLabel({ kind: 'closed', concurrency: level.value })
      : `${perSecond(level.value)} offered`;
  const show = (value: number) =>
    metric === 'failures'
      ? share(value)
      : metric === 'footprint'
        ? megabytes(value)
        : metric === 'throughput'
          ? perSecond(value)
          : milliseconds(value);
  const { point, low, high, bound } = figure;
  const between = low === null || high === null ? '' : ` (${show(low)} to ${show(high)})`;
  const name = isPercentile(metric) ? `a ${metric} of ` : '';
  if (bound === 'at-least') return `${name}${show(low ?? point)} or more at ${at}`;
  if (bound === 'at-most') return `${name}${show(high ?? point)} or less at ${at}`;
  return `${name}${show(point)}${between} at ${at}`;
}

/** How far an answer goes beyond what was measured, as the rest of a sentence. */
export function extrapolatedText(steps: readonly Extrapolation[]): string {
  const texts = steps.map(({ by, of, from, to, factor }) =>
    by === 'modelled'
      ? `${tick(to)} ${of} by the curve, ${times(factor)} the most measured (${tick(from)})`
      : `${tick(to)} ${of} in proportion, ${times(factor)} those measured (${tick(from)}): nothing measured says so`,
  );
  return list(texts);
}

/** Of all machines, with the spare one: `3.20 USD/h`; without a unit where the price has none. */
export function costText({ withSpare }: NonNullable<MachinePlan['cost']>, { priceUnit }: Instance): string {
  return `${number(withSpare)}${(priceUnit ?? null) === null ? '' : `${NBSP}${priceUnit}`}`;
}
