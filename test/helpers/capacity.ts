import type {
  CoresBusy,
  Figure,
  LevelCapacity,
  ModeCapacity,
  SizeCapacity,
} from '../../harness/capacity/mode-capacity.ts';
import type { PlanQuestion } from '../../harness/capacity/question.ts';
import type { Limit } from '../../harness/capacity/sustained.ts';

/** A figure with an interval of so much to either side. */
export function figure(point: number, spread = 0.05): Figure {
  return { point, low: point * (1 - spread), high: point * (1 + spread) };
}

export function bounded(point: number, spread = 0.05) {
  return { ...figure(point, spread), bound: null };
}

/** Cores of a machine of two. */
export function busy(given: Partial<CoresBusy> = {}): CoresBusy {
  return { server: 1, generator: 0.5, foreign: 0, of: 2, ...given };
}

/** A level of 8 connections that served so much, unless said otherwise. */
export function level(throughput: number, given: Partial<LevelCapacity> = {}): LevelCapacity {
  return {
    level: { kind: 'closed', value: 8 },
    throughput: figure(throughput),
    keepsUp: true,
    generatorBound: false,
    figures: {},
    footprint: figure(100e6),
    cpuMs: figure(1),
    cores: busy(),
    ...given,
  };
}

export const connections = (value: number): LevelCapacity['level'] => ({ kind: 'closed', value });
export const arrivals = (value: number): LevelCapacity['level'] => ({ kind: 'open', value });

export function size(levels: readonly LevelCapacity[], given: Partial<SizeCapacity> = {}): SizeCapacity {
  return { variant: 'dev', count: null, levels, searched: [], ...given };
}

/** Measured on two cores and 8 GB. */
export function mode(sizes: readonly SizeCapacity[], given: Partial<ModeCapacity> = {}): ModeCapacity {
  return {
    mode: 'dev',
    scenario: 'json',
    option: null,
    sizes,
    modelled: [],
    machine: { cores: 2, memoryBytes: 8e9 },
    ...given,
  };
}

export function question(targetRps: number, given: Partial<PlanQuestion> = {}): PlanQuestion {
  return { targetRps, headroom: 0.3, growth: 1, limits: [], instances: [], extrapolate: false, ...given };
}

export function p99Below(ms: number): Limit {
  return { text: `p99<${ms}ms`, metric: 'p99', comparison: '<', limit: ms };
}

export function failuresBelow(share: number): Limit {
  return { text: `failures<${100 * share}%`, metric: 'failures', comparison: '<', limit: share };
}
