import { bundledClaims } from '../claims/read-claims.ts';
import type { Design } from '../model/design.ts';
import type { EventSink } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { isSearching, type Plan } from '../model/plan.ts';
import type { RunRecord } from '../model/record.ts';
import { gateDesign } from '../plan/designs/gate.ts';
import { ladder } from '../plan/designs/ladder.ts';
import { noiseDesign } from '../plan/designs/noise.ts';
import { objectiveSearch } from '../plan/designs/objective-search.ts';
import { besideRecorded, type Recorded } from '../stats/recorded-rounds.ts';
import { buildRecord } from './build-record.ts';
import { vocabulary } from './claim-vocabulary.ts';
import { measureRun } from './measure-run.ts';
import { keepRecord } from './opened-run.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { UnreadStore } from './read-calibration.ts';
import { openSession } from './run-session.ts';
import { type RunVerdict, runVerdict } from './run-verdict.ts';
import type { WrittenReports } from './write-reports.ts';

/** What a run came to. */
export interface FinishedRun {
  readonly record: RunRecord;
  readonly verdict: RunVerdict;
  /** What ended it, or was left behind by it; empty when all went well. */
  readonly troubles: readonly Failure[];
  /** Where its record and its reports lie. */
  readonly folder: string;
  readonly written: WrittenReports;
  /** Calibrations that were stored and are left aside; null for none. */
  readonly unread: UnreadStore | null;
}

/**
 * Session → rounds → record → reports. Aborting ends it in order: servers are stopped, and what was measured is kept.
 * @throws UsageError for what only the machine can tell: servers that are not installed, CPUs that cannot be had
 * @throws FailureError `journal-write` where the record or a report cannot be written, after `ended` was told
 */
export async function executeRun(
  prepared: PreparedRun,
  { emit, signal }: { readonly emit: EventSink; readonly signal: AbortSignal },
): Promise<FinishedRun> {
  const { header, folder, earlier, unread } = await openSession(prepared);
  const { plan } = header;
  const { recorded = null } = prepared;
  const outcome = await measureRun({ plan, design: designOf(plan, recorded), folder, earlier, emit, signal });
  const { troubles } = outcome;
  const { against } = plan.gate ?? {};
  const slices =
    against === undefined || recorded === null ? outcome.slices : besideRecorded(against, recorded, outcome);
  const measured = { ...outcome, slices };
  const record = withoutUntested(buildRecord(header, measured, bundledClaims(vocabulary), new Date()));
  emit({ type: 'ended', record, troubles });
  const written = await keepRecord(folder, record, prepared.formats);
  return { record, verdict: runVerdict(record, troubles), troubles, folder, written, unread };
}

function designOf(plan: Plan, recorded: Recorded | null): Design {
  if (isSearching(plan)) return objectiveSearch(plan);
  const { gate } = plan;
  if (gate === undefined) return ladder(plan);
  return plan.noise === undefined ? gateDesign(plan, gate, recorded) : noiseDesign(plan, gate);
}

/** Most documents speak of servers that a run did not ask for; what it says nothing about is left to `bench claims`. */
function withoutUntested(record: RunRecord): RunRecord {
  return { ...record, claims: record.claims.filter(({ verdict }) => verdict !== 'not-tested') };
}
