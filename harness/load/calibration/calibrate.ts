import type { Calibration } from '../../model/calibration.ts';
import type { LoadSession } from '../../model/load.ts';
import { type ClosedFloor, driveClosed, floorOf } from './closed-floor.ts';
import { driveOpen, keepsUp, type OpenStep } from './open-step.ts';
import { searchCeiling } from './search-ceiling.ts';

/** What is done now. */
export type CalibrationEvent =
  | { readonly kind: 'warm-up' }
  | { readonly kind: 'closed'; readonly connections: number }
  | { readonly kind: 'open'; readonly rate: number; readonly before: OpenStep | null };

export interface CalibrationOrder {
  /** One per loader, each on a null server of its own, so that no server is what is measured. */
  readonly sessions: readonly LoadSession[];
  readonly budgetMs: number;
  /** ms. */
  readonly now: () => number;
  readonly emit: (event: CalibrationEvent) => void;
}

export interface Calibrated {
  readonly closed: readonly ClosedFloor[];
  readonly steps: readonly OpenStep[];
  /** null: no rate at all was kept up with. */
  readonly ceilingPerSecond: number | null;
  readonly settled: boolean;
}

export const closedConnections = [1, 8, 32, 128, 512] as const;
/** Of each number of connections. */
const slices = 5;
/** Part of the budget that the closed slices get; the search for the ceiling takes the rest. */
const closedPart = 0.25;
const sliceBounds = { min: 200, max: 2000 } as const;
/** p99 wants a hundred arrivals and more, and stalls of some tenths of a second their chance. */
const stepBounds = { min: 1000, max: 5000 } as const;
/** A try is worth a share of the budget that leaves room for some twenty of them. */
const stepPart = 1 / 30;
const warmupMs = 1000;

/** Verdicts of rates closer to each other than this would mostly be luck; simulated, most searches settle within 20 tries. */
const resolution = 0.1;
/** Arrivals per second: fewer than a hundred in a step say nothing of a p99. */
const lowestRate = 100;
const highestRatePerLoader = 500_000;

/** Measures what the generator can do and what it costs: closed at rising connections, then the open ceiling. */
export async function calibrate(order: CalibrationOrder): Promise<Calibrated> {
  const { sessions, budgetMs, now, emit } = order;
  const endMs = now() + budgetMs;
  emit({ kind: 'warm-up' });
  await driveClosed(sessions, 32, warmupMs);

  const sliceMs = within((budgetMs * closedPart) / (closedConnections.length * slices), sliceBounds);
  const closed: ClosedFloor[] = [];
  for (const connections of closedConnections) {
    emit({ kind: 'closed', connections });
    const reports = [];
    for (let slice = 0; slice < slices; slice++)
      reports.push(await driveClosed(sessions, connections, sliceMs));
    closed.push(floorOf(connections, reports));
  }

  const stepMs = within(budgetMs * stepPart, stepBounds);
  const steps: OpenStep[] = [];
  const { ratePerSecond, settled } = await searchCeiling({
    async tryRate(rate) {
      emit({ kind: 'open', rate, before: steps.at(-1) ?? null });
      const step = await driveOpen(sessions, rate, stepMs);
      steps.push(step);
      return { keptUp: keepsUp(step) };
    },
    mayGoOn: () => now() + stepMs <= endMs,
    // Well below what both can do together at full speed, so that most tries are near the ceiling.
    first: Math.round(Math.max(...closed.map(({ perSecond }) => perSecond)) / 4),
    lowest: lowestRate,
    highest: highestRatePerLoader * sessions.length,
    resolution,
  });
  return { closed, steps, ceilingPerSecond: ratePerSecond, settled };
}

/** What is stored of it, once a ceiling was found. */
export function openOf({ ceilingPerSecond, steps }: Calibrated): Calibration['open'] | null {
  return ceilingPerSecond === null ? null : { ceilingPerSecond, steps: [...steps] };
}

function within(value: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.min(max, Math.max(min, value));
}
