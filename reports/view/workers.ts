import { levelLabel } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { cellKey } from '../../harness/model/slice.ts';
import {
  advisedPerCore,
  bestWorkers,
  type ComparedSize,
  type SizeSweep,
} from '../../harness/stats/best-workers.ts';
import { list, percent, plural, timesWithInterval, withUnit } from '../wording/numbers.ts';
import { isLowerBound } from './generator-bound.ts';
import type { WorkersView } from './types.ts';

/** Per mode and scenario: which worker count serves most, which is enough, and what the usual advice costs. */
export function workersOf(record: RunRecord): readonly WorkersView[] {
  return bestWorkers(record).map((sweep) => ({
    lead: `${sweep.scenario}, ${levelLabel(sweep.level)}`,
    text: [
      `${best(sweep, isBound(record, sweep))}; ${enough(sweep)}.`,
      ...advice(sweep, record.environment.cores),
    ].join(' '),
    label: sweep.mode,
    index: Math.max(
      0,
      record.plan.variants.findIndex(({ id }) => sweep.sizes.some(({ variant }) => variant === id)),
    ),
    option: sweep.option,
    scenario: sweep.scenario,
    level: levelLabel(sweep.level),
    points: sweep.sizes.map(({ count, throughput }) => ({ count, throughput })),
  }));
}

/** Whether the best might have served more from a faster load generator. */
function isBound(record: RunRecord, { scenario, level, best }: SizeSweep): boolean {
  const cell = record.summaries.find(
    (one) => cellKey(one) === cellKey({ variant: best.variant, scenario, level }),
  );
  return cell !== undefined && isLowerBound(cell);
}

/** `prefork serves most with 4 workers (of 1, 2, 4 and 8): 71 900 req/s (68 700–80 600)` */
function best({ best, sizes, option }: SizeSweep, bound: boolean): string {
  const mode = best.variant.replace(`:${option}=${best.count}`, '');
  const one = option === 'workers' ? 'worker' : 'thread';
  const counts = list(sizes.map((size) => String(size.count)));
  const rate = withUnit(best.throughput, 'req/s');
  const served = bound ? `at least ${rate}, for the load generator was near its limit` : rate;
  return `${mode} serves most with ${plural(best.count, one)} (of ${counts}): ${served}`;
}

function enough({ enough, best, sizes }: SizeSweep): string {
  if (enough === null) {
    return `whether fewer are enough cannot be told from ${plural(best.throughput.rounds, 'round')}`;
  }
  const { count, ofBest, verdict } = enough;
  if (count < best.count && verdict === 'no-difference') {
    return `${count} will do: ${timesWithInterval(ofBest)} that, and no other count was shown to serve more than ${count}`;
  }
  if (count < best.count) return `whether ${count} will do cannot be told: ${timesWithInterval(ofBest)} that`;
  return count === sizes[0]?.count
    ? 'fewer were not measured'
    : 'every smaller count was shown to serve less than another';
}

/** What the advised counts lose against the best. */
function advice({ advised, best }: SizeSweep, cores: number): readonly string[] {
  if (advised === null) return [];
  const { low, high, sizes } = advised;
  const rule = `The rule of ${advisedPerCore.low}–${advisedPerCore.high} × ${plural(cores, 'core')} (${low} to ${high} workers)`;
  if (sizes.length === 0) return [`${rule} was not measured.`];
  const told = sizes.map((size) => (size.count === best.count ? `${size.count} is the best` : loss(size)));
  return [`${rule}: ${told.join('; ')}.`];
}

function loss({ count, ofBest, verdict }: ComparedSize): string {
  if (verdict === 'regressed' && ofBest.low !== null && ofBest.high !== null) {
    return `${count} loses ${percent(1 - ofBest.point)} (${percent(1 - ofBest.high)} to ${percent(1 - ofBest.low)})`;
  }
  const shown = verdict === 'no-difference' ? 'no loss could be shown' : 'a loss cannot be told';
  return `${count} served ${timesWithInterval(ofBest)} the best, ${shown}`;
}
