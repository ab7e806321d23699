// Fabricates a record of a run with open levels, checked against the schema.

import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { Calibration } from '../../harness/model/calibration.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { type Noise, noiseFrom, variants } from './record-cells.ts';
import {
  ceilingPerSecond,
  type OpenCell,
  openCells,
  openComparisons,
  openLevel,
  openScenarios,
  openSliceMs,
  openSummary,
  sendLag,
  wakeLag,
} from './record-open-cells.ts';
import { environment, plan } from './record-run.ts';

export interface OpenFabrication {
  readonly rates?: readonly number[];
  readonly rounds?: number;
  /** Changes the finished record before the schema checks it. */
  readonly edit?: (draft: RunRecord) => void;
}

/**
 * Three variants × json, page × 100, 200, 400, 800 req/s. dev is overloaded at 800 in json and from 400 in page,
 * threaded at 800 in page; calibrated, two loaders, pinned.
 */
export function fabricateOpenRecord({ rates, rounds = 6, edit }: OpenFabrication = {}): RunRecord {
  const noise = noiseFrom(11);
  const levels = (rates ?? [100, 200, 400, 800]).map(openLevel);
  const cells = openCells(
    levels.map((level) => level.rate),
    rounds,
    noise,
  );
  const draft: RunRecord = {
    schemaVersion: 1,
    id: '2026-03-05T09-00-00-open',
    startedAt: '2026-03-05T09:00:00.000Z',
    endedAt: '2026-03-05T09:05:00.000Z',
    measuredSeconds: 300,
    command: ['run', '--rate', levels.map((level) => level.rate).join(',')],
    environment: { ...environment(), cores: 4, affinity: '0-3', placement: 'pinned' },
    plan: openPlan(levels),
    stop: 'rounds',
    rounds: roundsOf(rounds),
    slices: slicesOf(cells, rounds, noise),
    summaries: cells.map(openSummary),
    comparisons: openComparisons(cells),
    objectives: [],
    experiments: [],
    absent: [],
    claims: [],
  };
  edit?.(draft);
  return recordSchema.parse(draft);
}

function openPlan(levels: Plan['levels']): Plan {
  const closed = plan([1]);
  const [json] = closed.scenarios;
  return {
    ...closed,
    name: 'open',
    levels,
    scenarios: openScenarios.map((name) => ({
      ...json!,
      name,
      summary: { json: 'serialises a small object', page: 'a page from a template' }[name],
    })),
    loaders: 2,
    serverCpus: '0-1',
    loadCpus: '2-3',
    calibration: calibration(),
    rounds: { min: 6, max: 6 },
    budgetSeconds: null,
    window: { minMs: openSliceMs, maxMs: openSliceMs, minAnswers: 0 },
  };
}

function calibration(): Calibration {
  const { modebench, node, kernel, cpuModel } = environment();
  return {
    takenAt: '2026-03-04T08:00:00.000Z',
    ...{ modebench, node, kernel, cpuModel, cores: 4, affinity: '0-3' },
    ...{ serverCpus: '0-1', loadCpus: '2-3', loaders: 2 },
    open: {
      ceilingPerSecond,
      steps: [{ rate: ceilingPerSecond, lagP50Ms: 0.3, lagP99Ms: 1.8, sentShare: 1, cpuShare: 0.7 }],
    },
    closed: [
      { connections: 1, perSecond: 4700, p50Ms: 0.19, cpuMsPerRequest: 0.09 },
      { connections: 32, perSecond: 15_300, p50Ms: 1.9, cpuMsPerRequest: 0.055 },
    ],
  };
}

function roundsOf(rounds: number): RunRecord['rounds'] {
  return Array.from({ length: rounds }, (_, index) => ({
    round: index + 1,
    startedMs: index * 50_000,
    endedMs: (index + 1) * 50_000 - 1,
    warmups: [],
    launches: variants.map((variant) => ({
      ...{ round: index + 1, variant, readyMs: 400 + 20 * index, failure: null },
      ...{ idleMemory: null, restMemory: null },
    })),
    discarded: [],
  }));
}

function slicesOf(cells: readonly OpenCell[], rounds: number, noise: Noise): SliceResult[] {
  return Array.from({ length: rounds }, (_, round) =>
    cells.map(
      (cell, at): SliceResult => ({
        ...{ round: round + 1, pass: 1, variant: cell.variant, scenario: cell.scenario, level: cell.level },
        startedMs: round * 50_000 + at * (openSliceMs + 50),
        load: load(cell, round, noise),
        serverCpuMs: cell.served[round]! * 2 * 0.7 * cell.service(0.5),
        memory: null,
        machine: null,
        failure: null,
      }),
    ),
  ).flat();
}

function load(cell: OpenCell, round: number, noise: Noise): LoadReport {
  const offered = Math.round((cell.level.rate * openSliceMs) / 1000);
  const ok = Math.min(offered, Math.round((cell.served[round]! * openSliceMs) / 1000));
  const unfinished = offered - ok;
  const zero = {
    connect: 0,
    reset: 0,
    timeout: 0,
    status: 0,
    protocol: 0,
    body: 0,
    exhausted: 0,
    dropped: 0,
  };
  return {
    ...{ sent: ok, ok, failed: zero, unfinished, samples: [], statuses: { '200': ok } },
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs: openSliceMs,
    totalMs: openSliceMs,
    busy: { answers: ok, elapsedMs: openSliceMs },
    opening: 0,
    responseTime: histogram(cell.response, ok),
    responses: ok,
    open: {
      offered,
      unsent: unfinished,
      serviceTime: histogram(cell.service, ok),
      sendLag: histogram((q) => sendLag(cell, q), ok),
      wakeLag: histogram(wakeLag, offered),
      censored: histogram(() => openSliceMs, unfinished),
      meanInFlight: (cell.level.rate * cell.response(0.5)) / 1000,
    },
    bytesReceived: ok * 180,
    generator: {
      cpuMs: openSliceMs * (0.08 + cell.level.rate / 6000),
      eventLoopUtilization: Math.min(0.9, 0.05 + (cell.level.rate / 8000) * noise(0.05)),
      cpuShare: 0.04 + cell.level.rate / 9000,
    },
  };
}

function histogram(at: (q: number) => number, n: number): string {
  const times = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  });
  for (let i = 0; i < n; i++) times.recordValue(Math.max(1, Math.round(1000 * at((i + 0.5) / n))));
  return encodeIntoCompressedBase64(times);
}
