import type { Claim } from '../claims/claim.ts';
import { judgeClaims } from '../claims/judge.ts';
import { type Gated, gateOf } from '../gate/gate-of.ts';
import { noiseOf } from '../gate/noise-record.ts';
import type { Outcome } from '../measure/measure.ts';
import { isSearching } from '../model/plan.ts';
import { type RunRecord, schemaVersion } from '../model/record.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { findPairs } from '../plan/gate-pairs.ts';
import type { JournalHeader } from '../record/journal.ts';
import { analyse } from '../stats/analyse.ts';
import { searchRecordOf, withTriedLevels } from '../stats/search/results.ts';

/** What a run has beside its slices; a plain comparison has neither. */
export type Beside = Pick<RunRecord, 'experiments' | 'absent'>;

/** Everything that follows from what was measured; pure but for the clock's reading that is passed in. */
export function buildRecord(
  header: JournalHeader,
  outcome: Pick<Outcome, 'stop' | 'rounds' | 'slices' | 'elapsedMs'>,
  claims: readonly Claim[],
  endedAt: Date,
  { experiments, absent }: Beside = { experiments: [], absent: [] },
): RunRecord {
  const { environment } = header;
  const rounds = [...outcome.rounds];
  const slices = [...outcome.slices];
  const { gate } = header.plan;
  const gated = gate === undefined ? null : { gate, ...findPairs(header.plan, gate, slices) };
  const plan = isSearching(header.plan) ? withTriedLevels(header.plan, slices) : (gated?.plan ?? header.plan);
  const { summaries, comparisons, objectives } = analyse(plan, rounds, slices);
  return {
    schemaVersion,
    id: header.id,
    startedAt: header.startedAt,
    endedAt: endedAt.toISOString(),
    measuredSeconds: outcome.elapsedMs / 1000,
    command: header.command,
    environment,
    plan,
    stop: outcome.stop,
    rounds,
    slices,
    summaries,
    comparisons,
    objectives,
    ...(isSearching(plan) ? { search: searchRecordOf(plan, rounds, slices) } : {}),
    ...(gated === null ? {} : decided({ ...gated, plan }, rounds, slices)),
    experiments: [...experiments],
    absent,
    claims: judgeClaims(claims, { plan, environment, rounds, slices, summaries, experiments, absent }),
  };
}

function decided(
  gated: Gated,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): Pick<RunRecord, 'gate' | 'noise'> {
  if (gated.plan.noise !== undefined) return { noise: noiseOf(gated, rounds, slices) };
  return { gate: gateOf(gated, rounds, slices) };
}
