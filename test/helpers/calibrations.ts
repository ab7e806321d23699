import type { Calibration } from '../../harness/model/calibration.ts';

/** What a generator on a machine of two cores may be able to do. */
export function calibration(change: Partial<Calibration> = {}): Calibration {
  return {
    takenAt: '2026-03-04T10:15:00.000Z',
    modebench: '0.1.0',
    node: '20.19.0',
    kernel: '6.1.0',
    cpuModel: 'Some CPU',
    cores: 2,
    affinity: '0-1',
    serverCpus: null,
    loadCpus: null,
    loaders: 1,
    open: {
      ceilingPerSecond: 14_200,
      steps: [
        { rate: 8000, lagP50Ms: 0.4, lagP99Ms: 1.2, sentShare: 1, cpuShare: 0.5 },
        { rate: 14_200, lagP50Ms: 0.5, lagP99Ms: 1.8, sentShare: 1, cpuShare: 0.8 },
        { rate: 15_200, lagP50Ms: 0.9, lagP99Ms: 4.5, sentShare: 0.97, cpuShare: 0.95 },
      ],
    },
    closed: [
      { connections: 1, perSecond: 6000, p50Ms: 0.15, cpuMsPerRequest: 0.09 },
      { connections: 32, perSecond: 21_000, p50Ms: 1.4, cpuMsPerRequest: 0.045 },
    ],
    disturbance: { foreignCores: 0.02, stealShare: 0 },
    ...change,
  };
}

/** A generator that can send so many requests per second, and null servers as given: connections, answers per second, p50 in ms. */
export function calibrationWith(
  closed: readonly (readonly [connections: number, perSecond: number, p50Ms: number])[],
  ceilingPerSecond = 5000,
): Calibration {
  return calibration({
    open: {
      ceilingPerSecond,
      steps: [{ rate: ceilingPerSecond, lagP50Ms: 0.3, lagP99Ms: 1.8, sentShare: 1, cpuShare: 0.7 }],
    },
    closed: closed.map(([connections, perSecond, p50Ms]) => ({
      connections,
      perSecond,
      p50Ms,
      cpuMsPerRequest: 0.06,
    })),
  });
}
