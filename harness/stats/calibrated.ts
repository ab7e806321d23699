import type { Calibration } from '../model/calibration.ts';
import type { Plan } from '../model/plan.ts';
import type { CellData } from './cell-data.ts';

type ClosedStep = Calibration['closed'][number];

/** What was calibrated holds for the engine it was calibrated with. */
export function calibrationOf({
  engine,
  calibration,
}: Pick<Plan, 'engine' | 'calibration'>): Calibration | null {
  return engine === 'native' ? calibration : null;
}

/**
 * What the generator reaches at so many connections that are busy at once. Between two calibrated steps on the straight
 * line over log(connections), for both figures flatten; below the first it is that of the first. Beyond the last the
 * throughput is taken to grow no more, and response times then grow with the connections (Little).
 */
export function calibratedAt(
  calibration: Calibration,
  connections: number,
): Pick<ClosedStep, 'perSecond' | 'p50Ms'> {
  const steps = calibration.closed.toSorted((a, b) => a.connections - b.connections);
  const [lowest, highest] = [steps[0] as ClosedStep, steps.at(-1) as ClosedStep];
  if (connections <= lowest.connections) return lowest;
  const above = steps.find((step) => step.connections >= connections);
  if (above === undefined) {
    const { perSecond, p50Ms } = highest;
    return { perSecond, p50Ms: (p50Ms * connections) / highest.connections };
  }
  const below = steps.findLast((step) => step.connections < connections) ?? lowest;
  const share = Math.log(connections / below.connections) / Math.log(above.connections / below.connections);
  const between = (of: (step: ClosedStep) => number) => of(below) + share * (of(above) - of(below));
  return { perSecond: between((step) => step.perSecond), p50Ms: between((step) => step.p50Ms) };
}

/** Requests per second that the generator can send of the cell's workload; null when that is not known. */
export function ceilingOf(plan: Plan, { cell: { level } }: Pick<CellData, 'cell'>): number | null {
  const calibration = calibrationOf(plan);
  if (calibration === null) return null;
  return level.kind === 'open'
    ? calibration.open.ceilingPerSecond
    : calibratedAt(calibration, level.concurrency).perSecond;
}
