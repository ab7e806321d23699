import { describe, expect, it } from 'vitest';
import {
  type MachineCounters,
  machineDelta,
  parseCpuTimes,
  parsePressure,
  readCounters,
} from '../../harness/machine/machine-delta.ts';
import { machineDeltaSchema } from '../../harness/model/machine.ts';

const stat = `cpu  6721 10 5700 254609 250 20 97 9 500 0
cpu0 2929 5 2579 128088 16 10 15 4 250 0
cpu1 3791 5 3120 126520 233 10 82 4 250 0
intr 449933 0 0
ctxt 1341065
procs_running 1
`;

describe('parseCpuTimes', () => {
  it('counts all that is neither idle nor stolen, and guests once', () => {
    expect(parseCpuTimes(stat)).toEqual({
      cores: 2,
      busyMs: (6721 + 10 + 5700 + 20 + 97) * 10,
      stealMs: 90,
    });
  });

  it('does with fewer fields, as old kernels have', () => {
    expect(parseCpuTimes('cpu 1 2 3 4\n')).toEqual({ cores: 1, busyMs: 60, stealMs: 0 });
  });

  it('gives null for other text', () => {
    for (const text of ['', 'cpu\n', 'cpu0 1 2 3\n', 'model name: cpu 1']) {
      expect(parseCpuTimes(text)).toBeNull();
    }
  });
});

describe('parsePressure', () => {
  it('reads the total of "some"', () => {
    const text =
      'some avg10=0.00 avg60=0.10 avg300=0.63 total=28121433\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n';
    expect(parsePressure(text)).toBe(28121433);
    expect(parsePressure('full avg10=0.00 total=7\n')).toBeNull();
    expect(parsePressure('')).toBeNull();
  });
});

describe('machineDelta', () => {
  const zero: MachineCounters = {
    atMs: 1000,
    cores: 2,
    busyMs: 5000,
    stealMs: 100,
    pressureUs: { cpu: 1_000_000, memory: 0, io: 50 },
  };
  const later = (change: Partial<MachineCounters>): MachineCounters => ({ ...zero, atMs: 1250, ...change });

  it('is shares of the time between two looks', () => {
    const after = later({
      busyMs: 5400,
      stealMs: 105,
      pressureUs: { cpu: 1_125_000, memory: 25_000, io: 50 },
    });
    expect(machineDelta(zero, after, 350)).toEqual({
      elapsedMs: 250,
      cores: 2,
      busyShare: 0.8,
      stealShare: 0.01,
      foreignCores: 0.2,
      pressure: { cpuShare: 0.5, memoryShare: 0.1, ioShare: 0 },
    });
  });

  it.each<[string, Partial<MachineCounters>, number, object]>([
    ['idle', {}, 0, { busyShare: 0, foreignCores: 0, stealShare: 0 }],
    ['own CPU above what the coarse counters saw', { busyMs: 5100 }, 130, { foreignCores: 0 }],
    [
      'counters that were reset',
      { busyMs: 0, stealMs: 0, pressureUs: { cpu: 0, memory: 0, io: 0 } },
      50,
      { busyShare: 0, stealShare: 0, foreignCores: 0, pressure: { cpuShare: 0, memoryShare: 0, ioShare: 0 } },
    ],
    ['more ticks than time', { busyMs: 6000 }, 1000, { busyShare: 1 }],
    ['no pressure afterwards', { pressureUs: null }, 0, { pressure: null }],
    ['no time in between', { atMs: 1000, busyMs: 5010 }, 0, { elapsedMs: 0, busyShare: 0, foreignCores: 0 }],
    ['a clock that went back', { atMs: 900 }, 0, { elapsedMs: 0, busyShare: 0 }],
  ])('%s', (_, change, ownCpuMs, expected) => {
    const delta = machineDelta(zero, later(change), ownCpuMs);
    expect(delta).toMatchObject(expected);
    expect(machineDeltaSchema.parse(delta)).toEqual(delta);
  });

  it('has no pressure on kernels without it', () => {
    const without = { ...zero, pressureUs: null };
    expect(machineDelta(without, { ...without, atMs: 1250 }, 0).pressure).toBeNull();
  });
});

describe('the counters of this machine', () => {
  it('grow, and count the CPU time of a busy loop as foreign unless it is our own', async () => {
    const before = await readCounters();
    const start = process.cpuUsage();
    const usedMs = () => {
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    while (usedMs() < 300);
    const own = usedMs();
    const after = await readCounters();
    expect(after.busyMs).toBeGreaterThan(before.busyMs);
    const asForeign = machineDelta(before, after, 0);
    const asOwn = machineDelta(before, after, own);
    expect(asForeign.elapsedMs).toBeGreaterThan(250);
    expect(asForeign.foreignCores).toBeGreaterThan(asOwn.foreignCores);
    expect(machineDeltaSchema.parse(asOwn)).toEqual(asOwn);
  });
});
