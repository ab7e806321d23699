// What each kind of report shows, a record or several, for what must hold in all of them.

import { tellNoise } from '../../harness/gate/noise-record.ts';
import { gateMetricNames, type PlannedGate } from '../../harness/model/gate.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { ShownRecord } from '../../harness/model/several-records.ts';
import { readObjectives } from '../../harness/plan/objective-grammar.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { fabricateNoise, type GivenNoise } from './gate-noise.ts';
import { gatePlan } from './gating.ts';
import { makeHostile } from './hostile.ts';
import { makeLong } from './long-names.ts';
import { fabricateRecord, type RecordDraft } from './record.ts';
import { growingRecord } from './record-capacity.ts';
import { fabricateClaimsRecord, fabricateExperimentsRecord } from './record-documents.ts';
import { gateRecord, gateTests, quietTests } from './record-gate.ts';
import { fabricateOpenRecord } from './record-open.ts';
import { searchedRecord } from './record-search.ts';
import { recordOfDay, shownOf } from './record-several.ts';

const everyGateTest = [...Object.values(gateTests), ...quietTests()];

export const reportKinds = {
  'a default run': () => fabricateRecord(),
  'open levels': () => fabricateOpenRecord(),
  objectives: withObjectives,
  'a gate': () => gateRecord(everyGateTest),
  noise: () => noiseRecord(),
  'a search': () => searchedRecord({ variants: ['dev', 'prefork:workers=4'] }),
  claims: () => fabricateClaimsRecord(),
  experiments: () => fabricateExperimentsRecord(),
  'the planner': () => growing(),
  'two records': () => days(2),
  'many records': () => days(12),
  'hostile names': () => fabricateRecord({ edit: makeHostile }),
  'hostile claims': () => fabricateClaimsRecord({ edit: makeHostile }),
  'long names': () => fabricateRecord({ edit: makeLong }),
  'claims with long names': () => fabricateClaimsRecord({ edit: makeLong }),
  'long names at open levels': () => fabricateOpenRecord({ edit: makeLong }),
  'the planner with hostile names': () => growing(makeHostile),
  'the planner with long names': () => growing(makeLong),
  'hostile names in many records': () => days(5, makeHostile),
  'long names in two records': () => days(2, makeLong),
  'long names in many records': () => days(5, makeLong),
} as const satisfies Record<string, () => RunRecord | readonly ShownRecord[]>;

export type ReportKind = keyof typeof reportKinds;
export const reportKindNames = Object.keys(reportKinds) as readonly ReportKind[];

function growing(edit?: (draft: RecordDraft) => void): RunRecord {
  const record = growingRecord();
  edit?.(record);
  return record;
}

/** Nightly runs, of which prefork serves less from the second on. */
function days(count: number, edit?: (draft: RecordDraft) => void): readonly ShownRecord[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return shownOf(
    numbers.map((day) => recordOfDay(day, { slower: day === 1 ? 1 : 1.25, ...(edit && { edit }) })),
  );
}

function withObjectives(): RunRecord {
  const { written } = readObjectives('p95<20ms,throughput>500req/s,footprint<100MB,failures<0.1%');
  return fabricateRecord({
    edit(draft) {
      draft.plan.objectives = written.map(({ objective }) => objective);
      draft.objectives = analyse(draft.plan, draft.rounds, draft.slices).objectives;
    },
  });
}

/** Its gates are drawn, which takes a second for each metric. */
export function noiseRecord(given: GivenNoise = { scenarios: ['json', 'cpu'] }): RunRecord {
  const gate: PlannedGate = { ...gatePlan(), findRate: null };
  const targets = gateMetricNames
    .filter((metric) => metric !== 'failures')
    .map((metric) => ({ metric, share: 0.05 }));
  return fabricateRecord({
    edit(draft) {
      draft.plan.gate = gate;
      draft.plan.noise = { targets };
      draft.noise = {
        ...{ rounds: { kept: 30, discarded: 2 }, needed: 6 },
        ...tellNoise(fabricateNoise(given), gate, targets, 1),
      };
    },
  });
}
