import type { Environment } from '../../harness/model/machine.ts';
import { schemaVersion } from '../../harness/model/record.ts';
import type { RoundResult, SliceResult } from '../../harness/model/slice.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import type { JournalHeader } from '../../harness/record/journal.ts';
import { smallCatalogue } from './catalogue.ts';

export const someEnvironment: Environment = {
  modebench: '0.1.0',
  node: 'v20.20.2',
  platform: 'linux',
  kernel: '6.1',
  cpuModel: 'Some CPU',
  cores: 2,
  affinity: '0-1',
  placement: 'co-located',
  memoryBytes: 8e9,
  cgroup: { version: 'v2', cpuLimitCores: null, memoryLimitBytes: null },
  governor: null,
  virtualised: true,
  servers: {},
  git: null,
};

export const someHeader: JournalHeader = {
  type: 'header',
  schemaVersion,
  id: '2026-01-02T03-04-05-run',
  startedAt: '2026-01-02T03:04:05.000Z',
  command: ['run'],
  environment: someEnvironment,
  plan: makePlan({}, smallCatalogue, 7),
};

export function someSlice(round: number): SliceResult {
  return {
    round,
    pass: 1,
    variant: 'dev',
    scenario: 'json',
    level: { kind: 'closed', concurrency: 1 },
    startedMs: 0,
    load: null,
    serverCpuMs: null,
    memory: null,
    machine: null,
    failure: null,
  };
}

export function someRound(round: number): RoundResult {
  return { round, startedMs: 0, endedMs: 1000, warmups: [], launches: [], discarded: [] };
}
