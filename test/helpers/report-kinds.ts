// One record of each kind of report, for what must hold in all of them.

import { tellNoise } from '../../harness/gate/noise-record.ts';
import { gateMetricNames, type PlannedGate } from '../../harness/model/gate.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { readObjectives } from '../../harness/plan/objective-grammar.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { fabricateNoise, type GivenNoise } from './gate-noise.ts';
import { gatePlan } from './gating.ts';
import { makeHostile } from './hostile.ts';
import { makeLong } from './long-names.ts';
import { fabricateRecord } from './record.ts';
import { fabricateClaimsRecord, fabricateExperimentsRecord } from './record-documents.ts';
import { gateRecord, gateTests, quietTests } from './record-gate.ts';
import { fabricateOpenRecord } from './record-open.ts';
import { searchedRecord } from './record-search.ts';

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
  'hostile names': () => fabricateRecord({ edit: makeHostile }),
  'hostile claims': () => fabricateClaimsRecord({ edit: makeHostile }),
  'long names': () => fabricateRecord({ edit: makeLong }),
  'claims with long names': () => fabricateClaimsRecord({ edit: makeLong }),
  'long names at open levels': () => fabricateOpenRecord({ edit: makeLong }),
} as const satisfies Record<string, () => RunRecord>;

export type ReportKind = keyof typeof reportKinds;
export const reportKindNames = Object.keys(reportKinds) as readonly ReportKind[];

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
