import type { Calibration } from '../../model/calibration.ts';
import { FailureError } from '../../model/failure.ts';
import type { LoadReport, LoadSession } from '../../model/load.ts';
import { medianOf } from '../../stats/median.ts';
import { calibrationOrder } from './order.ts';
import { pooledQuantile, total } from './pooled.ts';

export type ClosedFloor = Calibration['closed'][number];

/** Drives all loaders for one slice, the connections shared out among them. */
export async function driveClosed(
  sessions: readonly LoadSession[],
  connections: number,
  ms: number,
): Promise<readonly LoadReport[]> {
  const reports = await Promise.all(
    sessions.flatMap((session, index) => {
      // The first ones have one more where they cannot be alike; of more loaders than connections some rest.
      const own = Math.floor((connections + sessions.length - 1 - index) / sessions.length);
      return own === 0 ? [] : session.drive(calibrationOrder({ kind: 'closed', concurrency: own }, ms));
    }),
  );
  refuseFailures(reports);
  return reports;
}

/** Medians over slices: what one disturbed slice says does not count. */
export function floorOf(connections: number, slices: readonly (readonly LoadReport[])[]): ClosedFloor {
  const median = (value: (reports: readonly LoadReport[]) => number) => medianOf(slices.map(value)) ?? 0;
  return {
    connections,
    perSecond: median((reports) => total(reports, ({ busy }) => (1000 * busy.answers) / busy.elapsedMs)),
    p50Ms: median((reports) =>
      pooledQuantile(
        reports.map(({ responseTime }) => responseTime),
        0.5,
      ),
    ),
    cpuMsPerRequest: median(
      (reports) => total(reports, ({ generator }) => generator.cpuMs) / total(reports, ({ sent }) => sent),
    ),
  };
}

/** A null server answers everything; where it does not, there is nothing to calibrate. */
function refuseFailures(reports: readonly LoadReport[]): void {
  const [sent, ok] = [total(reports, (report) => report.sent), total(reports, (report) => report.ok)];
  if (ok > 0 && ok >= 0.99 * sent) return;
  const seen = reports.flatMap(({ samples }) => samples).map(({ kind, detail }) => `${kind}: ${detail}`);
  const detail = `of ${sent} requests the null server answered ${ok} (${seen[0] ?? 'no answer'})`;
  throw new FailureError({ reason: 'loader-error', variant: '', phase: '', detail });
}
