import { levelLabel } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { advisedPerCore, bestWorkers, type SizeSweep } from '../../harness/stats/best-workers.ts';
import { list, NBSP, number, percent, plural, timesWithInterval, withUnit } from '../wording/numbers.ts';
import type { WorkersView } from './types.ts';

/** Per mode and scenario: which worker count serves most, which is enough, and what the usual advice costs. */
export function workersOf(record: RunRecord): readonly WorkersView[] {
  return bestWorkers(record).map((sweep) => ({
    lead: `${sweep.scenario}, ${levelLabel(sweep.level)}`,
    text: [`${best(sweep)}; ${enough(sweep)}.`, ...advice(sweep, record.environment.cores)].join(' '),
  }));
}

/** `prefork: of 1, 2, 4 and 8 workers 4 serve most, 71 900 req/s (68 700–80 600)` */
function best(sweep: SizeSweep): string {
  const { count, variant, throughput } = sweep.best;
  const mode = variant.replace(`:${sweep.option}=${count}`, '');
  const counts = list(sweep.sizes.map((size) => String(size.count)));
  const serve = count === 1 ? 'serves' : 'serve';
  return `${mode}: of ${counts} ${sweep.option} ${count} ${serve} most, ${withUnit(throughput, 'req/s')}`;
}

function enough({ enough, best, sizes }: SizeSweep): string {
  if (enough === null) {
    return `whether fewer are enough cannot be told from ${plural(best.throughput.rounds, 'round')}`;
  }
  const { count, ofBest } = enough;
  if (count < best.count) {
    const serve = count === 1 ? 'serves' : 'serve';
    return `${count} ${serve} ${timesWithInterval(ofBest)} that, and no other count was shown to serve more than ${count}`;
  }
  return count === sizes[0]?.count
    ? 'fewer were not measured'
    : 'every smaller count was shown to serve less';
}

/** What the advised counts lose against the best. */
function advice({ advised, best }: SizeSweep, cores: number): readonly string[] {
  if (advised === null) return [];
  const { low, high, sizes } = advised;
  const rule = `${advisedPerCore.low}–${advisedPerCore.high} × ${plural(cores, 'core')}, ${low} to ${high} workers`;
  if (sizes.length === 0) return [`The rule of ${rule}, was not measured.`];
  const told = sizes.map(({ count, ofBest }) => {
    if (count === best.count) return `${count} is the best`;
    if (ofBest.high === null || ofBest.low === null)
      return `${count} serves ${number(ofBest.point)}${NBSP}× the best`;
    if (ofBest.high >= 1) return `no loss with ${count} could be shown (${timesWithInterval(ofBest)})`;
    const [least, most] = [1 - ofBest.high, 1 - ofBest.low].map(percent);
    return `${count} loses ${percent(1 - ofBest.point)} (${least} to ${most})`;
  });
  return [`The rule of ${rule}: ${list(told)}.`];
}
