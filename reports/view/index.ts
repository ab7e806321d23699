import type { RunRecord } from '../../harness/model/record.ts';
import { plural, seconds } from '../wording/numbers.ts';
import { stopWords } from '../wording/stop.ts';
import { answerOf } from './answer.ts';
import { scenariosOf } from './cells.ts';
import { claimsInShort, claimsOf } from './claims.ts';
import { baselineOf, modesOf } from './modes.ts';
import { memoryRunOf, resourcesOf, workerCostsOf } from './resources.ts';
import { trustOf } from './trust.ts';
import type { View } from './types.ts';
import { workersOf } from './workers.ts';

/** The one view that every renderer draws from. Pure: the same record gives the same view. */
export function viewOf(record: RunRecord): View {
  const modes = modesOf(record);
  const scenarios = scenariosOf(record);
  const resources = resourcesOf(record);
  return {
    title: record.plan.name,
    id: record.id,
    startedAt: record.startedAt,
    extent: `${plural(record.rounds.length, 'round')} in ${seconds(record.measuredSeconds)}`,
    ended: stopWords[record.stop],
    command: ['bench', ...record.command],
    confidence: record.plan.confidence,
    modebench: record.environment.modebench,
    machine: `${record.environment.cpuModel}, ${plural(record.environment.cores, 'core')}`,
    modes,
    baseline: baselineOf(modes),
    answer: answerOf(record, modes, scenarios),
    scenarios,
    resources,
    workerCosts: workerCostsOf(record, resources),
    workers: workersOf(record),
    memory: memoryRunOf(record),
    claims: claimsOf(record),
    claimsInShort: claimsInShort(record),
    trust: trustOf(record, scenarios),
  };
}
