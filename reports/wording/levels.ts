import type { Level } from '../../harness/model/level.ts';
import type { MetricName } from '../../harness/model/metric.ts';
import { count, list, plural, tick } from './numbers.ts';

type Kind = Level['kind'];

/** How the axis of levels is called: along a chart, above a column, and in a file for programs. */
export const levelAxes: Readonly<Record<Kind, { along: string; column: string; csv: string }>> = {
  closed: { along: 'connections', column: 'Connections', csv: 'connections' },
  open: { along: 'arrival rate, req/s offered', column: 'Offered, req/s', csv: 'offered (req/s)' },
};

/** `1 connection`, `8 and 32 connections`, `400 and 800 req/s offered`; `shown` are the values as a person reads them. */
export function levelsText(values: readonly number[], kind: Kind, shown = list(values.map(tick))): string {
  if (kind === 'open') return `${shown} req/s offered`;
  return `${shown} ${values.every((value) => value === 1) ? 'connection' : 'connections'}`;
}

interface Titled {
  readonly name: string;
  readonly levels: readonly { readonly kind: Kind }[];
}

/** Its name; `json at given rates` where it was measured with busy connections too. */
export function scenarioTitle(scenario: Titled, all: readonly Titled[]): string {
  if (all.filter(({ name }) => name === scenario.name).length < 2) return scenario.name;
  const open = scenario.levels.some(({ kind }) => kind === 'open');
  return `${scenario.name} ${open ? 'at given rates' : 'with busy connections'}`;
}

/** What else makes an open level: `constant arrivals, at most 256 connections`; null for a closed one. */
export function levelDetail(level: Level): string | null {
  if (level.kind === 'closed') return null;
  const arrivals = level.arrivals === 'poisson' ? 'Poisson arrivals' : 'constant arrivals';
  const policy = level.overflow === 'drop' ? ', dropped when all are busy' : '';
  return `${arrivals}, at most ${plural(level.connections, 'connection')}${policy}`;
}

/** As {@link levelDetail}, with what becomes of arrivals that find every connection busy. */
export function workloadText(level: Level): string {
  if (level.kind === 'closed') return 'closed workload';
  const busy =
    level.overflow === 'drop' || level.queueLimit === 0
      ? 'an arrival that finds them all busy is dropped'
      : `up to ${count(level.queueLimit)} arrivals wait when they are all busy`;
  const arrivals = level.arrivals === 'poisson' ? 'Poisson arrivals' : 'constant arrivals';
  return `open workload (${arrivals}, at most ${plural(level.connections, 'connection')}, ${busy})`;
}

/** `310 of 400`: what was served of what was offered, req/s. More than that is the luck of a slice's edges. */
export function servedOf(served: number, offered: number): string {
  return `${rateText(Math.min(served, offered))} of ${rateText(offered)}`;
}

/** Arrival rates are given by a person, so they keep their digits; measured ones have whole requests. */
export function rateText(perSecond: number): string {
  return perSecond >= 100 ? count(perSecond) : tick(Number(perSecond.toPrecision(3)));
}

/** What a ratio at an open level is of: `p99`, or `served` where neither keeps up. */
export function ratioOf({ metric }: { readonly metric: MetricName }): string {
  return metric === 'throughput' ? 'served' : metric;
}
