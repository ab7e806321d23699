import type { RunRecord } from '../../harness/model/record.ts';
import { verdictCounts } from '../wording/claims.ts';
import { gateRoundsText } from '../wording/gate.ts';
import { plural, seconds } from '../wording/numbers.ts';
import { experimentsEnded, stopWords } from '../wording/stop.ts';
import { answerOf } from './answer.ts';
import { scenariosOf } from './cells.ts';
import { claimsInShort, claimsOf, documentsOf } from './claims.ts';
import { experimentsExtent, experimentsOf } from './experiments.ts';
import { gateOf } from './gate.ts';
import { leadOf } from './lead.ts';
import { baselineOf, modesOf } from './modes.ts';
import { noiseOf } from './noise.ts';
import { objectivesOf } from './objectives.ts';
import { memoryRunOf, resourcesOf } from './resources.ts';
import { searchOf } from './search.ts';
import { trustOf } from './trust.ts';
import type { View } from './types.ts';
import { sizedMemoryOf, workerCostsOf } from './worker-costs.ts';
import { workersOf } from './workers.ts';

/** The one view that every renderer draws from. Pure: the same record gives the same view. */
export function viewOf(record: RunRecord): View {
  const modes = modesOf(record);
  const lead = leadOf(record);
  const scenarios = scenariosOf(record, modes, lead);
  const claims = claimsOf(
    record,
    scenarios.flatMap((scenario) => scenario.cells),
  );
  const resources = resourcesOf(record);
  return {
    title: record.plan.name,
    lead,
    id: record.id,
    startedAt: record.startedAt,
    extent: extentOf(record),
    ended: lead === 'experiments' ? experimentsEnded(record.stop) : stopWords[record.stop],
    command: ['bench', ...record.command],
    confidence: record.plan.confidence,
    modebench: record.environment.modebench,
    machine: `${record.environment.cpuModel}, ${plural(record.environment.cores, 'core')}`,
    modes,
    baseline: baselineOf(modes),
    answer: answerOf(record, modes, scenarios, lead),
    gate: gateOf(record, scenarios),
    noise: noiseOf(record),
    search: searchOf(record, modes),
    objectives: objectivesOf(record, modes, scenarios),
    scenarios,
    resources,
    workerCosts: workerCostsOf(record, resources),
    workers: workersOf(record),
    sizedMemory: sizedMemoryOf(record, resources),
    memory: memoryRunOf(record),
    claims,
    verdictCounts: verdictCounts(claims),
    documents: documentsOf(record, claims),
    claimsInShort: claimsInShort(record),
    experiments: experimentsOf(record),
    trust: trustOf(record, scenarios, lead),
  };
}

function extentOf(record: RunRecord): string {
  const { gate } = record;
  const measured = gate === undefined ? plural(record.rounds.length, 'round') : gateRoundsText(gate);
  const rounds = leadOf(record) === 'experiments' ? null : measured;
  const done = [rounds, experimentsExtent(record)].filter((part) => part !== null);
  const what = done.join(' and ');
  return `${what}${what.includes(',') ? ',' : ''} in ${seconds(record.measuredSeconds)}`;
}
